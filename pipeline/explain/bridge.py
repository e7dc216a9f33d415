"""The percent bridge: what moved the work percent since the last report, row by row, beside what that report had."""

import math
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

import polars as pl

from pipeline.explain import reports
from pipeline.explain.ground import Ground, Row
from pipeline.explain.leaves import out_of_scope, told, weighed
from pipeline.explain.progress import project_percent
from pipeline.explain.records import REST, Cell, Step
from pipeline.explain.weights import weight_kind
from pipeline.figures.change.bridge import leaves_on_scale, milestones_on_scale
from pipeline.figures.change.identity import NOISE, Comparison

RULES = {
    "work": "Σ share × points gained since the last report, by that report's weights, over the rows in scope there",
    "scope_added": "what rows that are new in scope change together, each as far done as it is; a new row is never work done",
    "scope_removed": "what rows that left the scope change together: gone, cancelled or deferred",
    "reweighting": "what other weights than in the last report change, and rows that went to another milestone",
    "corrections": "Σ share × points lost since the last report, by today's weights: what fell was too high before",
}
PERCENT = ("percent", "status", "actual_finish")
RESTS = {
    "work": PERCENT,
    "scope_added": ("status", "level", "milestone"),
    "scope_removed": ("status", "level", "milestone"),
    "reweighting": ("effort", "weight", "baseline_start", "baseline_finish", "milestone"),
    "corrections": PERCENT,
}
SUMMED = ("work", "corrections")


def part(ground: Ground, which: str) -> Step:
    """One part of the bridge, in points."""
    return ground.once(f"bridge {which}", lambda: _part(ground, which))


def before(ground: Ground) -> Step:
    """Where the bridge begins: the work percent of the last accepted report."""
    bridge = ground.figures.bridge
    if bridge is None:
        return Step("bridge.before", None, reports.FIRST, unit="%")
    told_then = reports.reported(ground, bridge.since, bridge.before, "%")
    return Step("bridge.before", bridge.before, "the work percent of the last accepted report", unit="%", parts=(told_then,))


def after(ground: Ground) -> Step:
    """Where the bridge ends: the work percent of this report."""
    bridge = ground.figures.bridge
    rule = "the work percent of this report" if bridge else reports.FIRST
    return Step(
        "bridge.after", bridge.after if bridge else None, rule, unit="%", parts=(project_percent(ground, "work"),) if bridge else ()
    )


def _part(ground: Ground, which: str) -> Step:
    bridge, both, name = ground.figures.bridge, ground.both, f"bridge.{which}"
    if bridge is None or both is None:
        return Step(name, None, reports.FIRST, unit="points")
    makers = {"work": _gained, "corrections": _lost, "scope_added": _added, "scope_removed": _removed, "reweighting": _reweighted}
    rows = tuple(makers[which](ground, both))
    value = getattr(bridge, which)
    left = value - math.fsum(row.contribution or 0 for row in rows)
    if which in SUMMED and abs(left) > NOISE:
        rows += (Step("rest", left, "what the weights of a report made by other rules leave over", unit="points", contribution=left),)
    cells = ground.column("Scope", *RESTS[which])
    if which != "work":
        cells += ground.cell("Project", "weighting", ground.project)
        cells += ground.column("Milestones", *(("budget", "weight") if which == "reweighting" else ("status",)))
    moved = {cell for row in rows for cell in row.cells}
    rest = Step(REST, None, "the rows that moved nothing here", cells=tuple(cell for cell in cells if cell not in moved))
    return Step(name, value, RULES[which], unit="points", parts=(*rows, rest))


def _pairs(both: Comparison) -> list[dict[str, Any]]:
    """The leaves of both reports as `figures.bridge` sees them, in today's order."""
    pairs = both.now.leaves.join(both.then.leaves, on="id", how="full", coalesce=True, suffix="_then", maintain_order="left_right")
    renamed = pairs.rename({"of": "of_now", "weight": "weight_now", "percent": "percent_now"})
    back = {f"{name}_then": name for name in ("of", "weight", "percent")}
    return leaves_on_scale(renamed.rename(back), both).to_dicts()


def _gained(ground: Ground, both: Comparison) -> Iterator[Step]:
    """The leaves whose percentage rose, each adding its share of the last report's weights."""
    then = [row for row in _pairs(both) if row["weight"] is not None]
    weights = None if both.then.follows_leaves else _milestone_weights(both, "weight")
    for row, share in zip(then, _shares(then, "of", "weight", weights), strict=True):
        gain = max(row["percent_now"] or 0.0, row["percent"]) - row["percent"]
        if gain:
            yield _moved(ground, both, row, share * gain, f"weighed {round(100 * share, 2):g} % of the project then")


def _lost(ground: Ground, both: Comparison) -> Iterator[Step]:
    """The leaves whose percentage fell, each taking away its share of today's weights."""
    now = [row for row in _pairs(both) if row["weight_now"] is not None]
    for row, share in zip(now, _shares(now, "of_now", "weight_now", _milestone_weights(both, "weight_now")), strict=True):
        loss = row["percent_now"] - max(row["percent"] or 0.0, row["percent_now"])
        if loss:
            yield _moved(ground, both, row, share * loss, f"weighs {round(100 * share, 2):g} % of the project")


def _added(ground: Ground, both: Comparison) -> Iterator[Step]:
    for row in _pairs(both):
        item = ground.items.get(row["id"])
        if row["weight"] is None and item:
            rule, weights = weighed(ground, item)
            cells = (*ground.cells("Scope", ("id", "status"), item), *_percent(ground, item), *weights)
            yield Step(row["id"], row["percent_now"], f"no item in scope before; {rule}", item["title"] or "", "%", _unique(cells))


def _removed(ground: Ground, both: Comparison) -> Iterator[Step]:
    names = dict(both.then.items.select("id", "name").drop_nulls("id").rows())
    for row in _pairs(both):
        if row["weight_now"] is None:
            item = ground.items.get(row["id"])
            rule, cells = ("no longer in the workbook", ()) if item is None else out_of_scope(ground, item)
            rule = rule if item is None or item["leaf"] else "it has items below it now"
            was = (reports.reported(ground, both.since, row["percent"], "%"),)
            yield Step(row["id"] or "", None, rule, names.get(row["id"]) or "", "%", cells, was)


def _reweighted(ground: Ground, both: Comparison) -> Iterator[Step]:
    common = [row for row in _pairs(both) if row["weight"] is not None and row["weight_now"] is not None]
    for row in common:
        item = ground.items[row["id"]]
        if row["of"] != row["of_now"] or abs(row["weight"] - row["weight_scaled"]) > NOISE * row["weight"]:
            rule, cells = weighed(ground, item)
            was = (
                reports.reported(
                    ground, both.since, row["weight"], said=f"its weight in the report of {both.since}, at home in {row['of']}"
                ),
            )
            yield Step(row["id"], row["weight_now"], rule, item["title"] or "", "", (*cells, *ground.cell("Scope", "milestone", item)), was)
    if not (both.then.follows_leaves and both.now.follows_leaves):
        kind, rule = weight_kind(ground)
        for id, weight, now, scaled in milestones_on_scale(both).select("id", "weight", "weight_now", "weight_scaled").rows():
            if weight is not None and now is not None and abs(weight - scaled) > NOISE * weight:
                found = ground.milestones[id]
                was = (reports.reported(ground, both.since, weight, said=f"its weight in the report of {both.since}"),)
                yield Step(id, now, rule, found["name"] or "", "", ground.cell("Milestones", kind, found) if kind else (), was)


def _moved(ground: Ground, both: Comparison, row: Row, points: float, weighs: str) -> Step:
    """A leaf with its percentage of today and of the last report."""
    item = ground.items[row["id"]]
    was = (reports.reported(ground, both.since, row["percent"], "%"),)
    rule = f"was at {round(row['percent'], 2):g} %; {weighs}"
    return Step(row["id"], row["percent_now"], rule, item["title"] or "", "%", _percent(ground, item), was, contribution=points)


def _percent(ground: Ground, item: Row) -> tuple[Cell, ...]:
    return told(ground, ground.below[item["index"]][0], "work")[1] if item["leaf"] else ()


def _unique(cells: Iterable[Cell]) -> tuple[Cell, ...]:
    return tuple(dict.fromkeys(cells))


def _milestone_weights(both: Comparison, which: str) -> dict[str, float]:
    return dict(milestones_on_scale(both).select("id", which).drop_nulls().rows())


def _shares(rows: list[dict[str, Any]], of: str, weight: str, weights: Mapping[str, float] | None) -> Iterator[float]:
    """What each leaf weighs in the project, 0..1; by the weights of milestones, else by the sums of their leaves; all zero is equal."""
    frame = pl.DataFrame([(row[of], row[weight]) for row in rows], schema={"of": pl.String, "weight": pl.Float64}, orient="row")
    sums = {of: (total, count) for of, total, count in frame.group_by("of").agg(pl.col("weight").sum(), pl.len()).rows()}
    heavy = {of: weights[of] if weights is not None else total or float(count) for of, (total, count) in sums.items()}
    whole = math.fsum(heavy.values())
    for row in rows:
        total, count = sums[row[of]]
        milestone = heavy[row[of]] / whole if whole else 1 / len(sums)
        yield milestone * (row[weight] / total if total else 1 / count)
