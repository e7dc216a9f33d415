"""What adopting sees of a workbook: the texts of its sheets at their addresses, what the scan saw, and the look of cells where asked."""

import re
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from importlib import import_module
from io import BytesIO

from pipeline.contract.sheets import Column, Sheet
from pipeline.contract.workbook import MILESTONES, SCOPE
from pipeline.settings import Limits
from pipeline.wording import note
from pipeline.workbook import dates
from pipeline.workbook.codes import Refused, trouble
from pipeline.workbook.look import Look
from pipeline.workbook.package import chunks, open_package
from pipeline.workbook.values import RawSheet, raw_workbook

OF_MILESTONES = ("budget", "actual_cost")
COLUMNS: tuple[Column, ...] = (*SCOPE.columns, *(MILESTONES[key] for key in OF_MILESTONES))
PLAN = Sheet(SCOPE.name, "A plan that follows no contract.", COLUMNS)
ROW = re.compile(rb"<(?:[\w.-]+:)?row\s([^<>]*)>")
NUMBER = re.compile(rb"""\br\s*=\s*["'](\d+)""")
OUTLINE = re.compile(rb"""\boutlineLevel\s*=\s*["'](\d+)""")
LOOKS = "openpyxl"
"""The library that knows how cells look: slow to load, and most files are read without."""

Texts = list[str | None]


@dataclass(frozen=True)
class Face:
    """How one cell looks: its alignment's indent, and whether it is bold."""

    indent: int = 0
    bold: bool = False


@dataclass(frozen=True)
class Page:
    """One sheet: `rows` are its texts from row 1 and column A on; `outline` the outline level of the rows that have one.

    `covered` are the texts that lie unseen under merged cells, by row and zero-based column; `rows` does not hold them.
    """

    name: str
    raw: RawSheet
    rows: list[Texts]
    hidden: bool = False
    outline: dict[int, int] = field(default_factory=dict)
    covered: dict[tuple[int, int], str] = field(default_factory=dict)

    @property
    def look(self) -> Look:
        """What the scan saw."""
        return self.raw.look

    @cached_property
    def filled(self) -> list[int]:
        """How many cells hold something, of each row from row 1."""
        return [sum(bool(text and text.strip()) for text in line) for line in self.rows]

    def text(self, row: int, column: int) -> str | None:
        """The text of a cell by its row number and zero-based column; None where it is blank."""
        line = self.rows[row - 1] if 0 < row <= len(self.rows) else []
        text = line[column] if 0 <= column < len(line) else None
        return text if text and text.strip() else None


@dataclass(frozen=True)
class Source:
    """A file that passed the scan: its name, its bytes, its pages in tab order, day 0 of its dates."""

    file: str
    data: bytes
    pages: tuple[Page, ...]
    epoch: date = dates.EPOCH
    seen: dict[tuple[str, int], dict[int, Face]] = field(default_factory=dict, repr=False)

    def faces(self, page: Page, column: int) -> dict[int, Face]:
        """The look of the filled cells of one column by row, looked at once; empty where the styles cannot be read."""
        if (page.name, column) not in self.seen:
            self.seen[page.name, column] = self._faces(page, column)
        return self.seen[page.name, column]

    def _faces(self, page: Page, column: int) -> dict[int, Face]:
        try:
            book = import_module(LOOKS).load_workbook(BytesIO(self.data), read_only=True)
            sheet = book[page.name]
            sheet.reset_dimensions()
            cells = sheet.iter_rows(min_col=column + 1, max_col=column + 1, max_row=max(page.look.last_row, 1))
            return {cell.row: Face(int(cell.alignment.indent or 0), bool(cell.font.b)) for (cell,) in cells if getattr(cell, "value", None)}
        except Exception:
            return {}  # some office programs write styles that the library does not read; the other signs of a tree remain


def source_of(file: str, data: bytes, limits: Limits, only: str | None = None) -> Source:
    """The pages of a file, or the one named `only`; raises Refused where it cannot be read safely, or is no .xlsx workbook."""
    raw = raw_workbook(data, limits, lambda names: ({name: Sheet(name, "", COLUMNS) for name in names if only in (None, name)}, []))
    if raw.limited:
        message = note("The file is no .xlsx workbook; its number formats and indentation are not seen")
        raise Refused(trouble("FORMAT_LIMITED", message, note("Open it in Excel and save it as an Excel workbook (.xlsx).")))
    package, _ = open_package(data, limits)
    parts = {part.name: part for part in package.sheets}
    pages = []
    for name, sheet in raw.sheets.items():
        rows = [[None] * sheet.first + list(line) for line in sheet.grid.rows()]
        markup = b"".join(chunks(package.archive, parts[name].part)) if sheet.grid.height else b""
        plan = RawSheet(PLAN, name, sheet.grid, sheet.first, sheet.look)
        covered = _uncover(rows, sheet.look)
        pages.append(Page(name, plan, rows, parts[name].hidden, _outline(markup), covered))
    return Source(file, data, tuple(pages), raw.epoch)


def _uncover(rows: list[Texts], look: Look) -> dict[tuple[int, int], str]:
    """Take the texts that lie under merged cells out of the rows; of each merged range the top left cell stays."""
    covered = {}
    for top, left, bottom, right in look.merges:
        for row in range(max(top, 1), min(bottom, len(rows)) + 1):
            for column in range(left, min(right + 1, len(rows[row - 1]))):
                if (row, column) != (top, left) and (text := rows[row - 1][column]):
                    covered[row, column] = text
                    rows[row - 1][column] = None
    return covered


def _outline(markup: bytes) -> dict[int, int]:
    """The outline level of every row that has one."""
    if b"outlineLevel" not in markup:
        return {}
    found = {}
    for row in ROW.finditer(markup):
        number, level = NUMBER.search(row[1]), OUTLINE.search(row[1])
        if number and level:
            found[int(number[1])] = int(level[1])
    return found
