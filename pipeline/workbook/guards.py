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
    Period,
    Person,
    Text,
    Whole,
)
from pipeline.contract.sheets import Column, Layout, Sheet
from pipeline.workbook.dates import FIX as TRUE_DATE
from pipeline.workbook.template_language import ENGLISH, Language

TEXT, DAY, PERCENT, AMOUNT, ANY = "@", ENGLISH.day, "0%", "#,##0.00", "General"
TITLE_LIMIT, MESSAGE_LIMIT = 32, 255

Lists = Mapping[tuple[str, ...], str]
"""The formula of the range that holds the words of a dropdown."""
PEOPLE, MILESTONE_IDS = ("people",), ("milestone ids",)
"""The keys in Lists of the dropdowns that come from what the PM has typed elsewhere."""


@dataclass(frozen=True)
class Look:
    """The number format of a cell type and the narrowest and widest column that it gets, in characters."""

    number_format: str
    narrow: int
    wide: int


# Ids and dependencies are text cells, because Excel turns a typed `1-2` into a date.
LOOKS: dict[type[CellType], Look] = {
    Text: Look(ANY, 18, 56),
    Long: Look(ANY, 36, 64),
    Id: Look(TEXT, 11, 24),
    Person: Look(ANY, 18, 28),
    Link: Look(ANY, 12, 28),
    Date: Look(DAY, 13, 16),
    Percent: Look(PERCENT, 12, 14),
    Number: Look(ANY, 10, 14),
    Money: Look(AMOUNT, 14, 16),
    Whole: Look(ANY, 8, 12),
    Period: Look(ANY, 13, 16),
    Flag: Look(ANY, 10, 14),
    Ids: Look(TEXT, 12, 28),
    Dependencies: Look(TEXT, 14, 28),
    Choice: Look(ANY, 13, 22),
}
TITLES = {"title": 46, "name": 34, "text": 52}
"""The least width of the columns that say what a row is."""


def number_format(column: Column, language: Language = ENGLISH) -> str:
    """The number format of a column's cells."""
    return language.day if isinstance(column.type, Date) else LOOKS[type(column.type)].number_format


def width(sheet: Sheet, column: Column, texts: list[str], language: Language = ENGLISH) -> int:
    """The column width that shows the header's longest word with a filter arrow and most of `texts`, in characters, within the limits."""
    limits = LOOKS[type(column.type)]
    longest = max((len(line) for text in texts for line in text.splitlines()), default=0)
    narrow = max(limits.narrow, TITLES.get(column.key, 0) if sheet.layout is Layout.TABLE else 0)
    header = max(map(len, language.say(column.header).split()))
    return max(header + 5, min(max(narrow, longest + 2), max(limits.wide, narrow)))


def words(cell: CellType) -> tuple[str, ...]:
    """The words of a cell type's dropdown, in order; empty where it has none."""
    if isinstance(cell, Choice):
        return cell.values
    return ("yes", "no") if isinstance(cell, Flag) else ()


def validation(column: Column, lists: Lists, language: Language = ENGLISH) -> dict[str, Any]:
    """XlsxWriter's data validation of a column: what may be typed, the message on entering a cell, the one on a wrong value.

    The message on a wrong value is the cure of the finding that the value would get.
    """
    title = language.say(column.header)[:TITLE_LIMIT]
    return {
        "ignore_blank": True,
        "input_title": title,
        "input_message": _message(column, language),
        "error_title": title,
        "error_message": cure(column.type, language),
        **_allowed(column, lists),
    }


def cure(cell: CellType, language: Language = ENGLISH) -> str:
    """What to enter instead of a value that this type of cell cannot hold."""
    say = language.say
    match cell:
        case Choice():
            sentence = say("Choose from the list: {words}.").format(words=", ".join(map(say, cell.values)))
            return sentence if len(sentence) <= MESSAGE_LIMIT else say("Choose from the list.")
        case Date():
            return say(TRUE_DATE)
        case Percent():
            return say("Enter a percentage from 0 % to 100 %, or leave the cell blank.")
        case Number():
            return say("Enter a number, without words or units.")
        case Whole(minimum=minimum, maximum=maximum):
            return say("Enter a whole number from {low} to {high}.").format(low=minimum, high=maximum)
        case _:
            return say(f"Enter {cell.enter}.")


def _allowed(column: Column, lists: Lists) -> dict[str, Any]:
    """The part of a validation that says which values are allowed; dates within one century, so that a mistyped year is caught.

    Names and milestone ids are offered, not demanded: a PM may type the row that defines them later.
    """
    match column.type:
        case Choice() | Flag() as cell:
            return {"validate": "list", "source": lists[words(cell)]}
        case Date():
            return {"validate": "date", "criteria": "between", "minimum": date(2000, 1, 1), "maximum": date(2099, 12, 31)}
        case Percent():
            return {"validate": "decimal", "criteria": "between", "minimum": 0, "maximum": 1}
        case Number() | Money():
            return {"validate": "decimal", "criteria": "between", "minimum": -1e12, "maximum": 1e12}
        case Whole(minimum=minimum, maximum=maximum):
            return {"validate": "integer", "criteria": "between", "minimum": minimum, "maximum": maximum}
        case Person() if PEOPLE in lists:
            return {"validate": "list", "source": lists[PEOPLE], "show_error": False}
        case Id() if column.key == "milestone" and MILESTONE_IDS in lists:
            return {"validate": "list", "source": lists[MILESTONE_IDS], "show_error": False}
        case _:
            return {"validate": "any"}


def _message(column: Column, language: Language) -> str:
    """What stands beside a selected cell: the column's help, what a blank means, whether it must be filled."""
    parts = [language.say(column.help)]
    if column.default is not None:
        parts.append(f"{language.say('Blank means')} {language.say(column.default)}.")
    if column.required:
        parts.append(language.say("Required."))
    return " ".join(parts)[:MESSAGE_LIMIT]
