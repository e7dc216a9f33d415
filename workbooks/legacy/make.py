"""Makes the legacy samples again: `python -m workbooks.legacy.make [FOLDER]`; by default beside this file. All of it is invented."""

import sys
from collections.abc import Callable, Sequence
from datetime import date, datetime
from pathlib import Path
from typing import Any

from xlsxwriter import Workbook
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from workbooks.legacy import plans

CREATED = datetime(2026, 11, 20)
DAY = {"num_format": "yyyy-mm-dd"}


class Pen:
    """Writes cells with formats; each different format is made once."""

    def __init__(self, book: Workbook) -> None:
        self.book = book
        self.formats: dict[str, Format] = {}

    def style(self, **look: object) -> Format | None:
        """The format of these properties; None for none."""
        return self.formats.setdefault(repr(look), self.book.add_format(look)) if look else None

    def row(self, page: Worksheet, row: int, values: Sequence[Any], **look: object) -> None:
        """Write one row (numbered as the sheet shows it) from column A; dates and pairs of value and number format keep theirs."""
        for column, value in enumerate(values):
            code = {}
            if isinstance(value, tuple):
                value, code = value[0], {"num_format": value[1]}
            if isinstance(value, date):
                page.write_datetime(row - 1, column, datetime(value.year, value.month, value.day), self.style(**DAY, **look))
            elif isinstance(value, str):
                page.write_string(row - 1, column, value, self.style(**code, **look))
            elif value is not None:
                page.write(row - 1, column, value, self.style(**code, **look))


def ms_project(book: Workbook, pen: Pen) -> None:
    """A table that Microsoft Project exports: outline levels in a column, one row for the whole project, numbers that count the rows."""
    page = book.add_worksheet("Task_Table")
    for row, values in enumerate(plans.MS_PROJECT, start=1):
        pen.row(page, row, values)


def smartsheet(book: Workbook, pen: Pen) -> None:
    """An export of Smartsheet: rows outlined and set in, a second sheet with comments."""
    page = book.add_worksheet("Retail rollout")
    pen.row(page, 1, plans.SMARTSHEET_HEADER, bold=True)
    for row, (depth, values) in enumerate(plans.SMARTSHEET, start=2):
        pen.row(page, row, values)
        page.write_string(row - 1, 0, values[0], pen.style(indent=depth) if depth else None)
        if depth:
            page.set_row(row - 1, None, None, {"level": depth})
    pen.row(book.add_worksheet("Comments"), 1, ["Row 4: waiting for the landlord's answer"])


def jira(book: Workbook, pen: Pen) -> None:
    """Issues pasted from a tracker's CSV: newest first, each naming its parent."""
    page = book.add_worksheet("your_issues")
    for row, values in enumerate(plans.JIRA, start=1):
        pen.row(page, row, values)


def gantt(book: Workbook, pen: Pen) -> None:
    """The Gantt template that everybody has: labels on top, bold sections, a calendar of day columns drawn at the right."""
    page = book.add_worksheet("ProjectSchedule")
    for row, values in enumerate(plans.GANTT_TOP, start=1):
        pen.row(page, row, values)
    header = [*plans.GANTT_HEADER, *range(2, 30)]
    pen.row(page, 6, header, bold=True)
    for row, values in enumerate(plans.GANTT, start=7):
        pen.row(page, row, values, **({"bold": True} if len(values) == 1 else {}))
    for row in range(7 + len(plans.GANTT), 60):
        pen.row(page, row, [None, None, None, None, None])
        page.write_blank(row - 1, 0, None, pen.style(bg_color="#f2f2f2"))


def merged_phases(book: Workbook, pen: Pen) -> None:
    """A plan in which each phase is one cell merged over the table, with percentages as text and a total at the end."""
    page = book.add_worksheet("Plan")
    page.merge_range(0, 0, 0, 6, "Office move 2026", pen.style(bold=True))
    pen.row(page, 3, plans.PHASES_HEADER, bold=True)
    for row, values in enumerate(plans.PHASES, start=4):
        if len(values) == 1:
            page.merge_range(row - 1, 0, row - 1, 6, values[0], pen.style(bold=True))
        else:
            pen.row(page, row, values)


def wbs(book: Workbook, pen: Pen) -> None:
    """A plan with WBS numbers as text, bare percentages from 0 to 100, and cells in which nothing is decided yet."""
    page = book.add_worksheet("WBS")
    for row, values in enumerate(plans.WBS, start=1):
        pen.row(page, row, values)


def two_headers(book: Workbook, pen: Pen) -> None:
    """A Japanese plan: planned and real dates under a merged upper header, group columns that are filled once."""
    page = book.add_worksheet("スケジュール")
    pen.row(page, 1, ["会員サイト刷新"])
    for row, values in enumerate(plans.JAPANESE_HEADER, start=3):
        pen.row(page, row, values, bold=True)
    for left, text in ((4, "予定"), (6, "実績")):
        page.merge_range(2, left, 2, left + 1, text, pen.style(bold=True))
    for row, values in enumerate(plans.JAPANESE, start=5):
        pen.row(page, row, values)


def german(book: Workbook, pen: Pen) -> None:
    """A German plan: the tree is typed with spaces, dates and percentages are texts with commas and points."""
    page = book.add_worksheet("Projektplan")
    for row, values in enumerate(plans.GERMAN, start=1):
        pen.row(page, row, values)


def list_of_tasks(book: Workbook, pen: Pen) -> None:
    """A Portuguese list without any tree, whose bare 0, 0.5 and 1 may be fractions or percent, with two columns named Término."""
    page = book.add_worksheet("Plano")
    for row, values in enumerate(plans.PORTUGUESE, start=1):
        pen.row(page, row, values)


SAMPLES: dict[str, Callable[[Workbook, Pen], None]] = {
    "ms-project.xlsx": ms_project,
    "smartsheet.xlsx": smartsheet,
    "jira.xlsx": jira,
    "gantt.xlsx": gantt,
    "merged-phases.xlsx": merged_phases,
    "wbs.xlsx": wbs,
    "two-headers-ja.xlsx": two_headers,
    "projektplan-de.xlsx": german,
    "lista-pt.xlsx": list_of_tasks,
}


def make(folder: Path) -> list[Path]:
    """Write every sample into `folder` and return the paths; the same content gives the same bytes."""
    for name, draw in SAMPLES.items():
        with Workbook(folder / name) as book:
            book.set_properties({"created": CREATED})
            draw(book, Pen(book))
    return [folder / name for name in SAMPLES]


if __name__ == "__main__":
    for path in make(Path(sys.argv[1]) if len(sys.argv) > 1 else Path(__file__).parent):
        print(path)
