"""The roll-up: leaves summed into the rows above them and into milestones. Sums first, ratios last."""

from datetime import date

import polars as pl
from polars import col

from pipeline.figures.leaves import cancelled_ids, paths, with_leaves, with_planned
from pipeline.figures.weights import with_weights

LEAF = ("index", "home", "solution", "weight_used", "own", "target", "live", "started", "busy", "deferred")
FIGURES = (
    *("index", "parent", "solution", "has_child", "leaf", "home", "in_scope", "weight_used", "weight_total", "work", "planned", "complete"),
    *("started", "state", "due", "agreed_start", "agreed_finish"),
)
WEIGHT, KNOWN = col("weight_used"), col("live") > 0
SUMS = (
    WEIGHT.sum().alias("total"),
    (WEIGHT * (col("own") / 100)).sum().alias("earned"),
    (WEIGHT * col("credited")).sum().alias("accepted"),
    (WEIGHT * (col("target") / 100)).sum().alias("scheduled"),
    (col("own") == 100).sum().alias("done"),
    (col("live") & col("credited")).sum().alias("credited"),
    (col("live") & col("target").is_null()).sum().alias("unplanned"),
    col("live", "started", "busy", "deferred").sum(),
    col("index").count().alias("leaves"),
)
RATES = (
    pl.when(KNOWN).then(100 * (col("earned") / col("total"))).alias("work"),
    pl.when(KNOWN).then(100 * (col("accepted") / col("total"))).alias("accepted"),
    pl.when(KNOWN & (col("unplanned") == 0)).then(100 * (col("scheduled") / col("total"))).alias("planned"),
    (KNOWN & (col("done") == col("live"))).alias("complete"),
)
STATE = (
    pl.when("complete").then(pl.lit("done"))
    .when(KNOWN & (col("busy") > 0)).then(pl.lit("in progress"))
    .when(KNOWN | (col("leaves") == 0)).then(pl.lit("open"))
    .when(col("deferred") > 0).then(pl.lit("deferred"))
    .otherwise(pl.lit("cancelled"))
    .alias("state")
)  # fmt: skip
SIGNED = (col("signed_off").fill_null(False) & col("complete")).gather(col("solution")).alias("credited")


def scope_progress(
    scope: pl.DataFrame, milestones: pl.DataFrame, weighting: str | None, status_date: date | None, holidays: pl.Series
) -> tuple[pl.DataFrame, pl.DataFrame, str]:
    """Scope items with all their figures (grain: scope item, order kept), leaves by milestone (see `members`), and the weighting used."""
    placed = with_leaves(scope, milestones, status_date)
    ways = paths(placed)
    weighed, used = with_weights(with_planned(placed, milestones, status_date, holidays), ways, weighting, holidays)
    below = weighed.select_seq(col(LEAF).gather(ways["index"]), of=ways["of"], credited=False)
    rolled = rates(totals(below).sort("of")).with_columns_seq(STATE, KNOWN.alias("in_scope"), col("total").alias("weight_total"))
    # Every row stands in `of` (see `paths`), so its sums, once in order, lie beside it.
    figures = weighed.hstack(rolled[["work", "planned", "complete", "state", "in_scope", "weight_total"]])
    return figures[[*scope.columns, *FIGURES]], members(figures, ways, milestones), used


def members(scope: pl.DataFrame, ways: pl.DataFrame, milestones: pl.DataFrame) -> pl.DataFrame:
    """Leaves by milestone; one row per leaf and milestone that counts it: the leaf's columns, `of` (milestone id), `guest`, `credited`.

    A leaf counts in its home milestone and, as a guest, once in each other one that it or a row above it is `also in`, unless that is
    cancelled. `credited` says that its solution is complete and signed off; a guest waits for the sign-off of its own solution, wherever
    that stands.
    """
    home = scope.with_columns_seq(SIGNED, of="home", guest=False)[[*LEAF, "credited", "of", "guest"]].filter(scope["leaf"])
    if scope["also_in"].null_count() == len(scope):
        return home
    listed = scope.select("also_in", of="index").explode("also_in").drop_nulls().join(ways.drop_nulls(), on="of")
    named = listed.select("index", guest_of="also_in").unique(maintain_order=True).join(home, on="index", maintain_order="left")
    elsewhere = col("guest_of").ne_missing(col("home")) & ~col("guest_of").is_in(cancelled_ids(milestones))
    guests = named.filter(elsewhere).with_columns(of="guest_of", guest=True)
    return pl.concat([home, guests.select(home.columns)])


def totals(leaves: pl.DataFrame) -> pl.DataFrame:
    """Sums of leaves by `of`; one row each: weight times percent in the weighting's unit, and numbers of leaves.

    total (weight), earned, accepted, scheduled (weight times share done, credited and planned); live, done, started, busy, deferred,
    credited, unplanned (live leaves without planned percent), leaves (all). Where every weight is zero each live leaf weighs 1.
    """
    if (leaves["weight_used"] == 0).any():
        weightless = col("live") & (WEIGHT.sum().over("of") == 0)
        leaves = leaves.with_columns(weight_used=pl.when(weightless).then(1.0).otherwise(WEIGHT))
    return leaves.group_by("of", maintain_order=True).agg(SUMS)


def rates(sums: pl.DataFrame) -> pl.DataFrame:
    """The sums of `totals` with percentages, 0..100 or null where nothing is in scope: work, accepted, planned; and `complete`.

    `planned` is null too where any live leaf has no planned percent.
    """
    return sums.with_columns_seq(RATES)
