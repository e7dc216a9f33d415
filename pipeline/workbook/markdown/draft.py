"""The workbook while it is gathered from a document: rows by sheet, and what was not understood, kept beside the nearest row."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from itertools import count

from pipeline.workbook.markdown.sentences import person

Row = dict[str, object]

LETTERS = {"deliverable": "D", "success": "S", "done": "D", "entry": "E", "exit": "X", "test": "T"}
KINDS = {kind: number for number, kind in enumerate(LETTERS)}
ROOM = 32_000  # characters; a cell holds 32,767
NOWHERE = "Charter, Short description of the project"


@dataclass(frozen=True)
class Leftover:
    """A line of the source that was not understood: its 1-based number, its text, and where in the workbook it was kept."""

    line: int
    text: str
    kept: str


@dataclass
class Draft:
    """What has been gathered so far; rows are dicts of contract keys, `near` is the row that a stray line is kept beside."""

    project: Row = field(default_factory=dict)
    milestones: list[Row] = field(default_factory=list)
    scope: list[Row] = field(default_factory=list)
    criteria: list[Row] = field(default_factory=list)
    gates: list[Row] = field(default_factory=list)
    charter: list[Row] = field(default_factory=list)
    people: list[Row] = field(default_factory=list)
    leftovers: list[Leftover] = field(default_factory=list)
    understood: list[str] = field(default_factory=list)
    near: Row | None = None
    scope_ids: set[object] = field(default_factory=set)
    last_numbers: dict[str, int] = field(default_factory=dict)

    def milestone(self, id: str, name: str) -> Row:
        """A new milestone, or the one of this id and name, which then is the nearest row.

        Another name never takes an id away; a blank id is found by the name, or is the next free number.
        """
        row = next((row for row in self.milestones if id in ("", row["id"]) and name in ("", row["name"])), None)
        if row is None:
            taken = {row["id"] for row in self.milestones}
            free = (number for number in map(str, count(1)) if number not in taken)
            id = next(free) if not id or id in taken else id
            row = {"id": id, "name": name or f"Milestone {id}"}
            self.milestones.append(row)
        self.near = row
        return row

    def person(self, text: str) -> str:
        """The name in a text such as `Ann Lee (QA Lead, @ann)`; who has a role is put among the people."""
        name, role = person(text)
        if role and name not in [row["name"] for row in self.people]:
            self.people.append({"name": name, "role": role})
        return name

    def criterion(self, subject: object, kind: str, text: str, met: bool | None = None, **more: object) -> None:
        """A new criterion; a checked box says that it is met."""
        if text:
            self.criteria.append({"subject": subject, "kind": kind, "text": text, **({"state": "met"} if met else {}), **more})

    def item(self, row: Row, place: int | None = None) -> None:
        """Put a row into the scope, at its end or at a place."""
        self.scope.insert(len(self.scope) if place is None else place, row)
        self.scope_ids.add(row["id"])

    def next_id(self, above: str) -> str:
        """The next free id of the scope below another one: S1, S2 … at the top, S1.1, S1.2 … below."""
        while True:
            number = self.last_numbers[above] = self.last_numbers.get(above, 0) + 1
            id = f"{above}.{number}" if above else f"S{number}"
            if id not in self.scope_ids:
                return id

    def note(self, row: Row, text: str, gap: str = "\n") -> None:
        """Write a text into the Note of a row, unless it says so already; what finds no room there goes into the short description."""
        if text not in str(row.get("note", "")).split(gap) and not _added(row, "note", text, gap):
            for line in text.split("\n"):
                self._describe(line)

    def keep(self, line: int, text: str) -> None:
        """Keep a text that was not understood beside the nearest row, and say so for each of its lines."""
        for number, part in enumerate(text.split("\n") if text.strip() else (), start=line):
            kept = self._put(part)
            if part.strip():
                self.leftovers.append(Leftover(number, part.strip(), kept))

    def _put(self, part: str) -> str:
        """Put a line into the Note of the nearest row, or where that is full or there is none into the project's short description."""
        if self.near is not None and _added(self.near, "note", part):
            return f"{'Scope' if 'title' in self.near else 'Milestones'} {self.near['id']}, Note"
        self._describe(part)
        return NOWHERE

    def _describe(self, line: str) -> None:
        """Add a line to the project's short description, which goes on in another row where the cell is full."""
        row = next((row for row in reversed(self.charter) if "milestone" not in row), None)
        if row is None or not _added(row, "text", line):
            self.charter.append({"section": "Short description", "text": line})

    def sheets(self) -> dict[str, list[Row]]:
        """The rows by sheet, as write_workbook takes them; criteria by kind, each with its number."""
        several = len(self.milestones) > 1
        order = {row["id"]: number for number, row in enumerate([*self.milestones, *self.gates])}
        gates = {row["id"] for row in self.gates}
        rows = sorted(self.criteria, key=lambda row: (row["subject"] in gates, KINDS[str(row["kind"])], order[row["subject"]]))
        numbers = _numbers(f"{row['subject']}." if row["subject"] in gates else _prefix(row, several) for row in rows)
        sheets = {
            "Project": [self.project],
            "Milestones": self.milestones,
            "Scope": self.scope,
            "Criteria": [{"id": id, **row} for id, row in zip(numbers, rows, strict=True)],
            "Gates": self.gates,
            "Charter": self.charter,
            "People": self.people,
        }
        required = ("Project", "Milestones", "Scope")
        return {name: rows for name, rows in sheets.items() if rows or name in required}


def _added(row: Row, key: str, line: str, gap: str = "\n") -> bool:
    """Add a line to a text of a row, and say whether the cell has room for it."""
    text = f"{row[key]}{gap}{line}" if row.get(key) else line
    if len(text) > ROOM:
        return False
    row[key] = text
    return True


def words(text: str) -> set[str]:
    """The words of a text as they are compared: letters and digits, case folded."""
    return set(re.findall(r"\w+", text.casefold()))


def _prefix(row: Row, several: bool) -> str:
    """The start of a criterion's id: its kind, and its milestone where there are several."""
    return f"{LETTERS[str(row['kind'])]}{row['subject']}." if several else LETTERS[str(row["kind"])]


def _numbers(prefixes: Iterable[str]) -> list[str]:
    """Each prefix with the next free number behind it."""
    counters: dict[str, count[int]] = {}
    return [f"{prefix}{next(counters.setdefault(prefix, count(1)))}" for prefix in prefixes]
