"""Weights: what a scope item weighs, what a milestone weighs in the project, and the choice that the project made."""

import math
from collections.abc import Sequence
from dataclasses import replace

from pipeline.explain.ground import Ground, Leaf, Row
from pipeline.explain.leaves import out_of_scope, weighed
from pipeline.explain.records import Step


def item_weight(ground: Ground, row: Row) -> Step:
    """Weight of a scope item: the sum over the leaves in scope at or below it."""
    parts = _weights(ground, ground.below[row["index"]])
    rule = "the sum of the weights of the leaves in scope at or below it"
    return Step(
        f"scope.{row['id']}.weight",
        row["weight_total"],
        rule,
        row["title"] or "",
        cells=ground.cell("Project", "weighting", ground.project),
        parts=tuple(parts),
    )


def milestone_weight(ground: Ground, row: Row) -> Step:
    """What a milestone weighs in the project, with the choice that the project made."""
    name, title = f"milestones.{row['id']}.weight", row["name"] or ""
    if row["weight_used"] is None:
        why = "it has no weight: nothing of its own is in scope" if row is ground.milestones[row["id"]] else "a repeated id has no weight"
        return Step(name, None, why, title, cells=ground.cell("Milestones", "id", row))
    kind, rule = weight_kind(ground)
    if kind:
        return Step(name, row["weight_used"], rule, title, cells=ground.cell("Milestones", kind, row))
    parts = _weights(ground, [leaf for leaf in ground.leaves[row["id"]] if not leaf.guest])
    return Step(name, row["weight_used"], rule, title, cells=ground.cells("Milestones", ("budget", "weight"), row), parts=parts)


def weight_kind(ground: Ground) -> tuple[str | None, str]:
    """The column that milestones are weighed by, None for their leaves' weights, and the sentence that says so."""
    rows = counted_milestones(ground)
    for key, rule in (("budget", "each weighs its budget"), ("weight", "each weighs its Weight, since not every one has a budget")):
        if rows and all(row[key] is not None and 0 <= row[key] < math.inf for row in rows):
            return key, rule if any(row[key] for row in rows) else "all weigh the same, since every number is zero"
    return None, "each weighs the sum of its leaves, since neither Budget nor Weight is filled for all"


def _weights(ground: Ground, leaves: Sequence[Leaf]) -> tuple[Step, ...]:
    """What each leaf adds to a sum of weights; one that is out of scope adds nothing."""
    parts = []
    for leaf in not_weightless(leaves):
        row = ground.scope[leaf.index]
        rule, cells = weighed(ground, row) if leaf.work is not None else out_of_scope(ground, row)
        status = ground.cell("Scope", "status", row)
        unique = tuple(dict.fromkeys((*cells, *status)))
        parts.append(Step(row["id"] or "", leaf.weight, rule, row["title"] or "", cells=unique, contribution=leaf.weight))
    return tuple(parts)


def counted_milestones(ground: Ground) -> list[Row]:
    """The milestones that weigh something in the project."""
    return [row for row in ground.milestones.values() if row["weight_used"] is not None]


def not_weightless(leaves: Sequence[Leaf]) -> list[Leaf]:
    """The leaves, each in scope weighing 1 where all weigh nothing."""
    weightless = math.fsum(leaf.weight for leaf in leaves) == 0
    return [replace(leaf, weight=1.0) if weightless and leaf.work is not None else leaf for leaf in leaves]
