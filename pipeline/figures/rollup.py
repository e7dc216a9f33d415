"""The roll-up: leaves summed into the rows above them and into milestones. Sums first, ratios last."""

from collections.abc import Iterable
from datetime import date

import polars as pl
from polars import col

from pipeline.figures.leaves import cancelled_ids, paths, with_leaves, with_planned
from pipeline.figures.weights import with_weights

LEAF = ("index", "home", "solution", "weight_used", "own", "target", "live", "started", "busy", "deferred")
FIGURES = (
    *("index", "parent", "solution", "has_child", "leaf", "home", "in_scope", "weight_used", "weight_total", "work", "planned", "complete"),
    *("started", "state", "due"),
)


def scope_progress(
    scope: pl.DataFrame, milestones: pl.DataFrame, weighting: str | None, status_date: date | None, holidays: Iterable[date]
) -> tuple[pl.DataFrame, pl.DataFrame, str]:
    """Scope items with all their figures (grain: scope item, order kept), leaves by milestone (see `members`), and the weighting used."""
    placed = with_leaves(scope, milestones, status_date)
    ways = paths(placed)
    weighed, used = with_weights(with_planned(placed, milestones, status_date, holidays), ways, weighting, holidays)
    leaves = weighed.select(LEAF)[ways["index"]].with_columns(of=ways["of"], credited=False)
    rolled = rates(totals(leaves)).select(
        "of",
        "work",
        "planned",
        "complete",
        "leaves",
        weight_total="total",
        in_scope=col("live") > 0,
        any_busy="busy",
        any_deferred="deferred",
    )
    state = (
        pl.when("complete").then(pl.lit("done"))
        .when(col("in_scope") & (col("any_busy") > 0)).then(pl.lit("in progress"))
        .when(col("in_scope") | (col("leaves").fill_null(0) == 0)).then(pl.lit("open"))
        .when(col("any_deferred") > 0).then(pl.lit("deferred"))
        .otherwise(pl.lit("cancelled"))
    )  # fmt: skip
    joined = weighed.join(rolled, left_on="index", right_on="of", how="left", maintain_order="left")
    figures = joined.with_columns(col("in_scope", "complete").fill_null(False), col("weight_total").fill_null(0.0)).with_columns(
        state=state
    )
    return figures.select(*scope.columns, *FIGURES), members(figures, ways, milestones), used


def members(scope: pl.DataFrame, ways: pl.DataFrame, milestones: pl.DataFrame) -> pl.DataFrame:
    """Leaves by milestone; one row per leaf and milestone that counts it: the leaf's columns, `of` (milestone id), `guest`, `credited`.

    A leaf counts in its home milestone and, as a guest, once in each other one that it or a row above it is `also in`, unless that is
    cancelled. `credited` says that its solution is complete and signed off; a guest waits for the sign-off of its own solution, wherever
    that stands.
    """
    accepted = (scope["signed_off"].fill_null(False) & scope["complete"]).gather(scope["solution"])
    home = scope.select(LEAF).with_columns(accepted.alias("credited"), of="home", guest=False).filter(scope["leaf"])
    if scope["also_in"].null_count() == len(scope):
        return home
    listed = scope.select("also_in", of="index").explode("also_in").drop_nulls().join(ways, on="of")
    named = listed.select("index", guest_of="also_in").unique(maintain_order=True).join(home, on="index", maintain_order="left")
    elsewhere = col("guest_of").ne_missing(col("home")) & ~col("guest_of").is_in(cancelled_ids(milestones))
    guests = named.filter(elsewhere).with_columns(of="guest_of", guest=True)
    return pl.concat([home, guests.select(home.columns)])


def totals(leaves: pl.DataFrame) -> pl.DataFrame:
    """Sums of leaves by `of`; one row each: weight times percent in the weighting's unit, and numbers of leaves.

    total (weight), earned, accepted, scheduled (weight times share done, credited and planned); live, done, started, busy, deferred,
    credited, unplanned (live leaves without planned percent), leaves (all). Where every weight is zero each live leaf weighs 1.
    """
    sums = _sums(leaves)
    weightless = sums.filter(col("total") == 0, col("live") > 0)["of"]
    if weightless.is_empty():
        return sums
    equal = pl.when(col("live") & col("of").is_in(weightless.implode())).then(1.0).otherwise("weight_used")
    return _sums(leaves.with_columns(weight_used=equal))


def _sums(leaves: pl.DataFrame) -> pl.DataFrame:
    weight = col("weight_used")
    return leaves.group_by("of", maintain_order=True).agg(
        total=weight.sum(),
        earned=(weight * (col("own") / 100)).sum(),
        accepted=(weight * col("credited")).sum(),
        scheduled=(weight * (col("target") / 100)).sum(),
        done=(col("own") == 100).sum(),
        credited=(col("live") & col("credited")).sum(),
        unplanned=(col("live") & col("target").is_null()).sum(),
        live=col("live").sum(),
        started=col("started").sum(),
        busy=col("busy").sum(),
        deferred=col("deferred").sum(),
        leaves=pl.len(),
    )


def rates(sums: pl.DataFrame) -> pl.DataFrame:
    """The sums of `totals` with percentages, 0..100 or null where nothing is in scope: work, accepted, planned; and `complete`.

    `planned` is null too where any live leaf has no planned percent.
    """
    known = col("live") > 0
    return sums.with_columns(
        work=pl.when(known).then(100 * (col("earned") / col("total"))),
        accepted=pl.when(known).then(100 * (col("accepted") / col("total"))),
        planned=pl.when(known & (col("unplanned") == 0)).then(100 * (col("scheduled") / col("total"))),
        complete=known & (col("done") == col("live")),
    )
