"""The shape of the declaration: a sheet has columns, a column has a type, a header and aliases."""

import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property

import polars as pl

from pipeline.contract.cells import CellType, PolarsType


class Layout(StrEnum):
    """How a sheet is laid out: a table with a header row, or two columns Field and Value."""

    TABLE = "table"
    FIELDS = "fields"


@dataclass(frozen=True, eq=False)
class Column:
    """One column (or, on a field sheet, one field) of the contract.

    `key` names it in tables and rules, `header` in the workbook; `default` is what a blank cell means, where it means something.
    An `internal` column never reaches a customer.
    """

    key: str
    header: str
    type: CellType
    required: bool = False
    aliases: tuple[str, ...] = ()
    help: str = ""
    default: str | None = None
    internal: bool = False


@dataclass(frozen=True, eq=False)
class Sheet:
    """One sheet of the contract and its columns, in the order in which `milepost new` writes them."""

    name: str
    help: str
    columns: tuple[Column, ...]
    required: bool = False
    layout: Layout = Layout.TABLE
    title: str | None = None
    aliases: tuple[str, ...] = ()

    def __iter__(self) -> Iterator[Column]:
        return iter(self.columns)

    def __getitem__(self, key: str) -> Column:
        return self.by_key[key]

    @cached_property
    def by_key(self) -> dict[str, Column]:
        """Columns by their key."""
        return {column.key: column for column in self.columns}

    @cached_property
    def by_header(self) -> dict[str, Column]:
        """Columns by every normalised header that means them."""
        return {normalised(name): column for column in self.columns for name in (column.header, *column.aliases)}

    @cached_property
    def schema(self) -> dict[str, PolarsType]:
        """The polars schema of the parsed table: `row` (the sheet's row number), then one column per key."""
        return {"row": pl.Int64} | {column.key: column.type.dtype for column in self.columns}


def normalised(name: str) -> str:
    """A header or word as it is compared: NFKC, white space collapsed, case folded, without a trailing colon or star."""
    return " ".join(unicodedata.normalize("NFKC", name).split()).casefold().rstrip(" :*")
