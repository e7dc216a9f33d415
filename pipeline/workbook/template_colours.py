"""What a new workbook colours by itself while it is filled in: words, percentages, days that have passed, the tree, example rows."""

from collections.abc import Iterator
from typing import Any

from xlsxwriter import Workbook
from xlsxwriter.utility import xl_col_to_name
from xlsxwriter.worksheet import Worksheet

from pipeline.contract.cells import Percent
from pipeline.contract.sheets import Sheet
from pipeline.workbook.guards import words
from pipeline.workbook.template_language import Language

LAST_ROW = 1_048_575
STATUS_DATE = "status_date"  # a name of the workbook, because a conditional format should not point to another sheet itself
BAR = "#A9C8E2"
TONES: dict[str, dict[str, Any]] = {
    "good": {"bg_color": "#E2F1E6", "font_color": "#1E6B3A"},
    "care": {"bg_color": "#FFF0D1", "font_color": "#7A4F00"},
    "bad": {"bg_color": "#FBE2E0", "font_color": "#9B1C1C"},
    "busy": {"bg_color": "#E1EDF7", "font_color": "#174E77"},
    "out": {"font_color": "#7B8794", "italic": True},
}
TONE = {
    "Green": "good", "Done": "good", "met": "good", "go": "good", "Completed": "good",
    "Amber": "care", "On hold": "care", "conditional go": "care", "waived": "care", "medium": "care", "hold": "care",
    "Red": "bad", "not met": "bad", "kill": "bad", "high": "bad",
    "Active": "busy", "In progress": "busy",
    "Cancelled": "out", "Deferred": "out", "n/a": "out", "closed": "out",
}  # fmt: skip
"""The tone of a word; a word that is not here, such as `unknown`, stays plain. The word itself always stands there too."""
DATED = {"Milestones": ("Done", "Cancelled"), "Scope": ("Done", "Cancelled", "Deferred")}
DEEPEST = 6

Rule = tuple[int, int, dict[str, Any]]
"""First and last column of a conditional format, and its options."""


def colour(book: Workbook, page: Worksheet, sheet: Sheet, language: Language, dated: bool) -> None:
    """Colour a table sheet down to the last row that Excel has; only a `dated` workbook, with a status date, knows what is late."""
    places = {column.key: place for place, column in enumerate(sheet)}
    rules = [*_examples(book, sheet, language)]
    for place, column in enumerate(sheet):
        if isinstance(column.type, Percent):
            rules.append((place, place, bar()))
        rules += [(place, place, _word(book, language.say(word), TONE[word])) for word in words(column.type) if word in TONE]
    if sheet.name == "Scope":
        rules += _tree(book, places, language)
    if sheet.name in DATED and dated:
        rules += _late(book, places, [language.say(word) for word in DATED[sheet.name]])
    for first, last, options in rules:
        page.conditional_format(1, first, LAST_ROW, last, options)


def bar() -> dict[str, Any]:
    """A data bar of percentages, always from 0 to 100 %."""
    scale = {"min_type": "num", "min_value": 0, "max_type": "num", "max_value": 1}
    return {"type": "data_bar", "bar_solid": True, "bar_color": BAR, "data_bar_2010": True, **scale}


def tones(book: Workbook, values: tuple[str, ...], language: Language) -> list[dict[str, Any]]:
    """The conditional formats that colour a cell with one of these words."""
    return [_word(book, language.say(word), TONE[word]) for word in values if word in TONE]


def _word(book: Workbook, word: str, tone: str) -> dict[str, Any]:
    return {"type": "cell", "criteria": "==", "value": f'"{word}"', "format": book.add_format(TONES[tone])}


def _examples(book: Workbook, sheet: Sheet, language: Language) -> Iterator[Rule]:
    """Example rows are grey; the row is plain again as soon as its id is overwritten."""
    if "id" in sheet.by_key:
        example = language.say("Example")
        grey = book.add_format({"italic": True, "font_color": "#8A94A0"})
        options = {"type": "formula", "criteria": f'=LEFT($A2,{len(example)})="{example}"', "format": grey, "stop_if_true": True}
        percent = sheet.by_key.get("percent")
        for place, column in enumerate(sheet):
            if column is not percent:
                yield place, place, options


def _tree(book: Workbook, places: dict[str, int], language: Language) -> Iterator[Rule]:
    """Solutions are bold and their breakdown is indented, whatever is typed into Level; groups are set back."""
    title = places["title"]
    level, kind = (f"${xl_col_to_name(places[key])}2" for key in ("level", "kind"))
    yield 0, title, {"type": "formula", "criteria": f"={level}=1", "format": book.add_format({"bold": True})}
    for depth in range(2, DEEPEST + 1):
        indented = book.add_format({"num_format": f'"{"     " * (depth - 1)}"@'})
        yield title, title, {"type": "formula", "criteria": f"={level}={depth}", "format": indented}
    grey = book.add_format({"font_color": "#52606D", "italic": True})
    yield title, title, {"type": "formula", "criteria": f'={kind}="{language.say("group")}"', "format": grey}


def _late(book: Workbook, places: dict[str, int], over: list[str]) -> Iterator[Rule]:
    """Days of open rows that have passed at the status date are red: the agreed finish and the forecast.

    A scope item with parts has no status of its own, so its days stay plain.
    """
    status, actual = (f"${xl_col_to_name(places[key])}2" for key in ("status", "actual_finish"))
    still_open = "".join(f',{status}<>"{word}"' for word in over)
    if "level" in places:
        level = f"${xl_col_to_name(places['level'])}"
        still_open += f",{level}3<={level}2"
    red = book.add_format({"font_color": "#B42318", "bold": True})
    for key in ("baseline_finish", "forecast_finish"):
        day = f"${xl_col_to_name(places[key])}2"
        passed = f'=AND(ISNUMBER({day}),{day}<{STATUS_DATE},{actual}=""{still_open})'
        yield places[key], places[key], {"type": "formula", "criteria": passed, "format": red}
