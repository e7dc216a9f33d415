"""The percent bridge of page 1: what moved the work percent since the last report, in parts that add up as they are printed."""

from dataclasses import dataclass
from datetime import date
from itertools import accumulate

from pipeline.issue import Issue
from pipeline.report import display
from pipeline.report.charts.bridge import bridge_chart
from pipeline.report.parts import Bridge, BridgeLabel
from pipeline.wording import note, note_as, say, spoken

PARTS = (
    note_as("step of the percentage", "work done"),
    note_as("step of the percentage", "scope added"),
    note_as("step of the percentage", "scope removed"),
    note_as("step of the percentage", "re-weighting"),
    note_as("step of the percentage", "corrections"),
)


@dataclass(frozen=True)
class Steps:
    """The bridge as printed, in tenths of a percent; `still` where no part of it moved at all."""

    since: date
    today: date
    before: int
    parts: tuple[int, ...]
    after: int
    still: bool


def steps(issue: Issue) -> Steps | None:
    """The steps from the last report to this one; None at first sight and where nothing is in scope."""
    figures, last = issue.figures, issue.past.last
    if figures is None or figures.bridge is None or last is None or issue.status_date is None:
        return None
    found = figures.bridge
    before = display.tenths(found.before, (last["accepted"] or 0) >= 100)
    after = display.tenths(found.after, figures.progress.shown == "100%")
    parts = (found.work, found.scope_added, found.scope_removed, found.reweighting, found.corrections)
    return Steps(found.since, issue.status_date, before, display.adding_up(parts, after - before), after, not any(parts))


def change_since(issue: Issue, short: bool = False) -> str:
    """The change of the work percent: `+4.7 points since 13 Nov`, `short` without its unit; `first report` at first sight, empty where
    nobody counts reports."""
    found = steps(issue)
    if found is None:
        return say("first report") if issue.number == 1 else ""
    since, points = display.near_day(found.since, found.today), display.points(found.after - found.before)
    if found.still:
        return say("unchanged since {day}", day=since)
    return say("{points} since {day}", points=points, day=since) if short else say("{points} points since {day}", points=points, day=since)


def bridge(issue: Issue) -> Bridge | None:
    """The bridge as a small waterfall; None where nothing moved or there is nothing to compare with."""
    found = steps(issue)
    if found is None or found.still:
        return None
    named = [(spoken(name), part) for name, part in zip(PARTS, found.parts, strict=True) if part or name is not PARTS[-1]]
    since, today = display.near_day(found.since, found.today), display.short_day(found.today)
    texts = [
        (display.decimal(found.before), since, False),
        *((display.points(part) if part else "0", name, not part) for name, part in named),
        (display.decimal(found.after), today, False),
    ]
    says = _sentence(found, since)
    width = 100 / len(texts)
    labels = tuple(BridgeLabel(value, name, f"{number * width:.2f}%", quiet) for number, (value, name, quiet) in enumerate(texts))
    levels = tuple(accumulate((part for _, part in named), initial=found.before))
    return Bridge(say("Work done since {day}", day=since), says, bridge_chart(levels, says), labels, f"{width:.2f}%")


def _sentence(found: Steps, since: str) -> str:
    work, *others = found.parts
    moves = say("work done adds {points:.1f} points", points=work / 10) if work > 0 else say("no work was added")
    if more := [_move(number, part) for number, part in enumerate(others) if part]:
        moves = say("{work}, {moves}", work=moves, moves=display.names(more))
    before, after = display.decimal(found.before), display.decimal(found.after)
    if found.parts[1] or found.parts[2]:
        return say("From {before} on {day} to {after}: {moves}.", before=before, day=since, after=after, moves=moves)
    return say("From {before} on {day} to {after}: {moves}; no change of scope.", before=before, day=since, after=after, moves=moves)


def _move(number: int, part: int) -> str:
    """What one of the PARTS after the first adds or takes, as a clause."""
    adds = (
        note("scope added adds {points:.1f}", points=part / 10),
        note("scope removed adds {points:.1f}", points=part / 10),
        note("re-weighting adds {points:.1f}", points=part / 10),
        note("corrections add {points:.1f}", points=part / 10),
    )
    takes = (
        note("scope added takes {points:.1f}", points=-part / 10),
        note("scope removed takes {points:.1f}", points=-part / 10),
        note("re-weighting takes {points:.1f}", points=-part / 10),
        note("corrections take {points:.1f}", points=-part / 10),
    )
    return spoken((adds if part > 0 else takes)[number])
