"""A small picture of a sheet: column letters, headers, and a row with one cell marked, as the project manager sees it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import polars as pl

from pipeline.contract.cells import CellType, Choice, Percent
from pipeline.contract.findings import Finding
from pipeline.contract.names import word_name
from pipeline.contract.sheets import Layout, Sheet
from pipeline.contract.workbook import SHEETS
from pipeline.report import display
from pipeline.wording import language, say, say_as, spoken
from pipeline.wording.values import written
from pipeline.workbook.book import Book
from pipeline.workbook.feedback.marks import NEW, Place, place_of
from pipeline.workbook.look import column_index, column_letters

BESIDE = 2  # columns shown on each side of the marked one
SHOWN = 60
NAMING = ("title", "name")  # columns by which people know a row


@dataclass(frozen=True)
class PictureCell:
    """A column of the picture: its letter, its header, what stands in the row; `gap` where columns are left out before it."""

    letter: str
    header: str
    text: str
    marked: bool
    gap: bool


@dataclass(frozen=True)
class Picture:
    """A row of a sheet with one cell marked, and what is said about it; `cells` is empty where the finding is about no single cell."""

    where: str
    says: str
    state: str
    row: int
    cells: tuple[PictureCell, ...]


def picture(book: Book | None, finding: Finding, state: str, message: str) -> Picture:
    """The picture of a finding's cell, as far as the book was read; `message` is said beside it, and a new finding called so."""
    found = place_of(finding)
    cells: tuple[PictureCell, ...] = ()
    if found:
        tab, place = found
        sheet = _sheet(book, tab)
        seen = _seen(book, sheet, place) if book and sheet else []
        names = {column_index(letters) for key, letters in book.places[sheet.name].items() if key in NAMING} if book and sheet else set()
        cells = _window(seen, place, finding.found, names)
    new = say_as("state of a finding", "new") if state == NEW else ""
    return Picture(finding.where, display.capital(spoken(message)), new, found[1].row if found else 0, cells)


def _sheet(book: Book | None, tab: str) -> Sheet | None:
    """The contract's sheet behind a tab."""
    return next((sheet for sheet in SHEETS if book and sheet.name in book.places and book.names.get(sheet.name) == tab), None)


def _seen(book: Book, sheet: Sheet, place: Place) -> list[tuple[int, str, str]]:
    """Column, header and text of every known cell in the row of a place, from left to right; empty where the row was not read."""
    places = book.places[sheet.name]
    if sheet.layout is Layout.FIELDS:
        value = next((key for key, address in places.items() if address == place.address), None)
        if value is None or not place.column:
            return []
        name, text = spoken(book.header(sheet.name, value)), _text(book.project.get(value), sheet[value].type)
        return [(place.column - 1, say("Field"), name), (place.column, say("Value"), text)]
    rows = book.table(sheet.name).filter(pl.col("row") == place.row).to_dicts()
    if not rows:
        return []
    cells = [
        (column_index(letters), spoken(book.header(sheet.name, key)), _text(rows[0].get(key), sheet[key].type))
        for key, letters in places.items()
        if key in sheet.by_key
    ]
    return sorted(cells)


def _window(seen: Sequence[tuple[int, str, str]], place: Place, found: str, names: set[int]) -> tuple[PictureCell, ...]:
    """The first column, those that name the row, the marked one and its neighbours.

    The marked cell shows what was found there rather than what was read.
    """
    columns = {column: (header, text) for column, header, text in seen}
    header, text = columns.get(place.column, ("", ""))
    columns[place.column] = (header, found or text)
    order = sorted(columns)
    at = order.index(place.column)
    shown = sorted({order[0], *names & set(order), *order[max(at - BESIDE, 0) : at + BESIDE + 1]})
    return tuple(
        PictureCell(
            letter=column_letters(column),
            header=columns[column][0],
            text=_clipped(columns[column][1]),
            marked=column == place.column,
            gap=bool(index) and column > shown[index - 1] + 1,
        )
        for index, column in enumerate(shown)
    )


def _text(value: object, kind: CellType) -> str:
    """A value as the sheet may show it."""
    match value:
        case None:
            return ""
        case bool():
            return say_as("cell", "yes") if value else say_as("cell", "no")
        case date():
            return value.isoformat()
        case float() if isinstance(kind, Percent):
            return written(f"{value:.10g} %", language())
        case float():
            return written(f"{value:.10g}", language())
        case list():
            return ", ".join(str(one["id"]) if isinstance(one, dict) else str(one) for one in value)
        case _:
            return spoken(word_name(str(value))) if isinstance(kind, Choice) else str(value)


def _clipped(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= SHOWN else f"{line[: SHOWN - 1]}…"
