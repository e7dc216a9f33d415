"""What the scan saw of a sheet, and what the parsing met, as findings at their cells."""

from collections import defaultdict
from collections.abc import Iterable

import polars as pl

from pipeline.contract.findings import Finding
from pipeline.contract.names import header_name, listed
from pipeline.contract.sheets import Layout
from pipeline.wording import Text, note, note_many
from pipeline.workbook.cells import Bad, error_cell
from pipeline.workbook.codes import trouble
from pipeline.workbook.columns import NAMED, Trouble
from pipeline.workbook.header import Found
from pipeline.workbook.look import Place, column_index, column_letters
from pipeline.workbook.values import RawSheet

LISTED = 100  # findings of one code in one column; what is more is one sentence
UNCALCULATED = Bad(
    "FORMULA_UNCALCULATED",
    note("The formula has no stored result"),
    note("Open the workbook in Excel, let it calculate, and save it."),
)
UNSEEN = Bad("MERGED_VALUE", note("A value lies unseen under a merged cell and is not read"), note("Unmerge the cells of the table."))


def scan_troubles(raw: RawSheet, found: Found, skipped: set[int]) -> list[Trouble]:
    """The error cells and uncalculated formulas in the columns and rows of the table, or in the fields."""
    troubles = []
    for place, word in raw.look.errors.items():
        if key := _key(raw, found, place, skipped):
            troubles.append(Trouble(key, (place[1],), word, error_cell(word)))
    formulas = ((place, _key(raw, found, place, skipped)) for place in raw.look.uncalculated)
    return troubles + [Trouble(key, (place[1],), "formula", UNCALCULATED) for place, key in formulas if key]


def without_merged(raw: RawSheet, found: Found, texts: pl.DataFrame) -> tuple[pl.DataFrame, list[Trouble]]:
    """The table's texts without the values that lie unseen under merged cells, and those values as troubles."""
    troubles: list[Trouble] = []
    lists: dict[str, list[str | None]] = {}
    for top, left, bottom, right in raw.look.merges:
        start, stop = max(top - found.row - 1, 0), min(bottom - found.row, texts.height)
        if start >= stop:
            continue
        for key in (key for key, (_, column) in found.places.items() if left <= column <= right and key in texts.columns):
            values = lists[key] if key in lists else lists.setdefault(key, texts[key].to_list())
            shown = top - found.row - 1 if found.places[key][1] == left else None
            for index in range(start, stop) if any(values[start:stop]) else ():
                if index != shown and (text := values[index]) and text.strip():
                    troubles.append(Trouble(key, (found.row + 1 + index,), text, UNSEEN))
                    values[index] = None
    return texts.with_columns(pl.Series(key, values, dtype=pl.String) for key, values in lists.items()), troubles


def hidden_findings(raw: RawSheet, found: Found, hidden: list[int]) -> list[Finding]:
    """What is hidden on the sheet and yet read: rows with data, columns of the contract."""
    findings = []
    sheet = raw.sheet.name
    if hidden:
        message = note_many(
            "{number} hidden row with data on sheet {sheet}: {rows}",
            "{number} hidden rows with data on sheet {sheet}: {rows}",
            len(hidden),
            sheet=raw.name,
            rows=_spans(hidden),
        )
        findings.append(trouble("HIDDEN_ROWS", message, note("Show or delete them."), sheet=sheet, found=len(hidden)))
    covered = {column for _, column in found.places.values()}
    columns = sorted(column for column in covered if any(low <= column <= high for low, high in raw.look.hidden_columns))
    if columns:
        letters = ", ".join(map(column_letters, columns))
        message = note("Hidden columns of sheet {sheet} are read: {columns}", sheet=raw.name, columns=letters)
        fix = note("Show them, so that others see what is reported.")
        findings.append(trouble("COLUMN_HIDDEN", message, fix, sheet=sheet, found=letters))
    return findings


def trouble_findings(raw: RawSheet, found: Found, troubles: Iterable[Trouble]) -> list[Finding]:
    """The troubles as findings at their addresses, in the order of rows and columns; at most a hundred of a kind in a column."""
    kinds: defaultdict[tuple[str, str], list[Trouble]] = defaultdict(list)
    for one in sorted(troubles, key=lambda one: (one.rows[0], found.places[one.key][1])):
        kinds[one.key, one.bad.code].append(one)
    listed = [one for many in kinds.values() for one in many[:LISTED]]
    listed.sort(key=lambda one: (one.rows[0], found.places[one.key][1]))
    findings = [_finding(raw, found, one) for one in listed]
    for (key, code), many in kinds.items():
        if len(many) > LISTED:
            message = note(
                "{number:,} more cells of column {header!r} have the same trouble as {cell}",
                number=len(many) - LISTED,
                header=found.headers.get(key) or header_name(raw.sheet[key]),
                cell=address(raw, found, many[0]),
            )
            findings.append(trouble(code, message, many[0].bad.fix, sheet=raw.sheet.name, found=many[LISTED].found))
    return findings


def address(raw: RawSheet, found: Found, one: Trouble) -> str:
    """The address of a trouble's first cell, such as `Scope!F12`."""
    return f"{raw.name}!{_cell(raw, found, one.key, one.rows[0])}"


def _finding(raw: RawSheet, found: Found, one: Trouble) -> Finding:
    message = one.bad.message
    if len(one.rows) > 1:
        named, more = ", ".join(_cell(raw, found, one.key, row) for row in one.rows[:NAMED]), len(one.rows) - NAMED
        if more > 0:
            message = note("{message}. Cells: {cells} and {more:,} more", message=message, cells=named, more=more)
        else:
            message = note("{message}. Cells: {cells}", message=message, cells=named)
    return trouble(one.bad.code, message, one.bad.fix, found=one.found, sheet=raw.sheet.name, cell=address(raw, found, one))


def _cell(raw: RawSheet, found: Found, key: str, row: int) -> str:
    place = found.places[key]
    return f"{column_letters(place[1])}{place[0] if raw.sheet.layout is Layout.FIELDS else row}"


def _key(raw: RawSheet, found: Found, place: Place, skipped: set[int]) -> str | None:
    """The contract key of a cell, None outside the table or the fields."""
    letters, row = place
    column = column_index(letters)
    for key, (at, index) in found.places.items():
        if index == column and (row == at if raw.sheet.layout is Layout.FIELDS else row > found.row and row not in skipped):
            return key
    return None


def _spans(rows: list[int]) -> Text:
    """Row numbers as `5, 7-9`, shortened."""
    spans: list[list[int]] = []
    for row in rows:
        if spans and row == spans[-1][1] + 1:
            spans[-1][1] = row
        else:
            spans.append([row, row])
    words = [f"{low}" if low == high else f"{low}-{high}" for low, high in spans[:10]]
    return note("{rows} and more", rows=", ".join(words)) if len(spans) > 10 else listed(words)
