"""Workbooks for tests of reading: whole ones by XlsxWriter from rows of values, and single sheets from raw XML."""

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from functools import lru_cache
from io import BytesIO
from pathlib import Path
from typing import Any
from zipfile import ZIP_DEFLATED, ZipFile

from openpyxl import load_workbook
from xlsxwriter import Workbook
from xlsxwriter.worksheet import Worksheet

from pipeline.settings import ReadingSettings, Settings
from pipeline.workbook.book import Reading
from pipeline.workbook.mapping.read import read_adopted
from pipeline.workbook.mapping.record import mapping_for
from pipeline.workbook.read import read_workbook
from sayable import unsaid

PROJECT = [
    ["Field", "Value"],
    ["Project ID", "demo"],
    ["Project", "Demo"],
    ["Customer", "Acme"],
    ["Project manager", "Pat"],
    ["Status date", date(2026, 11, 20)],
    ["Summary", "Fine."],
]
MILESTONES = [["ID", "Milestone", "Status", "Owner"], ["M1", "One", "Active", "Pat"]]
SCOPE = [["ID", "Milestone", "Level", "Item"], ["S1", "M1", 1, "First"]]
SHEETS: dict[str, Sequence[Sequence[Any]]] = {"Project": PROJECT, "Milestones": MILESTONES, "Scope": SCOPE}


def save(path: Path, sheets: Mapping[str, Sequence[Sequence[Any]] | None] | None = None, **options: Any) -> Path:
    """A workbook with the three required sheets, each replaced by or added to from `sheets` (None leaves one out).

    Dates are written as true dates, a tuple `(value, format)` with that number format; `options` go to XlsxWriter; `each` is called with
    the workbook and the dict of its worksheets before it is closed.
    """
    each: Callable[[Workbook, dict[str, Worksheet]], None] | None = options.pop("each", None)
    with Workbook(path, options) as book:
        pages = {}
        for name, rows in {**SHEETS, **(sheets or {})}.items():
            if rows is not None:
                pages[name] = book.add_worksheet(name)
                _fill(book, pages[name], rows)
        if each:
            each(book, pages)
    return path


def _fill(book: Workbook, page: Worksheet, rows: Sequence[Sequence[Any]]) -> None:
    formats: dict[str, Any] = {}
    for row, values in enumerate(rows):
        for column, value in enumerate(values):
            code = value[1] if isinstance(value, tuple) else "yyyy-mm-dd" if isinstance(value, date) else None
            value = value[0] if isinstance(value, tuple) else value
            style = formats.setdefault(code, book.add_format({"num_format": code})) if code else None
            if isinstance(value, date):
                page.write_datetime(row, column, value, style)
            elif isinstance(value, str) and not value.startswith("="):
                page.write_string(row, column, value, style)
            else:
                page.write(row, column, value, style)


def read(path: Path, **settings: Any) -> Reading:
    """The reading of a file under these settings."""
    return read_workbook(path, ReadingSettings(**settings))


def found(reading: Reading) -> list[tuple[str, str]]:
    """Code and place of every finding, all of which other languages can say."""
    assert unsaid(reading.findings) == []
    return [(finding.code, finding.where) for finding in reading.findings]


def column(reading: Reading, sheet: str, key: str) -> list[Any]:
    """The values of one column of the Book."""
    assert reading.book, reading.findings
    return reading.book.table(sheet)[key].to_list()


MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
STRICT_MAIN, STRICT_OFFICE = "http://purl.oclc.org/ooxml/spreadsheetml/main", "http://purl.oclc.org/ooxml/officeDocument/relationships"
RELATIONS = "http://schemas.openxmlformats.org/package/2006/relationships"
TYPES = (
    '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
    '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    '<Default Extension="xml" ContentType="application/xml"/>'
    '<Override PartName="/xl/workbook.xml" '
    'ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"/></Types>'
)


def package(data: str, *, before: str = "", after: str = "", prefix: str = "", strict: bool = False, **parts: str | bytes) -> bytes:
    """The bytes of an .xlsx with one sheet named People whose sheetData is `data`; `parts` are added or replace (`/` written as `__`)."""
    main, office = (STRICT_MAIN, STRICT_OFFICE) if strict else (MAIN, OFFICE)
    space, tag = (f'xmlns:{prefix}="{main}"', f"{prefix}:") if prefix else (f'xmlns="{main}"', "")
    relation = f'<Relationship Id="r%d" Type="{office}/%s" Target="%s"/>'
    relations = f'<Relationships xmlns="{RELATIONS}">%s</Relationships>'
    sheets = '<sheets><sheet name="People" sheetId="1" r:id="r1"/></sheets>'
    content: dict[str, str | bytes] = {
        "[Content_Types].xml": TYPES,
        "_rels/.rels": relations % (relation % (1, "officeDocument", "xl/workbook.xml")),
        "xl/workbook.xml": f'<workbook xmlns="{main}" xmlns:r="{office}">{sheets}</workbook>',
        "xl/_rels/workbook.xml.rels": relations
        % (relation % (1, "worksheet", "worksheets/sheet1.xml") + relation % (2, "styles", "styles.xml")),
        "xl/styles.xml": f'<styleSheet xmlns="{main}"><cellXfs><xf numFmtId="0"/><xf numFmtId="9"/></cellXfs></styleSheet>',
        "xl/worksheets/sheet1.xml": f"<{tag}worksheet {space}>{before}<{tag}sheetData>{data}</{tag}sheetData>{after}</{tag}worksheet>",
        **{name.replace("__", "/"): text for name, text in parts.items()},
    }
    buffer = BytesIO()
    with ZipFile(buffer, "w", ZIP_DEFLATED) as archive:
        for name, text in content.items():
            archive.writestr(name, text)
    return buffer.getvalue()


def retype(path: Path, sheet: str, old: object, new: object) -> None:
    """Change every cell of a sheet that holds a value, as a project manager does."""
    path.write_bytes(_retyped(path.read_bytes(), sheet, old, new))


@lru_cache(maxsize=64, typed=True)
def _retyped(content: bytes, sheet: str, old: object, new: object) -> bytes:
    book, saved = load_workbook(BytesIO(content)), BytesIO()
    cells = [cell for row in book[sheet].iter_rows() for cell in row if cell.value == old]
    assert cells, f"{sheet} has no {old}"
    for cell in cells:
        cell.value = new
    book.save(saved)
    return saved.getvalue()


def read_any(path: Path, settings: Settings) -> Reading:
    """What came of reading a file, in this process: with the mapping whose pattern it matches, else as a workbook of the contract."""
    found = mapping_for(path, settings)
    return read_adopted(path, found[1], settings.reading) if found else read_workbook(path, settings.reading)
