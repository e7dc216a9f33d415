"""The fingerprint of what an issue says: the same facts give the same one, on every machine and in every database."""

import json
from hashlib import sha256
from typing import Any

import polars as pl

from pipeline.store.records import ISSUE, Facts
from pipeline.store.schema import PARTS

PROVENANCE = ("file", "sha256")
"""The columns of ISSUE that say where the facts came from: another copy of a workbook that says the same is no other content."""
GIVEN = ("issue", "revision", "number", "state", "sent", "reason", "by", "content")
"""The columns of ISSUE that the store gives and no workbook decides."""
DIGITS = 12
"""Significant digits of a number that count; a sum may differ in the last of 17 with the order of its parts."""


def content_of(facts: Facts) -> str:
    """The sha256, as hex, of everything that the facts say, wherever they came from and in whichever files they stand.

    A column without a value says nothing, so one that a later version adds does not change what was recorded before.
    """
    said = {name: dtype for name, dtype in ISSUE.items() if name not in GIVEN + PROVENANCE}
    head = pl.DataFrame([{name: facts.issue.get(name) for name in said}], schema=said)
    tables = {"issues": head, **{name: getattr(facts, name)[list(schema)] for name, (_, schema) in PARTS.items() if name != "files"}}
    columns = {name: {column.name: _plain(column) for column in table if column.count()} for name, table in tables.items()}
    return sha256(json.dumps(columns, ensure_ascii=False, separators=(",", ":"), sort_keys=True).encode()).hexdigest()


def _plain(column: pl.Series) -> list[object]:
    """The values of a column as JSON can say them."""
    values: list[Any] = column.to_list()
    if column.dtype == pl.Float64:
        return [None if value is None else f"{value + 0.0:.{DIGITS}g}" for value in values]
    return [value and value.isoformat() for value in values] if column.dtype == pl.Date else values
