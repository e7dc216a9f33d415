"""Findings and tables as plain JSON values and back: a sentence keeps its template, so that it is said in any language again."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

import polars as pl

from pipeline.contract.findings import Finding, Severity
from pipeline.store.records import PolarsType
from pipeline.wording import Text
from pipeline.wording.text import Template

Json = Any
FIELDS = ("code", "severity", "sheet", "cell", "found", "message", "fix")


def plain_finding(finding: Finding) -> list[object]:
    """The fields of a finding, in order."""
    return [_plain(getattr(finding, name)) for name in FIELDS]


def finding(fields: Sequence[Any]) -> Finding:
    """The finding of these fields."""
    code, severity, *rest = map(_restored, fields)
    return Finding(code, Severity(severity), *rest)


def plain_table(table: pl.DataFrame) -> dict[str, list[object]]:
    """The columns of a table by name; dates in ISO form."""
    return {column.name: (column.cast(pl.String) if column.dtype == pl.Date else column).to_list() for column in table.get_columns()}


def table(columns: Mapping[str, list[Any]], schema: Mapping[str, PolarsType]) -> pl.DataFrame:
    """The table of these columns; those that only the schema names are null."""
    dates = [name for name, dtype in schema.items() if dtype == pl.Date]
    written = {name: pl.String if name in dates else dtype for name, dtype in schema.items()}
    height = len(next(iter(columns.values()), ()))
    filled = {name: columns.get(name, [None] * height) for name in schema}
    return pl.DataFrame(filled, schema=written).with_columns(pl.col(name).str.to_date("%Y-%m-%d") for name in dates)


def _plain(value: object) -> object:
    """A value of a sentence."""
    if isinstance(value, Text):
        return {"text": list(value.template), "values": {name: _plain(each) for name, each in value.values.items()}}
    if isinstance(value, str):
        return str(value)
    if isinstance(value, date):
        return {"date": value.strftime("%Y-%m-%d")}
    return [_plain(each) for each in value] if isinstance(value, list | tuple) else value


def _restored(value: Json) -> Json:
    if isinstance(value, list):
        return tuple(map(_restored, value))
    if not isinstance(value, dict):
        return value
    if "date" in value:
        return date.fromisoformat(value["date"])
    return Text(Template(*value["text"]), {name: _restored(each) for name, each in value["values"].items()})
