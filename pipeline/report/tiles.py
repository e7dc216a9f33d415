"""The four figures of page 1: work done, accepted, next milestone, finish; a figure without data says why."""

from pipeline.issue import Issue
from pipeline.report import display, narrative
from pipeline.report.bridge import change_since
from pipeline.report.facts import Facts
from pipeline.report.narrative import Milestone
from pipeline.report.parts import Tile, Tone
from pipeline.report.words import COLOURS
from pipeline.wording import say, say_many


def tiles(issue: Issue, facts: Facts) -> tuple[Tile, ...]:
    """Work done, accepted, next milestone and finish."""
    return (_work(issue, facts), _accepted(facts), _next(facts), _finish(facts))


def _work(issue: Issue, facts: Facts) -> Tile:
    progress = facts.figures.progress
    if progress.work is None:
        return Tile(say("Work done"), display.DASH, say("all work is cancelled") if progress.cancelled else say("no scope items yet"))
    planned = progress.planned
    plan = say("no plan: agreed dates are missing") if planned is None else say("plan {percent}", percent=display.percent(planned))
    notes = [*filter(None, (change_since(issue), plan))]
    return Tile(say("Work done"), display.shown_percent(progress.shown), notes[0], more=" ".join(notes[1:]))


def _accepted(facts: Facts) -> Tile:
    progress = facts.figures.progress
    if progress.accepted is None:
        return Tile(say("Accepted"), display.DASH, say("no solutions to accept yet"))
    solutions = facts.solutions()
    signed = sum(bool(row["signed_off"] and row["complete"]) for row in solutions)
    note = say_many("{signed} of {number} solution signed off", "{signed} of {number} solutions signed off", len(solutions), signed=signed)
    return Tile(say("Accepted"), display.percent(progress.accepted), display.unbroken(note))


def _next(facts: Facts) -> Tile:
    row = narrative.next_milestone(facts.milestones)
    if row is None:
        first = next((row["name"] for state in ("in progress", "ready") for row in facts.milestones if row["state"] == state), None)
        if all(row["state"] in ("done", "awaiting sign-off", "cancelled") for row in facts.milestones):
            return Tile(say("Next milestone"), display.DASH, say("no milestone is open"))
        undated = say("no dates entered; first in line: {name}", name=first) if first else say("no dates entered")
        return Tile(say("Next milestone"), display.DASH, undated)
    return Tile(say("Next milestone"), _expected(row), narrative.finish_note(row), _tone(facts, row), subject=row["name"])


def _finish(facts: Facts) -> Tile:
    row = narrative.last_milestone(facts.milestones)
    if row is None:
        return Tile(say("Finish"), display.DASH, say("no finish dates agreed or forecast"), more=likely(facts))
    return Tile(say("Finish"), _expected(row), narrative.finish_note(row), _tone(facts, row), likely(facts), row["name"])


def likely(facts: Facts) -> str:
    """The range in which the pace of the past reports ends the work, from even odds to four in five; why there is none where some count."""
    forecast = facts.figures.forecast
    history = forecast.history if forecast else None
    if history is None or (history.p50 is None and not history.periods):
        return ""
    if history.p50 is None or history.p80 is None:
        return "" if facts.for_customer or not history.why else say("no forecast range yet")
    return say("likely {dates}", dates=display.span(history.p50, history.p80))


def _expected(row: Milestone) -> str:
    """The day that counts now; an agreed day that is past says nothing any more."""
    return display.day(row["actual"] or row["forecast"] or (None if row["overdue_days"] else row["baseline"]))


def _tone(facts: Facts, row: Milestone) -> Tone | None:
    health = facts.health(row["id"])
    return COLOURS[health.shown].tone if health and health.shown in ("red", "amber") else None
