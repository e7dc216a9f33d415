"""New workbooks in the shape of the contract: the guarded one of `milepost new`, and filled ones; same rows, same bytes."""

import os
import tempfile
from collections.abc import Mapping, Sequence
from datetime import datetime
from io import BytesIO
from pathlib import Path

from xlsxwriter import Workbook

from pipeline.contract.sheets import Layout
from pipeline.contract.workbook import PROJECT, SHEETS
from pipeline.workbook.pages import Row, add_page, write_fields, write_instructions, write_lists, write_table

CREATED = datetime(2026, 1, 1)  # the same in every workbook, so that the same rows give the same bytes


def write_workbook(path: Path, rows: Mapping[str, Sequence[Row]]) -> None:
    """Write a workbook with the sheets named in `rows`, each row a dict of contract keys; whole or not at all.

    Project is one dict; a key of it that is no contract key is a field of the PM's own: its header, which starts with a capital.
    Percentages are 0 to 100, flags True or False, ids a text or a list of them; a text in a date or number column stands as it is.
    Raises ValueError for an unknown sheet or key and for a value that a cell cannot hold.
    """
    _write_whole(path, _package(rows, with_instructions=False))


def write_template(path: Path, project_id: str, customer: str) -> None:
    """Write the empty workbook of `milepost new`: instructions and every sheet, with the project's id and customer filled in."""
    empty: dict[str, Sequence[Row]] = {sheet.name: () for sheet in SHEETS}
    project = {"id": project_id, "customer": customer}
    _write_whole(path, _package({**empty, PROJECT.name: (project,)}, with_instructions=True))


def _package(rows: Mapping[str, Sequence[Row]], with_instructions: bool) -> bytes:
    """The bytes of the workbook: sheets in the contract's order, then the words of the dropdowns."""
    unknown = set(rows) - {sheet.name for sheet in SHEETS}
    if unknown:
        raise ValueError(f"no such sheet: {', '.join(sorted(unknown))}")
    sheets = [sheet for sheet in SHEETS if sheet.name in rows]
    buffer = BytesIO()
    with Workbook(buffer, {"in_memory": True}) as book:
        book.set_properties({"created": CREATED})
        if with_instructions:
            write_instructions(book, sheets)
        pages = [add_page(book, sheet.name) for sheet in sheets]
        lists = write_lists(book, sheets)
        for sheet, page in zip(sheets, pages, strict=True):
            write = write_fields if sheet.layout is Layout.FIELDS else write_table
            write(book, page, sheet, rows[sheet.name], lists)
    return buffer.getvalue()


def _write_whole(path: Path, content: bytes) -> None:
    """Put `content` at `path` by renaming a finished file of the same folder, so that nobody ever sees half a workbook."""
    handle, unfinished = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.", suffix=".tmp")
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(content)
        os.chmod(unfinished, 0o644)  # mkstemp's file is the user's alone; a workbook is for the team
        os.replace(unfinished, path)
    except BaseException:
        os.unlink(unfinished)
        raise
