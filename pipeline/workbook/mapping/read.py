"""Reading with a mapping: a foreign spreadsheet becomes the same Book as a workbook of the contract, and every value keeps its cell."""

import re
from datetime import date
from pathlib import Path
from typing import Any
from unicodedata import normalize

import polars as pl

from pipeline.contract.findings import Finding
from pipeline.contract.mapping import KEYS, Cell, Mapping
from pipeline.contract.names import header_name, help_of
from pipeline.contract.workbook import MILESTONES, PROJECT, SHEETS
from pipeline.settings import ReadingSettings
from pipeline.wording import note
from pipeline.workbook.book import Book, Reading
from pipeline.workbook.cells import line
from pipeline.workbook.codes import trouble
from pipeline.workbook.columns import Context, Trouble
from pipeline.workbook.header import Found
from pipeline.workbook.look import column_index, column_letters
from pipeline.workbook.mapping.block import Block
from pipeline.workbook.mapping.codes import mapping_trouble
from pipeline.workbook.mapping.content import HOURS, one_unit
from pipeline.workbook.mapping.ids import compare, kept_by_place, lines_of, reserved
from pipeline.workbook.mapping.left_out import broken_signs, left_out
from pipeline.workbook.mapping.locate import AGAIN, changed, find_mapped, mapped_shape
from pipeline.workbook.mapping.outline import Node, Shape, tree
from pipeline.workbook.mapping.renamed import renamed_findings
from pipeline.workbook.mapping.source import PLAN, Page, Source, source_of
from pipeline.workbook.mapping.split import SAME, Split, identities, tables
from pipeline.workbook.mapping.words import WBS, plain
from pipeline.workbook.notes import UNSEEN, hidden_findings, scan_troubles, trouble_findings
from pipeline.workbook.parse import parse
from pipeline.workbook.read import too_many
from pipeline.workbook.snapshot import steady

READ = tuple(key for key in KEYS if key in PLAN.by_key and key != "level")
"""The columns whose cells are read as values; the others only say where a row stands in the tree."""
MILESTONE_KEYS = {"title": "name", "percent": "stated"} | {key: key for key in ("id", "status", *SAME)}


def read_adopted(path: Path, mapping: Mapping, settings: ReadingSettings) -> Reading:
    """What came of reading one file with a mapping. Never raises for anything that a file can be or hold."""
    digest, source = steady(path, settings.limits, lambda data: source_of(path.name, data, settings.limits, only=mapping.sheet))
    if isinstance(source, Finding):
        return Reading(path.name, digest, None, (source,))
    located = _located(mapping, source)
    if isinstance(located, Finding):
        return Reading(path.name, digest, None, (located,))
    page, block = located
    project, fields, found = _project(path, mapping, page, source)
    shape = mapped_shape(mapping, block)
    nodes = tree(source, page, shape, mapping.hierarchy)
    lines = lines_of(page, shape, nodes)
    beside = compare(lines, mapping.ids)
    found += renamed_findings(page.name, path.name, lines, beside, mapping.ids)
    if settings.hidden == "skip":  # after the comparison: a hidden row is not gone
        seen = [index for index, node in enumerate(nodes) if node.row not in page.look.hidden_rows]
        nodes, lines = [nodes[index] for index in seen], [lines[index] for index in seen]
    values, findings = _values(mapping, page, block, shape, nodes, source, settings)
    kept = kept_by_place(lines, mapping.ids, beside.same)
    ids = identities(nodes, values, mapping.milestones, kept, reserved(mapping.ids))
    milestones, scope = tables(nodes, ids, values, Split(mapping.milestones, project["name"][0], block.last))
    places = {"Project": fields, **_places(mapping, milestones, nodes)}
    milestones = milestones.with_columns(pl.col("owner").fill_null(pl.lit(mapping.milestone_owner, pl.String)))
    read = {"Project": project, "Milestones": milestones, "Scope": scope}
    if many := too_many(read, settings.limits):
        return Reading(path.name, digest, None, (many,))
    book = Book(
        {sheet.name: read[sheet.name] if sheet.name in read else pl.DataFrame(schema=sheet.schema) for sheet in SHEETS},
        places,
        {sheet.name: page.name for sheet in SHEETS},
        sum(node.row in page.look.hidden_rows for node in nodes if node.own),
    )
    return Reading(path.name, digest, book, (*found, *findings))


def _located(mapping: Mapping, source: Source) -> tuple[Page, Block] | Finding:
    """The sheet and header block that the mapping was made for, or the finding that says what is not as it was."""
    if not source.pages:
        message = note("The sheet {sheet!r}, which the mapping reads, is missing", sheet=mapping.sheet)
        return mapping_trouble("MAPPING_CHANGED", message, AGAIN, sheet=mapping.sheet)
    page = source.pages[0]
    if "title" not in mapping.columns:
        fix = note('Name the column of the titles under `columns` of the mapping: title = {{ column = "B" }}.')
        return mapping_trouble("MAPPING_INCOMPLETE", note("The mapping names no column of titles"), fix, sheet=page.name)
    block = find_mapped(mapping, page)
    return (page, block) if block else changed(mapping, page)


def _values(
    mapping: Mapping, page: Page, block: Block, shape: Shape, nodes: list[Node], source: Source, settings: ReadingSettings
) -> tuple[dict[int, dict[str, Any]], list[Finding]]:
    """The typed values of every row of the tree by its row number, and the findings at their cells."""
    rows = sorted({node.row for node in nodes if node.own})
    places = {key: (block.last, column) for key, column in shape.columns.items() if key in READ}
    if "id" not in places and WBS in shape.columns:
        places["id"] = (block.last, shape.columns[WBS])
    found = Found(block.last, places)
    columns = {key: _texts(key, [page.text(row, column) for row in rows], mapping) for key, (_, column) in places.items()}
    schema = {"row": pl.Int64} | dict.fromkeys(columns, pl.String)
    texts = pl.DataFrame({"row": rows, **columns}, schema=schema)
    outside = set(range(block.last + 1, len(page.rows) + 1)) - set(rows)
    keys = {column: key for key, (_, column) in places.items()}
    unseen = [
        Trouble(keys[column], (row,), text, UNSEEN)
        for (row, column), text in page.covered.items()
        if column in keys and row > block.last and text.strip()
    ]
    skipped = page.look.hidden_rows if settings.hidden == "skip" else set()
    broken, unread_rows = broken_signs(page, shape, keys, outside - skipped)
    troubles = [*scan_troubles(page.raw, found, outside), *unseen]
    formats = {key: page.look.percent.get(column_letters(column), ()) for key, (_, column) in places.items()}
    context = Context(frozenset(), formats, mapping.percent or settings.percent, source.epoch)
    table, unread = parse(PLAN, texts, context)
    values = {value["row"]: value for value in table.iter_rows(named=True)}
    hidden = [row for row in rows if row in page.look.hidden_rows]
    findings = [*left_out(page, shape, outside - unread_rows), *broken, *hidden_findings(page.raw, found, hidden)]
    return values, findings + trouble_findings(page.raw, found, [*troubles, *unread])


def _texts(key: str, texts: list[str | None], mapping: Mapping) -> list[str | None]:
    """The texts of a column, status words said in the contract's words, effort without a unit that all of them share."""
    if key == "status":
        words = {plain(word): state for word, state in mapping.words.items()}
        return [words.get(plain(text), text) if text else None for text in texts]
    if key == "effort" and one_unit([line(text) for text in texts if text]):
        return [HOURS.sub("", line(text)) if text else None for text in texts]
    return texts


def _places(mapping: Mapping, milestones: pl.DataFrame, nodes: list[Node]) -> dict[str, dict[str, str]]:
    """The columns of both tables by contract key; of Milestones those that no milestone leaves blank, as group rows often do."""
    titles = {node.column for node in nodes if node.level == mapping.milestones}
    letters = {str(key): place.column for key, place in mapping.columns.items() if key in READ}
    if "id" not in letters and WBS in mapping.columns:
        letters["id"] = mapping.columns[WBS].column
    filled = {key for key in MILESTONES.by_key if not milestones[key].has_nulls()}
    above = {own: letters[key] for key, own in MILESTONE_KEYS.items() if key in letters and own in filled}
    if len(titles) == 1:
        above["name"] = column_letters(titles.pop())
    return {"Milestones": above if mapping.milestones else {}, "Scope": letters}


def _project(path: Path, mapping: Mapping, page: Page, source: Source) -> tuple[pl.DataFrame, dict[str, str], list[Finding]]:
    """The project's fields from the mapping or the cells it names, their addresses, and what is missing or cannot be read.

    `id` and `name` are the file's name without its ending where the mapping does not say them.
    """
    given = {key: value for key, value in mapping.project if value is not None}
    places = {key: value.cell for key, value in given.items() if isinstance(value, Cell)}
    stem = normalize("NFC", path.stem)  # macOS takes the letters of a name and their accents apart
    said: dict[str, str | None] = {"id": re.sub(r"[^\w.]+", "-", stem).strip("-").lower(), "name": stem}
    said |= {key: _said(value, page) for key, value in given.items()}
    texts = pl.DataFrame({"row": [1], **{key: [text] for key, text in said.items()}}, schema_overrides=dict.fromkeys(said, pl.String))
    table, troubles = parse(PROJECT, texts, Context(epoch=source.epoch))
    findings = [
        trouble(one.bad.code, note("{header}: {message}", header=header_name(PROJECT[one.key]), message=one.bad.message), one.bad.fix,
                found=one.found, sheet="Project", cell=f"{page.name}!{places[one.key]}" if one.key in places else None)
        for one in troubles
    ]  # fmt: skip
    unread = {one.key for one in troubles}
    for column in PROJECT.columns:
        if column.required and column.key not in unread and table[column.key][0] is None:
            message = note("{header} is missing. The mapping does not say it", header=header_name(column))
            if column.key in places:
                message = note("{header} is missing. The cell {cell} is blank", header=header_name(column), cell=places[column.key])
            fix = note("Write {key} under `project` of the mapping: {help}", key=column.key, help=help_of(column))
            findings.append(mapping_trouble("MAPPING_INCOMPLETE", message, fix, sheet="Project"))
    return table, places, findings


def _said(value: str | float | date | Cell, page: Page) -> str | None:
    """What a field of the mapping says, as the text of a cell."""
    if isinstance(value, Cell):
        column, row = re.findall(r"[A-Z]+|\d+", value.cell)
        return page.text(int(row), column_index(column))
    return str(value)
