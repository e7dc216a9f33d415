"""The finish that a project's own history forecasts, and how such forecasts came true.

A history is its `Points`: report dates with the work percent (0..100) then, oldest first; the last one is the report at hand.
"""

import math
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, timedelta
from itertools import pairwise
from statistics import fmean
from typing import NamedTuple

from pipeline.figures.forecast.resample import HORIZON, NOISE, Chances, chance_by, percentile, periods_to, rough_periods_to
from pipeline.figures.outlook import HistoryForecast, Score
from pipeline.figures.workdays import working_days
from pipeline.wording import Text, note

WEEK = 7
WINDOW, LEAST = 12, 6
"""The gains of so many last periods are used, and of so many there must be some."""
P50, P80, P95 = 0.50, 0.80, 0.95
COMPLETE = note("work is complete, sign-off pending")
BEYOND = note("more than {number} weeks away at this pace", number=HORIZON)

Points = Sequence[tuple[date, float]]


class Report(NamedTuple):
    """A milestone as a report had it."""

    day: date
    work: float
    is_open: bool


def weekly_gains(points: Points) -> list[float]:
    """The points gained in each of up to WINDOW weeks before the last report, newest first; never before the first report.

    A report belongs to the end of the week nearest to it, counted back from the last report; of several the latest counts. The gain
    between reports several weeks apart is spread evenly over them.
    """
    last = points[-1][0]
    marks: list[tuple[int, float]] = []
    for day, work in reversed(points):
        week = round((last - day).days / WEEK)
        if not marks or week > marks[-1][0]:
            marks.append((week, work))
        if week >= WINDOW:
            break
    gains: list[float] = []
    for (newer, high), (older, low) in pairwise(marks):
        gains += [(high - low) / (older - newer)] * min(older - newer, WINDOW)
    return gains[:WINDOW]


def history_forecast(points: Points, baseline_finish: date | None) -> HistoryForecast:
    """The finish by resampling weekly gains; the chance of the agreed finish counts the weeks that end by then and is 0 once it passed."""
    status_date, work = points[-1]
    gains = weekly_gains(points)
    if why := _too_little(gains, work):
        return HistoryForecast(len(gains), why=why)
    if (chances := periods_to(gains, 100 - work)) is None:
        return HistoryForecast(len(gains), why=BEYOND)
    p50, p80, p95 = (_finish(status_date, chances, level) for level in (P50, P80, P95))
    chance = chance_by(chances, (baseline_finish - status_date).days // WEEK) if baseline_finish else None
    return HistoryForecast(len(gains), p50, p80, p95, chance, None if p50 and p80 and p95 else BEYOND)


def score(finished: Iterable[tuple[Sequence[Report], date]], holidays: tuple[date, ...]) -> Score:
    """How past history forecasts of the milestones that have finished since came true; each as its reports and its actual finish.

    Counted is every report before the actual finish in which the milestone was open and its history until then gave a P50 and a P80.
    """
    found = [(*forecast, finish) for reports, finish in finished for forecast in _past_forecasts(reports, finish)]
    if not found:
        return Score()
    errors = working_days([(p50, finish) for p50, _, finish in found] + [(p80, finish) for _, p80, finish in found], holidays)
    return Score(
        n=len(found),
        p50_hits=sum(finish <= p50 for p50, _, finish in found),
        p80_hits=sum(finish <= p80 for _, p80, finish in found),
        p50_error_days=fmean(errors[: len(found)]),
        p80_error_days=fmean(errors[len(found) :]),
    )


def _past_forecasts(reports: Sequence[Report], finish: date) -> Iterator[tuple[date, date]]:
    """P50 and P80 as of each report before the finish that had them."""
    points = [(day, work) for day, work, _ in reports]
    for number, (day, work, is_open) in enumerate(reports, start=1):
        if day >= finish:
            return
        gains = weekly_gains(points[:number])
        if not is_open or _too_little(gains, work):
            continue
        if chances := rough_periods_to(gains, 100 - work, P80):
            p50, p80 = _finish(day, chances, P50), _finish(day, chances, P80)
            if p50 and p80:
                yield p50, p80


def _too_little(gains: Sequence[float], work: float) -> Text | None:
    """Why these gains give no forecast, or None."""
    if work >= 100 - NOISE:
        return COMPLETE
    if len(gains) < LEAST:
        return note("{number} of at least {least} reporting periods so far", number=len(gains), least=LEAST)
    return note("no progress in the last {number} periods", number=len(gains)) if math.fsum(gains) <= NOISE else None


def _finish(status_date: date, chances: Chances, level: float) -> date | None:
    """The day by which the chance has reached `level`, None where it lies beyond the horizon or the calendar."""
    periods = percentile(chances, level)
    try:
        return status_date + timedelta(days=WEEK * periods) if periods is not None else None
    except OverflowError:
        return None
