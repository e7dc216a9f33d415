"""The percent bridge: what moved the work percent from the last report to this one, in points."""

import math
from collections.abc import Mapping, Sequence
from datetime import date
from itertools import pairwise

import polars as pl
from polars import col

from pipeline.figures.change.identity import NOISE, Comparison, Sight
from pipeline.figures.outlook import Bridge

WEIGHT, WEIGHT_NOW, SCALED = col("weight"), col("weight_now"), col("weight_scaled")
THEN, NOW = WEIGHT.is_not_null(), WEIGHT_NOW.is_not_null()
COMMON = (WEIGHT.filter(THEN & NOW).sum(), WEIGHT_NOW.filter(THEN & NOW).sum())
RATIO = pl.when((COMMON[0] > 0) & (COMMON[1] > 0)).then(COMMON[0] / COMMON[1])
RAISED = pl.max_horizontal("percent", "percent_now")
ON_SCALE, PLACE = pl.coalesce(WEIGHT, SCALED), pl.coalesce("of", "of_now")
STATES = (
    (THEN, col("of"), WEIGHT, col("percent")),  # the last report
    (THEN, col("of"), WEIGHT, RAISED),  # with the work done since
    (THEN | NOW, PLACE, ON_SCALE, RAISED),  # with the scope added
    (NOW, PLACE, ON_SCALE, RAISED),  # without the scope removed
    (NOW, col("of_now"), WEIGHT_NOW, RAISED),  # with the weights of today
    (NOW, col("of_now"), WEIGHT_NOW, col("percent_now")),  # today
)
REWEIGHTED = 4  # the first state with the weights of today
TOTAL = pl.when(WEIGHT.sum() == 0).then(col("percent").count().cast(pl.Float64)).otherwise(WEIGHT.sum()).alias("total")
EARNED = pl.when(WEIGHT.sum() == 0).then(col("percent").sum()).otherwise((WEIGHT * col("percent")).sum()).alias("earned")

Rolled = dict[str, tuple[float, float]]
"""Weight in all and percent, 0..100, of each milestone by its id."""


def project_bridge(both: Comparison) -> Bridge | None:
    """The bridge of the project; None where nothing is in scope, now or at the last report.

    The work percent is rolled up for each state between the two reports (see STATES); a part is the difference of two of them. A leaf
    that was no leaf in scope before is scope added, one that is none any more scope removed; one that went to another milestone is
    re-weighted. What is added counts on the scale of the last report's weights (see `on_scale`).
    """
    if both.then.work is None or both.now.work is None:
        return None
    pairs = both.then.leaves.join(both.now.leaves, on="id", how="full", coalesce=True, suffix="_now", maintain_order="left_right")
    milestones = milestones_on_scale(both)
    before = dict(milestones.select_seq("id", ON_SCALE).rows())
    today = dict(milestones.select_seq("id", "weight_now").rows())
    percents = []
    for number, rolled in enumerate(_rolled(leaves_on_scale(pairs, both))):
        sums = {of: total for of, (total, _) in rolled.items()}
        weights = today if number >= REWEIGHTED else sums if both.then.follows_leaves else before
        percents.append(_project_percent(rolled, weights))
    return _bridge(both.since, both.then.work, percents, both.now.work)


def milestone_bridges(both: Comparison) -> dict[str, Bridge]:
    """The bridge of each milestone with work in scope now and at the last report, by its id, in the order of the workbook.

    As for the project; items that are also in a milestone count in it, and an item that goes to another milestone is scope removed here
    and scope added there. A milestone whose work is all in items without an id has no bridge: nobody knows which of them came or went.
    """
    then, now = (_with_guests(sight) for sight in (both.then, both.now))
    pairs = then.join(now, on=("of", "id"), how="full", coalesce=True, suffix="_now", maintain_order="left_right")
    states = _rolled(leaves_on_scale(pairs.with_columns_seq(of_now="of"), both))
    before = dict(both.then.milestones.select_seq("id", "percent").rows())
    return {
        id: _bridge(both.since, before[id], [rolled[id][1] for rolled in states], work)
        for id, work in both.now.milestones.select_seq("id", "percent").rows()
        if id is not None and work is not None and before.get(id) is not None and all(id in rolled for rolled in states)
    }


def on_scale(pairs: pl.DataFrame, local: bool, apart: bool) -> pl.DataFrame:
    """Rows of both reports with `weight_scaled`: the weight of today (`weight_now`) on the scale of the last report (`weight`).

    The scale is the ratio of what the rows of both reports weigh: within each milestone (`of_now`) for `local` shares, for all rows where
    the weights of the two reports stand `apart` in kind, or where all changed by one factor, so the unit did; else weights stay as are.
    """
    common = pairs.filter(THEN & NOW)
    weight, weight_now = common["weight"], common["weight_now"]
    then, now = float(weight.sum()), float(weight_now.sum())
    whole = then / now if then > 0 and now > 0 else 1.0
    if local:
        return pairs.with_columns_seq(weight_scaled=WEIGHT_NOW * pl.coalesce(RATIO.over("of_now"), whole))
    alike = common.height > 1 and ((weight - weight_now * whole).abs() <= NOISE * weight).all()
    return pairs.with_columns_seq(weight_scaled=WEIGHT_NOW * (whole if apart or alike else 1.0))


def leaves_on_scale(pairs: pl.DataFrame, both: Comparison) -> pl.DataFrame:
    """Leaves of both reports with `weight_scaled`; the weighting explicit has shares, and two weightings are apart in kind."""
    return on_scale(pairs, "explicit" in (both.then.weighting, both.now.weighting), both.then.weighting != both.now.weighting)


def milestones_on_scale(both: Comparison) -> pl.DataFrame:
    """Milestones that weigh anything in either report: id, weight, weight_now, weight_scaled."""
    pairs = both.then.milestones.join(both.now.milestones, on="id", how="full", coalesce=True, suffix="_now", maintain_order="right_left")
    counted = pairs.filter(col("id").is_not_null() & (THEN | NOW)).select_seq("id", "weight", "weight_now")
    return on_scale(counted, False, both.then.follows_leaves != both.now.follows_leaves)


def _with_guests(sight: Sight) -> pl.DataFrame:
    """The leaves in scope by milestone (`of`), also those that it includes from elsewhere, as `rollup.members` counts them."""
    if sight.items["also_in"].null_count() == sight.items.height:
        return sight.leaves
    listed = sight.items.select_seq("id", of="also_in").explode("of").drop_nulls()
    above = sight.items.select_seq("id", up="parent")
    found = [listed]
    while not listed.is_empty():
        listed = above.join(listed, left_on="up", right_on="id").select_seq("id", "of")
        found.append(listed)
    named = pl.concat(found).unique(maintain_order=True)
    leaves = sight.items.filter(col("leaf") & col("in_scope")).select_seq("id", "weight", "percent", "milestone")
    guests = named.join(leaves, on="id", maintain_order="left").filter(col("of").ne_missing(col("milestone")))
    return pl.concat([sight.leaves, guests.select_seq(sight.leaves.columns)])


def _rolled(pairs: pl.DataFrame) -> list[Rolled]:
    """The roll-up of every state: weight in all and percent of each milestone by id; a weight of zero in all is equal weights."""
    rows = [
        pairs.select_seq(of=of, weight=pl.when(counted).then(weight), percent=percent, state=pl.lit(number))
        for number, (counted, of, weight, percent) in enumerate(STATES)
    ]
    sums = pl.concat(rows).drop_nulls("weight").group_by("state", "of", maintain_order=True).agg(TOTAL, EARNED)
    found: list[Rolled] = [{} for _ in STATES]
    for state, of, total, earned in sums.rows():
        found[state][of] = (total, earned / total)
    return found


def _project_percent(rolled: Rolled, weights: Mapping[str, float]) -> float:
    """The work percent of the project from its milestones; weights that are all zero are equal."""
    total = math.fsum(weights[of] for of in rolled)
    return math.fsum((weights[of] if total else 1.0) * percent for of, (_, percent) in rolled.items()) / (total or len(rolled))


def _bridge(since: date, before: float, states: Sequence[float], after: float) -> Bridge:
    """The parts between the states, none where below NOISE; what no state explains (a past of another formula) is a correction."""
    parts = [later - earlier if abs(later - earlier) > NOISE else 0.0 for earlier, later in pairwise(states)]
    rest = after - before - math.fsum(parts)
    work, added, removed, reweighting, corrections = parts
    return Bridge(since, before, work, added, removed, reweighting, corrections + (rest if abs(rest) > NOISE else 0.0), after)
