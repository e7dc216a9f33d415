"""The earned schedule: the plan as a curve over periods, and where today and what is earned lie on it."""

import math

from pipeline.explain import earned_sums
from pipeline.explain.earned_leaves import Earning
from pipeline.explain.leaves import out_of_scope, told, weighed
from pipeline.explain.records import Cell, Step


def actual_time(earning: Earning) -> Step:
    """AT: the periods that have passed since the plan began."""
    rule = "AT: the periods from the start of the plan to the status date"
    if rows := earning.sheet("Actuals"):
        rule = "AT: the last period of sheet Actuals on the curve of the plan"
        return earning.step(
            "at", rule, earning.ground.status_date, (earned_sums.last_period(earning.ground, "Actuals", rows), *plan(earning))
        )
    open_leaves = [leaf for leaf in earning.leaves if not earning.part(leaf)["complete"]]
    keys = ("actual_finish", "status", "percent")
    ends: tuple[Cell, ...] = ()
    if len(open_leaves) <= 1:
        ends = tuple(cell for leaf in earning.leaves for cell in earning.ground.cells("Scope", keys, leaf.row))
        rule += ", or to the last actual finish once everything is complete"
    return earning.step("at", rule, (*earning.ground.status_date, *ends), plan(earning))


def planned_duration(earning: Earning) -> Step:
    """PD: how long the plan takes."""
    return earning.step("pd", "PD: the period in which the plan reaches its end", parts=plan(earning))


def earned_schedule(earning: Earning) -> Step:
    """ES: when the plan had what is earned today."""
    value, es = earning.value, earning.value.es
    rule = "ES = C + (EV − PV of C) ÷ (PV of C+1 − PV of C); C is the last period whose planned value is earned"
    around: tuple[Step, ...] = ()
    if es is not None and value.curve:
        first = min(int(es), len(value.curve) - 1)
        rule += f"; here C is {first}" if es < (value.pd or 0) else "; everything is earned, so it is the planned duration"
        around = tuple(_point(earning, number) for number in (first, first + 1) if number)
    ev = earned_sums.earned(earning)
    return earning.step("es", rule, parts=(ev, *around, *plan(earning)))


def plan(earning: Earning) -> tuple[Step, ...]:
    """The cells that the curve of the plan is made of: sheet Baseline, else the agreed dates and weights of the items."""
    ground = earning.ground
    if agreed := earning.sheet("Baseline"):
        return earned_sums.other_periods(ground, "Baseline", agreed)
    found: list[Cell] = []
    for leaf in earning.leaves:
        dates = told(ground, ground.below[leaf.row["index"]][0], "planned")[1]
        found += (*dates, *weighed(ground, leaf.row)[1], *ground.cell("Scope", "earning_rule", leaf.row))
    found += (cell for row in earning.out for cell in out_of_scope(ground, row)[1])
    worth = ("budget", "weight", "baseline_start")
    money = (*ground.column("Milestones", *worth), *ground.cell("Project", "budget", ground.project), *earning.weighting)
    moving = set(ground.status_date)
    cells = tuple(cell for cell in dict.fromkeys((*found, *money)) if cell not in moving)
    value = earning.value
    span = f"{value.starts} to {value.ends[-1]}" if value.starts and value.ends else None
    rule = "the curve of the plan by weeks: each item earns its worth on a straight line between its agreed dates"
    return (Step("plan", span, rule, cells=cells),) if cells else ()


def _point(earning: Earning, number: int) -> Step:
    """The planned value at the end of a period."""
    value, agreed = earning.value, earning.sheet("Baseline")
    day = f" of {value.ends[number - 1]}" if value.ends else ""
    cells: tuple[Cell, ...] = ()
    if agreed and math.isclose(agreed[number - 1]["planned"], value.curve[number - 1]):
        cells = earning.ground.cells("Baseline", ("period", "planned"), agreed[number - 1])
    return Step(f"period {number}", value.curve[number - 1], f"planned value at the end{day}", "", value.unit, cells)
