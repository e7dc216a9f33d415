"""From a file to a Reading: look at the package, read the values, parse them; every trouble is a finding and nothing is raised."""

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path

import polars as pl

from pipeline.contract.findings import Finding
from pipeline.contract.names import header_name, help_of, listed, sheet_name
from pipeline.contract.sheets import Layout, Sheet
from pipeline.contract.workbook import MILESTONES, SCOPE, SHEETS
from pipeline.settings import Limits, ReadingSettings
from pipeline.wording import note
from pipeline.workbook.book import Book, Reading
from pipeline.workbook.cells import line
from pipeline.workbook.codes import trouble
from pipeline.workbook.columns import Context
from pipeline.workbook.header import SEARCHED, Found, find_columns, find_fields, with_levels
from pipeline.workbook.look import column_letters
from pipeline.workbook.notes import hidden_findings, scan_troubles, trouble_findings, without_merged
from pipeline.workbook.parse import parse
from pipeline.workbook.snapshot import steady
from pipeline.workbook.values import RawSheet, raw_workbook

EXAMPLE = re.compile("example|beispiel", re.I)
RANGED = re.compile(r"[-–—\s]|\.\.")
DEFAULTS = ReadingSettings()


@dataclass
class _Gathered:
    """What has been gathered for the Book so far."""

    findings: list[Finding]
    tables: dict[str, pl.DataFrame] = field(default_factory=dict)
    places: dict[str, dict[str, str]] = field(default_factory=dict)
    headers: dict[str, dict[str, str]] = field(default_factory=dict)
    hidden_rows: int = 0


def read_workbook(path: Path, settings: ReadingSettings = DEFAULTS) -> Reading:
    """What came of reading one file. Never raises for anything that a file can be or hold."""
    digest, raw = steady(path, settings.limits, lambda data: raw_workbook(data, settings.limits))
    if isinstance(raw, Finding):
        return Reading(path.name, digest, None, (raw,))
    gathered = _Gathered(raw.findings)
    located = {name: (sheet, found) for name, sheet in raw.sheets.items() if (found := _located(sheet, gathered))}
    known = _known_ids(located.values())
    for sheet in SHEETS:
        if sheet.name in located:
            _read_sheet(*located[sheet.name], settings, Context(known, {}, settings.percent, raw.epoch), gathered)
        elif sheet.required and sheet.name not in raw.sheets:
            gathered.findings.append(_missing(sheet, foreign=not located, limited=raw.limited))
    if many := too_many(gathered.tables, settings.limits):
        return Reading(path.name, digest, None, (many,))
    tables = {sheet.name: gathered.tables[sheet.name] if sheet.name in gathered.tables else _blank(sheet) for sheet in SHEETS}
    names = {sheet.name: raw.sheets[sheet.name].name if sheet.name in raw.sheets else sheet.name for sheet in SHEETS}
    book = Book(tables, gathered.places, names, gathered.hidden_rows, gathered.headers)
    order = {sheet.name: number for number, sheet in enumerate(SHEETS)}
    return Reading(path.name, digest, book, tuple(sorted(gathered.findings, key=lambda one: order.get(one.sheet or "", -1))))


def too_many(tables: Mapping[str, pl.DataFrame], limits: Limits) -> Finding | None:
    """The finding of more milestones than any report can show; None where they keep to the limit."""
    number = tables[MILESTONES.name].height if MILESTONES.name in tables else 0
    if number <= limits.milestones:
        return None
    message = note("The file has {number:,} milestones; the limit is {limit:,}", number=number, limit=limits.milestones)
    fix = note("Keep what belongs to a milestone as rows of its scope, or raise the limit under `reading.limits` of the settings.")
    return trouble("SHEET_TOO_LARGE", message, fix, sheet=MILESTONES.name, found=number)


def _missing(sheet: Sheet, foreign: bool, limited: bool) -> Finding:
    """The finding of a required sheet; a workbook that has no sheet of the contract at all may be a plan of another layout.

    One of a `limited` format must be saved in another before it can be adopted.
    """
    name = sheet_name(sheet)
    fix = note("Add a sheet named {sheet!r}; `milepost new` writes a workbook that has it.", sheet=name)
    if foreign and limited:
        fix = note(
            "If this is a plan of another layout, save it as an Excel workbook (.xlsx) and run `milepost adopt` on that; "
            "else start from `milepost new`."
        )
    elif foreign:
        fix = note("If this is a plan of another layout, run `milepost adopt` on it; else start from `milepost new`.")
    return trouble("SHEET_MISSING", note("The sheet {sheet!r} is missing", sheet=name), fix, sheet=sheet.name)


def _located(raw: RawSheet, gathered: _Gathered) -> Found | None:
    """The columns or fields of a sheet; a sheet with data in it but without a header row is a finding."""
    fields = raw.sheet.layout is Layout.FIELDS
    find = find_fields if fields else find_columns
    found = find(raw.sheet, raw.name, raw.grid.head(10 * SEARCHED if fields else SEARCHED).rows(), raw.first)
    if found:
        gathered.findings += found.findings
    elif raw.sheet.required or raw.grid.height:
        headers = listed([header_name(column) for column in raw.sheet.columns if column.required])
        message = note(
            "Sheet {sheet} has no header row in the first {number} rows that could be understood", sheet=raw.name, number=SEARCHED
        )
        if fields:
            message = note("Sheet {sheet} has no fields (one a row, with the value beside it) that could be understood", sheet=raw.name)
        fix = note("It needs at least: {headers}.", headers=headers)
        gathered.findings.append(trouble("HEADER_MISSING", message, fix, sheet=raw.sheet.name))
    return found


def _known_ids(located: Collection[tuple[RawSheet, Found]]) -> frozenset[str]:
    """The ids of the workbook that could be taken for a range or for words, such as `S1-2`."""
    ids: set[str] = set()
    for raw, found in located:
        if raw.sheet.layout is Layout.TABLE and "id" in found.places:
            texts = raw.grid.to_series(found.places["id"][1] - raw.first).slice(found.row).to_list()
            ids.update(line(text) for text in texts if text and RANGED.search(text))
    return frozenset(ids)


def _read_sheet(raw: RawSheet, found: Found, settings: ReadingSettings, context: Context, gathered: _Gathered) -> None:
    """Parse one sheet into its table; findings and places are added to what has been gathered."""
    sheet, fields = raw.sheet, raw.sheet.layout is Layout.FIELDS
    texts = _field_texts(raw, found) if fields else _table_texts(raw, found)
    skipped = raw.look.hidden_rows if settings.hidden == "skip" and not fields else set()
    texts = texts.filter(~pl.col("row").is_in(list(skipped))) if skipped else texts
    troubles = scan_troubles(raw, found, skipped)
    if raw.look.merges and not fields and not skipped:
        texts, merged = without_merged(raw, found, texts)
        troubles += merged
    formats = {key: raw.look.percent.get(column_letters(column), ()) for key, (_, column) in found.places.items()}
    table, unread = parse(sheet, texts, Context(context.known, formats, context.percent_mode, context.epoch))
    table, notes = _without_examples(raw, found, table)
    if sheet is SCOPE and "level" not in found.places:
        table = _levels(raw, table, gathered)
    hidden = table.filter(pl.col("row").is_in(list(raw.look.hidden_rows)))["row"].to_list() if raw.look.hidden_rows else []
    hidden = [] if fields else hidden
    gathered.hidden_rows += len(hidden)
    gathered.findings += hidden_findings(raw, found, hidden)
    gathered.findings += trouble_findings(raw, found, [*troubles, *unread])
    gathered.findings += notes
    gathered.headers[sheet.name] = found.headers
    gathered.tables[sheet.name] = table if table.height or not fields else _blank(sheet)
    gathered.places[sheet.name] = {
        key: f"{column_letters(column)}{row}" if fields else column_letters(column) for key, (row, column) in found.places.items()
    }


def _table_texts(raw: RawSheet, found: Found) -> pl.DataFrame:
    """The texts below the header row, by contract key, with their sheet rows."""
    texts = raw.grid[found.row :, [column - raw.first for _, column in found.places.values()]]
    texts.columns = list(found.places)
    return texts.insert_column(0, pl.Series("row", range(found.row + 1, raw.grid.height + 1), dtype=pl.Int64))


def _field_texts(raw: RawSheet, found: Found) -> pl.DataFrame:
    """The texts of the fields as one row, whose number is that of the first field."""
    grid = raw.grid.rows()
    texts = {key: next(iter(grid[row - 1][column - raw.first :]), None) for key, (row, column) in found.places.items()}
    rows = [min(row for row, _ in found.places.values())]
    return pl.DataFrame([pl.Series("row", rows), *(pl.Series(key, [text], dtype=pl.String) for key, text in texts.items())])


def _without_examples(raw: RawSheet, found: Found, table: pl.DataFrame) -> tuple[pl.DataFrame, list[Finding]]:
    """The table without the example rows of the template, and a finding for each of them."""
    if "id" not in found.places or raw.sheet.layout is Layout.FIELDS:
        return table, []
    example = pl.Series([bool(text and EXAMPLE.match(text)) for text in table["id"].to_list()], dtype=pl.Boolean)
    if not example.any():
        return table, []
    letters = column_letters(found.places["id"][1])
    return table.filter(~example), [
        trouble("EXAMPLE_ROW", note("The example row of the template is left out"), note("Type over it, or delete the row."),
                found=text, sheet=raw.sheet.name, cell=f"{raw.name}!{letters}{row}")
        for row, text in table.filter(example).select("row", "id").rows()
    ]  # fmt: skip


def _levels(raw: RawSheet, scope: pl.DataFrame, gathered: _Gathered) -> pl.DataFrame:
    """The scope with levels from numbered ids, or a finding that the column is missing."""
    levelled = with_levels(scope)
    if levelled is None:
        fix = note("Add the column 'Level' ({help}), or number the ids 1, 1.1, 1.1.1.", help=help_of(SCOPE["level"]))
        message = note("The column 'Level' is missing on sheet {sheet}, and the ids are not numbered 1, 1.1, 1.1.1", sheet=raw.name)
        gathered.findings.append(trouble("COLUMN_MISSING", message, fix, sheet=SCOPE.name))
        return scope
    message = note("There is no column 'Level'; the levels come from the numbered ids")
    gathered.findings.append(trouble("LEVEL_FROM_WBS", message, note("Nothing to do."), sheet=SCOPE.name))
    return levelled


@lru_cache
def _blank(sheet: Sheet) -> pl.DataFrame:
    """The table of a missing sheet: without rows, or one row of nothing where the sheet holds fields."""
    rows = [{"row": 1}] if sheet.layout is Layout.FIELDS else []
    return pl.DataFrame(rows, schema=sheet.schema)
