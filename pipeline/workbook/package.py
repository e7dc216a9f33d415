"""A bounded look at the zip package of an .xlsx file: nothing is trusted, and nothing is read past its limit."""

import posixpath
import re
from collections.abc import Iterator
from copy import copy
from dataclasses import dataclass
from io import BytesIO
from xml.etree.ElementTree import Element, ParseError
from zipfile import BadZipFile, ZipFile, ZipInfo
from zlib import error as ZlibError

from defusedxml.ElementTree import fromstring  # type: ignore[import-untyped]

from pipeline.contract.findings import Finding
from pipeline.settings import Limits
from pipeline.wording import Text, note
from pipeline.workbook.codes import Refused, trouble
from pipeline.workbook.template_version import old_template

CHUNK = 1 << 22
SMALL = 16 << 20
"""Bytes of a part up to which it may be packed as tightly as it likes: a sheet of repeated rows is, and costs little."""
TREE = 32 << 20  # a part that is parsed as a whole, such as the styles, is never larger in a real workbook
DAMAGE = (BadZipFile, ZlibError, EOFError, NotImplementedError, RuntimeError, OSError, ValueError)
DOCTYPES = tuple("<!DOCTYPE".encode(coding) for coding in ("utf-8", "utf-16-le", "utf-16-be"))
OPEN_OFFICE = re.compile(rb'<!DOCTYPE [\w:]+ PUBLIC "-//OpenOffice\.org//DTD [\w ./]+" "[\w.]+">')
"""What OpenOffice and LibreOffice write above macros and lists of parts: a name, and no entity."""
BUILT_IN_PERCENT = frozenset({9, 10})
QUOTED = re.compile(r'"[^"]*"|\\.')
RESTORE = note("Open the file in Excel, save it again, and copy it once more.")


@dataclass(frozen=True)
class SheetPart:
    """One worksheet of the package: its name as the tab shows it, and the part that holds its cells."""

    name: str
    part: str
    hidden: bool


@dataclass(frozen=True)
class Package:
    """An opened package that passed the checks; `percent_styles` are the cell styles whose number format shows a percent sign."""

    archive: ZipFile
    sheets: tuple[SheetPart, ...]
    percent_styles: frozenset[int]
    date1904: bool = False


def open_zip(data: bytes, limits: Limits) -> ZipFile:
    """The archive of these bytes, after the checks that its directory allows: names, number, size and compression of the parts."""
    try:
        archive = ZipFile(BytesIO(data))
    except DAMAGE as reason:
        raise Refused(trouble("FILE_DAMAGED", note("The file's table of contents cannot be read"), RESTORE, found=reason)) from reason
    parts = archive.infolist()
    if len(parts) > limits.parts:
        message = note("The file has {number} parts inside the file; the limit is {limit}", number=len(parts), limit=limits.parts)
        raise too_large(message, f"{len(parts)} parts inside the file")
    unpacked = sum(part.file_size for part in parts)
    if unpacked > limits.unpacked_mb << 20:
        size, limit = unpacked >> 20, limits.unpacked_mb
        message = note("The file has {size} MB when unpacked; the limit is {limit} MB", size=size, limit=limit)
        raise too_large(message, f"{size} MB when unpacked")
    seen: set[str] = set()
    for part in parts:
        _check_part(part, limits, seen)
    return archive


def open_package(data: bytes, limits: Limits) -> tuple[Package, list[Finding]]:
    """The package of an .xlsx or .xlsm file, and what is worth saying about it; raises Refused where it cannot be read safely."""
    archive = open_zip(data, limits)
    book = main_part(archive, limits)
    targets = _targets(archive, book, limits)
    root = _xml(archive, book, limits)
    sheets = []
    for sheet in root.iterfind(".//{*}sheets/{*}sheet"):
        ids = [value for key, value in sheet.attrib.items() if key.endswith("}id")]
        part = targets.get(ids[0] if ids else "", ("", ""))[1]
        sheets.append(SheetPart(sheet.get("name", ""), part, sheet.get("state", "visible") != "visible"))
    styles = next((part for kind, part in targets.values() if kind == "styles"), "")
    date1904 = any(one.get("date1904") in ("1", "true", "on") for one in root.iterfind("{*}workbookPr"))
    package = Package(archive, tuple(sheets), _percent_styles(archive, styles, limits), date1904)
    names = {name.casefold() for name in archive.namelist()}
    findings = old_template(root)
    if any(name.startswith("xl/externallinks/") for name in names):
        message = note("Some formulas take values from other workbooks; the values stored at the last save are read")
        findings.append(trouble("FILE_LINKS", message, note("Check that they were up to date when you saved.")))
    if any(name.endswith("vbaproject.bin") for name in names):
        findings.append(trouble("FILE_MACROS", note("The workbook holds macros; they are never run"), note("Nothing to do.")))
    return package, findings


def chunks(archive: ZipFile, part: str) -> Iterator[bytes]:
    """The bytes of a part, unpacked in bounded pieces; checksum and size are verified at the end.

    One byte more than the directory says is asked for, so that a part which holds more does not pass for its beginning.
    """
    try:
        listed = archive.getinfo(part)
        one_more = copy(listed)
        one_more.file_size += 1
        size = 0
        with archive.open(one_more) as stream:
            while piece := stream.read(CHUNK):
                size += len(piece)
                if size > listed.file_size:
                    raise BadZipFile(f"more than {listed.file_size} bytes")
                yield piece
        if size < listed.file_size:
            raise BadZipFile(f"{size} bytes instead of {listed.file_size}")
    except KeyError as reason:
        raise Refused(trouble("FILE_DAMAGED", note("A part of the file is missing"), RESTORE, found=part)) from reason
    except DAMAGE as reason:
        raise Refused(trouble("FILE_DAMAGED", note("A part of the file is damaged"), RESTORE, found=f"{part}: {reason}")) from reason


def refuse_doctype(markup: bytes, part: str) -> None:
    """Raise Refused where markup declares a document type, the door to entity expansion; no spreadsheet program writes one."""
    if any(mark in markup for mark in DOCTYPES) and any(mark in OPEN_OFFICE.sub(b"", markup) for mark in DOCTYPES):
        message = note("A part of the file declares a document type, which no spreadsheet program writes")
        raise Refused(trouble("FILE_UNSAFE", message, note("Copy the sheets into a new workbook."), found=part))


def _check_part(part: ZipInfo, limits: Limits, seen: set[str]) -> None:
    """Raise Refused where a part is encrypted, stored twice, or packed more tightly than a spreadsheet can be."""
    name = part.filename.replace("\\", "/").casefold()
    if part.flag_bits & 1:
        message = note("The file is packed with a password")
        raise Refused(trouble("FILE_ENCRYPTED", message, note("Save it without a password."), found=part.filename))
    if name in seen:
        raise Refused(trouble("FILE_DAMAGED", note("A part is stored twice in the file"), RESTORE, found=part.filename))
    seen.add(name)
    if part.file_size > SMALL and part.file_size > limits.ratio * max(part.compress_size, 1):
        message = note("A part of the file is packed more than {ratio} to 1", ratio=limits.ratio)
        raise Refused(trouble("FILE_UNSAFE", message, note("Copy the filled rows into a new workbook."), found=part.filename))


def too_large(message: Text, found: str) -> Refused:
    """The refusal of a file that is past a limit of size."""
    fix = note("Delete pictures, old sheets and rows that the report does not need.")
    return Refused(trouble("FILE_TOO_LARGE", message, fix, found=found))


def _xml(archive: ZipFile, part: str, limits: Limits) -> Element:
    """The parsed root of a small part."""
    if part in archive.NameToInfo and archive.getinfo(part).file_size > TREE:
        size = archive.getinfo(part).file_size >> 20
        message = note("The file has {size} MB in {part}; the limit is {limit} MB", size=size, part=part, limit=TREE >> 20)
        raise too_large(message, f"{size} MB in {part}")
    markup = b"".join(chunks(archive, part))
    refuse_doctype(markup, part)
    try:
        root: Element = fromstring(markup, forbid_dtd=True)
    except (ParseError, ValueError, LookupError) as reason:  # the last for an encoding that nobody knows
        raise Refused(trouble("FILE_DAMAGED", note("A part of the file is no valid XML"), RESTORE, found=f"{part}: {reason}")) from reason
    level, depth = [root], 1
    while level := [child for element in level for child in element]:
        depth += 1
        if depth > limits.depth:
            message = note("A part of the file nests its XML deeper than {limit} levels", limit=limits.depth)
            raise Refused(trouble("FILE_UNSAFE", message, note("Copy the sheets into a new workbook."), found=part))
    return root


def _targets(archive: ZipFile, part: str, limits: Limits) -> dict[str, tuple[str, str]]:
    """The relations of a part: id to the last word of the relation's type and the name of the part that it leads to."""
    folder, name = posixpath.split(part)
    rels = posixpath.join(folder, "_rels", f"{name}.rels")
    if rels not in archive.NameToInfo:
        return {}
    return {
        relation.get("Id", ""): (
            relation.get("Type", "").rpartition("/")[2],
            posixpath.normpath(posixpath.join("/", folder, relation.get("Target", "")))[1:],
        )
        for relation in _xml(archive, rels, limits).iterfind("{*}Relationship")
        if relation.get("TargetMode") != "External"
    }


def main_part(archive: ZipFile, limits: Limits) -> str:
    """The name of the workbook part, as the package's own relations say, in the strict dialect too."""
    return next((part for kind, part in _targets(archive, "", limits).values() if kind == "officeDocument"), "xl/workbook.xml")


def _percent_styles(archive: ZipFile, part: str, limits: Limits) -> frozenset[int]:
    """The indexes of the cell styles whose number format contains a percent sign outside quotes."""
    if part not in archive.NameToInfo:
        return frozenset()
    root = _xml(archive, part, limits)
    codes = {entry.get("numFmtId", ""): entry.get("formatCode", "") for entry in root.iterfind("{*}numFmts/{*}numFmt")}
    percent = {number for number, code in codes.items() if "%" in QUOTED.sub("", code)}
    percent |= {str(number) for number in BUILT_IN_PERCENT if str(number) not in codes}
    return frozenset(index for index, style in enumerate(root.iterfind("{*}cellXfs/{*}xf")) if style.get("numFmtId") in percent)
