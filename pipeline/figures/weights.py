"""What a leaf weighs: by effort, by duration, by explicit shares, or each the same."""

import polars as pl
from polars import col

from pipeline.figures.calendar import days_within
from pipeline.figures.leaves import inherited

SIBLINGS = ("parent", "home")


def with_weights(scope: pl.DataFrame, ways: pl.DataFrame, wanted: str | None, holidays: pl.Series) -> tuple[pl.DataFrame, str]:
    """Scope items with `weight_used` (of live leaves, null elsewhere), and the weighting that was used.

    Without a `wanted` weighting it is effort where any live leaf has one, else equal; and equal too where no row has what the wanted
    one needs. Rows out of scope have no say in any weight.
    """
    effort = pl.when(col("live") & (col("effort") > 0) & col("effort").is_finite()).then("effort")
    mode = wanted or "effort"
    if mode == "effort":
        weighed = _filled(scope.with_columns_seq(weight_used=effort), ways)
    elif mode == "duration":
        ordered = col("live") & (col("baseline_start") <= col("baseline_finish"))
        days = days_within(col("baseline_start"), col("baseline_finish"), holidays).cast(pl.Float64)
        weighed = _filled(scope.with_columns(weight_used=pl.when(ordered).then(days)), ways)
    elif mode == "explicit":
        weighed = _shared(scope, ways)
    else:
        weighed = None
    if weighed is None:
        return scope.with_columns(weight_used=pl.when(col("live")).then(1.0)), "equal"
    return weighed, mode


def _filled(scope: pl.DataFrame, ways: pl.DataFrame) -> pl.DataFrame | None:
    """Scope items with a `weight_used` for every live leaf, or None where no leaf has one.

    A missing one is the mean of the present ones of its leaf siblings (same parent; on level 1 same milestone), else of the leaves of
    the nearest row above that has any, else of its milestone, else of the project.
    """
    present = scope["weight_used"]
    if present.null_count() == len(present):
        return None
    if present.null_count() == len(present) - scope["live"].sum():
        return scope
    below = ways.hstack([present.gather(ways["index"])]).group_by("of").agg(col("weight_used").mean()).sort("of")
    weight = col("weight_used")
    filled = pl.coalesce(
        weight,
        weight.mean().over(SIBLINGS),
        inherited(below["weight_used"], scope["parent"]),
        weight.mean().over("home"),
        weight.mean(),
    )
    return scope.with_columns(weight_used=pl.when(col("live")).then(filled))


def _shared(scope: pl.DataFrame, ways: pl.DataFrame) -> pl.DataFrame | None:
    """Scope items with `weight_used` from local shares, or None where no row has a Weight.

    At every level the rows with anything in scope share 1 among their siblings (same parent; on level 1 same milestone); a blank or
    negative Weight is the mean of its siblings' present ones, all blank or all zero is equal. A leaf weighs the product down its path.
    """
    live = ways.filter(scope["live"].gather(ways["index"]))
    counted = live.select(index=col("of").unique()).with_columns(counts=True)
    rows = scope.join(counted, on="index", how="left", maintain_order="left")
    rows = rows.with_columns(typed=pl.when(col("counts") & (col("weight") >= 0) & col("weight").is_finite()).then("weight"))
    if rows["typed"].null_count() == len(rows):
        return None
    local = pl.coalesce("typed", col("typed").mean().over(SIBLINGS), 1.0)
    rows = rows.with_columns(local=pl.when(col("counts")).then(local))
    total, count = col("local").sum().over(SIBLINGS), col("counts").sum().over(SIBLINGS)
    shares = rows.select(share=pl.when(total > 0).then(col("local") / total).otherwise(1 / count))["share"]
    products = live.select("index", share=shares.gather(live["of"])).group_by("index").agg(weight_used=col("share").product())
    return scope.join(products, on="index", how="left", maintain_order="left")
