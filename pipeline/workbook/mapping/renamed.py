"""What is said of rows that look renamed: findings at reading, lines of a proposal, and the table of ids that confirms them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING

from pipeline.contract.findings import Finding
from pipeline.contract.names import either
from pipeline.wording import Text, note, note_many
from pipeline.workbook.look import column_letters
from pipeline.workbook.mapping.codes import mapping_trouble
from pipeline.workbook.mapping.ids import Comparison, Line, Table, compare, ids_of, label, within
from pipeline.workbook.mapping.literals import toml_text, toml_value

if TYPE_CHECKING:  # a proposal writes itself through this module
    from pipeline.workbook.mapping.propose import Proposal

SHOWN = 10


def renamed_findings(sheet: str, file: str, lines: Sequence[Line], found: Comparison, table: Table) -> Iterator[Finding]:
    """A finding at the title of every row that looks like a kept one; meanwhile such rows count as new."""
    for one, key, below in found.retitled(lines):
        said = _looks_like({"row": one.row, "title": one.title, "before": label(key), "id": table[key].id}, below)
        fix = note("Run `milepost adopt {file} --write` to keep its ID, or leave it as a new row.", file=file)
        yield mapping_trouble("ROW_RENAMED", said, fix, found=one.title, sheet=sheet, cell=f"{sheet}!{column_letters(one.column)}{one.row}")
    for one in lines:
        if keys := found.asked.get(one.path):
            said = note("Row {row} {title!r} may be {rows}, or a new row", row=one.row, title=one.title, rows=_either(keys, table))
            fix = note(
                "Run `milepost adopt {file} --write` and choose its line under `ids` in the settings, or leave it as a new row.", file=file
            )
            cell = f"{sheet}!{column_letters(one.column)}{one.row}"
            yield mapping_trouble("ROW_RENAMED", said, fix, found=one.title, sheet=sheet, cell=cell)


def id_changes(proposal: Proposal, table: Table) -> list[str]:
    """What writing does to the ids that the table keeps, as lines; empty where it keeps none or nothing changes."""
    if not table:
        return []
    found = compare(proposal.lines, table)
    said = []
    for one, key, below in found.retitled(proposal.lines):
        goes = f", with {_rows(below)} below it" if below else ""
        said.append(f"row {one.row} {one.title!r} looks like {label(key)!r} and keeps its ID {table[key].id}{goes}")
    said += [
        f"row {one.row} {one.title!r} may be {_either(keys, table)}, or new: choose its line under ids in the settings"
        for one in proposal.lines
        if (keys := found.asked.get(one.path))
    ]
    known = {*found.same, *found.renamed}
    new = [one for one in proposal.lines if not (one.own or one.path in known or within(one.path, found.asked))]
    gone = [f"{label(key)!r}, ID {table[key].id}, is gone" for key in found.gone(table)]
    return [*said, *_first([f"row {one.row} {one.title!r} is new" for one in new]), *_first(gone)]


def id_lines(proposal: Proposal, table: Table) -> list[str]:
    """The lines of the table of ids: a row of the plan each, in the plan's order, and no longer those of rows that are gone.

    A row that may be one of several stands behind `#` with every id that it may have; what it may be stays. Rows below it wait with it.
    """
    if proposal.hierarchy is None:
        return []
    found = compare(proposal.lines, table)
    ids = ids_of(proposal.hierarchy.nodes, proposal.lines, table, {**found.same, **found.renamed}, proposal.hierarchy.milestones)
    lines = []
    for one, id_ in zip(proposal.lines, ids, strict=True):
        if one.path in found.asked:
            may = [(table[key].id, f"{label(key)!r} before") for key in found.asked[one.path]]
            lines += [f"# {_entry(one.path, given, one.signs)}   # ? {what}" for given, what in (*may, (id_, "a new row"))]
        elif not one.own and not within(one.path, found.asked):
            lines.append(_entry(one.path, id_, one.signs))
    return lines + [_entry(key, table[key].id, table[key].signs) for key in found.waiting(table)]


def _entry(path: str, id_: str, signs: Mapping[str, str]) -> str:
    return f"{toml_text(path)} = {toml_value({'id': id_, **signs})}"


def _looks_like(told: Mapping[str, object], below: int) -> Text:
    if not below:
        return note("Row {row} {title!r} looks like {before!r}, ID {id}", **told)
    return note_many(
        "Row {row} {title!r} looks like {before!r}, ID {id}, with {number} row below it",
        "Row {row} {title!r} looks like {before!r}, ID {id}, with {number} rows below it",
        below,
        **told,
    )


def _either(keys: Sequence[str], table: Table) -> str:
    return either([note("{title!r} (ID {id})", title=label(key), id=table[key].id) for key in keys])


def _rows(count: int) -> str:
    return "1 row" if count == 1 else f"{count} rows"


def _first(said: Sequence[str]) -> list[str]:
    """The first of many lines, and how many more there are."""
    return [*said[:SHOWN], *([f"… and {len(said) - SHOWN} more"] if len(said) > SHOWN else [])]
