"""Leaves that earn value: what each is worth, what its earning rule credits, and the two rolled up by milestone."""

import math
from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from pipeline.explain.ground import Earner, Ground, Row
from pipeline.explain.leaves import out_of_scope, told, weighed
from pipeline.explain.records import Cell, Step
from pipeline.explain.weights import weight_kind
from pipeline.figures.outlook import Value

PERIODS = frozenset({"at", "pd", "es", "sv_t", "ieac_t"})
RATIOS = frozenset({"spi", "cpi", "tcpi", "spi_t"})
CREDITS = {
    "0/100": "0/100: nothing until it is complete",
    "50/50": "50/50: half once it has begun, all when it is complete",
    "25/75": "25/75: a quarter once it has begun, all when it is complete",
}
Credit = tuple[float | None, str, tuple[Cell, ...]]
"""What a leaf is credited with, 0 to 100, why, and the cells that say so."""


@dataclass(frozen=True)
class Earning:
    """Whose value is told: that of the project, or of the milestone with the id `of`."""

    ground: Ground
    value: Value
    of: str | None

    @property
    def leaves(self) -> list[Earner]:
        """The leaves that earn it."""
        return [each for each in self.ground.earners if self.of in (None, each.row["home"])]

    @property
    def out(self) -> list[Row]:
        """The leaves at home here that are out of scope, and earn nothing."""
        rows = (row for row in self.ground.scope if row["leaf"] and not row["in_scope"] and row["home"] in self.ground.milestones)
        return [row for row in rows if self.of in (None, row["home"])]

    @property
    def weighting(self) -> tuple[Cell, ...]:
        """The cell that says how leaves are weighed."""
        return self.ground.cell("Project", "weighting", self.ground.project)

    def part(self, leaf: Earner) -> Row:
        """A leaf as it earns here."""
        return leaf.whole if self.of is None else leaf.own

    def sheet(self, name: str) -> list[Row]:
        """The rows of sheet Baseline or Actuals, which speak of the project alone."""
        return [] if self.of else list[Row](self.ground.book.table(name).to_dicts())

    def step(self, figure: str, rule: str, cells: tuple[Cell, ...] = (), parts: tuple[Step, ...] = ()) -> Step:
        """The step of a figure, with the reason where there is none."""
        value, why = getattr(self.value, figure), self.value.why.get(figure)
        name = f"earned_value.{figure}" if self.of is None else figure
        unit = "periods" if figure in PERIODS else "" if figure in RATIOS or value is None else self.value.unit
        return Step(name, value, f"no figure: {why}; it would be: {rule}" if why else rule, "", unit, cells, parts)


def level_of_effort(earning: Earning) -> tuple[Step, ...]:
    """The value that level of effort has earned, which is what was planned for it; empty where there is none."""
    rows = [earning.part(leaf) for leaf in earning.leaves]
    if not any(row["loe"] for row in rows):
        return ()
    share = math.fsum(row["share"] * (row["target"] or 0) for row in rows if row["loe"])
    return (Step("level of effort", share * (earning.value.bac or 0), "planned and earned alike, so left out of SPI"),)


def planned_credit(earning: Earning, leaf: Earner) -> Credit:
    """What a leaf should be at by now."""
    target = earning.part(leaf)["target"]
    rule, cells = told(earning.ground, earning.ground.below[leaf.row["index"]][0], "planned")
    return None if target is None else 100 * target, rule, cells


def earned_credit(earning: Earning, leaf: Earner) -> Credit:
    """What the earning rule of a leaf credits, 0 to 100, and why."""
    ground, row, part = earning.ground, leaf.row, earning.part(leaf)
    typed = ground.cells("Scope", ("earning_rule", "actual_start"), row)
    rule, cells = work(ground, leaf)
    if part["loe"]:
        target, planned_by, dates = planned_credit(earning, leaf)
        return target, f"level of effort earns what is planned: {planned_by}", (*typed, *dates)
    if not part["complete"] and (row["earning_rule"] or "percent") in CREDITS:
        rule, cells = CREDITS[row["earning_rule"]], (*cells, *ground.status_date)
    return 100 * part["earned"], rule, (*typed, *cells)


def work(ground: Ground, leaf: Earner) -> tuple[str, tuple[Cell, ...]]:
    """Why a leaf is as far as it is, and the cells that say so."""
    return told(ground, ground.below[leaf.row["index"]][0], "work")


def by_milestone(earning: Earning, credited: Callable[[Earner], Credit]) -> tuple[Step, ...]:
    """The leaves that earn, below the milestones where they are at home, each weighing what it is worth; then those out of scope."""
    found: defaultdict[str, list[Step]] = defaultdict(list)
    for leaf in earning.leaves:
        found[leaf.row["home"]].append(_leaf(earning, leaf, *credited(leaf)))
    for row in earning.out:
        rule, cells = out_of_scope(earning.ground, row)
        found[row["home"]].append(Step(row["id"] or "", None, rule, row["title"] or "", "%", cells, contribution=0.0))
    if earning.of:
        return tuple(found[earning.of])
    return tuple(_milestone(earning.ground, id, steps) for id, steps in found.items())


def _leaf(earning: Earning, leaf: Earner, percent: float | None, rule: str, cells: tuple[Cell, ...]) -> Step:
    why, weights = weighed(earning.ground, leaf.row)
    share, unique = earning.part(leaf)["share"], tuple(dict.fromkeys((*cells, *weights)))
    worth = share * (earning.value.bac or 0)
    step = Step(leaf.row["id"] or "", percent, f"{rule}; {why}", leaf.row["title"] or "", "%", unique, (), worth, 100 * share)
    return replace(step, contribution=worth * (percent or 0) / 100)


def _milestone(ground: Ground, id: str, steps: Sequence[Step]) -> Step:
    row = ground.milestones[id]
    kind, rule = weight_kind(ground)
    worth, share, earned = (math.fsum(getattr(step, name) or 0 for step in steps) for name in ("weight", "share", "contribution"))
    unknown = any(step.value is None for step in steps if step.weight is not None)
    cells = ground.cell("Milestones", kind, row) if kind else ()
    value = None if unknown or not worth else 100 * earned / worth
    return Step(id, value, f"its items; {rule}", row["name"] or "", "%", cells, tuple(steps), worth, share, earned)


def whole(parts: tuple[Step, ...], value: float | None) -> tuple[Step, ...]:
    """The parts, without contributions where there is no figure that they could add up to."""
    if value is not None:
        return parts
    return tuple(replace(part, weight=None, share=None, contribution=None, parts=whole(part.parts, None)) for part in parts)
