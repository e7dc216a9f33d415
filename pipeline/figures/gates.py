"""Gates: the verdict that their criteria give, beside the decision that people took."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from pipeline.figures.criteria import NOT_APPLICABLE, NOT_MET, SATISFIED, UNKNOWN, WAIVED, Facts, effective, gate_asked
from pipeline.wording import Text, note, note_many

GO_VERDICTS = frozenset({"GO", "GO WITH CONDITIONS", "GO WITH WAIVER"})
GO_DECISIONS = frozenset({"go", "conditional go"})
OF_MILESTONE = frozenset({"success", "exit"})
Row = Mapping[str, Any]
BySubject = Mapping[str, Sequence[tuple[int, Row]]]


@dataclass(frozen=True)
class Verdict:
    """What the criteria of a gate say; `unmet` are the ids in the way of GO, `differs` says that the decision contradicts."""

    verdict: str
    reason: Text | None
    unmet: tuple[str, ...]
    differs: bool = False


def entry_met(criteria: Iterable[tuple[Row, str]]) -> bool:
    """Whether every entry criterion that is a must is met, validly waived, or n/a with a reason; unknown is not met."""
    return all(state in SATISFIED for row, state in criteria if row["kind"] == "entry" and row["must"] != "should")


def verdict(criteria: Sequence[tuple[Row, str]]) -> Verdict:
    """The verdict on a gate from its criteria and their effective states, first match:

    no criteria: NO-GO (no criteria defined; entry criteria alone are none, and neither are criteria that do not apply) · entry criteria
    not all met: NOT READY FOR REVIEW · a must not met: NO-GO · a must unknown: NO-GO (undecided) · one must waived: GO WITH WAIVER ·
    a should not met: GO WITH CONDITIONS · else GO. A should that is entry criterion counts like any other should. A should that is
    unknown changes nothing and is named in the reason.
    """
    entry = [(row, state) for row, state in criteria if row["kind"] == "entry" and row["must"] != "should"]
    musts = [(row, state) for row, state in criteria if row["kind"] != "entry" and row["must"] != "should"]
    shoulds = [(row, state) for row, state in criteria if row["must"] == "should"]
    lacking = [row["id"] for row, state in entry + musts if state not in SATISFIED]
    lacking += [row["id"] for row, state in shoulds if state == NOT_MET]
    states = {state for _, state in musts}
    waived = [row["id"] for row, state in musts if state == WAIVED]
    open_shoulds = [row["id"] for row, state in shoulds if state == UNKNOWN]
    defined = [state for row, state in criteria if row["kind"] != "entry"]
    reason: Text | None = None
    if not set(defined) - {NOT_APPLICABLE}:
        name, reason = "NO-GO", note("no criterion applies") if defined else note("no criteria defined")
    elif not entry_met(entry):
        name, reason = "NOT READY FOR REVIEW", note("entry criteria not met")
    elif NOT_MET in states:
        name, reason = "NO-GO", note("not met")
    elif UNKNOWN in states:
        name, reason = "NO-GO", note("undecided")
    elif waived:
        name, reason = "GO WITH WAIVER", note("waived: {criteria}", criteria=_listed(waived))
    elif any(state == NOT_MET for _, state in shoulds):
        name, reason = "GO WITH CONDITIONS", note("a should is not met")
    else:
        name = "GO"
    return Verdict(name, _with_undecided(reason, open_shoulds), tuple(str(id) for id in lacking if id is not None))


def _with_undecided(reason: Text | None, shoulds: Sequence[str | None]) -> Text | None:
    """The reason of a verdict, and the shoulds that are undecided."""
    if not shoulds:
        return reason
    undecided = note_many("undecided should: {criteria}", "undecided should: {criteria}", len(shoulds), criteria=_listed(shoulds))
    return note("{reason}; {undecided}", reason=reason, undecided=undecided) if reason else undecided


def _listed(ids: Iterable[str | None]) -> str:
    return ", ".join(str(id) for id in ids)


def judged(gates: Sequence[Row], criteria: Sequence[Row], facts: Facts, status_date: date | None) -> tuple[list[Verdict], list[str]]:
    """The verdict of every gate and the effective state of every criterion, in the order of their sheets; `facts` without gates.

    `gate X go` is met by a recorded decision go or conditional go, and where nothing is decided by a verdict GO; so gates are judged in
    the order in which they ask for each other. Where undecided gates ask in a circle, `gate X go` is unknown for them and those that
    wait for them.
    """
    subjects = by_subject(criteria)
    owned = [criteria_of(gate, subjects) for gate in gates]
    names = _names(gates)
    asks = [{names[asked] for row in rows if (asked := gate_asked(row["computed"])) in names} for rows in owned]
    go = {number: gate["decision"] in GO_DECISIONS for number, gate in enumerate(gates) if gate["decision"]}
    verdicts: dict[int, Verdict] = {}

    def known() -> Facts:
        return replace(facts, go={name: go[number] for name, number in names.items() if number in go})

    def judge(numbers: Iterable[int]) -> None:
        now = known()
        for number in numbers:
            found = verdict([(row, effective(row, now, status_date)) for row in owned[number]])
            verdicts[number] = replace(found, differs=_differs(gates[number]["decision"], found.verdict))

    waiting = list(range(len(gates)))
    while free := [number for number in waiting if asks[number] <= go.keys()]:
        judge(free)
        go = {number: verdicts[number].verdict in GO_VERDICTS for number in free} | go
        waiting = [number for number in waiting if number not in verdicts]
    judge(waiting)
    now = known()
    states = [effective(row, now, status_date) for row in criteria]
    return [verdicts[number] for number in range(len(gates))], states


def _names(gates: Sequence[Row]) -> dict[str, int]:
    """Gate numbers by case-folded name and id; an id wins over a name, an earlier gate over a later one."""
    backwards = list(reversed(list(enumerate(gates))))
    return {gate[key].casefold(): number for key in ("name", "id") for number, gate in backwards if gate[key]}


def by_subject(criteria: Iterable[Row]) -> BySubject:
    """Criteria with their places in the sheet, by what they are for, case-folded; without those that are for nothing."""
    found: dict[str, list[tuple[int, Row]]] = {}
    for place, row in enumerate(criteria):
        if row["subject"]:
            found.setdefault(row["subject"].casefold(), []).append((place, row))
    return found


def criteria_of(gate: Row, subjects: BySubject) -> list[Row]:
    """The criteria of a gate in sheet order: those for its id or name, and those of kind success and exit of its milestones."""
    names = {gate[key].casefold() for key in ("id", "name") if gate[key]}
    own = {place: row for name in names for place, row in subjects.get(name, ())}
    for milestone in filter(None, gate["milestones"] or ()):
        called = subjects.get(milestone.casefold(), ())
        own |= {place: row for place, row in called if row["subject"] == milestone and row["kind"] in OF_MILESTONE}
    return [own[place] for place in sorted(own)]


def _differs(decision: str | None, found: str) -> bool:
    """Whether a decision contradicts the verdict; a conditional go agrees with every GO."""
    return decision is not None and (decision in GO_DECISIONS) != (found in GO_VERDICTS)
