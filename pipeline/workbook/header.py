"""Where a sheet's columns and fields are: the header row among titles, headers by name and alias, in any order."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from difflib import get_close_matches

import polars as pl

from pipeline.contract.findings import Finding
from pipeline.contract.names import header_name
from pipeline.contract.sheets import Column, Layout, Sheet, normalised
from pipeline.wording import Text, note
from pipeline.workbook.cells import line
from pipeline.workbook.codes import trouble
from pipeline.workbook.look import column_letters

SEARCHED = 30
WBS = r"^\d+(?:\.\d+)*\.?$"
Texts = Sequence[str | None]
FIELD, VALUE = "field", "value"


@dataclass
class Found:
    """The places of a sheet's columns: contract key to (sheet row of its header or field, zero-based sheet column of its values); and
    the headers as they stand there."""

    row: int
    places: dict[str, tuple[int, int]]
    findings: list[Finding] = field(default_factory=list)
    headers: dict[str, str] = field(default_factory=dict)


def find_columns(sheet: Sheet, name: str, rows: Sequence[Texts], first: int) -> Found | None:
    """The header row of a table sheet and its columns; None where no row of the first thirty looks like one.

    `rows` are the sheet's rows from its first, `first` is the sheet column of their first cell. The first row that names every required
    column wins, else the row with the most contract columns, the upper one of equals.
    """
    required = {column.key for column in sheet.columns if column.required}
    matches: list[list[tuple[Column, int, str]]] = []
    for texts in rows[:SEARCHED]:
        matches.append(list(_matches(sheet, texts)))
        if len(matches[-1]) > 1 and required <= {column.key for column, _, _ in matches[-1]}:
            break
    keys = [{column.key for column, _, _ in row} for row in matches]
    best = max(range(len(keys)), key=lambda index: (required <= keys[index], len(keys[index]), -index), default=None)
    if best is None or not (len(keys[best]) > 1 or (keys[best] and required <= keys[best])):
        return None
    found = Found(best + 1, {})
    places: defaultdict[str, list[tuple[int, str]]] = defaultdict(list)
    for column, index, text in matches[best]:
        places[column.key].append((index + first, text))
    for key, named in places.items():
        chosen, finding = _chosen(sheet, name, sheet[key], found.row, named)
        found.places[key] = (found.row, chosen)
        found.headers[key] = line(dict(named)[chosen])
        found.findings += finding
    found.findings += missing_columns(sheet, name, found, [text for text in rows[best] if text])
    return found


def find_fields(sheet: Sheet, name: str, rows: Sequence[Texts], first: int) -> Found | None:
    """The fields of a sheet of two columns; None where no column holds at least two of them.

    The labels stand in the column with the most field names; the values stand under a header `Value`, else in the next column.
    """
    labels: dict[int, list[tuple[int, Column, str]]] = {}
    for number, texts in enumerate(rows, start=1):
        for column, index, text in _matches(sheet, texts):
            labels.setdefault(index, []).append((number, column, text))
    if not labels:
        return None
    index = max(labels, key=lambda candidate: (len({column.key for _, column, _ in labels[candidate]}), -candidate))
    if len({column.key for _, column, _ in labels[index]}) < 2:
        return None
    top, values = _field_header(rows, index)
    found = Found(top, {})
    for number, column, text in labels[index]:
        if number <= top:
            continue
        if column.key in found.places:
            cell = f"{name}!{column_letters(index + first)}{number}"
            message = note("The field {header!r} stands twice; the first is read", header=line(text))
            fix = note("Delete one of the two rows.")
            found.findings.append(trouble("HEADER_DUPLICATE", message, fix, sheet=sheet.name, cell=cell, found=text))
        else:
            found.places[column.key] = (number, values + first)
            found.headers[column.key] = line(text)
    found.findings += missing_columns(sheet, name, found, [texts[index] or "" for texts in rows if index < len(texts)])
    return found


def missing_columns(sheet: Sheet, name: str, found: Found, headers: Sequence[str]) -> list[Finding]:
    """A finding for each required column or field that is not there, with the header that may have been meant."""
    findings = []
    for column in sheet.columns:
        if not column.required or column.key in found.places or (column.key == "level" and "id" in found.places):
            continue
        near = get_close_matches(normalised(column.header), [normalised(header) for header in headers], n=1, cutoff=0.75)
        message, fix = _missing(sheet, name, header_name(column), near[0] if near else None)
        findings.append(trouble("COLUMN_MISSING", message, fix, sheet=sheet.name))
    return findings


def _missing(sheet: Sheet, name: str, header: Text, near: str | None) -> tuple[Text, Text]:
    """What is said of a column or field that is not there, and the cure with the header that may have been meant."""
    if sheet.layout is Layout.FIELDS:
        message = note("The field {header!r} is missing on sheet {sheet}", header=header, sheet=name)
        if near:
            return message, note("Add the field {header!r}. Is {near!r} meant?", header=header, near=near)
        return message, note("Add the field {header!r}.", header=header)
    message = note("The column {header!r} is missing on sheet {sheet}", header=header, sheet=name)
    if near:
        return message, note("Add the column {header!r}. Is {near!r} meant?", header=header, near=near)
    return message, note("Add the column {header!r}.", header=header)


def with_levels(scope: pl.DataFrame) -> pl.DataFrame | None:
    """The scope with levels from numbered ids (1, 1.2, 1.2.3); None where some id is not numbered that way."""
    if scope.is_empty() or not scope["id"].str.contains(WBS).fill_null(False).all():
        return None
    return scope.with_columns(level=pl.col("id").str.strip_chars_end(".").str.count_matches(r"\.").cast(pl.Int64) + 1)


def _matches(sheet: Sheet, texts: Texts) -> Iterator[tuple[Column, int, str]]:
    """The cells of a row that name a column of the sheet: the column, the position in the row, the text."""
    for index, text in enumerate(texts):
        if text and (column := sheet.by_header.get(normalised(text))):
            yield column, index, text


def _chosen(sheet: Sheet, name: str, column: Column, row: int, places: list[tuple[int, str]]) -> tuple[int, list[Finding]]:
    """The sheet column that is read for a contract column, and what is to say where several headers mean it.

    The contract's own header wins, then the earlier alias, then the leftmost; an alias beside the header itself is a note of the PM's.
    """
    if len(places) == 1:
        return places[0][0], []
    names = [normalised(column.header), *map(normalised, column.aliases)]
    ranked = sorted(places, key=lambda place: (names.index(normalised(place[1])), place[0]))
    index, text = ranked[0]
    rivals = [place for place in ranked[1:] if normalised(place[1]) == normalised(text)]
    code, read = "HEADER_DUPLICATE", column_letters(index)
    if not rivals and normalised(text) != names[0]:
        rivals, code = ranked[1:], "HEADER_OVERLAP"
    findings = []
    for other, rival in rivals:
        message = note("The header {header!r} stands twice; column {column} is read", header=line(rival), column=read)
        if code == "HEADER_OVERLAP":
            message = note(
                "The header {header!r} means the same as {other!r}; column {column} is read",
                header=line(rival),
                other=line(text),
                column=read,
            )
        fix, cell = note("Rename or delete one of the two columns."), f"{name}!{column_letters(other)}{row}"
        findings.append(trouble(code, message, fix, sheet=sheet.name, cell=cell, found=rival))
    return index, findings


def _field_header(rows: Sequence[Texts], index: int) -> tuple[int, int]:
    """The row of the header Field, Value (0 where there is none) and the position of the values."""
    for number, texts in enumerate(rows[:SEARCHED], start=1):
        words = [normalised(text or "") for text in texts]
        if index < len(words) and words[index] == FIELD and VALUE in words[index:]:
            return number, words.index(VALUE, index)
    return 0, index + 1
