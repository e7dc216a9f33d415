"""What a rule is: an expression, a sentence and a cure; or, where one row is not enough, a function that yields troubles."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property, partial, reduce
from operator import or_
from string import Formatter
from typing import Any, NamedTuple

import polars as pl

from pipeline.contract.cells import Choice
from pipeline.contract.findings import INFO, Finding, Severity
from pipeline.contract.names import header_name, word_name
from pipeline.contract.workbook import SHEET
from pipeline.rules.before import KEPT, with_before
from pipeline.rules.placeholders import Place, unfilled
from pipeline.rules.told import named, shown
from pipeline.store.records import FIRST_SIGHT, Past
from pipeline.wording import Text, note, note_many
from pipeline.wording.text import Template
from pipeline.workbook.book import Book

LISTED = 500
"""Findings of one rule; what is more is one sentence, so that a sheet of a hundred thousand wrong rows is told in time."""
ASKED: Mapping[str, str] = {"Charter": "text", "Criteria": "evidence"}
"""The column of a sheet whose placeholders its rules ask for."""


@dataclass(frozen=True, eq=False)
class Case:
    """What the rules judge: a book, the frames of its sheets with the figure columns added, and the terms of the issue.

    `facts` holds a frame by sheet name; a sheet that is not in it is taken from the book. `issue_date` None means that the age of the
    workbook is not judged. `unread` are the cells that reading already reported as errors: no rule reports them again as blank, but
    what could be read of a list is judged. `past` is what was accepted before; the rules about time compare with its last report and
    say nothing where there is none. `allowed_domains` are those that mail may go to; without any they are not judged.
    """

    book: Book
    facts: Mapping[str, pl.DataFrame]
    issue_date: date | None = None
    max_age_days: int = 8
    unread: frozenset[str] = field(default_factory=frozenset)
    past: Past = FIRST_SIGHT
    allowed_domains: tuple[str, ...] = ()

    def table(self, sheet: str) -> pl.DataFrame:
        """The facts of a sheet, one row per row of the sheet."""
        return self.facts.get(sheet, self.book.tables[sheet])

    def frame(self, sheet: str) -> pl.DataFrame:
        """The facts of a sheet with the project's `status_date` beside each row, and what the last reports say of it.

        Beside the rows of the sheets in ASKED stands `unfilled`: whether that text of the row holds a placeholder.
        """
        return self.compared[sheet] if sheet in self.compared else self._dated(sheet)

    def _dated(self, sheet: str) -> pl.DataFrame:
        added = {"status_date": pl.lit(self.status_date, pl.Date)}
        if sheet in ASKED:
            added["unfilled"] = pl.int_range(pl.len()).is_in(self.unfilled.get((sheet, ASKED[sheet]), []))
        return self.table(sheet).with_columns_seq(**added)

    @cached_property
    def unfilled(self) -> dict[Place, list[int]]:
        """The positions of the rows whose texts hold placeholders, by sheet and column."""
        return unfilled(self.book.tables)

    @cached_property
    def compared(self) -> dict[str, pl.DataFrame]:
        """The frames of the sheets whose rows the reports keep."""
        return {sheet: with_before(self._dated(sheet), sheet, self.past) for sheet in KEPT}

    def rows(self, sheet: str, *columns: str) -> list[tuple[Any, ...]]:
        """The facts of a sheet row by row, as tuples of these columns."""
        table = self.table(sheet)
        return table[columns].rows() if table.height else []

    @cached_property
    def project(self) -> dict[str, Any]:
        """The fields of sheet Project by key; None where blank."""
        return self.book.project

    @property
    def status_date(self) -> date | None:
        """The day that the workbook's figures are true for."""
        value: date | None = self.project["status_date"]
        return value

    @cached_property
    def milestones(self) -> tuple[dict[str, Any], ...]:
        """The milestones that have an id, in workbook order, as records of what the rules about links need."""
        keys = ("row", "id", "name", "status", "state", "depends_on")
        return tuple(dict(zip(keys, row, strict=True)) for row in self.rows("Milestones", *keys) if row[1])

    @cached_property
    def milestone_ids(self) -> dict[str, None]:
        """The ids of the milestones, in workbook order."""
        return dict.fromkeys(row["id"] for row in self.milestones)


class Trouble(NamedTuple):
    """One place that breaks a rule: sheet, column key and row of the cell; what stands there, what is wrong, what to enter instead.

    A blank column means the sheet as a whole.
    """

    sheet: str
    column: str
    row: int | None
    found: str
    says: Text
    fix: Text


@dataclass(frozen=True, eq=False)
class Rule:
    """A rule about single rows: it fires where `when` is true, at the cell in column `on` (`Sheet.column`).

    `says` and `fix` are sentences whose fields are columns of the row; `found` names the column whose value stands in the finding,
    by default that of `on`.
    """

    code: str
    severity: Severity
    on: str
    when: pl.Expr
    says: str
    fix: str
    found: str | None = None

    @cached_property
    def place(self) -> tuple[str, str]:
        """Sheet and column key that the finding points at."""
        sheet, column = self.on.split(".")
        return sheet, column

    @cached_property
    def meaning(self) -> str:
        """The sentence of the rule for the published list: `{id}` is read as "a row", any other field as an ellipsis."""
        return "".join(text + ({None: "", "id": "a row"}.get(name, "…")) for text, name, _, _ in Formatter().parse(self.says))

    @cached_property
    def told(self) -> Mapping[str, Callable[[Any], object]]:
        """The columns that the sentences name, each with what makes of its value what a sentence takes."""
        sheet = self.place[0]
        names = dict.fromkeys((*_fields(self.says), *_fields(self.fix)))
        return {name: partial(named, sheet) if name == "id" else _teller(sheet, name) for name in names}

    @cached_property
    def sentence(self) -> Template:
        """What the rule says, as a template."""
        return Template(self.says)

    @cached_property
    def cure(self) -> Template | Text:
        """What is to be entered instead: a template, or a text where it is the same for every row."""
        return Template(self.fix) if _fields(self.fix) else Text(Template(self.fix), {})

    @cached_property
    def fields(self) -> list[str]:
        """The columns that the finding needs: row number, what stands there, and those that the sentences name."""
        return list(dict.fromkeys(("row", self.found or self.place[1], *self.told)))

    def findings(self, book: Book, rows: pl.DataFrame) -> Iterator[Finding]:
        """One finding for each of `rows`, the rows on which the rule fires.

        A column that the workbook does not keep gives a single info on its sheet: a rule may ask for a cell, not for a way of working.
        """
        sheet, column = self.place
        name = book.names.get(sheet, sheet)
        if not book.has(sheet, column):
            if not SHEET[sheet][column].required:
                yield _not_kept(self, name, header_name(SHEET[sheet][column]), rows["row"].to_list())
            return
        what, says, cure = self.found or column, self.sentence, self.cure
        for values in rows[self.fields].head(LISTED).iter_rows(named=True):
            told = {key: teller(values[key]) for key, teller in self.told.items()}
            cell = book.cell(sheet, column, values["row"])
            fix = cure if isinstance(cure, Text) else Text(cure, told)
            yield Finding(self.code, self.severity, name, cell, shown(values[what]), Text(says, told), fix)
        if rows.height > LISTED:
            yield _and_more(self.code, self.severity, name)


def _and_more(code: str, severity: Severity, sheet: str) -> Finding:
    """What stands for the findings of a rule that are not listed."""
    message = note("More cells of this sheet have the same trouble; the first {number} are listed", number=LISTED)
    return Finding(code, severity, sheet, None, "", message, note("Mend the ones listed; the next check lists the others."))


Find = Callable[[Case], Iterable[Trouble]]


@dataclass(frozen=True, eq=False)
class FunctionRule:
    """A rule that looks at several rows or sheets; the first line of the function's docstring is its meaning."""

    code: str
    severity: Severity
    on: str
    find: Find

    @property
    def meaning(self) -> str:
        """The sentence of the rule for the published list."""
        return (self.find.__doc__ or "").strip().split("\n")[0].rstrip(".")

    def __call__(self, case: Case) -> Iterator[Finding]:
        """The findings of the rule."""
        for number, (sheet, column, row, found, says, fix) in enumerate(self.find(case)):
            name = case.book.names.get(sheet, sheet)
            if number == LISTED:
                yield _and_more(self.code, self.severity, name)
                return
            yield Finding(self.code, self.severity, name, case.book.cell(sheet, column, row), found, says, fix)


def function_rule(code: str, severity: Severity, on: str) -> Callable[[Find], FunctionRule]:
    """A decorator that makes a FunctionRule of a function that yields troubles; `on` says for the published list what it looks at."""
    return lambda find: FunctionRule(code, severity, on, find)


def one_of(column: str, *words: str) -> pl.Expr:
    """Whether a column holds one of a few words; null where it is blank."""
    return reduce(or_, (pl.col(column) == word for word in words))


def _fields(sentence: str) -> list[str]:
    """The columns that a sentence names."""
    return [name for _, name, _, _ in Formatter().parse(sentence) if name]


def _teller(sheet: str, key: str) -> Callable[[Any], object]:
    """What makes of a column's value what a sentence takes: words of a list can be said."""
    column = SHEET[sheet].by_key.get(key)
    return _word if column and isinstance(column.type, Choice) else _value


def _word(value: str | None) -> str:
    return word_name(value) if value else ""


def _value(value: object) -> object:
    """Numbers stay numbers for their format, all else is text."""
    return value if isinstance(value, int | float) and not isinstance(value, bool) else shown(value)


def _not_kept(rule: Rule, sheet: str, header: str, rows: Sequence[int]) -> Finding:
    where = ", ".join(str(row) for row in rows[:5]) + (", …" if len(rows) > 5 else "")
    message = note_many(
        "there is no column {header}, which row {rows} would need",
        "there is no column {header}, which {number} rows, {rows} would need",
        len(rows),
        header=header,
        rows=where,
    )
    return Finding(rule.code, INFO, sheet, None, "", message, note("Add a column {header} if the project keeps it.", header=header))
