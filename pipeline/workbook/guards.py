"""How a cell of a new workbook looks and what Excel lets a PM type into it, from the contract's cell types."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from pipeline.contract.cells import (
    CellType,
    Choice,
    Date,
    Dependencies,
    Flag,
    Id,
    Ids,
    Link,
    Long,
    Money,
    Number,
    Percent,
    Person,
    Text,
    Whole,
)
from pipeline.contract.sheets import Column

TEXT, DAY, PERCENT, AMOUNT, ANY = "@", "yyyy-mm-dd", "0%", "#,##0.00", "General"
TITLE_LIMIT, MESSAGE_LIMIT = 32, 255


@dataclass(frozen=True)
class Look:
    """The number format of a cell type and the narrowest and widest column that it gets, in characters."""

    number_format: str
    narrow: int
    wide: int


# Ids and dependencies are text cells, because Excel turns a typed `1-2` into a date.
LOOKS: dict[type[CellType], Look] = {
    Text: Look(ANY, 16, 56),
    Long: Look(ANY, 32, 64),
    Id: Look(TEXT, 10, 24),
    Person: Look(ANY, 16, 28),
    Link: Look(ANY, 12, 28),
    Date: Look(DAY, 12, 16),
    Percent: Look(PERCENT, 10, 14),
    Number: Look(ANY, 10, 14),
    Money: Look(AMOUNT, 12, 16),
    Whole: Look(ANY, 8, 12),
    Flag: Look(ANY, 10, 14),
    Ids: Look(TEXT, 12, 28),
    Dependencies: Look(TEXT, 14, 28),
    Choice: Look(ANY, 12, 20),
}


def look(column: Column) -> Look:
    """The look of a column's cells."""
    return LOOKS[type(column.type)]


def width(column: Column, texts: list[str]) -> int:
    """The column width that shows the header with its filter arrow and most of `texts`, in characters, within the look's limits."""
    limits = look(column)
    longest = max((len(line) for text in texts for line in text.splitlines()), default=0)
    return max(len(column.header) + 4, min(max(limits.narrow, longest + 2), limits.wide))


def words(cell: CellType) -> tuple[str, ...]:
    """The words of a cell type's dropdown, in order; empty where it has none."""
    if isinstance(cell, Choice):
        return cell.values
    return ("yes", "no") if isinstance(cell, Flag) else ()


def validation(column: Column, lists: Mapping[tuple[str, ...], str]) -> dict[str, Any]:
    """XlsxWriter's data validation of a column: what may be typed, the message on entering a cell, the one on a wrong value.

    `lists` gives the range (`=Lists!$A$2:$A$4`) that holds the words of each dropdown.
    """
    return {
        **_allowed(column.type, lists),
        "ignore_blank": True,
        "input_title": column.header[:TITLE_LIMIT],
        "input_message": _message(column),
        "error_title": column.header[:TITLE_LIMIT],
        "error_message": f"Enter {column.type.enter}."[:MESSAGE_LIMIT],
    }


def _allowed(cell: CellType, lists: Mapping[tuple[str, ...], str]) -> dict[str, Any]:
    """The part of a validation that says which values are allowed; dates within one century, so that a mistyped year is caught."""
    match cell:
        case Choice() | Flag():
            return {"validate": "list", "source": lists[words(cell)]}
        case Date():
            return {"validate": "date", "criteria": "between", "minimum": date(2000, 1, 1), "maximum": date(2099, 12, 31)}
        case Percent():
            return {"validate": "decimal", "criteria": "between", "minimum": 0, "maximum": 1}
        case Number() | Money():
            return {"validate": "decimal", "criteria": "between", "minimum": -1e12, "maximum": 1e12}
        case Whole(minimum=minimum, maximum=maximum):
            return {"validate": "integer", "criteria": "between", "minimum": minimum, "maximum": maximum}
        case _:
            return {"validate": "any"}


def _message(column: Column) -> str:
    """What stands beside a selected cell: the column's help, what a blank means, whether it must be filled."""
    parts = [column.help]
    if column.default is not None:
        parts.append(f"Blank means {column.default}.")
    if column.required:
        parts.append("Required.")
    return " ".join(parts)[:MESSAGE_LIMIT]
