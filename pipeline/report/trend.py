"""How a project got here: the work of each milestone over the last reports, and its promised dates over all of them."""

from collections.abc import Mapping, Sequence
from datetime import date

from markupsafe import Markup

from pipeline.figures.health.bands import finish_band
from pipeline.figures.outlook import Promise
from pipeline.issue import Issue
from pipeline.report import display
from pipeline.report.charts import time_axis
from pipeline.report.charts.trend import promise_chart, sparkline
from pipeline.report.course_rows import Trend, TrendLabel
from pipeline.report.facts import Facts
from pipeline.report.narrative import last_milestone
from pipeline.report.parts import Tick, Tone
from pipeline.report.words import COLOURS
from pipeline.wording import say, say_many

ISSUES_SHOWN = 12
LEAST_PAST, LEAST_REPORTS = 2, 3
LINES_SHOWN = 8
REPORT_TICKS = 6
HEIGHT, LABEL = 170.0, 15.0
"""Of the chart of promises on paper, and of a label beside it."""
Points = Sequence[tuple[date, float]]


def work_trends(issue: Issue) -> dict[str, Markup]:
    """A sparkline of the work percent over the last reports by milestone id, for those that have enough of them and moved."""
    if issue.figures is None or issue.status_date is None or issue.past.issues.height < LEAST_PAST:
        return {}
    found: dict[str, list[tuple[date, float]]] = {}
    past = issue.past.milestones.select("id", "status_date", "work").drop_nulls()
    now = issue.figures.milestones.select("id", "work").drop_nulls()
    for id, day, work in past.iter_rows():
        found.setdefault(id, []).append((day, work))
    shown = {id: [*found.get(id, ())[1 - ISSUES_SHOWN :], (issue.status_date, work)] for id, work in now.iter_rows()}
    return {id: sparkline(points, _course(points)) for id, points in shown.items() if len(points) > LEAST_PAST and _tells(points)}


def _tells(points: Points) -> bool:
    """Whether there is anything to see: work that has not begun, or was done all along, has no course."""
    return {work for _, work in points} not in ({0.0}, {100.0})


def _course(points: Points) -> str:
    """The course in words: `from 12 % to 62 % in 11 weeks`."""
    (first, before), (last, after) = points[0], points[-1]
    weeks, then, now = round((last - first).days / 7), display.percent(before), display.percent(after)
    if before == after:
        return display.unbroken(say_many("at {now} for {number:,} week", "at {now} for {number:,} weeks", weeks, now=now))
    return display.unbroken(
        say_many("from {then} to {now} in {number:,} week", "from {then} to {now} in {number:,} weeks", weeks, then=then, now=now)
    )


def trend(facts: Facts) -> Trend | None:
    """The promised dates over the reports; None before there are enough of them."""
    forecast = facts.figures.forecast
    promises = {} if forecast is None else _shown(facts, forecast.promises)
    if facts.status_date is None or max((len(each.points) for each in promises.values()), default=0) < LEAST_REPORTS:
        return None
    reports = time_axis.Scale(min(each.points[0][0] for each in promises.values()), facts.status_date)
    days = time_axis.scale([reports.first, *(day for each in promises.values() for _, day in each.points)])
    grid = time_axis.ticks(days)
    lines = [(each.points, _tone(each, facts.status_date)) for each in promises.values()]
    says = _finding(facts, promises)
    return Trend(
        says=says,
        chart=promise_chart(lines, reports, days, grid, says),
        reports=_report_ticks(promises, reports),
        days=grid,
        labels=_labels(facts, promises, days),
    )


def _shown(facts: Facts, promises: Mapping[str, Promise]) -> dict[str, Promise]:
    """The promises of the milestones to draw, in order of their dates: what was done before the first report has none."""
    last = last_milestone(facts.milestones)
    known = {id: each for id, each in promises.items() if each.points[-1][1] > each.points[0][0]}
    ranked = sorted(known, key=lambda id: (last is None or id != last["id"], -known[id].moves, -abs(known[id].slip_days)))
    return {id: known[id] for id in sorted(ranked[:LINES_SHOWN], key=lambda id: (known[id].points[-1][1], id))}


def _tone(promise: Promise, status_date: date) -> Tone:
    """The tone of a line: that of its slip where it is one; what has come is over, and what came nearer is on track."""
    if promise.points[-1][1] <= status_date:
        return "done"
    colour = finish_band(promise.slip_days)
    return "done" if colour == "green" and promise.slip_days >= 0 else COLOURS[colour].tone


def _report_ticks(promises: Mapping[str, Promise], reports: time_axis.Scale) -> tuple[Tick, ...]:
    """Labels under some of the report dates, the newest always among them."""
    days = sorted({day for each in promises.values() for day, _ in each.points}, reverse=True)
    step = -(-len(days) // REPORT_TICKS)
    return tuple(Tick(display.short_day(day), f"{reports.at(day):.2f}%") for day in reversed(days[::step]))


def _labels(facts: Facts, promises: Mapping[str, Promise], days: time_axis.Scale) -> tuple[TrendLabel, ...]:
    """The labels at the ends of the lines, moved apart where they would lie on each other."""
    wanted = [days.at(each.points[-1][1]) for each in promises.values()]
    return tuple(
        TrendLabel(facts.name(id), display.day(each.points[-1][1]), _moved(each), f"{place:.2f}%")
        for (id, each), place in zip(promises.items(), _apart(wanted), strict=True)
    )


def _apart(places: Sequence[float]) -> list[float]:
    """Rising places in percent of the height, at least a label apart, as near to where they belong as that allows."""
    gap, top, found = 100 * LABEL / HEIGHT, 100.0, list(places)
    for number in range(1, len(found)):
        found[number] = max(found[number], found[number - 1] + gap)
    for number in reversed(range(len(found))):
        top = found[number] = min(found[number], top)
        top -= gap
    return found


def _moved(promise: Promise) -> str:
    if not promise.moves:
        return say("not moved")
    if not promise.slip_days:
        return say("moved and back")
    if promise.slip_days > 0:
        return display.unbroken(say_many("{number:,} day later", "{number:,} days later", promise.slip_days))
    return display.unbroken(say_many("{number:,} day earlier", "{number:,} days earlier", -promise.slip_days))


def _finding(facts: Facts, promises: Mapping[str, Promise]) -> str:
    """How the last date moved, and the one that moved most."""
    since = display.near_day(min(each.points[0][0] for each in promises.values()), facts.status_date)
    if not any(each.moves for each in promises.values()):
        return say("No promised date has moved since {day}.", day=since)
    last = last_milestone(facts.milestones)
    worst = max(promises, key=lambda id: (promises[id].slip_days, promises[id].moves))
    told = [_history(facts.name(id), promises[id]) for id in dict.fromkeys((last["id"] if last else worst, worst)) if id in promises]
    return say("Since {day}, {moves}.", day=since, moves=display.clauses(told))


def _history(name: str, promise: Promise) -> str:
    """How often a promise moved, and by how much: `Beta moved 4 times, 2 working days later in all`."""
    if not promise.moves:
        return say("{name} kept its date", name=name)
    often, days = _often(promise.moves), promise.slip_days
    if days > 0:
        return display.unbroken(
            say_many(
                "{name} moved {often}, {number:,} working day later in all",
                "{name} moved {often}, {number:,} working days later in all",
                days,
                name=name,
                often=often,
            )
        )
    if days < 0:
        return display.unbroken(
            say_many(
                "{name} moved {often}, {number:,} working day earlier in all",
                "{name} moved {often}, {number:,} working days earlier in all",
                -days,
                name=name,
                often=often,
            )
        )
    return say("{name} moved {often} and is back at its date", name=name, often=often)


def _often(times: int) -> str:
    if times > 2:
        return say("{number:,} times", number=times)
    return say("twice") if times == 2 else say("once")
