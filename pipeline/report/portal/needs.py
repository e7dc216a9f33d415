"""What waits for somebody: reports that are held, late or silent, and the gates that come next."""

from collections.abc import Iterator, Sequence

from pipeline.issue import Issue
from pipeline.report import display
from pipeline.report.facts import facts_of
from pipeline.report.portal.ground import STATES, Ground, anchor, state_of_absent
from pipeline.report.portal.records import Entry, GateEntry, Link, Need
from pipeline.report.portal.shelf import Kept
from pipeline.report.words import gate_mark
from pipeline.wording import say, say_many

SHOWN = 8
"""Projects listed of one kind, and gates."""


def needs(ground: Ground) -> tuple[Need, ...]:
    """The projects that wait for somebody, by what they wait for; those that are done and signed off wait for nobody."""
    of_run = [(ground.state(issue), issue) for issue in ground.issues]
    held = [_entry(issue, issue.held or "") for state, issue in of_run if state == "held"]
    late = [_entry(issue, late_sentence(issue, ground)) for state, issue in of_run if state == "late"]
    silent = [Entry(kept.name, anchor(kept.folder), silent_sentence(kept)) for kept in ground.silent if state_of_absent(kept) == "silent"]
    found = (
        ("held", say_many("{number} workbook has to be mended", "{number} workbooks have to be mended", len(held)), held),
        (
            "late",
            say_many("{number} workbook was not brought up to date", "{number} workbooks were not brought up to date", len(late)),
            late,
        ),
        ("silent", say_many("{number} project is silent", "{number} projects are silent", len(silent)), silent),
    )
    return tuple(Need(title, STATES[state], _first(entries), _more(entries, state)) for state, title, entries in found if entries)


def late_sentence(issue: Issue, ground: Ground) -> str:
    """How old the status of a late report is."""
    age = ground.age(issue)
    return say_many("Its status of {day} is {number} day old.", "Its status of {day} is {number} days old.", age, day=issue.status_date)


def silent_sentence(last: Kept) -> str:
    """That a project has no workbook in this run, and since when."""
    if last.status_date is None:
        return say("Its workbook is not in the folder any more.")
    return say("Its workbook is not in the folder any more; the last report is of {day}.", day=last.status_date)


def next_gates(ground: Ground) -> tuple[tuple[GateEntry, ...], str]:
    """The undecided gates of all projects that have a date, the earliest first, and how many are not listed, or empty."""
    found = sorted(_gates(ground.issues), key=lambda pair: pair[0])
    left = len(found) - SHOWN
    more = say_many("and {number} later gate", "and {number} later gates", left) if left > 0 else ""
    return tuple(entry for _, entry in found[:SHOWN]), more


def _gates(issues: Sequence[Issue]) -> Iterator[tuple[tuple[object, ...], GateEntry]]:
    """Each undecided gate with what it is sorted by."""
    for issue in issues:
        if issue.held or issue.figures is None:
            continue
        for gate in facts_of(issue, "executive").gates:
            if gate["planned"] and gate["decision"] is None:
                mark = gate_mark(gate, issue.status_date)
                entry = GateEntry(display.day(gate["planned"]), issue.name, anchor(issue.folder), gate["name"], mark)
                yield (gate["planned"], issue.name.casefold(), gate["name"]), entry


def _entry(issue: Issue, text: str) -> Entry:
    return Entry(issue.name or issue.file, anchor(issue.folder), display.capital(text))


def _first(entries: Sequence[Entry]) -> tuple[Entry, ...]:
    return tuple(sorted(entries, key=lambda entry: (entry.project.casefold(), entry.anchor))[:SHOWN])


def _more(entries: Sequence[Entry], state: str) -> Link | None:
    left = len(entries) - SHOWN
    return Link(say_many("and {number} more project", "and {number} more projects", left), f"#state={state}") if left > 0 else None
