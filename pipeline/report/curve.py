"""Work against plan: the agreed plan, the work of every report, and where the pace of the past leads."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from markupsafe import Markup

from pipeline.figures.planned import Planned, planned_course
from pipeline.issue import Issue
from pipeline.report import display
from pipeline.report.charts import time_axis
from pipeline.report.charts.curve import Course, curve_chart, height_of, legend
from pipeline.report.facts import Facts
from pipeline.report.narrative import last_milestone
from pipeline.report.parts import Tick
from pipeline.wording import say

FAR = 2.0
"""A finish that would make the axis so many times as long as everything else does is left out of the drawing."""
MOST_MONTHS = 6
"""So many labels stand under the chart; it is half a page wide."""
EARLY = 24.0
"""So near to an end of the chart, in percent of its width, there is no room for a label on the side of that end."""
LOW, HIGH, APART = 18.0, 90.0, 25.0
"""Under a point of so few percent, and over one of so many, there is no room for a label; points so far apart have room for one each."""


@dataclass(frozen=True)
class CurveLabel:
    """What stands at the end of a curve: before or after the status date, over or under the point `top`, `near` from the left or right."""

    text: str
    top: str
    near: str
    after: bool
    over: bool


@dataclass(frozen=True)
class Curve:
    """Work against plan. says: the finding; months: along the width; levels: up the height (`left`: from above); missing: why not all of it
    is drawn; no_fan: why no likely finish is, where nothing else says so."""

    says: str
    chart: Markup
    months: tuple[Tick, ...]
    levels: tuple[Tick, ...]
    labels: tuple[CurveLabel, ...]
    legend: Markup
    missing: tuple[str, ...]
    no_fan: str


def curve(issue: Issue, facts: Facts) -> Curve | None:
    """The S-curve of an issue; None without work in scope, and where neither a plan nor two reports give anything to draw."""
    today, work = facts.status_date, facts.figures.progress.work
    if today is None or work is None:
        return None
    planned = planned_course(facts.figures, today)
    past = [(day, then) for day, then in issue.past.issues.select("status_date", "work").iter_rows() if then is not None]
    done = (*past, (today, work))
    if not planned and len(done) < 2:
        return None
    course = Course(planned, done, _likely(facts), _agreed(facts))
    course, drawn_to = _near(course, today)
    scale = time_axis.scale(drawn_to)
    months = time_axis.ticks(scale)
    months = months[:: 1 + (len(months) - 1) // MOST_MONTHS]
    says = " ".join(filter(None, (_stands(facts), _ends(facts))))
    return Curve(
        says=says,
        chart=curve_chart(course, scale, months, today, says),
        months=months,
        levels=tuple(Tick(display.percent(float(level)), f"{height_of(level):.2f}%") for level in (0, 50, 100)),
        labels=_labels(facts, scale.at(today)),
        legend=legend(course),
        missing=_missing(facts, planned, done),
        no_fan=_no_fan(facts),
    )


def _likely(facts: Facts) -> tuple[date, ...]:
    """The finishes at 50, 80 and where known 95 % likelihood; none without the first two."""
    history = facts.figures.forecast.history if facts.figures.forecast else None
    if history is None or history.p50 is None or history.p80 is None:
        return ()
    return (history.p50, history.p80, history.p95) if history.p95 else (history.p50, history.p80)


def _agreed(facts: Facts) -> date | None:
    last = last_milestone(facts.milestones)
    return last["baseline"] if last else None


def _near(course: Course, today: date) -> tuple[Course, list[date]]:
    """The course without an outermost finish that lies far beyond everything else, and the days that its axis has to hold."""
    days = [*(day for day, _ in (*course.planned, *course.done)), today, *([course.agreed] if course.agreed else [])]
    within = [*days, *course.likely[:2]]
    reach = min(within) + timedelta(days=min(FAR * (max(within) - min(within)).days, (date.max - min(within)).days))
    likely = tuple(day for number, day in enumerate(course.likely) if number < 2 or day <= reach)
    return Course(course.planned, course.done, likely, course.agreed), [*days, *likely]


def _stands(facts: Facts) -> str:
    """How much is done, and how much was to be."""
    progress = facts.figures.progress
    done, planned = display.shown_percent(progress.shown), display.percent(progress.planned)
    if progress.planned is None:
        return say("{done} of the work is done.", done=done)
    if done == planned:
        return say("{done} of the work is done, as planned.", done=done)
    return say("{done} of the work is done where the plan is {planned}.", done=done, planned=planned)


def _ends(facts: Facts) -> str:
    """When the rest will be done, against the agreed finish; empty where nothing tells."""
    likely, agreed = _likely(facts), _agreed(facts)
    if not likely:
        return ""
    if likely[0] == likely[1]:
        when = display.day(likely[0])
        if agreed:
            return say("At the pace of the past reports it is done on {day}; agreed is {agreed}.", day=when, agreed=display.day(agreed))
        return say("At the pace of the past reports it is done on {day}; no finish is agreed.", day=when)
    first, last = display.span_begin(likely[0], likely[1]), display.day(likely[1])
    if agreed:
        return say(
            "At the pace of the past reports it is done between {first} and {last}; agreed is {agreed}.",
            first=first, last=last, agreed=display.day(agreed),
        )  # fmt: skip
    return say("At the pace of the past reports it is done between {first} and {last}; no finish is agreed.", first=first, last=last)


def _missing(facts: Facts, planned: Sequence[Planned], done: Sequence[tuple[date, float]]) -> tuple[str, ...]:
    """What is not drawn, and why."""
    found = []
    if not planned:
        undated = facts.figures.progress.planned is None
        found.append(say("No plan is drawn: agreed dates are missing.") if undated else say("No plan is drawn: its dates cannot be right."))
    if len(done) < 2:
        found.append(say("This is the first report with figures: the course of the work is drawn from the next one on."))
    return tuple(found)


def _no_fan(facts: Facts) -> str:
    """Why no likely finish is drawn of work that is not done; empty where one is."""
    history = facts.figures.forecast.history if facts.figures.forecast else None
    is_over = all(row["state"] in ("done", "cancelled") for row in facts.milestones)
    if history is None or not history.why or is_over or _likely(facts):
        return ""
    return say("No finish is forecast from past progress: {why}.", why=history.why)


def _labels(facts: Facts, today: float) -> tuple[CurveLabel, ...]:
    """The percentages at the status date: the higher one before it, over the curves, the lower one after it, under the fan.

    Near an end of the chart both stand where there is room, in one label where they are near each other.
    """
    progress = facts.figures.progress
    work, done, planned = progress.work or 0.0, display.shown_percent(progress.shown), display.percent(progress.planned)
    alone, is_late = say("done {percent}", percent=done), today > 100 - EARLY
    if progress.planned is None or done == planned:
        return (_label(work, alone, today, after=not is_late),)
    low, high = sorted((work, progress.planned))
    if today < EARLY or (is_late and high - low < APART):
        both = say("done {done}, plan {planned}", done=done, planned=planned)
        return (_label(high if is_late else low, both, today, after=not is_late),)
    plan = say("plan {percent}", percent=planned)
    return (
        _label(work, alone, today, after=work == low and not is_late),
        _label(progress.planned, plan, today, after=work != low and not is_late),
    )


def _label(percent: float, text: str, today: float, after: bool) -> CurveLabel:
    is_over = percent < (LOW if after else HIGH)
    return CurveLabel(text, f"{height_of(percent):.2f}%", f"{today if after else 100 - today:.2f}%", after, is_over)
