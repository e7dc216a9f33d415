"""What explanations stand on: the rows of one issue by id, and every value as a cell with its address."""

from collections import defaultdict
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from pipeline.contract.workbook import SHEET
from pipeline.explain.records import Cell, Step
from pipeline.figures.calendar import as_free
from pipeline.figures.change.identity import Comparison, compared
from pipeline.figures.leaves import paths
from pipeline.figures.records import Figures, Health
from pipeline.figures.rollup import members
from pipeline.figures.value.leaves import valued_leaves
from pipeline.issue import Issue
from pipeline.mistakes import UsageError
from pipeline.workbook.book import Book

Row = Mapping[str, Any]


@dataclass(frozen=True)
class Leaf:
    """One leaf as one milestone, or the scope tree, counts it: index of its row, weight, and percentages 0 to 100.

    `work` is None where it is out of scope, `planned` where it has no agreed finish; `accepted` is 0 or 100; a `guest` is at home in
    another milestone.
    """

    index: int
    weight: float
    work: float | None
    planned: float | None
    accepted: float
    guest: bool = False


@dataclass(frozen=True)
class Earner:
    """A leaf that earns value: its row in the scope, and what it is planned to be worth and has earned in its milestone and in the project.

    `own` and `whole` are rows of `figures.value_leaves.valued_leaves`.
    """

    row: Row
    own: Row
    whole: Row


@dataclass(frozen=True)
class Ground:
    """An issue that has figures, with its rows at hand; `kept` are the steps that several figures share, each made once."""

    issue: Issue
    book: Book
    figures: Figures
    health: Health
    kept: dict[str, Step] = field(default_factory=dict)

    @cached_property
    def project(self) -> Row:
        """The fields of sheet Project."""
        return self.book.project

    @cached_property
    def scope(self) -> list[dict[str, Any]]:
        """The scope items in reading order, with their figures."""
        return self.figures.scope.to_dicts()

    @cached_property
    def milestones(self) -> dict[str, dict[str, Any]]:
        """The milestones by id, with their figures; of a repeated id the first."""
        return _by_id(self.figures.milestones.to_dicts())

    @cached_property
    def items(self) -> dict[str, dict[str, Any]]:
        """The scope items by id; of a repeated id the first."""
        return _by_id(self.scope)

    @cached_property
    def gates(self) -> dict[str, dict[str, Any]]:
        """The gates by id, with their verdicts; of a repeated id the first."""
        return _by_id(self.figures.gates.to_dicts())

    @cached_property
    def criteria(self) -> list[dict[str, Any]]:
        """The criteria in sheet order, with what they count as."""
        return self.figures.criteria.to_dicts()

    @cached_property
    def leaves(self) -> Mapping[str, list[Leaf]]:
        """The leaves that each milestone counts, out of scope or not, by its id, as the roll-up assigns them."""
        figures = self.figures.scope.with_columns(own="work", target="planned", live="in_scope", busy="started", deferred=False)
        counted = members(figures, paths(figures), self.figures.milestones)
        found: defaultdict[str, list[Leaf]] = defaultdict(list)
        for row in counted.to_dicts():
            accepted = 100.0 if row["credited"] else 0.0
            found[row["of"]].append(Leaf(row["index"], row["weight_used"] or 0.0, row["own"], row["target"], accepted, row["guest"]))
        return found

    @cached_property
    def below(self) -> Mapping[int, list[Leaf]]:
        """The leaves at or below each scope item, out of scope or not, by its index."""
        found: defaultdict[int, list[Leaf]] = defaultdict(list)
        for row in self.scope:
            if row["leaf"]:
                for index in self.way(row["index"]):
                    found[index].append(Leaf(row["index"], row["weight_used"] or 0.0, row["work"], row["planned"], 0.0))
        return found

    @cached_property
    def earners(self) -> list[Earner]:
        """The leaves that earn value, in reading order: those in scope of the milestones that count in the project."""
        leaves = valued_leaves(self.book, self.figures, as_free(self.figures.holidays)).to_dicts()
        counted = {row["id"] for row in self.figures.milestones.to_dicts() if row["weight_used"] is not None}
        rows = [row for row in self.scope if row["leaf"] and row["in_scope"] and row["home"] in counted]
        return [Earner(*each) for each in zip(rows, leaves[len(rows) :], leaves[: len(rows)], strict=True)]

    @cached_property
    def both(self) -> Comparison | None:
        """The last accepted report beside this one, None at the first sight of the project."""
        return compared(self.issue.past, self.figures)

    def once(self, name: str, make: Callable[[], Step]) -> Step:
        """The step of this name, made when it is first asked for."""
        if name not in self.kept:
            self.kept[name] = make()
        return self.kept[name]

    def way(self, index: int | None) -> list[int]:
        """The indexes from the solution of a scope item down to itself."""
        found: list[int] = []
        while index is not None:
            found.append(index)
            index = self.scope[index]["parent"]
        return found[::-1]

    def cell(self, sheet: str, key: str, row: Row) -> tuple[Cell, ...]:
        """The cell of one value of a row, as a tuple of one; empty where the workbook has no such column."""
        address = self.book.cell(sheet, key, row.get("row"))
        if address is None:
            return ()
        column = SHEET[sheet][key]
        return (Cell(address, column.header, column.type.name, _plain(row[key])),)

    def cells(self, sheet: str, keys: tuple[str, ...], row: Row) -> tuple[Cell, ...]:
        """The cells of several values of a row, without those whose column the workbook does not have."""
        return tuple(cell for key in keys for cell in self.cell(sheet, key, row))

    def column(self, sheet: str, *keys: str) -> tuple[Cell, ...]:
        """The cells of several columns of a sheet, row by row; of rows with a repeated id those of the first."""
        rows = {"Milestones": list(self.milestones.values()), "Scope": self.scope}
        return tuple(cell for row in rows[sheet] for cell in self.cells(sheet, keys, row))

    def of_sheet(self, sheet: str) -> tuple[Cell, ...]:
        """Every cell that is read of a sheet without figures of its own, row by row."""
        table = self.book.table(sheet)
        keys = tuple(name for name in table.columns if name != "row")
        return tuple(cell for row in table.to_dicts() for cell in self.cells(sheet, keys, row))

    @property
    def status_date(self) -> tuple[Cell, ...]:
        """The cell of the status date."""
        return self.cell("Project", "status_date", self.project)

    @property
    def days(self) -> tuple[Cell, ...]:
        """The cells that working days are counted by: status date and working calendar."""
        return self.status_date + self.cell("Project", "calendar", self.project)


def ground_of(issue: Issue) -> Ground:
    """The ground of an issue's explanations. Raises: UsageError where the workbook could not be read."""
    if issue.book is None or issue.figures is None or issue.health is None:
        raise UsageError(f"{issue.file} has no figures to explain: {issue.held or 'it could not be read'}")
    return Ground(issue, issue.book, issue.figures, issue.health)


def _plain(value: object) -> object:
    """A value as it may stand in a frozen record: lists as tuples, dependencies as a PM types them (`M1`, `M1 SS+5`)."""
    return tuple(link_text(each) if isinstance(each, dict) else each for each in value) if isinstance(value, list) else value


def link_text(link: Mapping[str, Any]) -> str:
    """A dependency as a PM types it: `M1`, `M1 SS+5`."""
    relation, lag = link["relation"] or "FS", link["lag"] or 0
    return str(link["id"]) if relation == "FS" and not lag else f"{link['id']} {relation}{format(lag, '+g') if lag else ''}"


def _by_id(rows: list[dict[str, Any]]) -> dict[str, dict[str, Any]]:
    found: dict[str, dict[str, Any]] = {}
    for row in rows:
        if row["id"] is not None:
            found.setdefault(row["id"], row)
    return found
