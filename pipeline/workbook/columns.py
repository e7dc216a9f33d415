"""One column read on the second look: cell by cell, or judged as a whole where one cell does not tell (dates, percentages)."""

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Literal

import polars as pl

from pipeline.wording import note
from pipeline.workbook import dates, numbers
from pipeline.workbook.cells import Bad, Reader
from pipeline.workbook.numbers import AMBIGUOUS

NAMED = 5  # cells that a sentence about a column names

COLUMN_TROUBLE = {
    "DATE_SWAPPED": (
        note("The column mixes true dates with text whose day and month may be swapped, so some of the true dates may be swapped too"),
        note("Enter every date of this column again as a true date, such as 2026-11-20, or check them one by one."),
    ),
    "DATE_AMBIGUOUS": (
        note("Day and month cannot be told apart in this column"),
        note("Enter true dates, such as 2026-11-20."),
    ),
    "DATE_SERIAL_READ": (
        note("The column holds bare numbers; they were read as Excel's count of days"),
        note("Format the column as dates and check them."),
    ),
    AMBIGUOUS: (
        note("Bare values from 0 to 1 may mean fractions or percent"),
        note('Format the column as percent (0 %), or set percent = "fraction" or "points" in the settings.'),
    ),
    "PCT_SCALE_MIXED": (
        note("Bare values below 1 stand beside bare values above 1; all were read as percent, so 0.45 is 0.45 %"),
        note("Format the column as percent (0 %) and check these cells."),
    ),
}  # fmt: skip


@dataclass(frozen=True)
class Context:
    """What the parsing of one sheet needs beyond its texts.

    `percent` holds, per key, the rows whose number format shows a percent sign; `known` the ids that the workbook defines.
    """

    known: Collection[str] = frozenset()
    percent: Mapping[str, Collection[int]] = field(default_factory=dict)
    percent_mode: Literal["auto", "fraction", "points"] = "auto"
    epoch: date = dates.EPOCH


@dataclass(frozen=True, slots=True)
class Trouble:
    """A Bad at its place: column key and sheet rows (several where it is about a column), and what stands there."""

    key: str
    rows: tuple[int, ...]
    found: str
    bad: Bad


@dataclass(frozen=True)
class Left:
    """A column after the quick look: its values so far, and the positions and texts of the cells that are still to be read."""

    key: str
    quick: pl.Series
    rows: pl.Series
    places: pl.Series
    texts: list[str]

    def row(self, place: int) -> int:
        """The sheet row of a position."""
        return int(self.rows[place])


Finished = tuple[pl.Series, list[Trouble]]


def cell_column(left: Left, read: Reader) -> Finished:
    """The column with every left text read by itself, each distinct text once."""
    outcomes = _each(left.texts, read)
    values, troubles = _sorted_out(left, [outcomes[text] for text in left.texts])
    return _filled(left, values), troubles


def list_column(left: Left, read: Reader) -> Finished:
    """The column of lists; each distinct text is read once and its list shared by the rows that have it."""
    outcomes = _each(left.texts, read)
    _, troubles = _sorted_out(left, [outcomes[text] for text in left.texts])
    number = {text: index for index, text in enumerate(outcomes, start=1)}
    lists = pl.Series(left.key, [None, *map(_list, outcomes.values())], dtype=left.quick.dtype)
    picked = pl.Series([0], dtype=pl.UInt32).new_from_index(0, len(left.quick))
    if left.texts:
        picked = picked.scatter(left.places, pl.Series([number[text] for text in left.texts], dtype=pl.UInt32))
    return lists.gather(picked), troubles


def _list(outcome: object) -> object:
    """The list that a text says, also where only a part of it could be read."""
    if isinstance(outcome, Bad):
        return list(outcome.rest) if outcome.rest else None
    return outcome


def date_column(left: Left, epoch: date) -> Finished:
    """The column of dates; numeric texts and bare numbers are decided by the whole column, which may be refused."""
    understood = _each(left.texts, dates.read_date)
    outcomes: list[dates.Outcome] = [understood[text] for text in left.texts]
    decided, verdict = dates.decide(outcomes, left.quick.drop_nulls().unique().to_list(), epoch)
    values, troubles = _sorted_out(left, decided)
    column = _filled(left, values)
    if verdict:
        kind = dates.Serial if verdict == "DATE_SERIAL_READ" else dates.Loose
        troubles.append(_on_column(left, verdict, [i for i, outcome in enumerate(outcomes) if isinstance(outcome, kind)]))
    if verdict == "DATE_SWAPPED":
        column = pl.Series(left.key, [None] * len(column), dtype=pl.Date)
    return column, troubles


def percent_column(left: Left, context: Context) -> Finished:
    """The column of percentages: texts with a percent sign by themselves, numbers by their format and the whole column."""
    bare = _each(left.texts, numbers.bare_percent)
    stored = _filled(left, [bare[text] for text in left.texts])
    scaled, doubtful = numbers.percentages(stored, context.percent.get(left.key, ()), left.rows, context.percent_mode)
    rest = [i for i, text in enumerate(left.texts) if bare[text] is None]
    texts = Left(left.key, scaled, left.rows, left.places.gather(rest), [left.texts[i] for i in rest])
    column, troubles = cell_column(texts, numbers.percent_text)
    for code, places in doubtful.items():
        whole = Left(left.key, column, left.rows, pl.Series(places), [f"{stored[place]:g}" for place in places])
        troubles.append(_on_column(whole, code, range(len(places))))
    return column, troubles


def _each(texts: list[str], read: Callable[[str], Any]) -> dict[str, Any]:
    """What each distinct text says; None for a text of blanks."""
    return {text: read(text) if text.strip() else None for text in set(texts)}


def _filled(left: Left, values: list[Any]) -> pl.Series:
    """The quick column with the values of the left cells put in their places."""
    return left.quick.clone().scatter(left.places, pl.Series(values, dtype=left.quick.dtype)) if values else left.quick


def _sorted_out(left: Left, outcomes: list[Any]) -> tuple[list[Any], list[Trouble]]:
    """The values of the left cells, null where one is Bad, and the Bads at their rows."""
    troubles = [
        Trouble(left.key, (left.row(place),), text, outcome)
        for place, text, outcome in zip(left.places, left.texts, outcomes, strict=True)
        if isinstance(outcome, Bad)
    ]
    return [None if isinstance(outcome, Bad) else outcome for outcome in outcomes], troubles


def _on_column(left: Left, code: str, members: Iterable[int]) -> Trouble:
    """One trouble about several cells of a column; `members` are positions in the list of left cells."""
    chosen = list(members)
    message, fix = COLUMN_TROUBLE[code]
    found = ", ".join(dict.fromkeys(left.texts[i] for i in chosen[:NAMED]))
    return Trouble(left.key, tuple(left.row(left.places[i]) for i in chosen), found, Bad(code, message, fix))
