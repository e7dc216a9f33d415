"""The pages after the brief: milestones and gates."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from markupsafe import Markup

from pipeline.report import display
from pipeline.report.charts import bars
from pipeline.report.facts import Facts, Row
from pipeline.report.narrative import decision_sentence, override_note
from pipeline.report.parts import Tone
from pipeline.report.rows import GateRow, MilestoneRow
from pipeline.report.words import COLOURS, CRITERIA, INTERNAL_DIMENSIONS, NOT_YET, STATES, gate_mark, reasons
from pipeline.wording import say, say_many, spoken

RECENT = timedelta(weeks=4)


def milestone_fields(facts: Facts, row: Row, trends: Mapping[str, Markup]) -> dict[str, Any]:
    """The fields of a MilestoneRow; `trends` are sparklines by id."""
    health, state = facts.health(row["id"]), STATES[row["state"]]
    tone: Tone = state.tone if health is None or health.shown == "grey" or state.tone in ("done", "pending") else COLOURS[health.shown].tone
    return {
        "name": row["name"],
        "release": row["release"] or "",
        "owner": row["owner"] or "",
        "mark": state,
        "health": COLOURS[health.shown] if health else COLOURS["grey"],
        "work": display.shown_percent(row["shown"]),
        "planned": display.percent(row["planned"]),
        "accepted": display.percent(row["accepted"]),
        "bar": bars.progress_bar(row["work"], row["planned"], tone, _progress(row)),
        "trend": trends.get(row["id"], Markup()),
        "agreed": display.day(row["baseline"]),
        "expected": display.day(row["actual"] or row["forecast"]),
        "variance": _variance(row),
        "reason": _reason(facts, row),
        "note": display.capital(row["customer_note"] or ""),
    }


def milestones(facts: Facts, trends: Mapping[str, Markup]) -> tuple[MilestoneRow, ...]:
    """The milestones as customers and executives read them."""
    return tuple(MilestoneRow(**milestone_fields(facts, row, trends)) for row in facts.milestones)


def _progress(row: Row) -> str:
    """What the bar of a milestone shows."""
    if row["work"] is None:
        return say("no work in scope")
    done, planned = display.shown_percent(row["shown"]), row["planned"]
    return (
        say("{done} done", done=done)
        if planned is None
        else say("{done} done, {planned} planned", done=done, planned=display.percent(planned))
    )


def _variance(row: Row) -> str:
    if row["actual"] is None and row["forecast"] is None:
        overdue = row["overdue_days"]
        return display.unbroken(say_many("{number:,} working day overdue", "{number:,} working days overdue", overdue)) if overdue else ""
    return display.variance(row["variance_days"]) if row["variance_days"] is not None else ""


def _reason(facts: Facts, row: Row) -> str:
    """Why it is not green, and what it waits for."""
    health = facts.health(row["id"])
    if row["state"] in ("done", "cancelled"):
        return ""
    parts = [override_note(health, facts.for_customer)] if health else []
    if health and not parts[0]:
        untold = INTERNAL_DIMENSIONS if facts.for_customer else frozenset()
        parts = [display.capital(why) for why in reasons(health, untold, plain=facts.for_customer)]
    if row["blocked_by"]:
        parts.append(say("Waits for {names}.", names=display.names([facts.name(blocker) for blocker in row["blocked_by"]])))
    return " ".join(filter(None, map(display.capital, parts)))


def gates(facts: Facts) -> tuple[GateRow, ...]:
    """The gates with what stands in their way; criteria that the reader may not see are only counted.

    Executives read the criteria of the gates that are near, and nothing of those that were decided long ago.
    """
    return tuple(_gate(facts, row) for row in facts.gates if not (facts.edition == "executive" and _is_settled(facts, row)))


def _is_settled(facts: Facts, row: Row) -> bool:
    """Whether a gate was decided a while ago, as its criteria say."""
    decided = row["decided_on"] or row["planned"]
    return bool(row["decision"] and not row["differs"] and decided and facts.status_date and decided < facts.status_date - RECENT)


def _gate(facts: Facts, row: Row) -> GateRow:
    mark = gate_mark(row, facts.status_date)
    listed = row["unmet"] or () if facts.edition != "executive" or mark is not NOT_YET else ()
    unmet = [facts.criteria[one] for one in listed if one in facts.criteria]
    hidden = len(listed) - len(unmet)
    missing = [say("{criterion} ({state})", criterion=one["text"], state=CRITERIA[one["effective"]].running) for one in unmet]
    if hidden:
        unseen = say_many("{number} further criterion that is not shown here", "{number} further criteria that are not shown here", hidden)
        missing.append(display.unbroken(unseen))
    subjects = dict.fromkeys((row["id"], row["name"], *(row["milestones"] or ())))
    asked = [one for subject in subjects for one in facts.criteria_by_subject.get(subject, ())]
    waived = sorted((one for one in asked if one["effective"] == "waived"), key=lambda one: one["row"])
    return GateRow(
        name=row["name"],
        planned=display.day(row["planned"]) if row["planned"] else "",
        mark=mark,
        sentence=facts.gate_sentence(row),
        missing=tuple(missing),
        waivers=tuple(_waiver(one) for one in waived),
        decision=decision_sentence(row["decision"], row["decided_by"], row["decided_on"], bool(row["differs"]), row["verdict"]),
        conditions=display.capital(row["conditions"] or ""),
    )


def _waiver(criterion: Row) -> str:
    said = _waived(criterion["approver"], display.day(criterion["waived_until"]) if criterion["waived_until"] else "")
    if criterion["reason"]:
        said = say("{waived}: {reason}", waived=said, reason=criterion["reason"])
    return display.capital(say("{criterion} ({state})", criterion=criterion["text"], state=said))


def _waived(by: str | None, until: str) -> str:
    if by and until:
        return say("waived by {name} until {day}", name=by, day=until)
    if by:
        return say("waived by {name}", name=by)
    return say("waived until {day}", day=until) if until else spoken(CRITERIA["waived"].running)
