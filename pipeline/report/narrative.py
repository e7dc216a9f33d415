"""The sentences of a report, made by rule from figures: honest about what is missing. The first one of all is made in `headline`."""

from collections.abc import Mapping, Sequence
from datetime import date
from textwrap import shorten
from types import MappingProxyType
from typing import Any

from pipeline.figures.records import Health, Override
from pipeline.figures.words import DECISIONS
from pipeline.report import display
from pipeline.report.contract_words import counted_states, word
from pipeline.report.parts import Mark
from pipeline.report.words import COLOURS, VERDICTS, reasons
from pipeline.wording import Text, note, say, say_many, spoken

Milestone = Mapping[str, Any]
NOTHING_NEEDED = note("Nothing waits for you, and nothing is at risk.")
NOTHING_ASSESSED = note("Nothing waits for you; whether anything is at risk could not be assessed.")
REASON = 160
"""How much of a reason page 1 has room for; the page after it has all."""
NO_FIGURES = note("no figures could be made")
UNDER_REVIEW = note("some of its figures are not confirmed yet")
IN_DIMENSIONS = note("see the dimensions")
GATES: Mapping[str, Text] = MappingProxyType(
    {
        "GO": note("All criteria are met."),
        "GO WITH WAIVER": note("All required criteria are met or waived."),
        "GO WITH CONDITIONS": note("Everything required is met; conditions remain."),
        "NOT READY FOR REVIEW": note("Entry criteria are open, so the review cannot begin."),
    }
)


def attention_note(project: Health) -> str:
    """What stands where nothing needs attention."""
    return spoken(NOTHING_ASSESSED if project.shown == "grey" else NOTHING_NEEDED)


def next_milestone(rows: Sequence[Milestone]) -> Milestone | None:
    """The open milestone that is expected first, else None where none has a date."""
    dated = [row for row in rows if row["state"] not in ("done", "cancelled", "awaiting sign-off") and (row["forecast"] or row["baseline"])]
    return min(dated, key=lambda row: row["forecast"] or row["baseline"], default=None)


def last_milestone(rows: Sequence[Milestone]) -> Milestone | None:
    """The milestone that ends the project: the latest agreed finish, else the latest forecast."""
    dated = [row for row in rows if row["state"] != "cancelled" and (row["baseline"] or row["forecast"] or row["actual"])]
    return max(dated, key=lambda row: (row["baseline"] or date.min, row["forecast"] or row["actual"] or date.min), default=None)


def finish_note(row: Milestone) -> str:
    """A milestone's expected finish against the agreed one: `agreed 18 Dec 2026, 14 working days late`."""
    agreed, days, overdue = display.day(row["baseline"]), row["variance_days"], row["overdue_days"]
    if row["actual"] or row["forecast"]:
        if not row["baseline"]:
            return say("no date agreed")
        return say("agreed {day}, {variance}", day=agreed, variance=display.variance(days)) if days else say("agreed {day}", day=agreed)
    if overdue:
        return display.unbroken(
            say_many(
                "agreed {day}, {number:,} working day overdue, no new date",
                "agreed {day}, {number:,} working days overdue, no new date",
                overdue,
                day=agreed,
            )
        )
    return say("as agreed; no forecast entered")


def shown_note(health: Health, for_customer: bool) -> str:
    """What stands beside the health where a person gave it, or a better one waits: what was computed, by whom and until when; a
    customer reads no reason."""
    held: Override | None = health.override
    if held is None or held.expired:
        return settling_note(health)
    stated = COLOURS[held.colour].running
    said = say("assessed {health} by {name} until {day}", health=stated, name=held.by, day=display.day(held.until))
    if health.computed != held.colour:
        said = say("computed {health}; {assessed}", health=COLOURS[health.computed].running, assessed=said)
    if for_customer:
        return said
    return say("{assessed}: {reason}", assessed=said, reason=shorten(held.reason, REASON, placeholder="…").rstrip("."))


def override_note(health: Health, for_customer: bool) -> str:
    """Who holds the health otherwise than computed, and why; a customer reads who and until when."""
    held: Override | None = health.override
    if held is None or held.expired:
        return ""
    if for_customer:
        return shown_note(health, for_customer)
    return say(
        "Stated {stated}, computed {computed} ({because}). {reason} Assessed by {name} until {day}.",
        stated=COLOURS[held.colour].running,
        computed=COLOURS[health.computed].running,
        because=display.clauses(reasons(health) or (IN_DIMENSIONS,)),
        reason=display.capital(held.reason),
        name=held.by,
        day=display.day(held.until),
    )


def settling_note(health: Health) -> str:
    """That a better colour waits for a second report that confirms it; empty where none waits."""
    if not health.settling:
        return ""
    computed, shown = (COLOURS[colour].running for colour in (health.computed, health.shown))
    return say("computed {computed}; shown {shown} until the next report confirms it", computed=computed, shown=shown)


def gate_sentence(verdict: str, unmet: int, without_criteria: bool) -> str:
    """What a verdict rests on, in one sentence."""
    if without_criteria:
        return say("No criteria are defined, so it cannot be decided.")
    if verdict in GATES:
        return spoken(GATES[verdict])
    if not unmet:
        return say("It is not decided.")
    return display.unbroken(
        say_many("{number} criterion is not met or not decided.", "{number} criteria are not met or not decided.", unmet)
    )


def decision_sentence(decision: str | None, by: str | None, on: date | None, differs: bool, verdict: str) -> str:
    """The recorded decision, and that it differs from the computed verdict where it does."""
    if not decision:
        return ""
    made = _decided(word(DECISIONS, decision), by, display.day(on) if on else "")
    return say("{decided}; the criteria say {verdict}.", decided=made, verdict=VERDICTS[verdict].running) if differs else f"{made}."


def _decided(decision: str, by: str | None, day: str) -> str:
    if by and day:
        return say("Decided: {decision} by {name} on {day}", decision=decision, name=by, day=day)
    if by:
        return say("Decided: {decision} by {name}", decision=decision, name=by)
    return say("Decided: {decision} on {day}", decision=decision, day=day) if day else say("Decided: {decision}", decision=decision)


def held_headline(reason: str) -> str:
    """The headline of a held project."""
    return say("Held: {reason}", reason=display.capital(reason))


def findings_note(errors: int, warnings: int, notes: int) -> str:
    """How many findings there are."""
    counts = (
        say_many("{number:,} error", "{number:,} errors", errors) if errors else "",
        say_many("{number:,} warning", "{number:,} warnings", warnings) if warnings else "",
        say_many("{number:,} note", "{number:,} notes", notes) if notes else "",
    )
    if not any(counts):
        return say("The workbook has no findings.")
    return say("The workbook has {findings}.", findings=display.unbroken(display.names(counts)))


def portfolio_headline(reds: Sequence[str], ambers: int, held: int, total: int) -> str:
    """The portfolio in one sentence, worst first."""
    if not total:
        return say("There are no projects yet.")
    parts = (
        say_many("{names} is off track", "{names} are off track", len(reds), names=display.names(reds)) if reds else "",
        display.unbroken(say_many("{number} project is at risk", "{number} projects are at risk", ambers)) if ambers else "",
        display.unbroken(say_many("{number} report is held back", "{number} reports are held back", held)) if held else "",
    )
    told = [part for part in parts if part]
    return display.capital(display.clauses(told) if told else say("no project is at risk or off track"))


def chart_sentence(milestones: Sequence[Milestone]) -> str:
    """What the timeline shows, for readers who cannot see it."""
    waiting = [row["name"] for row in milestones if row["overdue_days"] and not row["forecast"] and not row["actual"]]
    late = [row["name"] for row in milestones if row["forecast"] and not row["actual"] and (row["variance_days"] or 0) > 0]
    number = len(milestones)
    if not waiting and not late:
        return display.unbroken(say_many("{number} milestone, none expected late.", "{number} milestones, none expected late.", number))
    told = (
        say_many("{names} is overdue", "{names} are overdue", len(waiting), names=display.names(waiting)) if waiting else "",
        say_many("{names} is expected late", "{names} are expected late", len(late), names=display.names(late)) if late else "",
    )
    all_of_them = display.unbroken(say_many("{number} milestone", "{number} milestones", number))
    return say("{milestones}; {facts}.", milestones=all_of_them, facts=display.clauses([part for part in told if part]))


def lane_sentence(row: Milestone, mark: Mark) -> str:
    """What one lane shows."""
    when = display.day(row["actual"] or row["forecast"])
    parts = [
        spoken(mark.running),
        say("{percent} done", percent=display.shown_percent(row["shown"])) if row["shown"] else "",
        say("finished {day}", day=when) if row["actual"] else say("expected {day}", day=when) if row["forecast"] else "",
        finish_note(row) if row["baseline"] else "",
    ]
    return say("{name}: {facts}", name=row["name"], facts=", ".join(filter(None, parts)))


def readiness_sentence(milestones: Sequence[Milestone]) -> str:
    """What the readiness chart shows: how many milestones are in which state."""
    states = list(dict.fromkeys(row["state"] for row in milestones))
    counted = ", ".join(counted_states(state, sum(row["state"] == state for row in milestones)) for state in states)
    return display.unbroken(say_many("{number} milestone: {states}.", "{number} milestones: {states}.", len(milestones), states=counted))
