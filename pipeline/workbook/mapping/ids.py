"""Which rows of an adopted plan are those that the settings keep ids for: under the same title, or perhaps under another one."""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TypeVar

from pipeline.contract.mapping import Kept
from pipeline.workbook.cells import line
from pipeline.workbook.mapping.content import shown
from pipeline.workbook.mapping.outline import Node, Shape, parents
from pipeline.workbook.mapping.source import Page
from pipeline.workbook.mapping.split import identities
from pipeline.workbook.similar import likeness, numbered_apart, settled

STEP = " › "
"""What stands between the titles of a path; a title's own is written as `>`."""
LIKELY = 0.6
"""How alike two rows must be to be taken for one that was renamed."""
ALIKE = 0.4
SIGN = 0.06
"""What one sign, the owner or a date, adds: two tell candidates of like titles apart, three make no match of unlike ones."""
COMPARED = 1_000  # pairs below one row: where more rows came and went, the plan is another one
SIGNS = {"owner": "owner", "start": "baseline_start", "finish": "baseline_finish"}

Some = TypeVar("Some")
Table = Mapping[str, Kept]


@dataclass(frozen=True)
class Line:
    """One row of the tree: its place in the sheet, its titles from the top as `path`, the id of its own (empty where it has none).

    In a path an id of its own stands for the title, so that renaming that row changes nothing below. `signs` are its owner and dates.
    """

    row: int
    title: str
    column: int
    path: str
    own: str
    signs: Mapping[str, str]


@dataclass(frozen=True)
class Comparison:
    """The rows of a plan beside a table of kept ids: keys of the table by path of the row.

    `same` have their title still, `renamed` likely have another one, or stand below such a row; `asked` have several candidates.
    """

    same: dict[str, str] = field(default_factory=dict)
    renamed: dict[str, str] = field(default_factory=dict)
    asked: dict[str, tuple[str, ...]] = field(default_factory=dict)

    def waiting(self, table: Table) -> list[str]:
        """The keys of rows that one of those asked may be, and of the rows below them: they stay until that is answered."""
        candidates = {key for keys in self.asked.values() for key in keys}
        return [key for key in table if within(key, candidates)]

    def gone(self, table: Table) -> list[str]:
        """The keys of rows that are no longer there and may not be another row."""
        used = {*self.same.values(), *self.renamed.values(), *self.waiting(table)}
        return [key for key in table if key not in used]

    def retitled(self, lines: Sequence[Line]) -> Iterator[tuple[Line, str, int]]:
        """The rows that likely have another title, each with its key in the table and how many rows below go with it."""
        for one in lines:
            key = self.renamed.get(one.path)
            if key and not same_label(one.path, key):
                yield one, key, sum(path.startswith(one.path + STEP) for path in self.renamed)


def ids_of(nodes: Sequence[Node], lines: Sequence[Line], table: Table, keys: Mapping[str, str], level: int) -> list[str]:
    """The id of each row: its own, else the one that the table keeps under its key, else one made that the table does not hold."""
    own = {one.row: {"id": one.own} for one in lines if one.own}
    return identities(nodes, own, level, kept_by_place(lines, table, keys), reserved(table))


def kept_by_place(lines: Sequence[Line], table: Table, keys: Mapping[str, str]) -> dict[int, str]:
    """The ids that the table keeps, by the position of the row; `keys` are those of the table by the path of the row."""
    return {index: table[keys[one.path]].id for index, one in enumerate(lines) if one.path in keys}


def reserved(table: Table) -> list[str]:
    """The ids that no other row may be given, as long as the table holds them."""
    return [kept.id for kept in table.values()]


def within(path: str, tops: Collection[str]) -> bool:
    """Whether a path is one of these or stands below one."""
    steps = path.split(STEP)
    return any(STEP.join(steps[:length]) in tops for length in range(1, len(steps) + 1))


def label(path: str) -> str:
    """The title that a path ends with."""
    return path.rpartition(STEP)[2]


def same_label(path: str, key: str) -> bool:
    """Whether two paths end with the same title, whatever its case."""
    return label(path).casefold() == label(key).casefold()


def lines_of(page: Page, shape: Shape, nodes: Sequence[Node]) -> list[Line]:
    """The rows of a tree with their paths; a second row of one title below the same row has `(2)` behind it."""
    number = shape.columns.get("id", shape.number)
    lines: list[Line] = []
    met: dict[str, int] = {}
    for node, up in zip(nodes, parents(nodes), strict=True):
        id_ = line(page.text(node.row, number) or "") if node.own and number is not None else ""
        above = "" if up is None else lines[up].path + STEP
        first = above + (id_ or node.title).replace(STEP.strip(), ">")
        path = first
        while path.casefold() in met:
            met[first.casefold()] += 1
            path = f"{first} ({met[first.casefold()]})"
        met[path.casefold()] = 1
        columns = {sign: shape.columns[key] for sign, key in SIGNS.items() if node.own and key in shape.columns}
        signs = {sign: shown(text) for sign, column in columns.items() if (text := page.text(node.row, column))}
        lines.append(Line(node.row, node.title, node.column, path, id_, signs))
    return lines


def compare(lines: Sequence[Line], table: Table) -> Comparison:
    """The rows beside the table, from the top down: rows are compared with those that stood below the same row.

    Where a row has the ID of one that is gone, because that was answered in the settings, the rows below it are compared with those there.
    """
    found = Comparison()
    if not table:
        return found
    rows = _grouped((one.path, one) for one in lines)
    keys = _grouped((key, key) for key in table)
    present = {one.path.casefold() for one in lines}
    alive = {kept.id for key, kept in table.items() if key.casefold() in present}
    before = {kept.id: key for key, kept in table.items() if key.casefold() not in present}
    waiting = [("", "", True)]
    while waiting:
        path, above, sure = waiting.pop()
        entries = {label(key).casefold(): key for key in keys.get(above.casefold(), ())}
        new = []
        for one in rows.get(path.casefold(), ()):
            key = entries.pop(label(one.path).casefold(), None)
            if one.own or key:
                there = before.get(table[key].id, key) if key else f"{above}{STEP if above else ''}{label(one.path)}"
                waiting.append((one.path, there, sure))
            if key and not one.own:
                (found.same if sure else found.renamed)[one.path] = key
            elif not one.own:
                new.append(one)
        gone = [key for key in entries.values() if table[key].id not in alive]
        if len(new) * len(gone) <= COMPARED:
            pairs = [(score, one.path, key) for one in new for key in gone if (score := _likeness(one, key, table, rows, keys)) >= LIKELY]
            clear, asked = settled(pairs)
            found.renamed.update(clear)
            found.asked.update(asked)
            waiting += [(path, key, False) for path, key in clear]
    return found


def _likeness(one: Line, key: str, table: Table, rows: Mapping[str, list[Line]], keys: Mapping[str, list[str]]) -> float:
    """How alike a row and a kept one are: their titles, 0..1, more where owner or dates are the same, or most rows below.

    Titles that differ in their numbers only are those of different rows.
    """
    ours = {label(below.path).casefold() for below in rows.get(one.path.casefold(), ())}
    theirs = {label(below).casefold() for below in keys.get(key.casefold(), ())}
    common = len(ours & theirs) / max(len(ours | theirs), 1)
    new, old = label(one.path), label(key)
    titles = likeness(new, old)
    if common >= 0.5:
        return titles + LIKELY
    if titles < ALIKE or numbered_apart(new, old):
        return 0.0
    return titles + SIGN * len(one.signs.items() & table[key].signs.items())


def _grouped(items: Iterable[tuple[str, Some]]) -> dict[str, list[Some]]:
    """What stands below each path, whatever its case; what stands at the top under the empty path."""
    groups: dict[str, list[Some]] = {}
    for path, item in items:
        groups.setdefault(path.rpartition(STEP)[0].casefold(), []).append(item)
    return groups
