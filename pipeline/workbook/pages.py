"""The pages of a new workbook: fields, tables, instructions and the lists behind the dropdowns, written with XlsxWriter."""

from collections.abc import Mapping, Sequence
from datetime import date
from math import isfinite

from xlsxwriter import Workbook
from xlsxwriter.format import Format
from xlsxwriter.utility import xl_range_abs
from xlsxwriter.worksheet import Worksheet

from pipeline.contract.cells import Long, Percent, Text
from pipeline.contract.sheets import Column, Layout, Sheet
from pipeline.workbook.guards import look, validation, width, words

Row = Mapping[str, object]
Lists = Mapping[tuple[str, ...], str]

LISTS, INSTRUCTIONS = "Lists", "Instructions"
LAST_ROW = 1_048_575
A4 = 9
INK, ACCENT, PALE, WHITE = "#1F2933", "#1B5E8C", "#E4E8EC", "#FFFFFF"
HOW_TO = (
    "One workbook is one project, one row is one thing. Fill in Project, Milestones and Scope; the other sheets may stay empty.",
    "Dark headers must be filled in every row, light ones may stay blank. Select a cell to see what belongs into it.",
    "Blank is not zero: leave a cell blank when there is nothing to say, and write no TBD or dashes.",
    "Percentages are typed as 45 %; dates as 2026-11-20; several ids as M1, M3-M5.",
    "An id stays the same for the project's life. Do not reuse the id of a row that was cancelled: set its status instead of deleting it.",
    "Columns and sheets of your own are welcome and are left alone; so is the order of the columns.",
)


def add_page(book: Workbook, name: str) -> Worksheet:
    """A new sheet ready to print: A4 landscape, one page wide, the header row frozen and repeated on every page."""
    page = book.add_worksheet(name)
    page.set_landscape()
    page.set_paper(A4)
    page.fit_to_pages(1, 0)
    page.repeat_rows(0)
    page.freeze_panes(1, 0)
    page.set_footer("&L&F, &A&R&P / &N")
    return page


def write_lists(book: Workbook, sheets: Sequence[Sheet]) -> Lists:
    """Write each dropdown's words once, on a hidden sheet, and return the ranges that hold them."""
    page = book.add_worksheet(LISTS)
    page.hide()
    ranges: dict[tuple[str, ...], str] = {}
    for column in (column for sheet in sheets for column in sheet):
        values = words(column.type)
        if values and values not in ranges:
            place = len(ranges)
            for number, value in enumerate((column.header, *values)):
                page.write_string(number, place, value)
            ranges[values] = f"={LISTS}!{xl_range_abs(1, place, len(values), place)}"
    return ranges


def write_table(book: Workbook, page: Worksheet, sheet: Sheet, rows: Sequence[Row], lists: Lists) -> None:
    """A header row, then one row each; formats and guards reach to the end of the sheet."""
    for row in rows:
        _refuse_unknown(sheet, [key for key in row if key not in sheet.by_key])
    for place, column in enumerate(sheet):
        style = _cell_format(book, column)
        values = [_cell_value(column, row.get(column.key)) for row in rows]
        page.set_column(place, place, width(column, [value for value in values if isinstance(value, str)]), style)
        _write(page, 0, place, column.header, _header_format(book, column.required))
        for number, value in enumerate(values, start=1):
            if value is not None:
                _write(page, number, place, value, style)
        page.data_validation(1, place, LAST_ROW, place, validation(column, lists))
    page.autofilter(0, 0, max(len(rows), 1), len(sheet.columns) - 1)


def write_fields(book: Workbook, page: Worksheet, sheet: Sheet, rows: Sequence[Row], lists: Lists) -> None:
    """One field a row: the contract's, then the PM's own."""
    fields = rows[0] if rows else {}
    own = [key for key in fields if key not in sheet.by_key]
    _refuse_unknown(sheet, [key for key in own if not key[:1].isupper()])
    page.set_column(0, 0, 24)
    page.set_column(1, 1, 72)
    for place, header in enumerate(("Field", "Value")):
        _write(page, 0, place, header, _header_format(book, required=True))
    for number, column in enumerate(sheet, start=1):
        _write(page, number, 0, column.header, _header_format(book, column.required))
        _write(page, number, 1, _cell_value(column, fields.get(column.key)), _cell_format(book, column, align="left"))
        page.data_validation(number, 1, number, 1, validation(column, lists))
    plain = book.add_format({"text_wrap": True, "valign": "top"})
    for number, header in enumerate(own, start=len(sheet.columns) + 1):
        _write(page, number, 0, header, _header_format(book, required=False))
        _write(page, number, 1, fields[header], plain)


def write_instructions(book: Workbook, sheets: Sequence[Sheet]) -> None:
    """The first sheet: how to fill in the workbook, and what each sheet is for."""
    page = book.add_worksheet(INSTRUCTIONS)
    page.set_landscape()
    page.set_paper(A4)
    page.fit_to_pages(1, 0)
    page.hide_gridlines(2)
    page.set_column(0, 0, 18)
    page.set_column(1, 1, 100)
    title = book.add_format({"bold": True, "font_size": 16, "font_color": ACCENT})
    strong = book.add_format({"bold": True, "valign": "top"})
    plain = book.add_format({"text_wrap": True, "valign": "top"})
    _write(page, 0, 0, "How to fill in this workbook", title)
    for number, sentence in enumerate(HOW_TO, start=2):
        _write(page, number, 0, str(number - 1), strong)
        _write(page, number, 1, sentence, plain)
    first = len(HOW_TO) + 3
    for place, header in enumerate(("Sheet", "What it holds")):
        _write(page, first, place, header, _header_format(book, required=True))
    for number, sheet in enumerate(sheets, start=first + 1):
        page.write_url(number, 0, f"internal:'{sheet.name}'!A1", strong, sheet.name)
        layout = " Column B holds the values." if sheet.layout is Layout.FIELDS else ""
        _write(page, number, 1, f"{sheet.help}{layout}{' Required.' if sheet.required else ''}", plain)


def _header_format(book: Workbook, required: bool) -> Format:
    """A header: dark where the cells below must be filled, light where they may stay blank."""
    colours = {"bg_color": ACCENT, "font_color": WHITE} if required else {"bg_color": PALE, "font_color": INK}
    return book.add_format(
        {**colours, "bold": required, "text_wrap": True, "valign": "top", "align": "left", "border": 1, "border_color": WHITE}
    )


def _cell_format(book: Workbook, column: Column, align: str = "") -> Format:
    """The format of a column's cells; sentences wrap."""
    wraps = isinstance(column.type, Text | Long)
    return book.add_format({"num_format": look(column).number_format, "valign": "top", "text_wrap": wraps, "align": align})


def _cell_value(column: Column, value: object) -> object:
    """A row's value as its cell holds it: percentages as fractions, flags as words, several ids as one text."""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, int | float) and isinstance(column.type, Percent):
        return value / 100
    if isinstance(value, list | tuple):
        return ", ".join(value)
    return value


def _write(page: Worksheet, row: int, place: int, value: object, style: Format) -> None:
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


def _refuse_unknown(sheet: Sheet, keys: Sequence[str]) -> None:
    """Raise where a row uses keys that the sheet does not have."""
    if keys:
        raise ValueError(f"{sheet.name} has no column {', '.join(sorted(keys))}")
