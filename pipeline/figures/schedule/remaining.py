"""How many working days the work on a milestone still takes."""

from collections.abc import Iterable, Mapping
from typing import Any, NamedTuple

from pipeline.figures.workdays import Axis, finish_position, span

UNDERWAY = frozenset({"in progress", "awaiting sign-off"})
CLOSED = frozenset({"done", "cancelled"})
Row = Mapping[str, Any]


class Remaining(NamedTuple):
    """Working days of work left; known: whether the workbook says so, else they are a stand-in and what follows from them is partial."""

    days: float
    known: bool


def by_id(milestones: Iterable[Row]) -> dict[str, Row]:
    """The milestones by id, in order: of the rows with one id the first, none without an id.

    What has finished and only waits for its sign-off counts as done: its dates can no longer move.
    """
    rows: dict[str, Row] = {}
    for row in milestones:
        if row["id"] is not None:
            finished = row["state"] == "awaiting sign-off" and row["actual"]
            rows.setdefault(row["id"], {**row, "state": "done"} if finished else row)
    return rows


def remaining(rows: Mapping[str, Row], axis: Axis) -> dict[str, Remaining]:
    """The work left on each open milestone by id, order kept; `rows` are those of `Figures.milestones` by id.

    Remaining days where given. Else of work under way the working days up to a standing forecast, else the part of the agreed duration
    that is not done yet; with nothing in scope to measure the whole of it, not known. Of work that has not begun the agreed duration
    (baseline start to finish, both included). Without dates a point, not known.
    """
    opened = {id: row for id, row in rows.items() if row["state"] not in CLOSED}
    whole = span(axis, [row["baseline_start"] for row in opened.values()], [row["baseline_finish"] for row in opened.values()])
    forecasts = finish_position(axis, [row["forecast"] for row in opened.values()])
    return {id: _remaining(row, *days) for (id, row), *days in zip(opened.items(), whole, forecasts, strict=True)}


def _remaining(milestone: Row, whole: int | None, forecast: int | None) -> Remaining:
    typed, underway, work = milestone["remaining_days"], milestone["state"] in UNDERWAY, milestone["work"]
    if typed is not None and typed >= 0:
        return Remaining(typed, True)
    if underway and forecast is not None:
        return Remaining(forecast, True)
    if underway and work is not None and (whole is not None or work >= 100):
        return Remaining((1 - work / 100) * (whole or 0), True)
    return Remaining(whole or 0, whole is not None and not underway)
