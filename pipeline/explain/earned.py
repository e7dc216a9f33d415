"""What pace and cost rest on: work against plan, how it is credited and when, budgets and costs, and the sheets Baseline and Actuals."""

from collections.abc import Sequence

from pipeline.explain import progress
from pipeline.explain.ground import Ground, Row
from pipeline.explain.records import Cell, Step
from pipeline.figures.outlook import Value

MONEY = ("budget", "weight", "actual_cost")
STANDING = ("status", "actual_start", "actual_finish")
CREDIT = ("earning_rule", "actual_start", "actual_finish")


def of_project(ground: Ground) -> tuple[Step, ...]:
    """What the pace and cost of the project rest on; empty while nothing is earned."""
    value = ground.figures.value
    if value is None:
        return ()
    work = tuple(progress.project_percent(ground, measure) for measure in ("work", "planned"))
    sheets = tuple(
        cell
        for sheet in ("Baseline", "Actuals")
        for row in ground.book.table(sheet).to_dicts()
        for cell in ground.cells(sheet, tuple(name for name in row if name != "row"), row)
    )
    agreed = (Step("sheets", None, "agreed curve, earned value and cost as the sheets Baseline and Actuals give them", cells=sheets),)
    return (*work, *_figures(value), *_credited(ground, list(ground.milestones.values())), *(agreed if sheets else ()))


def of_milestone(ground: Ground, row: Row) -> tuple[Step, ...]:
    """What the pace and cost of a milestone rest on; empty while nothing is earned."""
    value = ground.figures.values.get(row["id"])
    if value is None:
        return ()
    work = tuple(progress.milestone_percent(ground, row, measure) for measure in ("work", "planned"))
    return (*work, *_figures(value), *_credited(ground, [row]))


def _figures(value: Value) -> tuple[Step, ...]:
    """The sums that the two indices are made of."""
    told = {
        "es": "earned schedule: when the plan had what is earned today, in periods from its start",
        "at": "actual time, in periods from the start of the plan",
        "ev": "earned value",
        "ac": "actual cost",
    }
    return tuple(Step(name, getattr(value, name), value.why.get(name, rule)) for name, rule in told.items())


def _credited(ground: Ground, rows: Sequence[Row]) -> tuple[Step, ...]:
    """The cells that say how and when items earn, and what they are worth; a budget is shared out among all milestones."""
    ids = {row["id"] for row in rows}
    leaves = [item for item in ground.scope if item["leaf"] and item["home"] in ids]
    items: tuple[Cell, ...] = tuple(cell for item in leaves for cell in ground.cells("Scope", CREDIT, item))
    standing = tuple(cell for row in rows for cell in ground.cells("Milestones", STANDING, row))
    money = tuple(cell for row in ground.milestones.values() for cell in ground.cells("Milestones", MONEY, row))
    money = (*ground.cells("Project", ("budget", "budget_unit", "weighting"), ground.project), *money)
    return (
        Step("credit", None, "how each item earns, and when it began and ended", cells=(*items, *standing)),
        Step("worth", None, "budgets share out what there is to earn, else the weights; costs are set against it", cells=money),
    )
