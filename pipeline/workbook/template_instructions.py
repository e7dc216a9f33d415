"""The first sheet of a guided workbook: what happens each week, how cells are filled in, and what each sheet is for."""

from collections.abc import Sequence

from xlsxwriter import Workbook
from xlsxwriter.utility import quote_sheetname

from pipeline.contract.sheets import Layout, Sheet
from pipeline.workbook.pages import ACCENT, GREY, PALE, add_page, header_format, write
from pipeline.workbook.template_language import Language

INSTRUCTIONS = "Instructions"
TITLE = "Your project in one workbook"
INTRODUCTION = "Keep your plan here. Once a week it becomes the status report that your customer and your management read."
WEEK, WEEKLY = "Each week", (
    "Set the status date on sheet Project to the day for which your figures are true.",
    "Bring percentages, status and actual dates on sheet Scope up to date. Looked and nothing moved? Leave it as it is.",
    "Bring the forecast finish on sheet Milestones up to date. A forecast that has passed is no forecast.",
    "Write two to four sentences into the summary: what happened, what it means, what comes next.",
    "Save and close. Milepost checks every cell and tells you which ones to mend, and how.",
)  # fmt: skip
FILLING, HOW_TO = "How to fill it in", (
    "Grey rows in italics are examples and are never counted. Type over them.",
    "Dark headers must be filled in every row, light ones may stay blank. Select a cell to see what belongs into it.",
    "Blank is not zero: leave a cell blank when there is nothing to say, and write no TBD or dashes.",
    "Percentages are typed as 45 %; dates as 2026-11-20; several ids as M1, M3-M5.",
    "An id stays the same for the project's life. Do not reuse it, and do not delete rows: set their status to Cancelled.",
    "In Scope, level 1 is what you promised and deeper levels are its parts. Only rows without parts are counted.",
    "Columns and sheets of your own are welcome and are left alone; so is the order of the columns.",
)  # fmt: skip
SHEET_LIST = ("Sheet", "What it holds")
OVERVIEW_HELP = "Where the project stands, computed from the other sheets. Nothing to fill in."


def write_instructions(book: Workbook, sheets: Sequence[Sheet], language: Language) -> None:
    """Write the sheet of instructions."""
    say = language.say
    page = add_page(book, INSTRUCTIONS, language)
    page.hide_gridlines(2)
    page.freeze_panes(0, 0)
    page.set_column(0, 0, 5)
    page.set_column(1, 1, 18)
    page.set_column(2, 2, 112)
    title = book.add_format({"bold": True, "font_size": 20, "font_color": ACCENT})
    lead = book.add_format({"font_size": 12, "font_color": GREY, "valign": "top"})
    section = book.add_format({"bold": True, "font_size": 13, "font_color": ACCENT, "bottom": 2, "bottom_color": PALE})
    number = book.add_format({"bold": True, "font_color": ACCENT, "valign": "top", "align": "right", "indent": 1})
    plain = book.add_format({"text_wrap": True, "valign": "top"})
    across = book.add_format({"valign": "top"})  # not wrapped, so that a sentence runs on over the next column
    page.set_row(0, 30)
    write(page, 0, 1, say(TITLE), title)
    write(page, 1, 1, say(INTRODUCTION), lead)
    row = 3
    for heading, sentences, numbered in ((WEEK, WEEKLY, True), (FILLING, HOW_TO, False)):
        for place in (1, 2):
            write(page, row, place, say(heading) if place == 1 else None, section)
        for count, sentence in enumerate(sentences, start=1):
            write(page, row + count, 0, f"{count}" if numbered else "•", number)
            write(page, row + count, 1, say(sentence), across)
        row += len(sentences) + 2
    for place, header in enumerate(SHEET_LIST, start=1):
        write(page, row, place, say(header), header_format(book, required=True))
    link = book.add_format({"bold": True, "font_color": ACCENT, "valign": "top", "underline": 1})
    listed = [("Overview", say(OVERVIEW_HELP)), *((sheet.name, _holds(sheet, language)) for sheet in sheets)]
    for place, (name, text) in enumerate(listed, start=row + 1):
        page.write_url(place, 1, f"internal:{quote_sheetname(say(name))}!A1", link, say(name))
        write(page, place, 2, text, plain)


def _holds(sheet: Sheet, language: Language) -> str:
    """What a sheet holds, in a sentence or three."""
    say = language.say
    layout = f" {say('Column B holds the values.')}" if sheet.layout is Layout.FIELDS else ""
    required = f" {say('Required.')}" if sheet.required else ""
    return f"{say(sheet.help)}{layout}{required}"
