"""The percent bridge of page 1: what moved the work percent since the last report, in parts that add up as they are printed."""

from dataclasses import dataclass
from datetime import date
from itertools import accumulate

from pipeline.issue import Issue
from pipeline.report import display
from pipeline.report.charts.bridge import bridge_chart
from pipeline.report.parts import Bridge, BridgeLabel

PARTS = ("work done", "scope added", "scope removed", "re-weighting", "corrections")


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


def change_since(issue: Issue, unit: str = " points") -> str:
    """The change of the work percent: `+4.7 points since 13 Nov`; `first report` at first sight, empty where nobody counts reports."""
    found = steps(issue)
    if found is None:
        return "first report" if issue.number == 1 else ""
    since = f"since {display.near_day(found.since, found.today)}"
    return f"unchanged {since}" if found.still else f"{display.points(found.after - found.before)}{unit} {since}"


def bridge(issue: Issue) -> Bridge | None:
    """The bridge as a small waterfall; None where nothing moved or there is nothing to compare with."""
    found = steps(issue)
    if found is None or found.still:
        return None
    named = [(name, part) for name, part in zip(PARTS, found.parts, strict=True) if part or name != PARTS[-1]]
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
    return Bridge(f"Work done since {since}", says, bridge_chart(levels, says), labels, f"{width:.2f}%")


def _sentence(found: Steps, since: str) -> str:
    work, *others = found.parts
    done = f"work done adds {work / 10:.1f} points" if work > 0 else "no work was added"
    moved = [f"{name} {_verb(name, part)} {abs(part) / 10:.1f}" for name, part in zip(PARTS[1:], others, strict=True) if part]
    rest = f", {display.names(moved)}" if moved else ""
    unmoved = "" if found.parts[1] or found.parts[2] else "; no change of scope"
    return f"From {display.decimal(found.before)} on {since} to {display.decimal(found.after)}: {done}{rest}{unmoved}."


def _verb(name: str, part: int) -> str:
    verb = "add" if part > 0 else "take"
    return verb if name == PARTS[-1] else f"{verb}s"
