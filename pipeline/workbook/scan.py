"""What the values alone do not tell of a sheet: its extent, error cells, formulas without result, percent formats, hidden rows, merges.

One streaming pass over the sheet's XML, before any library reads values from it. Rows in the plain spelling of Excel, LibreOffice and
openpyxl are recognised by one regular expression each, which also proves that every cell lies in its row; any other spelling (other
prefixes, attribute orders, cells without an address) is taken apart tag by tag, with the same result.
"""

import re
from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import lru_cache

from pipeline.settings import Limits
from pipeline.workbook.codes import Refused, trouble
from pipeline.workbook.package import Package, SheetPart, chunks, refuse_doctype

Place = tuple[str, int]  # column letters and row number
MANY = 64  # percent styles that a pattern lists one by one

START = re.compile(rb"<(?:([\w.-]+):)?sheetData\s*(/?)>")
HIDDEN = re.compile(rb"""\bhidden\s*=\s*["'](?:1|true|on)["']""")
COLUMNS = re.compile(rb"<(?:[\w.-]+:)?col\s([^>]*)>")
MERGE = re.compile(rb"""<(?:[\w.-]+:)?mergeCell\s[^>]*?ref\s*=\s*["']\$?([A-Z]+)\$?([0-9]+):\$?([A-Z]+)\$?([0-9]+)["']""")
ATTRIBUTE = re.compile(rb"""([\w.:-]+)\s*=\s*(?:"([^"]*)"|'([^']*)')""")
TAG = re.compile(rb"<(/?)(?:[\w.-]+:)?(row|c|v|f|is|t)(?=[\s/>])((?:[^>\"']|\"[^\"]*\"|'[^']*')*?)(/?)>([^<]*)")
COMMENT = re.compile(rb"<!--.*?-->|<\?.*?\?>", re.DOTALL)
CDATA = re.compile(rb"<!\[CDATA\[(.*?)\]\]>", re.DOTALL)
REFERENCE = re.compile(rb"([A-Za-z]{1,3})([0-9]{1,7})\Z")

PLAIN_CELL = rb'<c r="[A-Z]{1,2}\1"[^>]*>(?:<v>[^<]*</v></c>|(?<=/>)|(?:</?[vfit][^>]*>[^<]*)*</c>)'
PLAIN_ROW = re.compile(rb'\s*<row r="([1-9][0-9]{0,6})"([^>]*)(?:(?<=/)>|>((?:' + PLAIN_CELL + rb")*)</row>)\s*")
FORMULA = rb"<f(?:\s[^>]*+)?+(?:(?<=/)>|>[^<]*+</f>)"
FILLED = re.compile(rb'<c r="([A-Z]+)[0-9]+"[^>]*><(?:v>[^<]|is)')
COMPUTED = re.compile(rb'<c r="([A-Z]+)[0-9]+"(?:[^>]*>' + FORMULA + rb'<v>[^<]|[^>]* t="str"[^>]*>(?:' + FORMULA + rb")?<v>)")
STYLED = re.compile(rb'<c r="([A-Z]+)([0-9]+)"[^>]*[^/]><(?!/)')
FAILED = re.compile(rb'<c r="([A-Z]+)([0-9]+)"[^>]* t="e"[^>]*>(?:' + FORMULA + rb")?<v>([^<]*)</v>")
UNCALCULATED = re.compile(rb'<c r="([A-Z]+)([0-9]+)"(?![^>]* t="str")[^>]*>' + FORMULA + rb"(?:<v\s*/>|<v></v>)?</c>")


@dataclass
class Look:
    """What the scan saw of one sheet; columns are zero-based indexes or letters, rows are the sheet's numbers.

    `columns` holds every column with a value in it; `last_row` is the last row with a value (0 where there is none).
    """

    columns: set[int] = field(default_factory=set)
    last_row: int = 0
    errors: dict[Place, str] = field(default_factory=dict)
    uncalculated: set[Place] = field(default_factory=set)
    percent: defaultdict[str, set[int]] = field(default_factory=lambda: defaultdict(set))
    hidden_rows: set[int] = field(default_factory=set)
    hidden_columns: list[tuple[int, int]] = field(default_factory=list)
    merges: list[tuple[int, int, int, int]] = field(default_factory=list)

    @property
    def width(self) -> int:
        """How many columns lie from the first to the last one with a value."""
        return max(self.columns) - min(self.columns) + 1 if self.columns else 0


@lru_cache(maxsize=4096)
def column_index(letters: str) -> int:
    """The zero-based index of a column: 0 for A, 26 for AA."""
    index = 0
    for letter in letters.upper():
        index = index * 26 + ord(letter) - 64
    return index - 1


@lru_cache(maxsize=4096)
def column_letters(index: int) -> str:
    """The letters of a zero-based column: A for 0, AA for 26."""
    letters = ""
    index += 1
    while index:
        index, rest = divmod(index - 1, 26)
        letters = chr(65 + rest) + letters
    return letters


def scan_sheet(package: Package, sheet: SheetPart, limits: Limits) -> Look | None:
    """What the XML of one sheet says; None where the part holds no cells (a chart sheet). Raises Refused past a limit."""
    scanner = _Scanner(sheet.name, package.percent_styles, limits)
    try:
        return scanner.scan(_plain(chunks(package.archive, sheet.part)))
    except _Odd:
        markup = b"".join(chunks(package.archive, sheet.part))
    refuse_doctype(markup, sheet.part)
    return _Scanner(sheet.name, package.percent_styles, limits).scan(iter([_without_comments(markup)]))


class _Odd(Exception):
    """The markup holds comments or character data sections, or is not UTF-8: it has to be seen as a whole."""


def _plain(markup: Iterator[bytes]) -> Iterator[bytes]:
    """The same pieces; raises _Odd where they cannot be looked at one by one."""
    last = b""
    for piece in markup:
        if b"<!" in last + piece or b"\0" in piece[:64]:
            raise _Odd
        yield piece
        last = piece[-1:]


def _without_comments(markup: bytes) -> bytes:
    """The markup in UTF-8, without comments; character data sections are replaced by a letter where they hold anything."""
    if markup.startswith((b"\xff\xfe", b"\xfe\xff")):
        markup = markup.decode("utf-16", "replace").encode()
    return COMMENT.sub(b"", CDATA.sub(lambda found: b"x" if found[1] else b"", markup))


class _Scanner:
    """The state of one pass over one sheet."""

    def __init__(self, name: str, percent_styles: frozenset[int], limits: Limits) -> None:
        self.name, self.limits, self.percent_styles = name, limits, percent_styles
        self.look = Look()
        self.prefix = b""
        self.row = 0
        styles = b"|".join(b"%d" % style for style in sorted(percent_styles)) if len(percent_styles) <= MANY else b"[0-9]+"
        self.percent = re.compile(rb' s="(' + styles + rb')"') if styles else None

    def scan(self, markup: Iterator[bytes]) -> Look | None:
        """Go through the sheet once: what stands before the rows, the rows block by block, what stands after them."""
        buffer = b""
        for piece in markup:
            buffer += piece
            if start := START.search(buffer):
                break
        else:
            return None
        self.prefix = start[1] + b":" if start[1] else b""
        self._hidden_columns(buffer[: start.start()])
        buffer = buffer[start.end() :]
        close, row = b"</" + self.prefix + b"sheetData", b"<" + self.prefix + b"row"
        while not start[2] and (end := buffer.find(close)) < 0:
            cut = max(buffer.rfind(row), 0)
            self._block(buffer[:cut])
            piece = next(markup, b"")
            if not piece:
                end = len(buffer)
                break
            buffer = buffer[cut:] + piece
        if not start[2]:
            self._block(buffer[:end])
            buffer = buffer[end:]
        self._merges(b"".join([buffer, *markup]))
        return self.look

    def _hidden_columns(self, head: bytes) -> None:
        for column in COLUMNS.findall(head):
            if HIDDEN.search(column):
                span = {key: one or two for key, one, two in ATTRIBUTE.findall(column)}
                self.look.hidden_columns.append((int(span.get(b"min", b"1")) - 1, int(span.get(b"max", b"1")) - 1))

    def _merges(self, tail: bytes) -> None:
        merges = MERGE.findall(tail)
        if len(merges) > self.limits.merges:
            message = f"The sheet has {len(merges)} merged ranges; the limit is {self.limits.merges}."
            raise Refused(trouble("SHEET_TOO_LARGE", message, "Unmerge the cells of the table.", sheet=self.name, found=len(merges)))
        self.look.merges = [
            (int(top), column_index(left.decode()), int(bottom), column_index(right.decode())) for left, top, right, bottom in merges
        ]

    def _block(self, block: bytes) -> None:
        """Look at a run of whole rows; a run without any value or formula costs three searches."""
        if not any(b"<" + self.prefix + tag in block for tag in (b"v", b"is", b"f")):
            return
        position = begin = 0
        numbers: list[int] = []
        starts: list[int] = []
        hidden = b"hidden" in block
        while position < len(block):
            if row := PLAIN_ROW.match(block, position):
                numbers.append(int(row[1]))
                starts.append(position - begin)
                if hidden and HIDDEN.search(row[2]):
                    self.look.hidden_rows.add(numbers[-1])
                position = row.end()
                continue
            self._plain_rows(block[begin:position], numbers, starts)
            begin = block.find(b"<" + self.prefix + b"row", position + 1)
            begin = len(block) if begin < 0 else begin
            self._odd_rows(block[position:begin])
            position, numbers, starts = begin, [], []
        self._plain_rows(block[begin:], numbers, starts)
        self._check_limits(block)

    def _plain_rows(self, rows: bytes, numbers: list[int], starts: list[int]) -> None:
        """Look at rows in the plain spelling; `starts` are the positions at which they begin, `numbers` their numbers."""
        if not numbers:
            return
        look, self.row = self.look, numbers[-1]
        last = max(rows.rfind(b"</v>"), rows.rfind(b"</is>"))
        if last >= 0:
            look.last_row = max(look.last_row, *numbers[: bisect_right(starts, last)])
        look.columns.update(column_index(letters.decode()) for letters in set(FILLED.findall(rows)))
        if self.percent:
            self._percent_cells(rows, self.percent)
        if b't="e"' in rows:
            errors = {(letters.decode(), int(row)): word.decode("utf-8", "replace") for letters, row, word in FAILED.findall(rows)}
            look.errors.update(errors)
            look.columns.update(column_index(letters) for letters, _ in errors)
        if b"<f" in rows or b"<v></v>" in rows:
            look.columns.update(column_index(letters.decode()) for letters in set(COMPUTED.findall(rows)))
            look.uncalculated.update((letters.decode(), int(row)) for letters, row in UNCALCULATED.findall(rows))

    def _percent_cells(self, rows: bytes, pattern: re.Pattern[bytes]) -> None:
        """Note the cells with a value whose style shows a percent sign; the style is rare, so it is found first and its cell after."""
        for style in pattern.finditer(rows):
            if int(style[1]) not in self.percent_styles:
                continue
            if cell := STYLED.match(rows, rows.rfind(b"<", 0, style.start())):
                self.look.percent[cell[1].decode()].add(int(cell[2]))

    def _odd_rows(self, rows: bytes) -> None:
        """Look at rows in any other spelling, tag by tag."""
        column, cell = -1, _Cell()
        for closing, tag, attributes, empty, text in TAG.findall(rows):
            given = {key: one or two for key, one, two in ATTRIBUTE.findall(attributes)} if tag in (b"row", b"c") else {}
            if tag == b"row" and not closing:
                self.row = int(given.get(b"r", b"%d" % (self.row + 1)))
                column = -1
                if given.get(b"hidden") in (b"1", b"true", b"on"):
                    self.look.hidden_rows.add(self.row)
            elif tag == b"c" and not closing:
                place = self._place(given.get(b"r"), column + 1)
                cell = _Cell(place, given.get(b"t", b""), int(given.get(b"s", b"0")))
                column = place[0]
            elif tag == b"f":
                cell.formula = True
            elif tag == b"v" and not closing:
                cell.value, cell.stored = text.strip(), True
            elif tag == b"is":
                cell.inline = True
            if tag == b"c" and (closing or empty):
                self._odd_cell(cell)

    def _odd_cell(self, cell: "_Cell") -> None:
        look, (column, row) = self.look, cell.place
        letters = column_letters(column)
        if cell.value or cell.inline or (cell.stored and cell.type == b"str"):
            look.columns.add(column)
            look.last_row = max(look.last_row, row)
            if cell.style in self.percent_styles:
                look.percent[letters].add(row)
            if cell.type == b"e":
                look.errors[letters, row] = cell.value.decode("utf-8", "replace")
        elif cell.formula and cell.type != b"str":
            look.uncalculated.add((letters, row))

    def _place(self, reference: bytes | None, column: int) -> tuple[int, int]:
        """Column index and row of a cell; a cell without an address follows the one before it."""
        if reference is None:
            return column, self.row
        if not (parts := REFERENCE.match(reference)):
            message = "A cell's address cannot be read."
            fix = "Open the file in Excel and save it again."
            raise Refused(trouble("SHEET_UNREADABLE", message, fix, sheet=self.name, found=reference.decode("utf-8", "replace")))
        return column_index(parts[1].decode()), int(parts[2])

    def _check_limits(self, block: bytes) -> None:
        """Raise Refused where the cells with values span more rows, columns or cells than the settings allow."""
        look, limits = self.look, self.limits
        if not look.columns:
            return
        last = column_letters(max(look.columns))
        if look.last_row > limits.rows:
            far, span, limit = rb"[A-Z]+%d" % look.last_row, f"{look.last_row:,} rows", f"{limits.rows:,}"
        elif max(look.columns) >= limits.columns:
            far, span, limit = rb"%s[0-9]+" % last.encode(), f"{max(look.columns) + 1:,} columns", f"{limits.columns:,}"
        elif look.last_row * look.width > limits.cells:
            far, span, limit = rb"[A-Z]+%d" % look.last_row, f"{look.last_row:,} rows x {look.width:,} columns", f"{limits.cells:,} cells"
        else:
            return
        found = re.search(rb"""r\s*=\s*["'](""" + far + rb""")["']""", block)
        cell = f"{self.name}!{found[1].decode()}" if found else None
        message = f"The values of this sheet span {span}; the limit is {limit}."
        fix = "Delete the stray value here, or the rows that the report does not need."
        raise Refused(trouble("SHEET_TOO_LARGE", message, fix, sheet=self.name, cell=cell, found=span))


@dataclass
class _Cell:
    """One cell while its tags pass by."""

    place: tuple[int, int] = (0, 0)
    type: bytes = b""
    style: int = 0
    value: bytes = b""
    stored: bool = False
    inline: bool = False
    formula: bool = False
