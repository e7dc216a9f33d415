"""When a project will be done: what is agreed, what is promised, and three independent forecasts side by side, never averaged."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import count, takewhile

from pipeline.figures.outlook import DatedForecast, HistoryForecast
from pipeline.report import display
from pipeline.report.charts import time_axis
from pipeline.report.charts.trend import finish_row
from pipeline.report.course_rows import Finish, FinishRow, ScoredFinish
from pipeline.report.facts import Facts
from pipeline.report.forecast_sentences import at_pace, key, score, verdict
from pipeline.report.narrative import last_milestone
from pipeline.report.parts import Tick
from pipeline.wording import say, say_as, say_many, spoken

NEAR = 100
"""Up to so many days the axis is labelled by weeks."""


@dataclass(frozen=True)
class Axis:
    """The axis of dates that all answers share; `agreed` runs through every row."""

    scale: time_axis.Scale
    ticks: tuple[Tick, ...]
    agreed: date | None
    promised: date | None


def finish(facts: Facts) -> Finish | None:
    """What customers read: agreed, promised, and the range at the pace of the past reports; None without that range."""
    history = facts.figures.forecast.history if facts.figures.forecast else None
    if history is None or history.p50 is None or history.p80 is None:
        return None
    axis = _axis(facts, [history.p50, history.p80])
    pace = display.unbroken(say_many("At the pace of the last {number} week", "At the pace of the last {number} weeks", history.periods))
    days = (history.p50, history.p80)
    says = at_pace(pace, days, axis.agreed, axis.promised)
    return Finish(says, axis.ticks, (*_given(axis), _answer(axis, "range", pace, "", days)), "")


def scored_finish(facts: Facts) -> ScoredFinish | None:
    """What executives and the team read: all methods, each with a date or why it has none; None where no method has one."""
    found = facts.figures.forecast
    if found is None or not any((found.history.p50, found.pace.finish, found.network.finish)):
        return None
    if all(row["state"] in ("done", "cancelled") for row in facts.milestones):
        return None
    likely = [day for day in (found.history.p50, found.history.p80, found.history.p95) if day]
    axis = _axis(facts, [*likely, *(each.finish for each in (found.pace, found.network) if each.finish)])
    rows = (
        *_given(axis),
        _history(axis, found.history, likely),
        _dated(axis, say("At the present pace"), _pace_basis(facts), found.pace),
        _dated(axis, say("By the network"), say("critical path"), found.network),
    )
    return ScoredFinish(verdict(found, axis.agreed, facts.figures.holidays), axis.ticks, rows, key(found.history), score(found.score))


def _axis(facts: Facts, days: Sequence[date]) -> Axis:
    last = last_milestone(facts.milestones)
    agreed, promised = (last["baseline"], last["actual"] or last["forecast"]) if last else (None, None)
    return Axis(*_dates([day for day in (agreed, promised, *days) if day]), agreed, promised)


def _dates(days: Sequence[date]) -> tuple[time_axis.Scale, tuple[Tick, ...]]:
    """The scale and its labels: months where the days lie far apart, Mondays where they are near."""
    first, last = min(days), max(days)
    if (last - first).days > NEAR:
        scale = time_axis.scale(days)
        return scale, time_axis.ticks(scale)
    around = timedelta(days=4 + (last - first).days // 12)
    scale = time_axis.Scale(first - around, last + around)
    step = timedelta(weeks=1 + (scale.last - scale.first).days // 56)
    monday = scale.first + timedelta(days=-scale.first.weekday() % 7)
    mondays = takewhile(lambda day: scale.at(day) < 92, (monday + number * step for number in count()))
    return scale, tuple(Tick(display.short_day(day), f"{scale.at(day):.2f}%") for day in mondays)


def _given(axis: Axis) -> tuple[FinishRow, FinishRow]:
    """The agreed and the promised finish."""
    return (
        _answer(axis, "agreed", say_as("finish", "Agreed"), "", [axis.agreed] if axis.agreed else [], say("no finish is agreed")),
        _answer(axis, "promise", say_as("finish", "Promised"), "", [axis.promised] if axis.promised else [], say("no forecast is entered")),
    )


def _history(axis: Axis, history: HistoryForecast, likely: Sequence[date]) -> FinishRow:
    basis = display.unbroken(say_many("last {number} week", "last {number} weeks", history.periods)) if history.p50 else ""
    return _answer(axis, "range", say("At past progress"), basis, likely, spoken(history.why or ""))


def _dated(axis: Axis, name: str, basis: str, found: DatedForecast) -> FinishRow:
    return _answer(axis, "point", name, basis if found.finish else "", [found.finish] if found.finish else [], spoken(found.why or ""))


def _answer(axis: Axis, shape: str, name: str, basis: str, days: Sequence[date], why: str = "") -> FinishRow:
    """One row: a single day, or from the even odds to four in five; without a day the reason stands in the chart's place."""
    finish = display.span(days[0], days[1] if len(days) > 1 else days[0]) if days else display.DASH
    chart = finish_row(shape, days, axis.agreed, axis.scale, axis.ticks, say("{name}: {finish}", name=name, finish=finish if days else why))
    return FinishRow(name, basis, finish, chart, "" if days else why)


def _pace_basis(facts: Facts) -> str:
    value = facts.figures.value
    return say("SPI(t) {index}", index=display.number(value.spi_t, 2)) if value and value.spi_t is not None else ""
