"""The pages of a new workbook that hold its rows: fields, tables, and the lists behind the dropdowns, written with XlsxWriter."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from math import isfinite

from xlsxwriter import Workbook
from xlsxwriter.format import Format
from xlsxwriter.utility import quote_sheetname, xl_col_to_name, xl_range_abs
from xlsxwriter.worksheet import Worksheet

from pipeline.contract.cells import Long, Percent, Period, Text, Whole
from pipeline.contract.sheets import Column, Sheet
from pipeline.workbook.guards import MILESTONE_IDS, PEOPLE, Lists, number_format, validation, width, words
from pipeline.workbook.template_colours import LAST_ROW, colour, tones
from pipeline.workbook.template_language import Language

Row = Mapping[str, object]

LISTS = "Lists"
A4 = 9
FIELD_WIDE = 72  # characters of a field's value
WIDE = 16  # columns that still fit on one page
OUTLINE = 7  # levels that Excel can group
LINE, HIGHEST = 15, 27  # points of a line, lines of the highest row
TABLE_STYLE = "Table Style Light 1"
INK, ACCENT, PALE, WHITE, GREY = "#1F2933", "#1B5E8C", "#E4E8EC", "#FFFFFF", "#7B8794"
FROZEN = {"Milestones": 2, "Scope": 4, "Criteria": 1, "Gates": 2, "Risks": 1, "Changes": 1}
"""Columns that stay in view while the others scroll by."""


@dataclass(frozen=True)
class Making:
    """A workbook in the making: language, the dropdowns' ranges, whether it has a status date, and how many rows a table has at least."""

    book: Workbook
    language: Language
    lists: Lists
    dated: bool
    blank_rows: int = 1


def add_page(book: Workbook, name: str, language: Language, columns: int = 1) -> Worksheet:
    """A new sheet ready to print: A4 landscape, one page wide, the header row frozen and repeated on every page, pages numbered.

    A sheet of many columns is three pages wide, with the columns that say what a row is on each.
    """
    frozen = FROZEN.get(name, 0)
    page = book.add_worksheet(language.say(name))
    page.set_landscape()
    page.set_paper(A4)
    page.fit_to_pages(3 if columns > WIDE else 1, 0)
    if columns > WIDE and frozen:
        page.repeat_columns(0, frozen - 1)
    page.set_margins(left=0.4, right=0.4, top=0.5, bottom=0.6)
    page.repeat_rows(0)
    page.freeze_panes(1, frozen)
    page.set_footer("&L&F, &A&R&P / &N")
    return page


def write_lists(book: Workbook, sheets: Sequence[Sheet], language: Language) -> Lists:
    """Write each dropdown's words once, on a hidden sheet, and return the names of the ranges that hold them."""
    page = book.add_worksheet(language.say(LISTS))
    page.hide()
    names: dict[tuple[str, ...], str] = {}
    strong, plain = book.add_format({"bold": True}), book.add_format()
    for sheet, column in [(one, column) for one in sheets for column in one]:
        values = words(column.type)
        if values and values not in names:
            place = len(names)
            names[values] = name = f"list_{sheet.name.lower()}_{column.key}"
            for number, value in enumerate((column.header, *values)):
                write(page, number, place, language.say(value), plain if number else strong)
            page.set_column(place, place, 20)
            book.define_name(name, f"={quote_sheetname(page.name)}!{xl_range_abs(1, place, len(values), place)}")
    present = {sheet.name: language.say(sheet.name) for sheet in sheets}
    for source, key, name in (("People", PEOPLE, "people_names"), ("Milestones", MILESTONE_IDS, "milestone_ids")):
        if source in present:
            ids = f"{quote_sheetname(present[source])}!$A:$A"  # a whole column stays whole when rows come and go
            book.define_name(name, f"=INDEX({ids},2):INDEX({ids},MAX(2,COUNTA({ids})))")
            names[key] = name
    return {key: f"={name}" for key, name in names.items()}


def write_table(making: Making, page: Worksheet, sheet: Sheet, rows: Sequence[Row]) -> None:
    """An Excel table: a header row, then one row each; formats, guards and colours reach to the end of the sheet."""
    book, language = making.book, making.language
    for row in rows:
        _refuse_unknown(sheet, [key for key in row if key not in sheet.by_key])
    headers = [{"header": language.say(column.header), "header_format": header_format(book, column.required)} for column in sheet]
    last = max(len(rows), making.blank_rows)
    page.add_table(0, 0, last, len(sheet.columns) - 1, {"name": sheet.name, "style": TABLE_STYLE, "columns": headers})
    page.set_row(0, 32)
    lines = [1] * len(rows)
    for place, column in enumerate(sheet):
        style = cell_format(book, column, language)
        values = [_cell_value(column, row.get(column.key), language) for row in rows]
        wide = width(sheet, column, [value for value in values if isinstance(value, str)], language)
        lines = [max(many, _lines(column, value, wide)) for many, value in zip(lines, values, strict=True)]
        page.set_column(place, place, wide, style)
        for number, value in enumerate(values, start=1):
            if value is not None:
                write(page, number, place, value, style)
        page.data_validation(1, place, LAST_ROW, place, validation(column, making.lists, language))
    colour(book, page, sheet, language, making.dated)
    _set_rows(page, rows, lines)


def write_fields(making: Making, page: Worksheet, sheet: Sheet, rows: Sequence[Row]) -> None:
    """One field a row with what belongs into it: the contract's, then the PM's own."""
    book, language = making.book, making.language
    fields = rows[0] if rows else {}
    own = [key for key in fields if key not in sheet.by_key]
    _refuse_unknown(sheet, [key for key in own if not key[:1].isupper()])
    page.hide_gridlines(2)
    for place, (header, wide) in enumerate((("Field", 26), ("Value", FIELD_WIDE), ("What belongs here", 84))):
        page.set_column(place, place, wide)
        write(page, 0, place, language.say(header), header_format(book, place < 2))
    hint = book.add_format({"font_color": GREY, "italic": True, "valign": "top", "indent": 1})
    line = {"bottom": 1, "bottom_color": PALE, "align": "left"}
    for number, column in enumerate(sheet, start=1):
        value = _cell_value(column, fields.get(column.key), language)
        if (many := _lines(column, value, FIELD_WIDE)) > 1:
            page.set_row(number, LINE * many)
        write(page, number, 0, language.say(column.header), header_format(book, column.required))
        write(page, number, 1, value, cell_format(book, column, language, line))
        write(page, number, 2, language.say(column.help), hint)
        page.data_validation(number, 1, number, 1, validation(column, making.lists, language))
        for options in tones(book, words(column.type), language):
            page.conditional_format(number, 1, number, 1, options)
    plain = book.add_format({"text_wrap": True, "valign": "top", **line})
    for number, header in enumerate(own, start=len(sheet.columns) + 1):
        write(page, number, 0, header, header_format(book, required=False))
        write(page, number, 1, fields[header], plain)


def header_format(book: Workbook, required: bool) -> Format:
    """A header: dark where the cells below must be filled, light where they may stay blank."""
    colours = {"bg_color": ACCENT, "font_color": WHITE} if required else {"bg_color": PALE, "font_color": INK}
    return book.add_format(
        {**colours, "bold": required, "text_wrap": True, "valign": "top", "align": "left", "border": 1, "border_color": WHITE}
    )


def field_cell(sheet: Sheet, key: str, language: Language) -> str:
    """The absolute address of a field's value, such as `Project!$B$8`."""
    row = [column.key for column in sheet].index(key) + 2
    return f"{quote_sheetname(language.say(sheet.name))}!$B${row}"


def column_of(sheet: Sheet, key: str, language: Language) -> str:
    """The whole column of a key, such as `Scope!$C:$C`."""
    letters = xl_col_to_name([column.key for column in sheet].index(key))
    return f"{quote_sheetname(language.say(sheet.name))}!${letters}:${letters}"


def write(page: Worksheet, row: int, place: int, value: object, style: Format) -> None:
    """Write one cell by the value's own type, so that a text is never taken for a formula, a number or a link."""
    match value:
        case None:
            failed = page.write_blank(row, place, None, style)
        case str():
            failed = page.write_string(row, place, value, style)
        case int() | float() if isfinite(value):
            failed = page.write_number(row, place, value, style)
        case date():
            failed = page.write_datetime(row, place, value, style)
        case _:
            raise ValueError(f"{page.name}: a cell cannot hold {value!r}")
    if failed:
        raise ValueError(f"{page.name}: a text of {len(str(value))} characters is too long for a cell")


def _set_rows(page: Worksheet, rows: Sequence[Row], lines: Sequence[int]) -> None:
    """Rows as high as their texts, in outline groups that follow Level, with the buttons beside the row above its breakdown."""
    page.outline_settings(symbols_below=False)
    for number, (row, many) in enumerate(zip(rows, lines, strict=True), start=1):
        level = row.get("level")
        depth = min(level - 1, OUTLINE) if isinstance(level, int) and level > 1 else 0
        if depth or many > 1:
            page.set_row(number, LINE * many if many > 1 else None, None, {"level": depth})


def _lines(column: Column, value: object, wide: int) -> int:
    """How many lines a cell's text takes in a column of this width, at most as many as a row can be high."""
    if not isinstance(value, str) or not isinstance(column.type, Text | Long):
        return 1
    room = int(1.1 * wide)  # a column's width counts digits, and letters are narrower
    return min(sum(-(-max(len(line), 1) // room) for line in value.splitlines()), HIGHEST) or 1


def cell_format(book: Workbook, column: Column, language: Language, more: Mapping[str, object] | None = None) -> Format:
    """The format of a column's cells; sentences wrap."""
    wraps = isinstance(column.type, Text | Long)
    align = {"align": "center"} if isinstance(column.type, Whole) else {}
    plain = {"num_format": number_format(column, language), "valign": "top", "text_wrap": wraps}
    return book.add_format({**plain, **align, **(more or {})})


def _cell_value(column: Column, value: object, language: Language) -> object:
    """A row's value as its cell holds it: percentages as fractions, flags and choices as words, several ids as one text.

    A column of periods has the format of numbers, so a day in it is written as text.
    """
    if isinstance(value, bool):
        return language.say("yes" if value else "no")
    if isinstance(value, int | float) and isinstance(column.type, Percent):
        return value / 100
    if isinstance(value, list | tuple):
        return ", ".join(value)
    if isinstance(value, date) and isinstance(column.type, Period):
        return value.isoformat()
    return language.say(value) if isinstance(value, str) and value in words(column.type) else value


def _refuse_unknown(sheet: Sheet, keys: Sequence[str]) -> None:
    """Raise where a row uses keys that the sheet does not have."""
    if keys:
        raise ValueError(f"{sheet.name} has no column {', '.join(sorted(keys))}")
