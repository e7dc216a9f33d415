"""Which finding belongs to which cell, what a note says, and how findings stand against those of the last check."""

import re
from collections import Counter, defaultdict
from collections.abc import Callable, Hashable, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType

from pipeline.contract.findings import ERROR, INFO, WARNING, Finding, Severity
from pipeline.wording import Text, note_as, say, spoken
from pipeline.workbook.look import column_index, column_letters

ADDRESS = re.compile(r"\$?([A-Z]{1,3})\$?([1-9][0-9]{0,6})")
LAST_COLUMN, LAST_ROW = 16_384, 1_048_576
WORDS: Mapping[Severity, Text] = MappingProxyType(
    {
        ERROR: note_as("severity of a finding", "Error"),
        WARNING: note_as("severity of a finding", "Warning"),
        INFO: note_as("severity of a finding", "Note"),
    }
)
NEW, OPEN = note_as("state of a finding", "new"), note_as("state of a finding", "still open")
FIXED = note_as("state of a finding", "fixed")
NOTE_LIMIT = 30_000  # Excel ends a note at 32,767 characters
Key = Callable[[Finding], Hashable]


@dataclass(frozen=True, order=True)
class Place:
    """A cell of a sheet: its row number and zero-based column."""

    row: int
    column: int

    @property
    def address(self) -> str:
        """The address within the sheet, `F12`."""
        return f"{column_letters(self.column)}{self.row}"


@dataclass(frozen=True)
class Mark:
    """What is written at one cell: the worst severity, and the note's paragraphs, said, as pairs of a word and its text."""

    severity: Severity
    paragraphs: tuple[tuple[str, str], ...]


def place_of(finding: Finding) -> tuple[str, Place] | None:
    """The tab and the place of a finding's cell; None where the finding is about no single cell."""
    sheet, _, address = (finding.cell or "").rpartition("!")
    found = ADDRESS.fullmatch(address)
    if not sheet or not found:
        return None
    place = Place(int(found[2]), column_index(found[1]))
    return (sheet, place) if place.column < LAST_COLUMN and place.row <= LAST_ROW else None


def marks_of(findings: Sequence[Finding]) -> dict[str, dict[Place, Mark]]:
    """The marks of every tab, in the order of rows and columns."""
    gathered: defaultdict[str, defaultdict[Place, list[Finding]]] = defaultdict(lambda: defaultdict(list))
    for finding in findings:
        if found := place_of(finding):
            gathered[found[0]][found[1]].append(finding)
    return {tab: {place: _mark(cells[place]) for place in sorted(cells)} for tab, cells in gathered.items()}


def compared(findings: Sequence[Finding], before: Sequence[Finding] | None) -> list[tuple[Finding, str]]:
    """Each finding with its state against the last check, worst first, then those that are fixed; states are empty without a last check.

    A finding is the one of last time where code, place and words agree; else where code and place agree; else, because rows move, where
    code and words agree.
    """
    ordered = sorted(findings, key=lambda finding: finding.severity.rank)
    if before is None:
        return [(finding, "") for finding in ordered]
    keys: tuple[Key, ...] = (
        lambda one: (one.code, one.where, one.message),
        lambda one: (one.code, one.where),
        lambda one: (one.code, one.message, one.found),
    )
    states: list[str] = [NEW] * len(ordered)
    left = list(before)
    for key in keys:
        known = Counter(map(key, left))
        for index, finding in enumerate(ordered):
            if states[index] == NEW and known[key(finding)]:
                known[key(finding)] -= 1
                states[index] = OPEN
        left = _remaining(left, known, key)
    fixed = sorted(left, key=lambda finding: finding.severity.rank)
    return [*zip(ordered, states, strict=True), *((finding, FIXED) for finding in fixed)]


def sentence(text: str) -> str:
    """A message, said as a sentence of its own: a capital letter in front, one full stop at the end."""
    text = spoken(text).strip()
    return text[:1].upper() + text[1:].rstrip(".") + ("" if text[-1:] in "!?…" else ".") if text else ""


def _mark(findings: Sequence[Finding]) -> Mark:
    ordered = sorted(findings, key=lambda finding: finding.severity.rank)
    paragraphs = []
    size = 0
    for finding in dict.fromkeys(ordered):
        text = f"{sentence(finding.message)}\n{spoken(finding.fix)}".strip()
        size += len(text) + 10
        if size > NOTE_LIMIT:
            paragraphs.append((say("More"), say("See the sheet with all findings.")))
            break
        paragraphs.append((spoken(WORDS[finding.severity]), text))
    return Mark(ordered[0].severity, tuple(paragraphs))


def _remaining(left: Sequence[Finding], known: Counter[Hashable], key: Key) -> list[Finding]:
    """The findings of last time that nothing was matched to, as many of each key as are left in `known`."""
    remaining = []
    for finding in left:
        if known[key(finding)]:
            known[key(finding)] -= 1
            remaining.append(finding)
    return remaining
