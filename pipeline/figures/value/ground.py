"""What the figures of one Value follow from: by the items of a milestone or project, and by sheets Baseline and Actuals over them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from math import isfinite
from operator import add, mul
from typing import Any

from pipeline.figures.value.curve import Curve, periods_until, value_at
from pipeline.figures.value.indices import Figure, given
from pipeline.figures.value.leaves import as_of
from pipeline.figures.value.sheets import Actuals
from pipeline.figures.words import UNITS
from pipeline.wording import Text, note
from pipeline.workbook.book import Book

Row = Mapping[str, Any]
NO_ITEMS, NO_COST, NO_STATUS_DATE = note("no scope items"), note("no actual cost"), note("no status date")
NOTHING_TO_EARN = note("nothing is to be earned")
STARTED = ("in progress", "awaiting sign-off", "done")


@dataclass(frozen=True)
class Worth:
    """What there is to earn, in `unit`; agreed: it is a budget or an agreed curve, so that costs can be set against it."""

    bac: Figure
    unit: Text
    agreed: bool


@dataclass(frozen=True)
class Ground:
    """What the figures of one Value follow from, in the worth's unit; `at` in periods of the curve.

    pv, ev, curve: without level of effort, of which `loe` is planned and earned; undivided: why it cannot be told apart in them, None
    where it can.
    """

    worth: Worth
    pv: Figure
    ev: Figure
    loe: Figure
    ev_0_100: Figure
    ac: Figure
    curve: Curve | Text
    at: Figure
    undivided: Text | None = None


def worth_of(book: Book, counted: Sequence[Row], sums: Row | None, weighting: str, agreed: Curve | Text | None) -> Worth:
    """What there is to earn in the project: the end of sheet Baseline, else the milestones' budgets, the project's, the leaves' weights.

    `counted` are the milestones with a weight in the project, `sums` those of its leaves (see `value_leaves.summed`; None without items).
    """
    unit = _money(book.project)
    if agreed is not None:
        return Worth(agreed if isinstance(agreed, str) else agreed.values[-1], unit, True)
    budgets = [row["budget"] for row in counted if _is_amount(row["budget"])]
    for budget in (sum(budgets) if len(budgets) == len(counted) else None, book.project["budget"]):
        if _is_amount(budget) and budget:
            return Worth(float(budget), unit, True)
    weight = float(sums["weight"] or sums["leaves"]) if sums else NO_ITEMS
    return Worth(weight, UNITS[weighting], False)


def ground_of_items(book: Book, worth: Worth, sums: Row | None, curve: Curve | Text, ac: Figure) -> Ground:
    """The ground that items give, by their sums (see `value_leaves.summed`; None without items) and their curve of shares."""
    if sums is None:
        return Ground(worth, NO_ITEMS, NO_ITEMS, 0.0, NO_ITEMS, _comparable(ac, worth), NO_ITEMS, NO_ITEMS)
    undated = curve if isinstance(curve, str) and sums["undated"] else None
    planned: Figure = NO_STATUS_DATE if book.project["status_date"] is None else undated or sums["pv"]
    loe: Figure = note("an item of level of effort has no agreed dates") if sums["loe_undated"] else sums["loe"]
    scaled = _scaled(curve, worth.bac)
    return Ground(
        worth=worth,
        pv=given(mul, planned, worth.bac),
        ev=given(mul, sums["ev"], worth.bac),
        loe=given(mul, loe, worth.bac),
        ev_0_100=given(mul, sums["ev_0_100"], worth.bac),
        ac=_comparable(ac, worth),
        curve=scaled,
        at=_until(scaled, as_of(sums, book.project["status_date"])),
    )


def ground_of_milestone(book: Book, row: Row, part: float, project: Worth, sums: Row, curve: Curve | Text) -> Ground:
    """The ground of one milestone: its budget, else `part` of the project's worth (0..1), earned by the leaves that are at home in it."""
    worth = replace(project, bac=given(mul, part, project.bac))
    if _is_amount(row["budget"]) and row["budget"]:
        worth = Worth(row["budget"], _money(book.project), True)
    return ground_of_items(book, worth, sums, curve, row["actual_cost"] if _is_amount(row["actual_cost"]) else NO_COST)


def as_reported(ground: Ground, reported: Actuals | Text) -> Ground:
    """The ground with earned value and cost of sheet Actuals, at its last period where that is a day; nothing in it is level of effort."""
    if isinstance(reported, str):
        return replace(ground, ev=reported, ac=reported, at=reported, loe=0.0)
    at = _until(ground.curve, reported.period) if isinstance(reported.period, date) else ground.at
    return replace(ground, ev=reported.earned, ac=ground.ac if reported.cost is None else reported.cost, at=at, loe=0.0)


def as_agreed(ground: Ground, agreed: Curve | Text, reported: Actuals | Text | None, status_date: date | None, sums: Row | None) -> Ground:
    """The ground with the curve of sheet Baseline and the planned value on it; `reported` and `sums` are those that made the ground.

    The time is that of the last row of Actuals, else that of the status date, or of the last actual finish once all is complete.
    """
    if isinstance(agreed, str):
        return replace(ground, pv=agreed, curve=agreed, at=agreed)
    today: date | Text = status_date or NO_STATUS_DATE
    if reported is None:
        undivided = note("the agreed curve does not tell level of effort apart") if sums and sums["has_loe"] else None
        at, planned = _until(agreed, as_of(sums, status_date) if sums else today), _until(agreed, today)
        ground = replace(ground, ev=given(add, ground.ev, ground.loe), loe=0.0, undivided=undivided)
    else:
        at = planned = reported if isinstance(reported, str) else _reached(agreed, reported)
    return replace(ground, pv=given(lambda periods: value_at(agreed.values, periods), planned), curve=agreed, at=at)


def cost_of_milestones(rows: Sequence[Row]) -> Figure:
    """What all milestones have cost; a milestone that has started without a cost makes the sum unknown."""
    costs = [row["actual_cost"] for row in rows if _is_amount(row["actual_cost"])]
    if not costs:
        return NO_COST
    unknown = [row["id"] for row in rows if row["state"] in STARTED and not _is_amount(row["actual_cost"])]
    return note("milestone {milestone} has started, but has no actual cost", milestone=unknown[0]) if unknown else float(sum(costs))


def _reached(agreed: Curve, reported: Actuals) -> Figure:
    """The time of the last row of Actuals on the curve of Baseline."""
    if isinstance(reported.period, date):
        return _until(agreed, reported.period)
    return note("the actual values number their periods, the agreed curve dates them") if agreed.ends else float(reported.period)


def _scaled(curve: Curve | Text, bac: Figure) -> Curve | Text:
    """A curve of shares in the unit of `bac`."""
    if isinstance(curve, str):
        return curve
    if isinstance(bac, str):
        return bac
    return replace(curve, values=tuple(share * bac for share in curve.values)) if bac else NOTHING_TO_EARN


def _until(curve: Curve | Text, day: date | Text) -> Figure:
    """The time of a day on a curve, or the reason why there is no day or no curve."""
    if isinstance(curve, str):
        return curve
    return day if isinstance(day, str) else periods_until(curve, day)


def _comparable(ac: Figure, worth: Worth) -> Figure:
    """A cost, where what is earned is counted in the same unit."""
    return ac if worth.agreed or isinstance(ac, str) else note("no budget to set the actual cost against")


def _money(project: Row) -> Text:
    """The unit of budgets, costs and agreed curves: hours, points, or money with its currency."""
    unit = project["budget_unit"] or "money"
    if unit == "money" and project["currency"]:
        return note("money ({currency})", currency=project["currency"])
    return UNITS[unit]


def _is_amount(value: float | None) -> bool:
    return value is not None and isfinite(value) and value >= 0
