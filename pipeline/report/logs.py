"""The project manager's own logs as readers read them: registers of risks and questions, changes and agreements, charter."""

from collections.abc import Mapping
from typing import Any

from pipeline.figures.words import UNITS
from pipeline.report import display
from pipeline.report.contract_words import CHANGES, IMPACTS, PROBABILITIES, SECTIONS, word
from pipeline.report.facts import Facts, Row
from pipeline.report.lengths import cut, fair
from pipeline.report.prose import prose
from pipeline.report.rows import ChangeRow, CostedChange, Entry, Register, Section
from pipeline.report.sections import RECENT
from pipeline.wording import note, say, say_many, spoken

REGISTERS = {
    "decision": note("Decisions needed"),
    "question": note("Open questions"),
    "risk": note("Risks"),
    "issue": note("Issues"),
    "dependency": note("Dependencies"),
    "assumption": note("Assumptions"),
}
PURPOSE = ("Short description", "Business value")
CHARTER = 200_000
"""Letters that the sections of the charter may have together, fifty sheets of paper."""
RANK = {"high": 0, "medium": 1, "low": 2, None: 3}


def registers(facts: Facts) -> tuple[Register, ...]:
    """Open decisions and questions, then risks and the rest, each kind the heaviest first.

    Executives read risks and issues here: what they have to decide or answer stands on page 1.
    """
    found = []
    for kind, title in REGISTERS.items():
        if facts.edition == "executive" and kind not in ("risk", "issue"):
            continue
        rows = [row for row in facts.risks if row["kind"] == kind]
        rows.sort(key=lambda row: (RANK[row["impact"]], RANK[row["probability"]], str(row["due"] or "9999")))
        if rows:
            found.append(Register(spoken(title), tuple(_entry(facts, row) for row in rows)))
    return tuple(found)


def _entry(facts: Facts, row: Mapping[str, Any]) -> Entry:
    rating = ", ".join(filter(None, (word(IMPACTS, row["impact"]), word(PROBABILITIES, row["probability"]))))
    concerns = say("Concerns {milestone}.", milestone=facts.name(row["milestone"])) if row["milestone"] else ""
    about = [display.capital(row["description"] or ""), concerns]
    due = say("by {day}", day=display.day(row["due"])) if row["due"] else ""
    response = display.capital(row["response"] or "")
    return Entry(display.capital(row["title"]), " ".join(filter(None, about)), rating, due, row["owner"] or "", response)


def changes(facts: Facts) -> tuple[ChangeRow, ...]:
    """Scope changes and side agreements, the newest first, without what they cost."""
    return tuple(ChangeRow(**_change(facts, row)) for row in _newest_first(facts))


def costed_changes(facts: Facts, unit: str, currency: str) -> tuple[CostedChange, ...]:
    """Scope changes and side agreements with what they cost."""
    unit = currency or word(UNITS, unit)
    return tuple(CostedChange(**_change(facts, row), impact=_impact(row, unit)) for row in _newest_first(facts))


def _impact(row: Row, unit: str) -> str:
    effort, budget = display.amount(row["effort_change"]), display.amount(row["budget_change"], unit)
    parts = (say("{amount} effort", amount=effort) if effort else "", say("{amount} budget", amount=budget) if budget else "")
    return ", ".join(filter(None, parts))


def earlier_changes(facts: Facts) -> str:
    """How many older changes executives do not read; empty where there are none."""
    left = len(facts.rows("Changes")) - len(_newest_first(facts))
    if not left:
        return ""
    told = say_many("{number} earlier change stands in the team edition.", "{number} earlier changes stand in the team edition.", left)
    return display.unbroken(told)


def _newest_first(facts: Facts) -> list[Row]:
    """The changes, the newest first; of those with a date executives read the last RECENT."""
    rows = sorted(facts.rows("Changes"), key=lambda row: str(row["date"] or ""), reverse=True)
    if facts.edition != "executive" or facts.status_date is None:
        return rows
    since = facts.status_date - RECENT
    return [row for row in rows if row["date"] is None or row["date"] >= since]


def _change(facts: Facts, row: Row) -> dict[str, Any]:
    return {
        "date": display.day(row["date"]),
        "kind": word(CHANGES, row["kind"]) or say("Change"),
        "description": display.capital(row["description"] or ""),
        "milestone": facts.name(row["milestone"]),
        "agreed": _agreed(row["agreed_by"], display.day(row["agreed_on"]) if row["agreed_on"] else ""),
    }


def _agreed(by: str | None, day: str) -> str:
    if by and day:
        return say("Agreed: {name} {day}", name=by, day=day)
    if by:
        return say("Agreed: {name}", name=by)
    return say("Agreed: {day}", day=day) if day else say("Not agreed yet")


def charter(facts: Facts) -> tuple[Section, ...]:
    """The filled sections of the charter, the project's first; an executive reads what it is and what it is for."""
    rows = [row for row in facts.rows("Charter") if row["text"] and (facts.edition != "executive" or row["section"] in PURPOSE)]
    rows.sort(key=lambda row: row["milestone"] is not None)
    letters = fair([len(row["text"]) for row in rows], CHARTER)
    return tuple(Section(facts.name(row["milestone"]), word(SECTIONS, row["section"]), prose(cut(row["text"], letters))) for row in rows)
