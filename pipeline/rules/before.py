"""What the last two accepted reports say of a row, as columns beside it, so that rules about time are expressions like all others."""

from collections.abc import Mapping, Sequence
from datetime import timedelta

import polars as pl
from polars import col

from pipeline.store.records import ITEM, MILESTONE, Past, PolarsType

TWO_REPORTS = timedelta(days=14)
"""The days that make two weekly reports, where there are not yet two to count from."""

NOISE = 1e-6
"""Points by which a percentage differs only because it was computed with other weights."""

DATES = ("baseline_start", "baseline_finish", "actual_start", "actual_finish", "forecast_finish")
KEPT: Mapping[str, Mapping[str, PolarsType]] = {"Milestones": MILESTONE, "Scope": ITEM}
WAS: Mapping[str, Sequence[str]] = {
    "Milestones": ("name", "weight", *DATES),
    "Scope": ("title", "leaf", "percent", "state", "signed_off", *DATES, "updated"),
}
EARLIER: Mapping[str, Sequence[str]] = {
    "Milestones": ("baseline_start", "baseline_finish"),
    "Scope": ("leaf", "percent", "updated", *DATES),
}

BLANK = {
    (sheet, prefix): [pl.lit(None, KEPT[sheet][name]).alias(f"{prefix}_{name}") for name in columns[sheet]]
    for prefix, columns in (("was", WAS), ("earlier", EARLIER))
    for sheet in KEPT
}
"""The columns of a report that is not there."""

_LEAVES = col("leaf") & col("was_leaf") & col("earlier_leaf")
STOOD = (_LEAVES & ((col("work") - col("was_percent")).abs() < NOISE) & ((col("work") - col("earlier_percent")).abs() < NOISE)).fill_null(
    False
)
"""Whether the percentage of a leaf is the same in this report and in the two before it."""


def with_before(table: pl.DataFrame, sheet: str, past: Past) -> pl.DataFrame:
    """The rows of Milestones or Scope with what the last two accepted reports say of the same id; grain: row, order kept.

    Adds `was_…` from the last report and `earlier_…` from the one before it, null where the row or the report is not there; `since`, the
    status date of the last report, null at first sight; and `two_reports_ago`, that of the one before it, else two weeks before the
    column `status_date`.
    """
    reports = past.issues[["issue", "status_date"]].tail(2).rows()[::-1]
    last, earlier = (*reports, (None, None), (None, None))[:2]
    kept = past.milestones if sheet == "Milestones" else past.items
    blank: list[pl.Expr] = []
    for prefix, columns, (issue, _) in (("was", WAS[sheet], last), ("earlier", EARLIER[sheet], earlier)):
        if issue is None:
            blank += BLANK[sheet, prefix]
        else:
            table = _beside(table, kept.filter(col("issue") == issue), {name: f"{prefix}_{name}" for name in columns})
    ago = pl.coalesce(pl.lit(earlier[1], pl.Date), col("status_date") - TWO_REPORTS)
    return table.with_columns_seq(*blank, since=pl.lit(last[1], pl.Date), two_reports_ago=ago)


def _beside(table: pl.DataFrame, kept: pl.DataFrame, names: Mapping[str, str]) -> pl.DataFrame:
    """A table with the columns that a report kept of each id, under new names."""
    then = kept.unique("id", keep="first").select_seq("id", *(col(name).alias(new) for name, new in names.items()))
    return table.join(then, on="id", how="left", maintain_order="left")
