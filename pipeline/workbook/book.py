"""The Book: a workbook as typed tables in which every value still knows its cell."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

import polars as pl

from pipeline.contract.findings import Finding
from pipeline.contract.names import header_name
from pipeline.contract.workbook import SHEET


@dataclass(frozen=True)
class Book:
    """One workbook, read.

    `tables` holds one typed frame per sheet of the contract (with its full schema, empty where the sheet is missing): `row` is the
    sheet's row number, then one column per contract key; `Project` is a frame of one row. Percentages are 0 to 100 (out-of-range
    values are kept for the rules to report). `places` maps sheet and column key to the column letter, on field sheets to the whole
    address (`B5`); a column that the workbook does not have is absent. `headers` maps them to the headers as the workbook has them.
    """

    tables: Mapping[str, pl.DataFrame]
    places: Mapping[str, Mapping[str, str]]
    names: Mapping[str, str]
    hidden_rows: int = 0
    headers: Mapping[str, Mapping[str, str]] = field(default_factory=dict)

    def table(self, sheet: str) -> pl.DataFrame:
        """The typed table of a sheet, in reading order."""
        return self.tables[sheet]

    def has(self, sheet: str, column: str | None = None) -> bool:
        """Whether the workbook holds this sheet, or this column of it."""
        return sheet in self.places and (column is None or column in self.places[sheet])

    def header(self, sheet: str, column: str) -> str:
        """The header of a column as the workbook has it, else that of the contract."""
        return self.headers.get(sheet, {}).get(column) or header_name(SHEET[sheet][column])

    def cell(self, sheet: str, column: str, row: int | None = None) -> str | None:
        """The address of a value, such as `Scope!F12`; None where the column is missing."""
        place = self.places.get(sheet, {}).get(column)
        if place is None:
            return None
        return f"{self.names.get(sheet, sheet)}!{place if sheet == 'Project' else f'{place}{row}'}"

    @cached_property
    def project(self) -> dict[str, Any]:
        """The fields of sheet Project by key; None where blank."""
        return self.table("Project").row(0, named=True)


@dataclass(frozen=True)
class Reading:
    """What came of reading one file: a Book, or None where the file is no readable workbook, and every trouble met on the way.

    `file` is the file's name without folders, `sha256` the hash of its bytes ("" where it could not be read at all).
    """

    file: str
    sha256: str
    book: Book | None
    findings: tuple[Finding, ...] = ()
