"""Workbooks and findings for the tests of feedback copies: rich ones as XlsxWriter makes them, and what is read back from a copy."""

from io import BytesIO
from pathlib import Path
from struct import pack
from zipfile import ZipFile
from zlib import compress, crc32

from openpyxl import load_workbook
from openpyxl.cell import Cell
from xlsxwriter import Workbook
from xlsxwriter.worksheet import Worksheet

from handmade import save
from pipeline.contract.findings import ERROR, INFO, WARNING, Finding, Severity

FINDINGS = (
    Finding("PCT_RANGE", ERROR, "Scope", "Scope!F3", "120 %", "120 % is outside 0 to 100", "Enter a value from 0 to 100 %."),
    Finding("OWNER_OPEN", INFO, "Milestones", "Milestones!D2", "", "M1 has no owner yet", "Enter the one person who answers for it."),
    Finding("STALE_ROW", WARNING, "Scope", "Scope!F3", "2026-11-02", "S2 was last updated on 2026-11-02", "Look at the row again."),
    Finding("DEP_UNREADABLE", ERROR, "Scope", "Scope!J12", "=1+1", "=1+1 is no list of ids", "Enter ids such as M1, M3."),
    Finding("SHEET_MISSING", ERROR, "Gates", None, "", "The sheet Gates is missing", "Add it."),
    Finding("FILE_LINKS", INFO, None, None, "", "Some formulas take values from elsewhere", "Nothing to do."),
)


def finding(cell: str, severity: Severity = ERROR, *, code: str = "CODE", message: str = "something is wrong", found: str = "x") -> Finding:
    """A finding at a cell such as `Scope!F12`."""
    return Finding(code, severity, cell.rpartition("!")[0], cell, found, message, "Enter something else.")


def rich(path: Path) -> bytes:
    """A workbook with everything that load-and-save through a library would lose or change."""

    def furnish(book: Workbook, pages: dict[str, Worksheet]) -> None:
        scope, project = pages["Scope"], pages["Project"]
        money = book.add_format({"num_format": "#,##0.00", "border": 1, "italic": True})
        light = book.add_format({"bold": True, "font_color": "#FFFFFF", "bg_color": "#1B5E8C", "locked": False})
        scope.set_column("H:J", 22, money)
        scope.write("F3", 1.2, book.add_format({"num_format": "0%", "top": 2}))
        scope.write("G3", "white on blue", light)
        scope.write_rich_string("K3", "plain ", book.add_format({"bold": True}), "bold", " plain")
        scope.write_formula("L3", "=SUM(F3:F3)", None, 1.2)
        scope.write_comment("F3", "My own remark & more", {"author": "Pat"})
        scope.write_comment("A2", "Another remark", {"visible": True})
        scope.data_validation("E2:E9", {"validate": "list", "source": ["a", "b"]})
        scope.conditional_format("F2:F9", {"type": "data_bar", "data_bar_2010": True, "bar_solid": True})
        scope.conditional_format("D2:D9", {"type": "icon_set", "icon_style": "3_traffic_lights"})
        scope.add_sparkline("M3", {"range": "Scope!C2:F2"})
        scope.set_row(14, 30, money)
        scope.merge_range("A20:C20", "merged", money)
        scope.freeze_panes(1, 0)
        project.insert_image("F2", "logo.png", {"image_data": BytesIO(picture())})
        project.write_url("F20", "https://example.org/a?b=1&c=2")
        chart = book.add_chart({"type": "column"})
        chart.add_series({"values": "=Scope!$C$2:$C$3"})
        project.insert_chart("H2", chart)
        people = book.add_worksheet("Own table")
        people.add_table("A1:B3", {"data": [["x", 1], ["y", 2]], "columns": [{"header": "Name"}, {"header": "Number"}]})
        people.protect()
        people.autofilter("D1:E3")
        people.repeat_rows(0)
        people.activate()
        book.define_name("Rate", "=Scope!$F$3")
        book.define_name("'Own table'!Local", "=Scope!$F$3")
        book.add_chartsheet("Trend").set_chart(_column_chart(book))

    return save(path, each=furnish).read_bytes()


def _column_chart(book: Workbook):
    chart = book.add_chart({"type": "line"})
    chart.add_series({"values": "=Scope!$C$2:$C$3"})
    return chart


def picture() -> bytes:
    """The smallest picture: one grey pixel as PNG."""

    def chunk(kind: bytes, content: bytes) -> bytes:
        return pack(">I", len(content)) + kind + content + pack(">I", crc32(kind + content))

    header = pack(">IIBBBBB", 1, 1, 8, 0, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", compress(b"\0\x80")) + chunk(b"IEND", b"")


def parts(data: bytes) -> dict[str, bytes]:
    """Every part of a package with its bytes."""
    with ZipFile(BytesIO(data)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def cell(data: bytes, address: str) -> Cell:
    """A cell of a workbook as a program would open it, `Scope!F3`."""
    sheet, _, place = address.rpartition("!")
    return load_workbook(BytesIO(data))[sheet][place]


def rows(data: bytes, sheet: str = "Findings") -> list[tuple[str, ...]]:
    """The filled cells of the sheet of findings, row by row."""
    table = load_workbook(BytesIO(data))[sheet].iter_rows(values_only=True)
    return [tuple(value or "" for value in row) for row in table if any(row)]


def listed(data: bytes) -> list[tuple[str, ...]]:
    """The rows below the headers of the sheet of findings."""
    table = rows(data)
    return table[next(index for index, row in enumerate(table) if row[0] == "Severity") + 1 :]
