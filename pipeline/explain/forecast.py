"""The three forecasts: history down to the gains of each week and the reports that tell them, pace, network; and their score."""

from collections.abc import Sequence
from datetime import date, timedelta
from itertools import pairwise

from pipeline.explain import earned, network
from pipeline.explain.bridge import part as bridge_part
from pipeline.explain.ground import Ground, Row
from pipeline.explain.progress import project_percent
from pipeline.explain.records import REST, Step
from pipeline.explain.reports import report_names, reported
from pipeline.explain.standing import standing
from pipeline.figures.forecast.forecasts import without_changes_of_scope
from pipeline.figures.forecast.history import LEAST, WEEK, WINDOW, Report, score, weekly_gains
from pipeline.figures.forecast.promises import actual_finish
from pipeline.figures.outlook import Forecast

HISTORY = {
    "periods": f"weeks of progress that are known, at most the last {WINDOW}",
    "p50": "the first week by whose end the work left is done in 50 % of the futures drawn from past weekly gains",
    "p80": "the first week by whose end the work left is done in 80 % of the futures drawn from past weekly gains",
    "p95": "the first week by whose end the work left is done in 95 % of the futures drawn from past weekly gains",
    "chance_of_baseline": "the part of the futures drawn from past weekly gains in which all work is done by the agreed finish",
    "why": f"the reason why history forecasts nothing; it takes {LEAST} weeks, some progress and an end within five years",
}
SCORES = {
    "n": "forecasts that past reports could make for milestones that have finished since",
    "p50_hits": "of these, how many milestones finished by their P50",
    "p80_hits": "of these, how many milestones finished by their P80",
}


def history(ground: Ground, which: str) -> Step:
    """One figure of the forecast from history: the gain of every week, each with its two reports, and the work that is left."""
    found = _forecast(ground).history
    gains = _gains(ground)
    left = Step("work left", _left(ground), "100 % less the work percent of today", unit="points", parts=(project_percent(ground, "work"),))
    agreed = ground.column("Milestones", "baseline_finish") if which == "chance_of_baseline" else ()
    value = getattr(found, which)
    rule = (
        HISTORY[which] if value is not None or which == "why" or not found.why else f"no figure: {found.why}; it would be: {HISTORY[which]}"
    )
    states = Step(REST, None, "whether there is anything open", parts=tuple(standing(ground, row) for row in ground.milestones.values()))
    return Step(f"forecast.history.{which}", value, rule, cells=(*ground.status_date, *agreed), parts=(*gains, left, states))


def pace(ground: Ground, which: str) -> Step:
    """The finish by pace, or why there is none."""
    found = _forecast(ground).pace
    rule = "where IEAC(t) lies on the calendar, counted in periods from the start of the plan"
    told = rule if which == "why" or found.finish else f"no figure: {found.why}; it would be: {rule}"
    states = Step(REST, None, "whether there is anything open", parts=tuple(standing(ground, row) for row in ground.milestones.values()))
    return Step(f"forecast.pace.{which}", getattr(found, which), told, parts=(earned.project_value(ground, "ieac_t"), states))


def by_network(ground: Ground, which: str) -> Step:
    """The finish of the network, or why there is none."""
    found = _forecast(ground).network
    told = "the finish of the schedule" if which == "why" or found.finish else f"no figure: {found.why}"
    return Step(f"forecast.network.{which}", getattr(found, which), told, parts=(network.project_finish(ground),))


def scored(ground: Ground, which: str) -> Step:
    """How past forecasts came true: one part a finished milestone, with the reports that forecast it."""
    parts = tuple(_scored(ground, row, which) for row in ground.milestones.values() if row["state"] == "done")
    open_ones = tuple(standing(ground, row) for row in ground.milestones.values() if row["state"] != "done")
    rest = (Step(REST, len(open_ones), "milestones that are not done", parts=open_ones),) if open_ones else ()
    return Step(f"forecast.score.{which}", getattr(_forecast(ground).score, which), SCORES[which], parts=(*parts, *rest))


def _scored(ground: Ground, row: Row, which: str) -> Step:
    past, day = ground.issue.past.milestones, ground.issue.status_date
    reports = [
        Report(then, work, state not in ("done", "cancelled"))
        for then, id, work, state in past.select("status_date", "id", "work", "state").iter_rows()
        if id == row["id"] and work is not None
    ]
    finish = actual_finish(row, day) if day else None
    number = getattr(score([(reports, finish)], ground.figures.holidays), which) if finish and reports else 0
    before = tuple(reported(ground, each.day, each.work, "%") for each in reports if finish and each.day < finish)
    rule = f"{len(before)} {'report' if len(before) == 1 else 'reports'} before its finish"
    cells = ground.cell("Milestones", "actual_finish", row)
    return Step(row["id"], number, rule, row["name"] or "", cells=cells, parts=(*before, standing(ground, row)), contribution=number)


def _gains(ground: Ground) -> tuple[Step, ...]:
    """The gain of each week, newest first, with the work percent that the reports at its two ends had."""
    day, work = ground.issue.status_date, ground.figures.progress.work
    if day is None or work is None:
        return ()
    rows = ground.issue.past.issues.select("status_date", "work").iter_rows()
    earlier = [(then, percent) for then, percent in rows if percent is not None]
    bridge = ground.figures.bridge
    done = {day: bridge.work + bridge.corrections} if bridge else {}
    gains = weekly_gains(without_changes_of_scope([*earlier, (day, work)], done))
    marks = _marks([then for then, _ in earlier], day)
    percents = dict(earlier)
    spans = [(newer, older) for newer, older in pairwise(marks) for _ in range(older[0] - newer[0])]
    return tuple(
        _gain(ground, gain, day - timedelta(days=WEEK * week), newer[1], older, percents)
        for week, (gain, (newer, older)) in enumerate(zip(gains, spans, strict=False))
    )


def _marks(days: Sequence[date], last: date) -> list[tuple[int, date]]:
    """The reports that stand for a week, newest first, by the weeks that they lie back; of several in a week the latest."""
    marks = [(0, last)]
    for day in reversed(days):
        week = round((last - day).days / WEEK)
        if week > marks[-1][0]:
            marks.append((week, day))
    return marks


def _gain(ground: Ground, gain: float, week_end: date, newer: date, older: tuple[int, date], percents: dict[date, float]) -> Step:
    names, first = report_names(ground), older[1]
    today = newer == ground.issue.status_date
    spread = round((newer - first).days / WEEK)
    even = f", spread evenly over {spread} weeks" if spread > 1 else ""
    start = reported(ground, first, percents[first], "%")
    if today and ground.figures.bridge:
        rule = f"work done since {names[first]} of {first}, without changes of scope{even}"
        parts = (start, bridge_part(ground, "work"), bridge_part(ground, "corrections"))
        return Step(f"week to {week_end}", gain, rule, unit="points", parts=parts)
    end = "this report" if today else f"{round(percents[newer], 2):g} % in {names[newer]} of {newer}"
    rule = f"from {names[first]} of {first} to {end}{even}"
    return Step(f"week to {week_end}", gain, rule, unit="points", parts=(start,))


def _left(ground: Ground) -> float | None:
    work = ground.figures.progress.work
    return None if work is None else 100 - work


def _forecast(ground: Ground) -> Forecast:
    found = ground.figures.forecast
    assert found is not None  # `with_course` always makes one
    return found
