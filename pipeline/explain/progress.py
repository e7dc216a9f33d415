"""Percentages and counts as trees: project, milestones, scope items, leaves; every contribution in the unit of the figure asked for."""

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace

from pipeline.explain.ground import Ground, Leaf, Row
from pipeline.explain.leaves import out_of_scope, told, weighed
from pipeline.explain.records import Step
from pipeline.explain.weights import counted_milestones, not_weightless, weight_kind

MEASURES = {"work": "percent done", "accepted": "100 where its solution is accepted, else 0", "planned": "planned percent"}
SHOWN = "floored; at least 1 % once begun, and 100 % only when every item is complete and every solution signed off"
COUNTED = {"in_scope": "leaves in scope", "done": "leaves in scope at 100 %", "cancelled": "leaves cancelled or deferred"}
ROLL_UP = "Σ weight × {measure} ÷ Σ weight over the leaves in scope, weighted by {weighting}"


@dataclass(frozen=True)
class Scale:
    """How weights become parts of the figure asked for: all of them, `total`, have this `share` of it (0 to 100)."""

    share: float
    total: float

    def of(self, weight: float) -> float:
        """The part of the figure that a weight has. Divides first, which also the smallest weights survive."""
        return self.share * (weight / self.total)


def project_percent(ground: Ground, measure: str) -> Step:
    """Work, accepted or planned percent of the project: milestones, their scope items, leaves."""
    return ground.once(f"progress.{measure}", lambda: _project_percent(ground, measure))


def _project_percent(ground: Ground, measure: str) -> Step:
    progress = ground.figures.progress
    value: float | None = getattr(progress, measure)
    rows = counted_milestones(ground)
    kind, rule = weight_kind(ground)
    if value is None:
        lacking = tuple(milestone_percent(ground, row, measure) for row in rows)
        return Step(f"progress.{measure}", None, f"no figure: {progress.why.get(measure, 'no milestone has one')}", parts=lacking, unit="%")
    total = math.fsum(row["weight_used"] for row in rows)
    parts = []
    for row in rows:
        leaves = [leaf for leaf in ground.leaves[row["id"]] if not leaf.guest]
        share = 100 * row["weight_used"] / total
        part = _rolled(ground, row["id"], row["name"] or "", leaves, measure, share)
        guests = ", without the items that are at home elsewhere" if any(leaf.guest for leaf in ground.leaves[row["id"]]) else ""
        cells = (*part.cells, *(ground.cell("Milestones", kind, row) if kind else ()))
        parts.append(replace(part, weight=row["weight_used"], rule=part.rule + guests, cells=cells))
    how = f"Σ weight × {_said(measure)} ÷ Σ weight over the milestones with work in scope; {rule}"
    return Step(f"progress.{measure}", value, how, unit="%", parts=tuple(parts))


def milestone_percent(ground: Ground, row: Row, measure: str) -> Step:
    """Work, accepted or planned percent of a milestone: its scope items, those at home elsewhere too, down to the leaves."""
    return ground.once(f"milestones.{row['id']}.progress.{measure}", lambda: _milestone_percent(ground, row, measure))


def _milestone_percent(ground: Ground, row: Row, measure: str) -> Step:
    name = f"milestones.{row['id']}.progress.{measure}"
    title = row["name"] or ""
    value: float | None = row[measure]
    leaves = ground.leaves[row["id"]]
    if value is not None:
        return replace(_rolled(ground, name, title, leaves, measure, 100.0), value=value, share=None, contribution=None, weight=None)
    why = row["why_planned"] if measure == "planned" else row["why_work"]
    lacking = [leaf for leaf in leaves if getattr(leaf, measure) is None] or [
        leaf for leaf in ground.leaves[row["id"]] if leaf.work is None
    ]
    parts = tuple(_bare(ground, leaf, measure) for leaf in lacking)
    return Step(name, None, f"no figure: {why}", title, "%", (*ground.cell("Milestones", "id", row), *ground.status_date), parts)


def item_work(ground: Ground, row: Row) -> Step:
    """Work percent of a scope item: the leaves at or below it."""
    name, title = f"scope.{row['id']}.work", row["title"] or ""
    leaves = ground.below[row["index"]]
    if row["work"] is None:
        rule, cells = out_of_scope(ground, row) if row["leaf"] else ("no figure: nothing at or below it is in scope", ())
        out = [each for each in ground.scope if each["leaf"] and row["index"] in ground.way(each["index"])[:-1]]
        return Step(name, None, rule, title, "%", cells, tuple(_out(ground, each) for each in out))
    if row["leaf"]:
        rule, cells = told(ground, leaves[0], "work")
        return Step(name, row["work"], rule, title, "%", cells)
    rolled = _rolled(ground, name, title, leaves, "work", 100.0, row["index"])
    return replace(rolled, value=row["work"], share=None, contribution=None, weight=None)


def shown_text(name: str, text: str, work: Step) -> Step:
    """The printed text of a work percentage."""
    return Step(name, text, SHOWN if work.value is not None else "empty, since there is no figure", work.title, parts=(work,))


def milestone_count(ground: Ground, row: Row, which: str) -> Step:
    """How many leaves of a milestone are in scope, done or cancelled: one part a leaf, which adds 1 or 0."""
    parts = _counted_leaves(ground, ground.leaves[row["id"]], which)
    return Step(f"milestones.{row['id']}.progress.{which}", row[which], COUNTED[which], row["name"] or "", parts=parts)


def project_count(ground: Ground, which: str) -> Step:
    """How many leaves of the project are in scope, done or cancelled; each counts once, in the milestone where it is at home."""
    parts = []
    for row in ground.milestones.values():
        below = _counted_leaves(ground, [leaf for leaf in ground.leaves[row["id"]] if not leaf.guest], which)
        number = sum(part.contribution or 0 for part in below)
        if below:
            parts.append(Step(row["id"], number, COUNTED[which], row["name"] or "", parts=below, contribution=number))
    rule = f"{COUNTED[which]}, each once, where it is at home"
    return Step(f"progress.{which}", getattr(ground.figures.progress, which), rule, parts=tuple(parts))


def _counted_leaves(ground: Ground, leaves: Sequence[Leaf], which: str) -> tuple[Step, ...]:
    return tuple(_counted_leaf(ground, leaf, which) for leaf in leaves if which != "done" or leaf.work is not None)


def _counted_leaf(ground: Ground, leaf: Leaf, which: str) -> Step:
    row = ground.scope[leaf.index]
    counts = {"in_scope": leaf.work is not None, "done": leaf.work == 100, "cancelled": leaf.work is None}[which]
    if which == "done" or leaf.work is None:
        step = _bare(ground, leaf, "work")
    else:
        step = Step(
            row["id"] or "", leaf.work, "neither cancelled nor deferred", row["title"] or "", "%", ground.cell("Scope", "status", row)
        )
    guest = ground.cell("Scope", "also_in", row) if leaf.guest else ()
    return replace(step, cells=(*step.cells, *guest), contribution=int(counts))


def _said(measure: str) -> str:
    return MEASURES[measure]


def _rolled(ground: Ground, name: str, title: str, leaves: Sequence[Leaf], measure: str, share: float, above: int | None = None) -> Step:
    """Leaves rolled up below one step that has `share` of the figure asked for; `above` is the scope item they are below."""
    leaves = not_weightless(leaves)
    scale = Scale(share, math.fsum(leaf.weight for leaf in leaves))
    depth = 0 if above is None else len(ground.way(above))
    rule = ROLL_UP.format(measure=_said(measure), weighting=ground.figures.progress.weighting)
    parts = _tree(ground, leaves, measure, scale, depth)
    weighting = ground.cell("Project", "weighting", ground.project)
    return _summed(Step(name, None, rule, title, "%", weighting, parts), leaves, measure, scale)


def _tree(ground: Ground, leaves: Sequence[Leaf], measure: str, scale: Scale, depth: int) -> tuple[Step, ...]:
    """The scope items at one depth over these leaves, each with what is below it."""
    groups: dict[int, list[Leaf]] = {}
    for leaf in leaves:
        groups.setdefault(ground.way(leaf.index)[depth], []).append(leaf)
    steps = []
    for index, below in groups.items():
        row = ground.scope[index]
        if row["leaf"] and below[0].work is None:
            steps.append(replace(_out(ground, row), contribution=0.0))
            continue
        if row["leaf"]:
            step = _weighted_leaf(ground, below[0], measure)
        else:
            parts = _tree(ground, below, measure, scale, depth + 1)
            step = Step(row["id"] or "", None, "its leaves", row["title"] or "", "%", ground.cell("Scope", "level", row), parts)
        steps.append(_summed(step, below, measure, scale))
    return tuple(steps)


def _summed(step: Step, leaves: Sequence[Leaf], measure: str, scale: Scale) -> Step:
    """A step with weight, share, value and contribution of its leaves in scope. Sums first, ratios last."""
    live = [leaf for leaf in leaves if leaf.work is not None]
    if not live:
        return replace(step, contribution=0.0)
    weight, earned = _sums(live, measure)
    counted, done = _sums(not_weightless(live), measure)
    value = 100 * done / counted if step.parts else getattr(live[0], measure)
    return replace(step, weight=weight, share=scale.of(weight), contribution=scale.of(earned), value=value)


def _sums(leaves: Sequence[Leaf], measure: str) -> tuple[float, float]:
    """The weight of leaves, and of it what is done, accepted or planned."""
    earned = math.fsum(leaf.weight * (getattr(leaf, measure) / 100) for leaf in leaves)
    return math.fsum(leaf.weight for leaf in leaves), earned


def _weighted_leaf(ground: Ground, leaf: Leaf, measure: str) -> Step:
    row = ground.scope[leaf.index]
    rule, cells = told(ground, leaf, measure)
    why, more = weighed(ground, row)
    also = f"; at home in {row['home']}, also in this milestone" if leaf.guest else ""
    guest = ground.cell("Scope", "also_in", row) if leaf.guest else ()
    unique = tuple(dict.fromkeys((*cells, *more, *guest, *ground.cell("Scope", "milestone", row))))
    return Step(row["id"] or "", None, f"{rule}; {why}{also}", row["title"] or "", "%", unique)


def _bare(ground: Ground, leaf: Leaf, measure: str) -> Step:
    row = ground.scope[leaf.index]
    if leaf.work is None:
        return _out(ground, row)
    rule, cells = told(ground, leaf, measure)
    return Step(row["id"] or "", getattr(leaf, measure), rule, row["title"] or "", "%", cells)


def _out(ground: Ground, row: Row) -> Step:
    rule, cells = out_of_scope(ground, row)
    return Step(row["id"] or "", row["work"], rule, row["title"] or "", "%", cells)
