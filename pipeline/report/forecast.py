"""When a project will be done: what is agreed, what is promised, and three independent forecasts side by side, never averaged."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import count, takewhile

from pipeline.figures.outlook import DatedForecast, Forecast, HistoryForecast, Score
from pipeline.figures.workdays import working_days
from pipeline.report import display
from pipeline.report.charts import time_axis
from pipeline.report.charts.trend import finish_row
from pipeline.report.course_rows import Finish, FinishRow, ScoredFinish
from pipeline.report.facts import Facts
from pipeline.report.narrative import last_milestone
from pipeline.report.parts import Tick

NEAR = 100
"""Up to so many days the axis is labelled by weeks."""
LIKELY, EVEN = 0.8, 0.5
"""From the one chance on past progress is said to hold the agreed date; below the other it is said not to."""


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
    pace = f"the pace of the last {display.count(history.periods, 'week')}"
    says = f"At {pace}, the work ends between {display.span(history.p50, history.p80, 'and')}; {_against(axis)}."
    return Finish(says, axis.ticks, (*_given(axis), _answer(axis, "range", f"At {pace}", "", [history.p50, history.p80])), "")


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
        _dated(axis, "At the present pace", _pace_basis(facts), found.pace),
        _dated(axis, "By the network", "critical path", found.network),
    )
    return ScoredFinish(_verdict(found, axis, facts.figures.holidays), axis.ticks, rows, _key(found.history), score(found.score))


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
        _answer(axis, "agreed", "Agreed", "", [axis.agreed] if axis.agreed else [], "no finish is agreed"),
        _answer(axis, "promise", "Promised", "", [axis.promised] if axis.promised else [], "no forecast is entered"),
    )


def _history(axis: Axis, history: HistoryForecast, likely: Sequence[date]) -> FinishRow:
    basis = f"last {display.count(history.periods, 'week')}" if history.p50 else ""
    return _answer(axis, "range", "At past progress", basis, likely, history.why or "")


def _dated(axis: Axis, name: str, basis: str, found: DatedForecast) -> FinishRow:
    return _answer(axis, "point", name, basis if found.finish else "", [found.finish] if found.finish else [], found.why or "")


def _answer(axis: Axis, shape: str, name: str, basis: str, days: Sequence[date], why: str = "") -> FinishRow:
    """One row: a single day, or from the even odds to four in five; without a day the reason stands in the chart's place."""
    finish = display.span(days[0], days[1] if len(days) > 1 else days[0]) if days else display.DASH
    chart = finish_row(shape, days, axis.agreed, axis.scale, axis.ticks, f"{name}: {finish if days else why}")
    return FinishRow(name, basis, finish, chart, "" if days else why)


def _pace_basis(facts: Facts) -> str:
    value = facts.figures.value
    return f"SPI(t) {display.number(value.spi_t, 2)}" if value and value.spi_t is not None else ""


def _against(axis: Axis) -> str:
    """The agreed finish, and the promised one where it is another."""
    if axis.agreed is None:
        return "no finish is agreed"
    promised = f", promised is {display.day(axis.promised)}" if axis.promised and axis.promised != axis.agreed else ""
    return f"agreed is {display.day(axis.agreed)}{promised}"


def _verdict(found: Forecast, axis: Axis, holidays: tuple[date, ...]) -> str:
    """What the methods mean against the agreed finish, in one sentence."""
    if axis.agreed is None:
        return "No finish is agreed that the forecasts could be held against."
    late = _late(found, axis.agreed, holidays)
    chance = found.history.chance_of_baseline
    holding = [days <= 0 for _, days in late] + ([chance >= LIKELY] if chance is not None else [])
    failing = [days > 0 for _, days in late] + ([chance < EVEN] if chance is not None else [])
    parts = [f"past progress gives it a chance of {display.chance(chance)}"] if chance is not None else []
    parts += [f"{name} ends {_away(days)}" for name, days in late]
    agreed = f"the agreed {display.day(axis.agreed)}"
    if len(holding) == 1:
        return f"Against {agreed}, {parts[0]}."
    verdict = "All methods hold" if all(holding) else "No method holds" if all(failing) else "The methods differ on"
    return f"{verdict} {agreed}: {display.names(parts)}."


def _late(found: Forecast, agreed: date, holidays: tuple[date, ...]) -> list[tuple[str, int]]:
    """The methods that give one day, with the working days by which it is later than agreed."""
    dated = [(name, each.finish) for name, each in (("the pace", found.pace), ("the network", found.network)) if each.finish]
    return list(zip((name for name, _ in dated), working_days([(agreed, day) for _, day in dated], holidays), strict=True))


def _away(days: int) -> str:
    return f"{display.working_days(days)} {'later' if days > 0 else 'earlier'}" if days else "on that day"


def _key(history: HistoryForecast) -> str:
    """What bar and line of past progress mean, with the date of P95."""
    if history.p80 is None:
        return ""
    further = f", thin line on to 95{display.NO_BREAK}% on {display.day(history.p95)}" if history.p95 else ""
    return f"Bar at past progress: from 50 to 80{display.NO_BREAK}% likely{further}."


def score(found: Score) -> str:
    """How past forecasts came true: `6 of 9 past forecasts held their 80 % date`; empty where none has been put to the test."""
    return display.capital(", ".join(_hits(found))) if found.n else ""


def _hits(found: Score) -> Iterator[str]:
    held = "past forecast" if found.n == 1 else "past forecasts"
    yield f"{found.p80_hits} of {found.n} {held} of milestones held their date of 80{display.NO_BREAK}%"
    yield f"{found.p50_hits} that of 50{display.NO_BREAK}%"
    if found.p50_error_days is not None:
        late = "later" if found.p50_error_days > 0 else "earlier"
        yield f"and the finish came {display.number(abs(found.p50_error_days), 1)} working days {late} than the latter on average"
