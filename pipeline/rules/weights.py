"""Rules about weights: what is missing, negative, all zero, or does not add up."""

from collections.abc import Iterator

import polars as pl
from polars import col

from pipeline.contract.findings import ERROR, WARNING
from pipeline.contract.workbook import SHEET
from pipeline.rules.rule import Case, FunctionRule, Rule, Trouble, function_rule
from pipeline.rules.told import named, shown
from pipeline.wording import Text, note

LEAF = col("leaf") & col("in_scope")
HUNDRED = 100
NEAR_HUNDRED = (80, 120)
"""Weights whose sum lies in here were meant as percentages."""

SUM_TOLERANCE = 0.1
FAMILY = pl.when(col("parent").is_null()).then("M:" + col("milestone")).otherwise(col("parent").cast(pl.String))
"""Names the siblings of a scope item: the rows below one parent, on level 1 those of one milestone."""


@function_rule("WEIGHT_MISSING", WARNING, on="Scope.effort")
def missing_weights(case: Case) -> Iterator[Trouble]:
    """Some items have a weight and this one has none; the mean of its neighbours is used."""
    mode = case.project["weighting"] or "effort"
    scope = case.facts["Scope"]
    if mode == "explicit":
        yield from _missing_shares(scope)
    elif mode == "effort":
        yield from _missing(scope, "effort", scope["effort"] > 0)
    elif mode == "duration":
        yield from _missing(scope, "baseline_finish", scope["baseline_start"].is_not_null() & scope["baseline_finish"].is_not_null())


def _missing(scope: pl.DataFrame, column: str, given: pl.Series) -> Iterator[Trouble]:
    leaves = scope["leaf"] & scope["in_scope"]
    if (leaves & given).sum() in (0, leaves.sum()):
        return
    without = scope.filter(leaves & ~given.fill_null(False))
    for row, id_, value, used in without[["row", "id", column, "weight_used"]].iter_rows():
        mean = note("the mean is used") if used is None else _mean(used)
        if column == "effort":
            says = note("{id} has no effort, others have; {mean}", id=named("Scope", id_), mean=mean)
            fix = note("Enter its effort.") if value is None else note("Enter its effort; 0 counts as missing.")
        else:
            says = note("{id} has no baseline dates, others have; {mean}", id=named("Scope", id_), mean=mean)
            fix = note("Enter its baseline dates.") if value is None else note("Enter its baseline dates; 0 counts as missing.")
        yield Trouble("Scope", column, row, shown(value), says, fix)


def _mean(used: float) -> Text:
    return note("{weight:.10g} is used, the mean of its neighbours", weight=used)


def _missing_shares(scope: pl.DataFrame) -> Iterator[Trouble]:
    families = scope.filter("in_scope").with_columns(mean=col("weight").filter(col("weight") >= 0).mean().over(FAMILY))
    for row, id_, mean in families.filter(col("weight").is_null() & col("mean").is_not_null()).select("row", "id", "mean").iter_rows():
        says = note("{id} has no weight, others have; {mean}", id=named("Scope", id_), mean=_mean(mean))
        yield Trouble("Scope", "weight", row, "", says, note("Enter its weight."))


@function_rule("WEIGHT_ALL_ZERO", WARNING, on="Scope.weight")
def zero_weights(case: Case) -> Iterator[Trouble]:
    """All weights of a family are zero; equal weights are used."""
    mode = case.project["weighting"] or "effort"
    scope = case.facts["Scope"]
    if mode not in ("explicit", "effort"):
        return
    column = "weight" if mode == "explicit" else "effort"
    if not (scope[column] == 0).any():
        return
    family = FAMILY if mode == "explicit" else pl.lit("all")
    rows = scope.filter(col("in_scope") if mode == "explicit" else LEAF)
    sums = _families(rows.filter(col(column).is_not_null()), column, family)
    for row, total, most, count in sums.select("row", "total", "most", "count").iter_rows():
        if most == 0 and total == 0 and count > 1:
            header = case.book.header("Scope", column)
            says = note("{header} is 0 on all {number} rows; equal weights are used", header=header, number=count)
            yield Trouble("Scope", column, row, "0", says, note("Enter {header} above 0, or clear them.", header=header))


@function_rule("WEIGHT_SUM", WARNING, on="Scope.weight")
def weight_sums(case: Case) -> Iterator[Trouble]:
    """Weights that look like percentages do not add up to 100; they are normalised."""
    families: list[tuple[str, pl.Expr, pl.Expr]] = [("Milestones", col("status").ne_missing("Cancelled"), pl.lit("all"))]
    if case.project["weighting"] == "explicit":
        families.append(("Scope", col("in_scope"), FAMILY))
    for sheet, counted, family in families:
        if not case.facts[sheet]["weight"].count():
            continue
        rows = case.facts[sheet].filter(counted)
        if sheet == "Milestones" and not rows["budget"].null_count():
            continue
        for row, total, count, blank in _families(rows, "weight", family).select("row", "total", "count", "blank").iter_rows():
            near = NEAR_HUNDRED[0] <= total <= NEAR_HUNDRED[1]
            if count > 1 and not blank and near and abs(total - HUNDRED) > SUM_TOLERANCE:
                says = note(
                    "the weights of these {number} rows add up to {total:.10g}, not 100; they are normalised", number=count, total=total
                )
                yield Trouble(sheet, "weight", row, f"{total:.10g}", says, note("Make them add up to 100."))


def _families(rows: pl.DataFrame, column: str, family: pl.Expr) -> pl.DataFrame:
    """One row per family of siblings: its first row's number, and total, largest, count and blanks of `column`."""
    weight = col(column)
    return rows.group_by(family.alias("family"), maintain_order=True).agg(
        col("row").first(), total=weight.sum(), most=weight.abs().max(), count=pl.len(), blank=weight.null_count()
    )


def negative(code: str, sheet: str, column: str) -> Rule:
    """The rule that a column holds nothing below 0."""
    header = SHEET[sheet][column].header
    return Rule(
        code, ERROR, f"{sheet}.{column}", col(column) < 0,
        says=f"{header} {{{column}:,.10g}} is below 0", fix=f"Enter {header} as 0 or more.",
    )  # fmt: skip


SOME_WEIGHT = (col("weight") > 0).any() & col("budget").is_null().any()
WEIGHTS: tuple[Rule | FunctionRule, ...] = (
    negative("WEIGHT_NEGATIVE", "Scope", "effort"),
    negative("WEIGHT_NEGATIVE", "Scope", "weight"),
    negative("WEIGHT_NEGATIVE", "Milestones", "weight"),
    missing_weights,
    Rule(
        "WEIGHT_MISSING", WARNING, on="Milestones.weight",
        when=SOME_WEIGHT & col("weight").is_null() & col("status").ne_missing("Cancelled") & col("weight_used").is_not_null(),
        says="{id} has no weight, others have; {weight_used:.10g}, the size of its scope, is used",
        fix="Give every milestone a weight, or none.",
    ),
    zero_weights,
    weight_sums,
)  # fmt: skip
