"""The sums of earned value: budget, planned and earned value, cost; leaf by leaf, or as the sheets Baseline and Actuals say."""

import math
from collections.abc import Sequence

from pipeline.explain.earned_leaves import Earning, by_milestone, earned_credit, planned_credit, whole, work
from pipeline.explain.ground import Earner, Ground, Row
from pipeline.explain.leaves import weighed
from pipeline.explain.records import REST, Cell, Step

COLUMNS = ("period", "planned", "earned", "cost")


def budget(earning: Earning) -> Step:
    """BAC: what there is to earn."""
    ground, value = earning.ground, earning.value
    if agreed := earning.sheet("Baseline"):
        return earning.step(
            "bac",
            "BAC: where the agreed curve ends",
            parts=(last_period(ground, "Baseline", agreed), *other_periods(ground, "Baseline", agreed)),
        )
    rows = [ground.milestones[earning.of]] if earning.of else [row for row in ground.milestones.values() if row["weight_used"] is not None]
    cells = ground.cells("Project", ("budget", "budget_unit", "currency"), ground.project)
    budgets = tuple(
        Step(
            row["id"],
            row["budget"],
            "its budget",
            row["name"] or "",
            cells=ground.cell("Milestones", "budget", row),
            contribution=row["budget"],
        )
        for row in rows
        if row["budget"] is not None
    )
    if len(budgets) == len(rows) and math.isclose(sum(part.contribution or 0 for part in budgets), value.bac or 0):
        return earning.step("bac", "BAC: the budgets of its milestones" if not earning.of else "BAC: its budget", cells, budgets)
    missing = ground.column("Milestones", "budget")
    if ground.project["budget"] and (earning.of or math.isclose(ground.project["budget"], value.bac or 0)):
        rule = (
            "BAC: its part, by weight, of the project's budget"
            if earning.of
            else "BAC: the project's budget, since not every milestone has one"
        )
        return earning.step("bac", rule, (*cells, *missing))
    parts = by_milestone(earning, lambda leaf: (100.0, *weighed(ground, leaf.row)))
    return earning.step(
        "bac", "BAC: without budgets the weights of the items in scope", (*cells, *missing, *earning.weighting), whole(parts, value.bac)
    )


def planned(earning: Earning) -> Step:
    """PV: what should have been earned by the status date."""
    ground, pv = earning.ground, earning.value.pv
    if agreed := earning.sheet("Baseline"):
        at = earning.value.at
        rule = (
            f"PV: the agreed curve at the status date, or at the last period of sheet Actuals: {at:.2f} periods"
            if at
            else "PV: the agreed curve"
        )
        return earning.step(
            "pv",
            rule,
            ground.status_date,
            (*periods_around(ground, agreed, at), *other_periods(ground, "Baseline", agreed), *_reported(earning)),
        )
    parts = by_milestone(earning, lambda leaf: planned_credit(earning, leaf))
    return earning.step(
        "pv", "PV: Σ worth × planned percent; worth is BAC shared out by weight", (*ground.days, *earning.weighting), whole(parts, pv)
    )


def earned(earning: Earning) -> Step:
    """EV: what has been earned by the status date."""
    ground = earning.ground
    if rows := earning.sheet("Actuals"):
        return earning.step(
            "ev",
            "EV: the last earned value of sheet Actuals",
            parts=(last_period(ground, "Actuals", rows), *other_periods(ground, "Actuals", rows)),
        )
    parts = by_milestone(earning, lambda leaf: earned_credit(earning, leaf))
    return earning.step(
        "ev",
        "EV: Σ worth × what its earning rule credits; worth is BAC shared out by weight",
        earning.weighting,
        (*whole(parts, earning.value.ev), *_worth(earning)),
    )


def complete(earning: Earning) -> Step:
    """EV under 0/100: what would have been earned if only complete work counted."""

    def credit(leaf: Earner) -> tuple[float, str, tuple[Cell, ...]]:
        _, cells = work(earning.ground, leaf)
        done = earning.part(leaf)["complete"]
        return (100.0 if done else 0.0), "complete" if done else "not complete", cells

    rule = "EV under 0/100: Σ worth of what is complete; what is begun counts nothing"
    return earning.step(
        "ev_0_100", rule, earning.weighting, (*whole(by_milestone(earning, credit), earning.value.ev_0_100), *_worth(earning))
    )


def cost(earning: Earning) -> Step:
    """AC: what has been spent."""
    ground, rows = earning.ground, earning.sheet("Actuals")
    if any(row["cost"] is not None for row in rows):
        return earning.step(
            "ac",
            "AC: the last cost of sheet Actuals",
            parts=(last_period(ground, "Actuals", rows), *other_periods(ground, "Actuals", rows)),
        )
    milestones = [ground.milestones[earning.of]] if earning.of else list(ground.milestones.values())
    spent = tuple(
        Step(
            row["id"],
            row["actual_cost"],
            "its actual cost",
            row["name"] or "",
            cells=ground.cells("Milestones", ("actual_cost", "status", "actual_start"), row),
            contribution=max(row["actual_cost"] or 0, 0) if earning.value.ac is not None else None,
        )
        for row in milestones
    )
    worth = (*ground.cells("Project", ("budget", "budget_unit", "currency"), ground.project), *ground.column("Milestones", "budget"))
    return earning.step("ac", "AC: the actual costs of the milestones, set against budgets", worth, spent)


def _worth(earning: Earning) -> tuple[Step, ...]:
    """What there is to earn, which the leaves share out."""
    ground, bac = earning.ground, earning.value.bac
    agreed = earning.ground.book.table("Baseline").to_dicts()
    cells = (*ground.cell("Project", "budget", ground.project), *ground.column("Milestones", "budget"))
    if agreed:
        cells = ground.cells("Baseline", COLUMNS[:2], agreed[-1])
    return (Step("BAC", bac, "what there is to earn", unit=earning.value.unit, cells=cells),) if bac is not None else ()


def last_period(ground: Ground, sheet: str, rows: Sequence[Row]) -> Step:
    """The last row of sheet Baseline or Actuals."""
    row = rows[-1]
    return _period(ground, sheet, row, row["planned" if sheet == "Baseline" else "earned"])


def _period(ground: Ground, sheet: str, row: Row, value: object) -> Step:
    return Step(
        f"period {row['period']}",
        value,
        f"as sheet {ground.book.names.get(sheet, sheet)} says",
        cells=ground.cells(sheet, tuple(key for key in COLUMNS if key in row), row),
    )


def other_periods(ground: Ground, sheet: str, rows: Sequence[Row]) -> tuple[Step, ...]:
    """All rows of the sheet, which make it a curve or a running total."""
    return (Step(REST, len(rows), "the periods of the sheet, which have to follow each other", cells=ground.of_sheet(sheet)),)


def periods_around(ground: Ground, rows: Sequence[Row], at: float | None) -> tuple[Step, ...]:
    """The two periods that a time on the agreed curve lies between."""
    if at is None:
        return ()
    first = min(int(at), len(rows))
    near = rows[max(first - 1, 0) : first + 1]
    return tuple(_period(ground, "Baseline", row, row["planned"]) for row in near)


def _reported(earning: Earning) -> tuple[Step, ...]:
    rows = earning.sheet("Actuals")
    return (last_period(earning.ground, "Actuals", rows),) if rows else ()
