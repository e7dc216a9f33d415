"""Findings where what is stated, decided or repeated contradicts the figures: told in neutral words, with the cell."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import takewhile

from pipeline.contract.findings import WARNING, Code, Finding
from pipeline.figures.criteria import NOT_MET, UNKNOWN
from pipeline.figures.gates import GO_DECISIONS, by_subject, criteria_of
from pipeline.figures.health.dates import called
from pipeline.figures.health.dimensions import FINISHED, Row
from pipeline.figures.health.overrides import valid_override
from pipeline.figures.health.settling import Sighting
from pipeline.figures.records import Figures, Health
from pipeline.figures.words import COLOURS, DECISIONS, VERDICTS, in_a_row
from pipeline.wording import Text, note
from pipeline.workbook.book import Book

HEALTH_CODES: tuple[Code, ...] = (
    Code("WATERMELON", WARNING, "The stated health is green, the computed one red, and no valid override explains it."),
    Code(
        "WATERMELON_LASTING",
        WARNING,
        "The stated health is green, the computed one amber or red, in three reports in a row, and no valid override explains it.",
    ),
    Code("NINETY_PERCENT", WARNING, "The work of a milestone has stood at 90 % or more, and moved less than one point, for three reports."),
    Code("OVERRIDE_EXPIRED", WARNING, "The last day of a health override lies before the status date; the override is not shown."),
    Code(
        "OVERRIDE_SECOND_PERSON",
        WARNING,
        "The settings ask for a second person, and the owner or the project manager answers alone for an override to a better colour.",
    ),
    Code("COMPLETE_CRITERION_OPEN", WARNING, "All work of a milestone is complete, but one of its must criteria is not met or undecided."),
    Code("GATE_DIFFERS", WARNING, "The recorded decision on a gate contradicts the verdict that its criteria give; both are printed."),
    Code("CRITERION_REGRESSED", WARNING, "A criterion of a gate is open again since a day after the decision go; the decision stays."),
)
SEVERITY = {code: severity for code, severity, _ in HEALTH_CODES}
LASTING = 3
"""So many reports in a row, this one included, make a contradiction a lasting one."""
ALMOST = 90.0
OPEN = (NOT_MET, UNKNOWN)


@dataclass(frozen=True)
class Assessed:
    """A row of Project or Milestones with its health today and what past reports said of it, oldest first."""

    sheet: str
    row: Row
    health: Health
    before: Sequence[Sighting]


def contradictions(book: Book, figures: Figures, assessed: Sequence[Assessed], status_date: date | None) -> tuple[Finding, ...]:
    """The findings of HEALTH_CODES: those about stated health and progress in the order of `assessed`, then criteria and gates."""
    gates, criteria = figures.gate_rows(), figures.criteria.to_dicts()
    milestones = [each for each in assessed if each.sheet == "Milestones"]
    return (
        *(finding for each in assessed for finding in _stated(book, each, status_date)),
        *_almost_done(book, milestones),
        *_open_criteria(book, [each.row for each in milestones], criteria),
        *_contradicted_gates(book, gates),
        *_regressed_criteria(book, gates, criteria),
    )


def _finding(code: str, sheet: str, cell: str | None, found: str, message: Text, fix: Text) -> Finding:
    return Finding(code, SEVERITY[code], sheet, cell, found, message, fix)


def _stated(book: Book, each: Assessed, status_date: date | None) -> Iterator[Finding]:
    """What is to say about the health that a row of Project or Milestones states."""
    row, health = each.row, each.health
    stated, until = row["health"], row["health_until"]

    def finding(code: str, column: str, found: str, message: Text, fix: Text) -> Finding:
        return _finding(code, each.sheet, book.cell(each.sheet, column, row.get("row")), found, message, fix)

    if stated and until is not None and status_date is not None and until < status_date:
        overridden, shown = COLOURS[stated.lower()], COLOURS[health.shown]
        message = note("the override to {overridden} ran out on {day}; {shown} is shown", overridden=overridden, day=until, shown=shown)
        fix = note("Give it a new last day, at most four weeks ahead, or clear the override.")
        yield finding("OVERRIDE_EXPIRED", "health_until", until.isoformat(), message, fix)
    if health.override is None and valid_override(row, status_date):
        message = note(
            "the override to {overridden} needs someone beside the owner and the project manager; {shown} is shown",
            overridden=COLOURS[stated.lower()],
            shown=COLOURS[health.shown],
        )
        fix = note("Enter who else agrees, or clear the override.")
        yield finding("OVERRIDE_SECOND_PERSON", "health_by", row["health_by"], message, fix)
    if stated != "Green" or health.override or health.computed not in ("amber", "red"):
        return
    fix = note("Correct the stated health, or give reason, person and last day for it.")
    if health.computed == "red":
        cause = next((each.why for each in health.dimensions if each.colour == "red"), note("a milestone is red"))
        yield finding("WATERMELON", "health", stated, note("stated green, computed red: {cause}", cause=cause), fix)
    streak = list(takewhile(_looked_better, reversed(each.before)))
    if len(streak) + 1 >= LASTING:
        message = note(
            "stated green, computed amber or red in {number} reports in a row, since {day}",
            number=len(streak) + 1,
            day=streak[-1].status_date,
        )
        yield finding("WATERMELON_LASTING", "health", stated, message, fix)


def _looked_better(seen: Sighting) -> bool:
    """Whether a report stated green what it computed amber or red."""
    return seen.stated == "Green" and seen.computed in ("amber", "red")


def _almost_done(book: Book, milestones: Sequence[Assessed]) -> Iterator[Finding]:
    """Milestones whose work stands still between 90 and 100 %."""
    for each in milestones:
        row, last = each.row, each.before[1 - LASTING :]
        works = [row["work"], *(seen.work for seen in last)]
        known = [work for work in works if work is not None and ALMOST <= work < 100]
        if len(known) == LASTING and max(known) - min(known) < 1:
            message = note(
                "its work has stood at {percent} % for {number} reports, since {day}",
                percent=int(row["shown"].removesuffix("%")),
                number=LASTING,
                day=last[0].status_date,
            )
            fix = note("Enter what is still open as items of their own, or correct the percentages.")
            yield _finding("NINETY_PERCENT", "Milestones", book.cell("Milestones", "id", row["row"]), row["id"], message, fix)


def _open_criteria(book: Book, milestones: Sequence[Row], criteria: Sequence[Row]) -> Iterator[Finding]:
    """Milestones whose work is complete although a must criterion of theirs is not met or undecided."""
    still_open: defaultdict[str, list[Row]] = defaultdict(list)
    for criterion in criteria:
        if criterion["must"] != "should" and criterion["effective"] in OPEN:
            still_open[criterion["subject"]].append(criterion)
    for row in milestones:
        if row["state"] in FINISHED and (found := still_open.get(row["id"])):
            message = note("all work is complete, but of its criteria {criteria}", criteria=in_a_row([_is_open(each) for each in found]))
            fix = note("Decide these criteria, or correct the progress.")
            yield _finding("COMPLETE_CRITERION_OPEN", "Milestones", book.cell("Milestones", "id", row["row"]), row["id"], message, fix)


def _is_open(criterion: Row) -> Text:
    if criterion["effective"] == UNKNOWN:
        return note("{criterion} is unknown", criterion=criterion["id"])
    return note("{criterion} is not met", criterion=criterion["id"])


def _contradicted_gates(book: Book, gates: Sequence[Row]) -> Iterator[Finding]:
    """Gates whose recorded decision contradicts the verdict of their criteria."""
    for gate in gates:
        if gate["differs"]:
            fix = note("Bring the criteria up to date, or record a new decision; the report prints both.")
            yield _finding("GATE_DIFFERS", "Gates", book.cell("Gates", "decision", gate["row"]), gate["decision"], _differs(gate), fix)


def _differs(gate: Row) -> Text:
    decision, verdict = DECISIONS[gate["decision"]], VERDICTS[gate["verdict"]]
    if not gate["reason"]:
        return note("decided {decision}, but the criteria give {verdict}", decision=decision, verdict=verdict)
    return note("decided {decision}, but the criteria give {verdict} ({reason})", decision=decision, verdict=verdict, reason=gate["reason"])


def _regressed_criteria(book: Book, gates: Sequence[Row], criteria: Sequence[Row]) -> Iterator[Finding]:
    """Criteria that were decided against, or opened again, after a gate of theirs was decided go; each once."""
    told: set[int] = set()
    subjects = by_subject(criteria)
    for gate in gates:
        decided = gate["decided_on"]
        if gate["decision"] not in GO_DECISIONS or decided is None:
            continue
        for row in criteria_of(gate, subjects):
            if row["effective"] in OPEN and row["on"] is not None and row["on"] > decided and row["row"] not in told:
                told.add(row["row"])
                cell = book.cell("Criteria", "state", row["row"])
                fix = note("Meet the criterion again, or record a new decision on the gate.")
                yield _finding("CRITERION_REGRESSED", "Criteria", cell, row["state"] or "", _regressed(row, gate), fix)


def _regressed(criterion: Row, gate: Row) -> Text:
    told = {"since": criterion["on"], "gate": called(gate), "decision": DECISIONS[gate["decision"]], "decided": gate["decided_on"]}
    if criterion["effective"] == UNKNOWN:
        return note("unknown since {since}, after {gate} was decided {decision} on {decided}; the decision stays", **told)
    return note("not met since {since}, after {gate} was decided {decision} on {decided}; the decision stays", **told)
