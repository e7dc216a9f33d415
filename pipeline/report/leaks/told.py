"""The texts of a workbook's cells, and which of them the readers of an edition may read."""

from collections.abc import Collection, Mapping, Sequence
from typing import NamedTuple

import polars as pl

from pipeline.contract.audience import VISIBLE_BY_DEFAULT, scope_seen_by_customers, seen_by_customers
from pipeline.contract.cells import Choice, Period
from pipeline.contract.sheets import Column, Sheet
from pipeline.contract.workbook import SHEETS
from pipeline.issue import Issue
from pipeline.workbook.book import Book

FOR_TEAM: Mapping[str, frozenset[str]] = {
    "Milestones": frozenset({"note", "backup", "responsibility"}),
    "Scope": frozenset({"note", "issue"}),
    "People": frozenset({"email"}),
    "Distribution": frozenset({"name", "email"}),
}
"""The columns that executives do not read."""
WITHOUT_REASON: Mapping[str, frozenset[str]] = {
    "Project": frozenset({"health_reason"}),
    "Milestones": frozenset({"health_reason"}),
    "Distribution": frozenset({"name"}),
}
"""The columns that customers do not read, beside those that the contract calls internal."""


class Texts(NamedTuple):
    """What the cells of one column say that are not empty, each with its row."""

    sheet: Sheet
    column: Column
    cells: Sequence[tuple[int, str]]


class Cell(NamedTuple):
    """What one cell says."""

    sheet: Sheet
    column: Column
    row: int
    text: str


def texts_of(book: Book) -> list[Texts]:
    """The texts of a workbook, by column in the order of the contract; without choices and periods, which tell nothing."""
    found = []
    for sheet in SHEETS:
        frame = book.table(sheet.name)
        rows = frame["row"].to_list()
        for column in sheet if rows else ():
            if column.type.dtype == pl.String and not isinstance(column.type, Choice | Period):
                texts = frame[column.key].to_list()
                found.append(Texts(sheet, column, [(row, text) for row, text in zip(rows, texts, strict=True) if text]))
    return found


def parted(texts: Sequence[Texts], issue: Issue, edition: str) -> tuple[list[str], list[Cell]]:
    """What the readers of an edition may read of these texts, and what is kept from them."""
    told, kept = [], []
    seen = _seen_by_customers(issue, issue.book) if edition == "customer" and issue.book else {}
    for sheet, column, cells in texts:
        rows = () if _is_withheld(sheet, column, edition) else seen.get(sheet.name)
        for row, text in cells:
            if rows is None or row in rows:
                told.append(text)
            else:
                kept.append(Cell(sheet, column, row, text))
    return told, kept


def _is_withheld(sheet: Sheet, column: Column, edition: str) -> bool:
    if edition == "customer":
        return column.internal or column.key in WITHOUT_REASON.get(sheet.name, ())
    return edition == "executive" and column.key in FOR_TEAM.get(sheet.name, ())


def _seen_by_customers(issue: Issue, book: Book) -> dict[str, Collection[int]]:
    """The rows that customers see, by sheet; of sheets that are not there they see all that there is."""
    frames = {name: book.table(name) for name in VISIBLE_BY_DEFAULT}
    seen = {name: seen_by_customers(frame, name) for name, frame in frames.items() if frame.height}
    if issue.figures:
        seen["Scope"] = scope_seen_by_customers(issue.figures.scope)
    return {"Scope": (), **{name: frozenset(frame["row"].to_list()) for name, frame in seen.items()}}
