"""The rows of a sheet's XML, looked at without reading their values.

Rows in the plain spelling of Excel, LibreOffice and openpyxl are recognised by one regular expression each, which also proves that every
cell lies in its row; what else matters in them is then found by searches over many rows at once. Rows in any other spelling (prefixes,
single quotes, cells without an address) are taken apart tag by tag, with the same result.
"""

import re
from bisect import bisect_right
from collections import defaultdict
from dataclasses import dataclass
from functools import lru_cache

from pipeline.wording import note
from pipeline.workbook.codes import Refused, trouble
from pipeline.workbook.look import Look, column_index, column_letters

MANY = 64  # percent styles that a pattern lists one by one

HIDDEN = re.compile(rb"""\bhidden\s*=\s*["'](?:1|true|on)["']""")
ATTRIBUTE = re.compile(rb"""([\w.:-]+)\s*=\s*(?:"([^"]*)"|'([^']*)')""")
TAG = re.compile(rb"<(/?)(?:[\w.-]{1,99}+:)?(row|c|v|f|is|t)(?=[\s/>])((?:[^<>\"']|\"[^<\"]*\"|'[^<']*')*?)(/?)>([^<]*)")
REFERENCE = re.compile(rb"([A-Za-z]{1,3})([0-9]{1,7})\Z")

# What has matched is never tried another way (the `+` after `*`): a row that breaks off after many cells would else take for ever.
PLAIN_CELL = rb'<c r="[A-Z]{1,2}\1"[^<>]*+>(?><v>[^<]*+</v></c>|(?<=/>)|(?:</?[vfit][^<>]*+>[^<]*+)*+</c>)'
PLAIN_ROW = re.compile(rb'\s*+<row r="([1-9][0-9]{0,6})"([^<>]*+)(?:(?<=/)>|>((?:' + PLAIN_CELL + rb")*+)</row>)\s*+")
FORMULA = rb"<f(?:\s[^>]*+)?+(?:(?<=/)>|>[^<]*+</f>)"
FILLED = rb'([A-Z]+)[0-9]+"[^>]*><(?:v>[^<]|is)'
COMPUTED = re.compile(rb'<c r="([A-Z]+)[0-9]+"(?:[^>]*>' + FORMULA + rb'<v>[^<]|[^>]* t="str"[^>]*>(?:' + FORMULA + rb")?<v>)")
STYLED = re.compile(rb'<c r="([A-Z]+)([0-9]+)"[^>]*[^/]><(?!/)')
FAILED = re.compile(rb'<c r="([A-Z]+)([0-9]+)"[^>]* t="e"[^>]*>(?:' + FORMULA + rb")?<v>([^<]*)</v>")
UNCALCULATED = re.compile(rb'<c r="([A-Z]+)([0-9]+)"(?![^>]* t="str")[^>]*>' + FORMULA + rb"(?:<v\s*/>|<v></v>)?</c>")


class Rows:
    """A pass over the rows of one sheet, in blocks of whole rows; what is seen is noted in `look`."""

    def __init__(self, name: str, prefix: bytes, percent_styles: frozenset[int]) -> None:
        self.name, self.prefix, self.percent_styles = name, prefix, percent_styles
        self.look = Look()
        self.row = 0
        styles = b"|".join(b"%d" % style for style in sorted(percent_styles)) if len(percent_styles) <= MANY else b"[0-9]+"
        self.percent = re.compile(rb' s="(' + styles + rb')"') if styles else None

    def block(self, block: bytes) -> None:
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

    def _plain_rows(self, rows: bytes, numbers: list[int], starts: list[int]) -> None:
        """Look at rows in the plain spelling; `starts` are the positions at which they begin, `numbers` their numbers."""
        if not numbers:
            return
        look, self.row = self.look, numbers[-1]
        last = max(rows.rfind(b"</v>"), rows.rfind(b"</is>"))
        if last >= 0:
            look.last_row = max(look.last_row, *numbers[: bisect_right(starts, last)])
        filled = _filled_beside(frozenset(look.columns))
        look.columns.update(column_index(letters.decode()) for letters in set(filled.findall(rows)))
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
            message = note("A cell's address cannot be read")
            fix = note("Open the file in Excel and save it again.")
            raise Refused(trouble("SHEET_UNREADABLE", message, fix, sheet=self.name, found=reference.decode("utf-8", "replace")))
        return column_index(parts[1].decode()), int(parts[2])


@lru_cache(maxsize=64)
def _filled_beside(columns: frozenset[int]) -> re.Pattern[bytes]:
    """A pattern for cells with a value in other columns than these: a column needs to be seen but once."""
    ends: defaultdict[str, str] = defaultdict(str)
    for letters in map(column_letters, columns):
        ends[letters[:-1]] += letters[-1]
    known = "|".join(f"{start}[{last}]" for start, last in sorted(ends.items()))
    return re.compile(b'<c r="' + (f"(?!(?:{known})[0-9])".encode() if known else b"") + FILLED)


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
