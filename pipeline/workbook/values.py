"""The contract's sheets of a file as texts at their true addresses: nothing is read before the scan has passed the package."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from typing import TypeVar

import fastexcel
import polars as pl

from pipeline.contract.findings import Finding
from pipeline.contract.sheets import Sheet, normalised
from pipeline.contract.workbook import SHEETS
from pipeline.settings import Limits
from pipeline.wording import note
from pipeline.workbook import dates
from pipeline.workbook.codes import Refused, trouble
from pipeline.workbook.formats import Format, workbook_format
from pipeline.workbook.look import Look
from pipeline.workbook.ods import closed_up, scan_content
from pipeline.workbook.package import SheetPart, main_part, open_package, open_zip
from pipeline.workbook.scan import check_limits, scan_sheet
from pipeline.workbook.verify import verify

T = TypeVar("T")
Choose = Callable[[list[str]], tuple[dict[str, Sheet], list[Finding]]]
"""Picks the sheets to read: the names of the tabs to the sheet that each stands for, and what is to say about them."""

RESAVE = note("Open the file in Excel and save it again as an Excel workbook (.xlsx).")
BY_NAME = {normalised(name): sheet for sheet in SHEETS for name in (sheet.name, *sheet.aliases)}


@dataclass(frozen=True)
class RawSheet:
    """One sheet of the contract as the file has it: its texts row by row from row 1, and what the scan saw.

    `grid` has one text column per sheet column, from `first` (zero-based) on; `look` is empty for formats that are not scanned.
    """

    sheet: Sheet
    name: str
    grid: pl.DataFrame
    first: int = 0
    look: Look = field(default_factory=Look)


@dataclass
class Raw:
    """All sheets of the contract that a file has, by contract name; `epoch` is day 0 of its dates.

    `limited`: of a format that is not scanned.
    """

    sheets: dict[str, RawSheet]
    findings: list[Finding]
    epoch: date = dates.EPOCH
    limited: bool = False


def raw_workbook(data: bytes, limits: Limits, choose: Choose | None = None) -> Raw:
    """The sheets of these bytes that `choose` picks, by default those of the contract; raises Refused where they cannot be read safely."""
    kind, choose = workbook_format(data), choose or _wanted
    return _scanned(data, limits, choose) if kind == "xlsx" else _unscanned(data, kind, limits, choose)


def _scanned(data: bytes, limits: Limits, choose: Choose) -> Raw:
    """The sheets of an .xlsx or .xlsm file, each scanned before its values are read."""
    package, findings = open_package(data, limits)
    wanted, doubles = choose([part.name for part in package.sheets])
    parts = {part.name: part for part in reversed(package.sheets) if part.name in wanted and part.part}
    verify(package.archive, limits, skip=frozenset(part.part for part in parts.values()))
    looks = {name: scan_sheet(package, part, limits) for name, part in parts.items()}
    cells = sum(look.last_row * look.width for look in looks.values() if look)
    if cells > limits.cells:
        message = note("The sheets of the file span {number:,} cells; the limit is {limit:,}", number=cells, limit=limits.cells)
        raise Refused(trouble("FILE_TOO_LARGE", message, note("Delete rows that the report does not need."), found=f"{cells:,} cells"))
    reader = _guarded(lambda: fastexcel.read_excel(data))
    raw = Raw({}, findings + doubles, dates.EPOCH_1904 if package.date1904 else dates.EPOCH)
    for name, look in looks.items():
        grid = _grid(reader, name) if look and look.columns else pl.DataFrame()
        if look and grid.shape != (look.last_row, look.width):
            message = note("The sheet {sheet} is written in a way that leaves its cell addresses uncertain", sheet=name)
            raise Refused(trouble("SHEET_UNREADABLE", message, RESAVE, sheet=wanted[name].name))
        look = look or Look()
        raw.sheets[wanted[name].name] = RawSheet(wanted[name], name, grid, min(look.columns, default=0), look)
        raw.findings += _hidden(wanted[name], parts[name])
    return raw


def _unscanned(data: bytes, kind: Format, limits: Limits, choose: Choose) -> Raw:
    """The sheets of an .xls, .xlsb or .ods file, of which the values are all that can be told."""
    if kind != "xls":
        archive = open_zip(data, limits)
        verify(archive, limits)
        if kind == "ods":
            scan_content(archive, limits)
            data = closed_up(data, archive)
        if kind == "xlsb" and not main_part(archive, limits).endswith(".bin"):
            message = note("The file is a binary and a plain workbook at once, which no spreadsheet program writes")
            raise Refused(trouble("FILE_UNSAFE", message, RESAVE))
    reader = _guarded(lambda: fastexcel.read_excel(data))
    wanted, findings = choose(reader.sheet_names)
    message = note(
        "The file has the format .{format}: number formats and hidden rows are not seen, addresses count from the first filled column, "
        "and no feedback copy is written",
        format=kind,
    )
    told = trouble("FORMAT_LIMITED", message, note("Save it as an Excel workbook (.xlsx)."), found=f".{kind}")
    raw = Raw({}, [told, *findings], limited=True)
    for name, sheet in wanted.items():
        grid = _grid(reader, name)
        if grid.height and grid.width:
            check_limits(Look({0, grid.width - 1}, grid.height), name, limits, b"")
        raw.sheets[sheet.name] = RawSheet(sheet, name, grid)
    return raw


def _wanted(names: list[str]) -> tuple[dict[str, Sheet], list[Finding]]:
    """The workbook's sheets that the contract knows, by their own name; of two that mean the same the first."""
    wanted: dict[str, Sheet] = {}
    findings = []
    for name in names:
        sheet = BY_NAME.get(normalised(name))
        if sheet is None:
            continue
        if sheet in wanted.values():
            first = next(other for other, known in wanted.items() if known is sheet)
            message = note("The sheets {first!r} and {other!r} mean the same. The first is read", first=first, other=name)
            fix = note("Rename the sheet that the report should not read.")
            findings.append(trouble("SHEET_DUPLICATE", message, fix, sheet=sheet.name, found=name))
        else:
            wanted[name] = sheet
    return wanted, findings


def _hidden(sheet: Sheet, part: SheetPart) -> list[Finding]:
    if not part.hidden:
        return []
    message = note("The sheet {sheet} is hidden; it is read", sheet=part.name)
    return [trouble("SHEET_HIDDEN", message, note("Show it, so that others see what is reported."), sheet=sheet.name)]


def _grid(reader: fastexcel.ExcelReader, name: str) -> pl.DataFrame:
    """All cells of a sheet as texts, from row 1 on."""
    return _guarded(lambda: reader.load_sheet(name, header_row=None, skip_rows=0, dtypes="string").to_polars())


def _guarded(call: Callable[[], T]) -> T:
    """The result of a call into the reading library; its errors and panics become Refused."""
    try:
        return call()
    except BaseException as reason:
        if not isinstance(reason, Exception) and type(reason).__name__ != "PanicException":
            raise  # a panic of the library derives from BaseException, and so do the interrupts that are not ours to catch
        text = str(reason).splitlines()[0] if str(reason) else type(reason).__name__
        if "password" in text.casefold():
            message = note("The file is protected with a password for opening")
            raise Refused(trouble("FILE_ENCRYPTED", message, note("Save a copy without the password."))) from None
        message = note("The library that reads workbooks gave up on this file")
        raise Refused(trouble("FILE_UNREADABLE", message, RESAVE, found=text)) from None
