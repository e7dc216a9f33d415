"""All gates at a glance: a row for each in order of its date, how many criteria of each kind are met, verdict, and decision."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from textwrap import shorten
from types import MappingProxyType
from typing import NamedTuple

from markupsafe import Markup

from pipeline.figures.gates import BySubject, by_subject, criteria_of
from pipeline.report import display
from pipeline.report.charts.gates import legend, strip
from pipeline.report.facts import Facts, Row
from pipeline.report.parts import Mark
from pipeline.report.words import gate_mark
from pipeline.wording import Text, note_as, say, say_many, spoken

LEAST = 2
NAME = 60
"""So many letters of a name have room; where a gate is told in full, its name is too."""
SATISFIED = ("met", "waived")
DECISIONS: Mapping[str, Text] = MappingProxyType(
    {
        "go": note_as("decision", "Go"),
        "conditional go": note_as("decision", "Conditional go"),
        "hold": note_as("decision", "Hold"),
        "recycle": note_as("decision", "Recycle"),
        "kill": note_as("decision", "Kill"),
    }
)


class Kind(NamedTuple):
    """A column of criteria: its heading, and what its counts say."""

    key: str
    title: str


@dataclass(frozen=True)
class CriteriaCell:
    """The criteria of one kind: `5 of 7` and one square each; a dash where the gate has none of the kind."""

    title: str
    count: str
    chart: Markup


@dataclass(frozen=True)
class GateLine:
    """One gate of the matrix; `decision` is a dash while nothing is decided."""

    name: str
    planned: str
    cells: tuple[CriteriaCell, ...]
    mark: Mark
    decision: str


@dataclass(frozen=True)
class GateMatrix:
    """The gates in order of their dates. says: the finding; columns: the kinds of criteria that any gate has."""

    says: str
    columns: tuple[str, ...]
    rows: tuple[GateLine, ...]
    legend: Markup


def gate_matrix(facts: Facts) -> GateMatrix | None:
    """The matrix of a project's gates; None where there are fewer than two.

    Criteria that the reader may not see are counted, as in the verdict, and not named.
    """
    gates = sorted(facts.gates, key=lambda row: row["planned"] or date.max)
    if len(gates) < LEAST:
        return None
    criteria = by_subject(facts.figures.criteria.select("subject", "kind", "must", "effective").to_dicts())
    states = [_by_kind(gate, criteria) for gate in gates]
    kinds = [kind for kind in _kinds() if any(each[kind.key] for each in states)]
    return GateMatrix(
        says=_finding(facts, gates, states),
        columns=tuple(kind.title for kind in kinds),
        rows=tuple(_line(facts, gate, each, kinds) for gate, each in zip(gates, states, strict=True)),
        legend=legend([state for each in states for kind in kinds for state in each[kind.key]]),
    )


def _kinds() -> tuple[Kind, ...]:
    return Kind("entry", say("Entry")), Kind("must", say("Required")), Kind("should", say("Desired"))


def _by_kind(gate: Row, criteria: BySubject) -> dict[str, list[str]]:
    """The states of a gate's criteria that apply, by kind as the verdict takes them: a desired one is no entry criterion."""
    found: dict[str, list[str]] = {"entry": [], "must": [], "should": []}
    for row in criteria_of(gate, criteria):
        if row["effective"] != "n/a":
            found["should" if row["must"] == "should" else "entry" if row["kind"] == "entry" else "must"].append(row["effective"])
    return found


def _line(facts: Facts, gate: Row, states: dict[str, list[str]], kinds: Sequence[Kind]) -> GateLine:
    return GateLine(
        name=shorten(gate["name"], NAME, placeholder="…"),
        planned=display.day(gate["planned"]),
        cells=tuple(_cell(kind, states[kind.key]) for kind in kinds),
        mark=gate_mark(gate, facts.status_date),
        decision=_decision(gate),
    )


def _cell(kind: Kind, states: Sequence[str]) -> CriteriaCell:
    if not states:
        return CriteriaCell(kind.title, display.DASH, Markup())
    met, waived = sum(state in SATISFIED for state in states), states.count("waived")
    count = say("{met} of {total}", met=met, total=len(states))
    says = say("{met} of {total} met", met=met, total=len(states))
    if waived:
        says = say("{met} of {total} met or waived, {waived} of them waived", met=met, total=len(states), waived=waived)
    return CriteriaCell(kind.title, count, strip(states, say("{name}: {facts}", name=kind.title, facts=says)))


def _decision(gate: Row) -> str:
    """What was decided, in a word or two."""
    decision = gate["decision"]
    return spoken(DECISIONS.get(decision, decision)) if decision else display.DASH


def _finding(facts: Facts, gates: Sequence[Row], states: Sequence[dict[str, list[str]]]) -> str:
    """How many gates are decided, and how far the next one is."""
    opened = [(gate, each) for gate, each in zip(gates, states, strict=True) if not gate["decision"]]
    if not opened:
        return say_many("The gate is decided.", "All {number} gates are decided.", len(gates))
    decided = say_many("{number} of {total} gates is decided.", "{number} of {total} gates are decided.", len(gates) - len(opened),
                       total=len(gates))  # fmt: skip
    return f"{decided} {_next(facts, *opened[0])}"


def _next(facts: Facts, gate: Row, states: dict[str, list[str]]) -> str:
    needed = states["entry"] + states["must"]
    met = sum(state in SATISFIED for state in needed)
    if not needed:
        return say("Next is {gate}, for which nothing required is defined.", gate=gate["name"])
    if not gate["planned"]:
        return say("Next is {gate}: {met} of {total} required criteria are met.", gate=gate["name"], met=met, total=len(needed))
    values = {"gate": gate["name"], "day": display.day(gate["planned"]), "met": met, "total": len(needed)}
    if facts.status_date and gate["planned"] < facts.status_date:
        return say("{gate} was due on {day}: {met} of {total} required criteria are met.", **values)
    return say("Next is {gate} on {day}: {met} of {total} required criteria are met.", **values)
