"""New workbooks in the shape of the contract: the guarded one of `milepost new`, and filled ones; same rows, same bytes."""

import os
import re
import tempfile
from collections.abc import Mapping, Sequence
from datetime import datetime
from io import BytesIO
from pathlib import Path
from zipfile import ZIP_DEFLATED, ZipFile

from xlsxwriter import Workbook

from pipeline.contract.sheets import Layout
from pipeline.contract.workbook import PROJECT, SHEETS
from pipeline.workbook.pages import LISTS, Making, Row, add_page, field_cell, write_fields, write_lists, write_table
from pipeline.workbook.template_colours import STATUS_DATE
from pipeline.workbook.template_examples import example_rows
from pipeline.workbook.template_instructions import write_instructions
from pipeline.workbook.template_language import ENGLISH, Language, language_of
from pipeline.workbook.template_overview import add_overview, write_overview
from pipeline.workbook.template_styles import STYLES, named_formats, numbers_of, with_names
from pipeline.workbook.template_version import MARK, VERSION

CREATED = datetime(2026, 1, 1)  # the same in every workbook, so that the same rows give the same bytes
BLANK_ROWS = 25
BY_HAND = re.compile(rb'(<row [^>]*?) customHeight="1"')


def write_workbook(path: Path, rows: Mapping[str, Sequence[Row]], *, guided: bool = False, language: str = "en") -> None:
    """Write a workbook with the sheets named in `rows`, each row a dict of contract keys; whole or not at all.

    Project is one dict; a key of it that is no contract key is a field of the PM's own: its header, which starts with a capital.
    Percentages are 0 to 100, flags True or False, ids a text or a list of them; a text in a date or number column stands as it is.
    A `guided` workbook has every sheet of the contract, with instructions and an overview before them.
    Raises ValueError for an unknown sheet or key and for a value that a cell cannot hold, UsageError for an unknown language.
    """
    _write_whole(path, _package(rows, language_of(language), guided))


def write_template(path: Path, project_id: str, customer: str, language: str = "en") -> None:
    """Write the workbook of `milepost new`: instructions, overview and every sheet with its example row; id and customer are filled in.

    `language` is `en` or `de`; raises UsageError for any other.
    """
    chosen = language_of(language)
    project = {"id": project_id, "customer": customer} | ({} if chosen is ENGLISH else {"language": chosen.code})
    _write_whole(path, _package({PROJECT.name: (project,), **example_rows(chosen)}, chosen, guided=True))


def _package(rows: Mapping[str, Sequence[Row]], language: Language, guided: bool) -> bytes:
    """The bytes of the workbook: sheets in the contract's order, then the words of the dropdowns."""
    unknown = set(rows) - {sheet.name for sheet in SHEETS}
    if unknown:
        raise ValueError(f"no such sheet: {', '.join(sorted(unknown))}")
    rows = {sheet.name: rows.get(sheet.name, ()) for sheet in SHEETS if guided or sheet.name in rows}
    sheets = [sheet for sheet in SHEETS if sheet.name in rows]
    buffer = BytesIO()
    with Workbook(buffer, {"in_memory": True}) as book:
        book.set_properties({"created": CREATED})
        book.set_custom_property(MARK, VERSION)
        book.define_name(MARK, f"={VERSION}")
        if guided:
            write_instructions(book, sheets, language)
            overview = add_overview(book, language)
        pages = [add_page(book, sheet.name, language, len(sheet.columns) if sheet.layout is Layout.TABLE else 1) for sheet in sheets]
        if PROJECT in sheets:
            book.define_name(STATUS_DATE, f"={field_cell(PROJECT, 'status_date', language)}")
        making = Making(book, language, write_lists(book, sheets, language), PROJECT in sheets, BLANK_ROWS if guided else 1)
        named = named_formats(book, book.get_worksheet_by_name(language.say(LISTS)), language)
        for sheet, page in zip(sheets, pages, strict=True):
            write = write_fields if sheet.layout is Layout.FIELDS else write_table
            write(making, page, sheet, rows[sheet.name])
        if guided:
            write_overview(book, overview, rows, language)
    return _finished(buffer, numbers_of(named))


def _finished(buffer: BytesIO, styles: dict[str, int]) -> bytes:
    """The package with what XlsxWriter cannot write: named styles, and row heights that give way.

    Without the mark that a height was set by hand, a row grows as its PM writes.
    """
    finished = BytesIO()
    with ZipFile(buffer) as made, ZipFile(finished, "w", ZIP_DEFLATED) as package:
        for part in made.infolist():
            content = made.read(part)
            if part.filename.startswith("xl/worksheets/"):
                content = BY_HAND.sub(rb"\1", content)
            elif part.filename == STYLES:
                content = with_names(content.decode(), styles).encode()
            package.writestr(part, content)
    return finished.getvalue()


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
