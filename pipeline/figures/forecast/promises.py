"""What was promised when: the promised finish of each milestone over the report dates."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from itertools import pairwise
from typing import Any

from pipeline.figures.outlook import Promise
from pipeline.figures.workdays import working_days
from pipeline.store.records import Past

NEEDED = ("id", "state", "baseline_finish", "forecast_finish", "actual_finish")
Row = Mapping[str, Any]


def promises(past: Past, milestones: Iterable[Row], status_date: date, holidays: tuple[date, ...]) -> dict[str, Promise]:
    """The trend of the promised finish by milestone id, for those with a promise now and in an earlier report.

    `milestones` are those of this report, with the columns NEEDED. A cancelled milestone has no trend; a report without a promise has no
    point in it.
    """
    points: dict[str, list[tuple[date, date]]] = {}
    for row in past.milestones[["status_date", *NEEDED]].iter_rows(named=True):
        if promised := promised_finish(row, row["status_date"]):
            points.setdefault(row["id"], []).append((row["status_date"], promised))
    found = {
        row["id"]: [*points[row["id"]], (status_date, promised)]
        for row in milestones
        if row["id"] in points and (promised := promised_finish(row, status_date))
    }
    slips = working_days([(trend[0][1], trend[-1][1]) for trend in found.values()], holidays)
    return {id: Promise(tuple(trend), _moves(trend), slip) for (id, trend), slip in zip(found.items(), slips, strict=True)}


def promised_finish(milestone: Row, status_date: date) -> date | None:
    """What a report promises for a milestone: its actual finish, else the forecast of open work, else the agreed finish.

    None of what is cancelled, of what is done on an unknown day, and of open work whose forecast, or without one agreed finish, has passed:
    a day gone by promises nothing.
    """
    if milestone["state"] == "cancelled":
        return None
    if actual := actual_finish(milestone, status_date):
        return actual
    promised: date | None = milestone["forecast_finish"] or milestone["baseline_finish"]
    return promised if promised and promised >= status_date and milestone["state"] != "done" else None


def actual_finish(milestone: Row, status_date: date) -> date | None:
    """The actual finish of a milestone, None where it lies after the status date: that is not a fact yet."""
    actual: date | None = milestone["actual_finish"]
    return actual if actual and actual <= status_date else None


def _moves(trend: Sequence[tuple[date, date]]) -> int:
    return sum(before != after for (_, before), (_, after) in pairwise(trend))
