"""The four figures of page 1: work done, accepted, next milestone, finish; a figure without data says why."""

from pipeline.issue import Issue
from pipeline.report import display, narrative
from pipeline.report.bridge import change_since
from pipeline.report.facts import Facts
from pipeline.report.narrative import Milestone
from pipeline.report.parts import Tile, Tone
from pipeline.report.words import COLOURS


def tiles(issue: Issue, facts: Facts) -> tuple[Tile, ...]:
    """Work done, accepted, next milestone and finish."""
    return (_work(issue, facts), _accepted(facts), _next(facts), _finish(facts))


def _work(issue: Issue, facts: Facts) -> Tile:
    progress = facts.figures.progress
    if progress.work is None:
        return Tile("Work done", display.DASH, "no scope items yet" if not progress.cancelled else "all work is cancelled")
    planned = progress.planned
    plan = "no plan: agreed dates are missing" if planned is None else f"plan {display.percent(planned)}"
    notes = [*filter(None, (change_since(issue), plan))]
    return Tile("Work done", display.shown_percent(progress.shown), notes[0], more=" ".join(notes[1:]))


def _accepted(facts: Facts) -> Tile:
    progress = facts.figures.progress
    if progress.accepted is None:
        return Tile("Accepted", display.DASH, "no solutions to accept yet")
    solutions = facts.solutions()
    signed = sum(bool(row["signed_off"] and row["complete"]) for row in solutions)
    return Tile("Accepted", display.percent(progress.accepted), f"{signed} of {display.count(len(solutions), 'solution')} signed off")


def _next(facts: Facts) -> Tile:
    row = narrative.next_milestone(facts.milestones)
    if row is None:
        first = next((row["name"] for state in ("in progress", "ready") for row in facts.milestones if row["state"] == state), None)
        if all(row["state"] in ("done", "awaiting sign-off", "cancelled") for row in facts.milestones):
            return Tile("Next milestone", display.DASH, "no milestone is open")
        return Tile("Next milestone", display.DASH, f"no dates entered; first in line: {first}" if first else "no dates entered")
    return Tile("Next milestone", _expected(row), f"{row['name']}: {narrative.finish_note(row)}", _tone(facts, row))


def _finish(facts: Facts) -> Tile:
    row = narrative.last_milestone(facts.milestones)
    if row is None:
        return Tile("Finish", display.DASH, "no finish dates agreed or forecast", more=likely(facts))
    return Tile("Finish", _expected(row), f"{row['name']}: {narrative.finish_note(row)}", _tone(facts, row), likely(facts))


def likely(facts: Facts) -> str:
    """The range in which the pace of the past reports ends the work, from even odds to four in five; why there is none where some count."""
    forecast = facts.figures.forecast
    history = forecast.history if forecast else None
    if history is None or (history.p50 is None and not history.periods):
        return ""
    if history.p50 is None or history.p80 is None:
        return "" if facts.for_customer or not history.why else "no forecast range yet"
    return f"likely {display.span(history.p50, history.p80)}"


def _expected(row: Milestone) -> str:
    """The day that counts now; an agreed day that is past says nothing any more."""
    return display.day(row["actual"] or row["forecast"] or (None if row["overdue_days"] else row["baseline"]))


def _tone(facts: Facts, row: Milestone) -> Tone | None:
    health = facts.health(row["id"])
    return COLOURS[health.shown].tone if health and health.shown in ("red", "amber") else None
