"""The sentences of a report, made by rule from figures: honest about what is missing. The first one of all is made in `headline`."""

from collections.abc import Mapping, Sequence
from datetime import date
from textwrap import shorten
from typing import Any

from pipeline.figures.records import Health, Override
from pipeline.report import display
from pipeline.report.words import COLOURS, VERDICTS, reasons

Milestone = Mapping[str, Any]
NOTHING_NEEDED = "Nothing waits for you, and nothing is at risk."
NOTHING_ASSESSED = "Nothing waits for you; whether anything is at risk could not be assessed."
REASON = 160
"""How much of a reason page 1 has room for; the page after it has all."""
UNDER_REVIEW = "some of its figures are not confirmed yet"


def attention_note(project: Health) -> str:
    """What stands where nothing needs attention."""
    return NOTHING_ASSESSED if project.shown == "grey" else NOTHING_NEEDED


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
    agreed = f"agreed {display.day(row['baseline'])}" if row["baseline"] else "no date agreed"
    if row["actual"] or row["forecast"]:
        return f"{agreed}, {display.variance(row['variance_days'])}" if row["baseline"] and row["variance_days"] else agreed
    if row["overdue_days"]:
        return f"{agreed}, {display.working_days(row['overdue_days'])} overdue, no new date"
    return "as agreed; no forecast entered"


def shown_note(health: Health, for_customer: bool) -> str:
    """What stands beside the health where a person gave it, or a better one waits: what was computed, by whom and until when; a
    customer reads no reason."""
    held: Override | None = health.override
    if held is None or held.expired:
        return settling_note(health)
    computed, stated = (COLOURS[colour].word.lower() for colour in (health.computed, held.colour))
    said = f"assessed {stated} by {held.by} until {display.day(held.until)}"
    if computed != stated:
        said = f"computed {computed}; {said}"
    return said if for_customer else f"{said}: {shorten(held.reason, REASON, placeholder='…').rstrip('.')}"


def override_note(health: Health, for_customer: bool) -> str:
    """Who holds the health otherwise than computed, and why; a customer reads who and until when."""
    held: Override | None = health.override
    if held is None or held.expired:
        return ""
    if for_customer:
        return shown_note(health, for_customer)
    computed = COLOURS[health.computed].word.lower()
    because = "; ".join(reasons(health)) or "see the dimensions"
    stated = COLOURS[held.colour].word.lower()
    who = f"Assessed by {held.by} until {display.day(held.until)}."
    return f"Stated {stated}, computed {computed} ({because}). {display.capital(held.reason)} {who}"


def settling_note(health: Health) -> str:
    """That a better colour waits for a second report that confirms it; empty where none waits."""
    if not health.settling:
        return ""
    computed, shown = (COLOURS[colour].word.lower() for colour in (health.computed, health.shown))
    return f"computed {computed}; shown {shown} until the next report confirms it"


def gate_sentence(verdict: str, unmet: int, without_criteria: bool) -> str:
    """What a verdict rests on, in one sentence."""
    if without_criteria:
        return "No criteria are defined, so it cannot be decided."
    missing = display.count(unmet, "criterion is", "criteria are")
    return {
        "GO": "All criteria are met.",
        "GO WITH WAIVER": "All required criteria are met or waived.",
        "GO WITH CONDITIONS": "Everything required is met; conditions remain.",
        "NOT READY FOR REVIEW": "Entry criteria are open, so the review cannot begin.",
    }.get(verdict, f"{missing} not met or not decided." if unmet else "It is not decided.")


def decision_sentence(decision: str | None, by: str | None, on: date | None, differs: bool, verdict: str) -> str:
    """The recorded decision, and that it differs from the computed verdict where it does."""
    if not decision:
        return ""
    made = f"Decided: {decision}" + (f" by {by}" if by else "") + (f" on {display.day(on)}" if on else "")
    return f"{made}; the criteria say {VERDICTS[verdict].word.lower()}." if differs else f"{made}."


def held_headline(reason: str) -> str:
    """The headline of a held project."""
    return f"Held: {display.capital(reason)}"


def findings_note(errors: int, warnings: int, notes: int) -> str:
    """How many findings there are."""
    if not errors + warnings + notes:
        return "The workbook has no findings."
    parts = ((errors, "error"), (warnings, "warning"), (notes, "note"))
    return f"The workbook has {display.names([display.count(number, word) for number, word in parts if number])}."


def portfolio_headline(reds: Sequence[str], ambers: int, held: int, total: int) -> str:
    """The portfolio in one sentence, worst first."""
    if not total:
        return "There are no projects yet."
    parts = []
    if reds:
        parts.append(f"{display.names(reds)} {'is' if len(reds) == 1 else 'are'} off track")
    if ambers:
        parts.append(f"{display.count(ambers, 'project is', 'projects are')} at risk")
    if held:
        parts.append(f"{display.count(held, 'report is', 'reports are')} held back")
    return display.capital("; ".join(parts) or "no project is at risk or off track")


def chart_sentence(milestones: Sequence[Milestone]) -> str:
    """What the timeline shows, for readers who cannot see it."""
    late = [row["name"] for row in milestones if row["forecast"] and not row["actual"] and (row["variance_days"] or 0) > 0]
    first = display.count(len(milestones), "milestone")
    return f"{first}; {display.names(late)} {'is' if len(late) == 1 else 'are'} expected late." if late else f"{first}, none expected late."


def lane_sentence(row: Milestone, word: str) -> str:
    """What one lane shows."""
    percent = f", {display.shown_percent(row['shown'])} done" if row["shown"] else ""
    when = row["actual"] or row["forecast"]
    finish = f", {'finished' if row['actual'] else 'expected'} {display.day(when)}" if when else ""
    against = f", {finish_note(row)}" if row["baseline"] else ""
    return f"{row['name']}: {word.lower()}{percent}{finish}{against}"


def readiness_sentence(milestones: Sequence[Milestone]) -> str:
    """What the readiness chart shows: how many milestones are in which state."""
    states = list(dict.fromkeys(row["state"] for row in milestones))
    parts = [f"{sum(row['state'] == state for row in milestones)} {state}" for state in states]
    return f"{display.count(len(milestones), 'milestone')}: {', '.join(parts)}."
