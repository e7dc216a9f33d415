"""What a cell may hold: one small frozen record per type, with its polars type and the words that explain it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import ClassVar

import polars as pl

PolarsType = pl.DataType | type[pl.DataType]


@dataclass(frozen=True)
class CellType:
    """A kind of cell; `dtype` is the polars type of the parsed column and `enter` says what a PM may type."""

    name: ClassVar[str] = "text"
    dtype: ClassVar[PolarsType] = pl.String
    enter: ClassVar[str] = "any text"


@dataclass(frozen=True)
class Text(CellType):
    """One line of text, trimmed."""


@dataclass(frozen=True)
class Long(CellType):
    """Several lines of text."""

    name: ClassVar[str] = "long"
    enter: ClassVar[str] = "text, several lines are fine"


@dataclass(frozen=True)
class Id(CellType):
    """A short identifier; a whole number stored by Excel reads as `7`, not `7.0`."""

    name: ClassVar[str] = "id"
    enter: ClassVar[str] = "a short identifier, such as M1"


@dataclass(frozen=True)
class Person(CellType):
    """A name, matched with sheet People where that exists."""

    name: ClassVar[str] = "person"
    enter: ClassVar[str] = "a name, as on sheet People"


@dataclass(frozen=True)
class Link(CellType):
    """A web address or an issue key."""

    name: ClassVar[str] = "link"
    enter: ClassVar[str] = "a web address or an issue key"


@dataclass(frozen=True)
class Date(CellType):
    """A calendar day."""

    name: ClassVar[str] = "date"
    dtype: ClassVar[PolarsType] = pl.Date
    enter: ClassVar[str] = "a date, such as 2026-11-20"


@dataclass(frozen=True)
class Percent(CellType):
    """Percent complete, kept as 0 to 100."""

    name: ClassVar[str] = "percent"
    dtype: ClassVar[PolarsType] = pl.Float64
    enter: ClassVar[str] = "a percentage from 0 % to 100 %"


@dataclass(frozen=True)
class Number(CellType):
    """A number; what is larger than the limit, either way, cannot be true."""

    limit: float = 1e12
    name: ClassVar[str] = "number"
    dtype: ClassVar[PolarsType] = pl.Float64
    enter: ClassVar[str] = "a number"


@dataclass(frozen=True)
class Money(CellType):
    """An amount in the project's currency (or budget unit); what is larger than the limit, either way, cannot be true."""

    limit: float = 1e12
    name: ClassVar[str] = "money"
    dtype: ClassVar[PolarsType] = pl.Float64
    enter: ClassVar[str] = "an amount, without the currency sign"


@dataclass(frozen=True)
class Whole(CellType):
    """A whole number between two limits, both included."""

    minimum: int = 0
    maximum: int = 1_000_000
    name: ClassVar[str] = "whole number"
    dtype: ClassVar[PolarsType] = pl.Int64
    enter: ClassVar[str] = "a whole number"


@dataclass(frozen=True)
class Period(CellType):
    """The number of a period, or the day on which it ends; kept as the text `3` or `2026-11-20`."""

    last: int = 999
    name: ClassVar[str] = "period"
    enter: ClassVar[str] = "the number of the period (1, 2, 3 …) or the date of its last day"


@dataclass(frozen=True)
class Flag(CellType):
    """Yes or no: yes/no, true/false, x, or a checked box."""

    name: ClassVar[str] = "flag"
    dtype: ClassVar[PolarsType] = pl.Boolean
    enter: ClassVar[str] = "yes or no"


@dataclass(frozen=True)
class Ids(CellType):
    """Several ids, separated by comma, semicolon or line break; ranges such as 1-3 or M1-M3 are allowed."""

    name: ClassVar[str] = "ids"
    dtype: ClassVar[PolarsType] = pl.List(pl.String)
    enter: ClassVar[str] = "ids separated by commas, such as M1, M3-M5"


LINK_STRUCT = pl.Struct({"id": pl.String, "relation": pl.String, "lag": pl.Int64})


@dataclass(frozen=True)
class Dependencies(CellType):
    """Ids, each with an optional relation (FS, SS, FF, SF; default FS) and lag in working days, such as `M1 SS+5`."""

    name: ClassVar[str] = "ids with relation"
    dtype: ClassVar[PolarsType] = pl.List(LINK_STRUCT)
    enter: ClassVar[str] = "ids separated by commas, each with an optional relation and lag, such as M1, M2 SS+5"


@dataclass(frozen=True)
class Choice(CellType):
    """One of a few words; each value carries the other words that people use for it."""

    words: Mapping[str, tuple[str, ...]] = field(default_factory=lambda: MappingProxyType({}))
    name: ClassVar[str] = "choice"
    enter: ClassVar[str] = "one of the words in the list"

    @property
    def values(self) -> tuple[str, ...]:
        """The words of the dropdown, in order."""
        return tuple(self.words)


def choice(*values: str, **also: tuple[str, ...]) -> Choice:
    """A Choice of `values`; a keyword `in_progress=("wip",)` gives other spellings of `In progress`."""
    other = {name.replace("_", " "): words for name, words in also.items()}
    return Choice(MappingProxyType({value: other.get(value.casefold(), ()) for value in values}))
