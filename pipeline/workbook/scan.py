"""What the values alone do not tell of a sheet: its extent, error cells, formulas without result, percent formats, hidden rows, merges.

One streaming pass over the sheet's XML, in bounded pieces, before any library reads values from it.
"""

import re
from collections.abc import Iterator

from pipeline.settings import Limits
from pipeline.wording import note
from pipeline.workbook.codes import Refused, trouble
from pipeline.workbook.look import Look, column_index, column_letters
from pipeline.workbook.package import Package, SheetPart, chunks, refuse_doctype
from pipeline.workbook.rows import ATTRIBUTE, HIDDEN, Rows

START = re.compile(rb"<(?:([\w.-]+):)?sheetData\s*(/?)>")
COLUMNS = re.compile(rb"<(?:[\w.-]+:)?col\s([^<>]*)>")
MERGE = re.compile(rb"""<(?:[\w.-]+:)?mergeCell\s[^<>]*?ref\s*=\s*["']\$?([A-Z]+)\$?([0-9]+):\$?([A-Z]+)\$?([0-9]+)["']""")
LONGEST = 200  # bytes of the tag that opens the rows
OPENED = re.compile(rb"<!--|<\?|<!\[CDATA\[")
CLOSES = {b"<!--": b"-->", b"<?": b"?>", b"<![CDATA[": b"]]>"}


class _Odd(Exception):
    """The markup holds comments or character data sections, or is not UTF-8: it has to be seen as a whole."""


def scan_sheet(package: Package, sheet: SheetPart, limits: Limits) -> Look | None:
    """What the XML of one sheet says; None where the part holds no cells (a chart sheet). Raises Refused past a limit."""
    styles = package.percent_styles
    try:
        try:
            return _scan(_plain(chunks(package.archive, sheet.part)), sheet.name, styles, limits)
        except _Odd:
            markup = b"".join(chunks(package.archive, sheet.part))
            refuse_doctype(markup, sheet.part)
            return _scan(iter([_without_comments(markup)]), sheet.name, styles, limits)
    except ValueError as reason:  # a row, style or column number that is none
        message = note("The sheet {sheet} holds an address that cannot be read", sheet=sheet.name)
        fix = note("Open the file in Excel and save it again.")
        raise Refused(trouble("SHEET_UNREADABLE", message, fix, sheet=sheet.name, found=reason)) from reason


def _plain(markup: Iterator[bytes]) -> Iterator[bytes]:
    """The same pieces; raises _Odd where they cannot be looked at one by one."""
    last = b""
    for piece in markup:
        if b"<!" in piece or last + piece[:1] == b"<!" or b"\0" in piece[:64]:
            raise _Odd
        yield piece
        last = piece[-1:]


def _without_comments(markup: bytes) -> bytes:
    """The markup in UTF-8, without comments; character data sections are replaced by a letter where they hold anything.

    Raises: ValueError for a comment or section without an end.
    """
    if markup.startswith((b"\xff\xfe", b"\xfe\xff")):
        markup = markup.decode("utf-16", "replace").encode()
    kept, position = [], 0
    while opened := OPENED.search(markup, position):
        end = markup.find(CLOSES[opened[0]], opened.end())
        if end < 0:
            raise ValueError(f"{opened[0].decode()} without an end")
        letter = b"x" if opened[0] == b"<![CDATA[" and end > opened.end() else b""
        kept += [markup[position : opened.start()], letter]
        position = end + len(CLOSES[opened[0]])
    return b"".join([*kept, markup[position:]])


def _scan(markup: Iterator[bytes], name: str, percent_styles: frozenset[int], limits: Limits) -> Look | None:
    """Go through a sheet once: what stands before the rows, the rows block by block, what stands after them."""
    buffer = b""
    for piece in markup:
        begin = max(len(buffer) - LONGEST, 0)
        buffer += piece
        if start := START.search(buffer, begin):
            break
    else:
        return None
    rows = Rows(name, start[1] + b":" if start[1] else b"", percent_styles)
    rows.look.hidden_columns = _hidden_columns(buffer[: start.start()])
    buffer = buffer[start.end() :]
    close, row = b"</" + rows.prefix + b"sheetData", b"<" + rows.prefix + b"row"
    while not start[2]:
        end = buffer.find(close)
        cut = end if end >= 0 else max(buffer.rfind(row), 0)
        piece = b"" if end >= 0 else next(markup, b"")
        last = not piece
        cut = len(buffer) if last and end < 0 else cut
        block, buffer = buffer[:cut], buffer[cut:] + piece
        rows.block(block)
        check_limits(rows.look, name, limits, block)
        if last:
            break
    rows.look.merges = _merges(b"".join([buffer, *markup]), rows.look, name, limits)
    return rows.look


def _hidden_columns(head: bytes) -> list[tuple[int, int]]:
    """First and last zero-based column of every run of hidden columns."""
    spans = [{key: one or two for key, one, two in ATTRIBUTE.findall(column)} for column in COLUMNS.findall(head) if HIDDEN.search(column)]
    return [(int(span.get(b"min", b"1")) - 1, int(span.get(b"max", b"1")) - 1) for span in spans]


def _merges(tail: bytes, look: Look, name: str, limits: Limits) -> list[tuple[int, int, int, int]]:
    """Top row, left column, bottom row, right column of every merged range."""
    merges = MERGE.findall(tail)
    if len(merges) > limits.merges:
        message = note("The sheet has {number} merged ranges; the limit is {limit}", number=len(merges), limit=limits.merges)
        raise Refused(trouble("SHEET_TOO_LARGE", message, note("Unmerge the cells of the table."), sheet=name, found=len(merges)))
    ranges = [(int(top), column_index(left.decode()), int(bottom), column_index(right.decode())) for left, top, right, bottom in merges]
    rows, columns = look.last_row, max(look.columns, default=-1) + 1
    if sum(_within(rows, top, bottom) * _within(columns, left + 1, right + 1) for top, left, bottom, right in ranges) > rows * columns:
        message = note("The merged ranges of the sheet lie over each other, which no spreadsheet program writes")
        raise Refused(trouble("SHEET_UNREADABLE", message, note("Unmerge the cells of the table."), sheet=name))
    return ranges


def _within(limit: int, first: int, last: int) -> int:
    """How many of the numbers from first to last lie in 1 to the limit."""
    return max(min(last, limit) - max(first, 1) + 1, 0)


def check_limits(look: Look, name: str, limits: Limits, block: bytes) -> None:
    """Raise Refused where the cells with values span more rows, columns or cells than the settings allow."""
    if not look.columns:
        return
    last, rows, columns = max(look.columns), look.last_row, look.width
    if rows > limits.rows:
        far, span = rb"[A-Z]+%d" % rows, f"{rows:,} rows"
        message = note("The values of this sheet span {rows:,} rows; the limit is {limit:,}", rows=rows, limit=limits.rows)
    elif last >= limits.columns:
        far, span = rb"%s[0-9]+" % column_letters(last).encode(), f"{last + 1:,} columns"
        message = note("The values of this sheet span {columns:,} columns; the limit is {limit:,}", columns=last + 1, limit=limits.columns)
    elif rows * columns > limits.cells:
        far, span = rb"[A-Z]+%d" % rows, f"{rows:,} rows x {columns:,} columns"
        message = note(
            "The values of this sheet span {rows:,} rows x {columns:,} columns; the limit is {limit:,} cells",
            rows=rows,
            columns=columns,
            limit=limits.cells,
        )
    else:
        return
    found = re.search(rb"""r\s*=\s*["'](""" + far + rb""")["']""", block)
    cell = f"{name}!{found[1].decode()}" if found else None
    fix = note("Delete the stray value here, or the rows that the report does not need.")
    raise Refused(trouble("SHEET_TOO_LARGE", message, fix, sheet=name, cell=cell, found=span))
