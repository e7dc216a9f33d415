"""When a project will be finished, by three methods that stay apart: its history, its pace, its network."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from itertools import pairwise
from typing import Any

from pipeline.figures.forecast.history import BEYOND, Points, Report, history_forecast, score
from pipeline.figures.forecast.promises import actual_finish, promises
from pipeline.figures.outlook import DatedForecast, Forecast, HistoryForecast, Schedule, Score, Value
from pipeline.figures.value.curve import pace_finish
from pipeline.store.records import Past
from pipeline.wording import note

OVER = ("done", "cancelled")
FINISHED = note("finished")
Row = Mapping[str, Any]


@dataclass(frozen=True)
class Position:
    """Where a project stands: what its forecasts start from.

    work: 0..100, None with nothing in scope; milestones: rows with id, state, work, baseline_finish, forecast_finish, actual_finish;
    work_done: by status date the points of work done since the report before, where a bridge tells them from changes of scope; elsewhere
    the difference of the percentages counts.
    """

    status_date: date | None
    work: float | None
    baseline_finish: date | None
    milestones: Sequence[Row]
    holidays: tuple[date, ...] = ()
    work_done: Mapping[date, float] = field(default_factory=dict)


def forecast_of(past: Past, now: Position, value: Value | None, schedule: Schedule | None) -> Forecast:
    """The three forecasts of a project, the history forecast of each of its milestones, the score of past ones, and the promises.

    What is finished or cancelled needs no forecast; `why` says so.
    """
    states = {row["state"] for row in now.milestones}
    state = "done" if "done" in states and states <= set(OVER) else "open"
    pace = DatedForecast(why=FINISHED) if state == "done" else _pace(value)
    network = DatedForecast(schedule.finish, schedule.why) if schedule else DatedForecast(why=note("no schedule"))
    day = now.status_date
    if day is None:
        return Forecast(HistoryForecast(0, why=note("no status date")), pace, network, Score())
    earlier = [(then, work) for then, work in past.issues[["status_date", "work"]].iter_rows() if work is not None]
    points = [] if now.work is None else without_changes_of_scope([*earlier, (day, now.work)], now.work_done)
    reports = _reports(past)
    finished = [
        (reports[row["id"]], finish)
        for row in now.milestones
        if row["state"] == "done" and row["id"] in reports and (finish := actual_finish(row, day))
    ]
    return Forecast(
        history=_history(points, state, now.baseline_finish),
        pace=pace,
        network=network,
        score=score(finished, now.holidays),
        milestones=_of_milestones(reports, now.milestones, day),
        promises=promises(past, now.milestones, day, now.holidays),
    )


def milestone_forecasts(past: Past, milestones: Iterable[Row], status_date: date) -> dict[str, HistoryForecast]:
    """The history forecast of each milestone by id; rows with id, state, work, baseline_finish."""
    return _of_milestones(_reports(past), milestones, status_date)


def _of_milestones(reports: Mapping[str, Sequence[Report]], milestones: Iterable[Row], status_date: date) -> dict[str, HistoryForecast]:
    return {row["id"]: _of_milestone(reports.get(row["id"], ()), row, status_date) for row in milestones if row["id"] is not None}


def without_changes_of_scope(points: Points, work_done: Mapping[date, float]) -> Points:
    """The points with every gain that is known as work done in place of the difference of percentages; the last percentage stays."""
    height = points[-1][1]
    found = [points[-1]]
    for (before, low), (day, high) in reversed(list(pairwise(points))):
        height -= work_done.get(day, high - low)
        found.append((before, height))
    return found[::-1]


def _of_milestone(reports: Sequence[Report], row: Row, status_date: date) -> HistoryForecast:
    points = [] if row["work"] is None else [*((day, work) for day, work, _ in reports), (status_date, row["work"])]
    return _history(points, row["state"], row["baseline_finish"])


def _history(points: Points, state: str, baseline_finish: date | None) -> HistoryForecast:
    """The history forecast of a project or milestone in this state; there are no points where nothing is in scope."""
    if state in OVER:
        return HistoryForecast(0, why=FINISHED if state == "done" else note("cancelled"))
    return history_forecast(points, baseline_finish) if points else HistoryForecast(0, why=note("nothing in scope"))


def _reports(past: Past) -> dict[str, list[Report]]:
    """The milestones of past reports by id, oldest first, as far as anything was in scope."""
    found: dict[str, list[Report]] = {}
    for day, id, work, state in past.milestones[["status_date", "id", "work", "state"]].iter_rows():
        if work is not None:
            found.setdefault(id, []).append(Report(day, work, state not in OVER))
    return found


def _pace(value: Value | None) -> DatedForecast:
    """Where IEAC(t) lies on the calendar."""
    if value is None:
        return DatedForecast(why=note("no earned value"))
    if value.ieac_t is None:
        return DatedForecast(why=value.why.get("ieac_t"))
    if value.starts is None:
        return DatedForecast(why=note("the periods of the agreed curve have no dates"))
    finish = pace_finish(value)
    return DatedForecast(finish, None if finish else BEYOND)
