"""A look at an OpenDocument spreadsheet before any library reads it: repeated rows and cells make a few bytes into millions of values."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from io import BytesIO
from xml.parsers.expat import ExpatError, ParserCreate
from zipfile import ZIP_DEFLATED, ZipFile

from pipeline.settings import Limits
from pipeline.wording import note
from pipeline.workbook.codes import Refused, trouble
from pipeline.workbook.formats import encrypted
from pipeline.workbook.look import Look
from pipeline.workbook.package import RESTORE, chunks
from pipeline.workbook.scan import check_limits

CONTENT, MANIFEST, ENCRYPTION = "content.xml", "META-INF/manifest.xml", b"encryption-data"
BETWEEN = re.compile(rb"(</?(?:office|table|draw):[^<>]*+>)\s++(?=<)")
SPACE = "urn:oasis:names:tc:opendocument:xmlns:%s:1.0 "
TABLE, OFFICE = SPACE % "table", SPACE % "office"
CELLS = (f"{TABLE}table-cell", f"{TABLE}covered-table-cell")


def closed_up(data: bytes, archive: ZipFile) -> bytes:
    """A file as the library that reads it takes it, which gives up where spaces stand between the elements of a table."""
    content = b"".join(chunks(archive, CONTENT))
    close = BETWEEN.sub(rb"\1", content)
    if len(close) == len(content):
        return data
    written = BytesIO()
    with ZipFile(written, "w", ZIP_DEFLATED, compresslevel=1) as package:
        for name in ("mimetype", MANIFEST):
            if name in archive.NameToInfo:
                package.writestr(name, b"".join(chunks(archive, name)))
        package.writestr(CONTENT, close)
    return written.getvalue()


def scan_content(archive: ZipFile, limits: Limits) -> None:
    """Raise Refused where the file is encrypted, a table spans more than the settings allow, its texts grow too large, or its XML is
    nested too deeply."""
    if MANIFEST in archive.NameToInfo and any(ENCRYPTION in piece for piece in chunks(archive, MANIFEST)):
        raise Refused(encrypted())
    _Content(limits).parse(chunks(archive, CONTENT))


@dataclass
class _Table:
    """What has been seen of one table: values so far, and the cells of the present row that hold any, with how often they are repeated."""

    name: str
    look: Look = field(default_factory=Look)
    row: int = 0
    column: int = 0
    repeated: int = 1
    filled: list[tuple[int, int]] = field(default_factory=list)


class _Content:
    """A pass over the elements of the content, which keeps nothing but extents."""

    def __init__(self, limits: Limits) -> None:
        self.limits, self.depth = limits, 0
        self.tables: list[_Table] = []
        self.texts, self.cells, self.inside = 0, 1, 0
        self.parser = ParserCreate(namespace_separator=" ")
        self.parser.StartElementHandler = self.start
        self.parser.EndElementHandler = self.end
        self.parser.CharacterDataHandler = self.text

    def parse(self, markup: Iterator[bytes]) -> None:
        """Go through all of it."""
        try:
            for piece in markup:
                self.parser.Parse(piece, False)
            self.parser.Parse(b"", True)
        except (ExpatError, ValueError) as reason:
            message = note("A part of the file is no valid XML")
            raise Refused(trouble("FILE_DAMAGED", message, RESTORE, found=f"{CONTENT}: {reason}")) from reason

    def start(self, tag: str, given: dict[str, str]) -> None:
        """An element begins."""
        self.depth += 1
        if self.depth > self.limits.depth:
            message = note("A part of the file nests its XML deeper than {limit} levels", limit=self.limits.depth)
            raise Refused(trouble("FILE_UNSAFE", message, note("Copy the sheets into a new workbook."), found=CONTENT))
        if tag == f"{TABLE}table":
            self.tables.append(_Table(given.get(f"{TABLE}name", "")))
        elif self.tables and tag == f"{TABLE}table-row":
            table = self.tables[-1]
            table.column, table.filled, table.repeated = 0, [], max(int(given.get(f"{TABLE}number-rows-repeated", "1")), 1)
        elif self.tables and tag in CELLS:
            self.inside += 1
            table, self.cells = self.tables[-1], max(int(given.get(f"{TABLE}number-columns-repeated", "1")), 1)
            if f"{OFFICE}value-type" in given or f"{TABLE}formula" in given:
                table.filled.append((table.column, self.cells))
            table.column += self.cells

    def end(self, tag: str) -> None:
        """An element ends; with a row its cells are counted, as often as the row is repeated."""
        self.depth -= 1
        if not self.tables:
            return
        table = self.tables[-1]
        if tag in CELLS:
            self.inside -= 1
        elif tag == f"{TABLE}table-row":
            table.row += table.repeated
            if table.filled:
                first, (last, times) = table.filled[0][0], table.filled[-1]
                table.look.columns |= {first, last + times - 1}
                table.look.last_row = table.row
                check_limits(table.look, table.name, self.limits, b"")
        elif tag == f"{TABLE}table":
            self.tables.pop()

    def text(self, text: str) -> None:
        """A text, which stands in as many cells as its cell and row are repeated; one outside of cells stands once."""
        times = self.cells * self.tables[-1].repeated if self.tables and self.inside else 1
        self.texts += len(text) * times
        if self.texts > self.limits.unpacked_mb << 20:
            size, limit = self.texts >> 20, self.limits.unpacked_mb
            message = note("The file has {size} MB when unpacked; the limit is {limit} MB", size=size, limit=limit)
            fix = note("Delete pictures, old sheets and rows that the report does not need.")
            raise Refused(trouble("FILE_TOO_LARGE", message, fix, found=f"{size} MB when unpacked"))
