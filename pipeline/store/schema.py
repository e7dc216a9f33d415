"""The tables of the store. Migrations bring a database to this form; a test compares the two."""

from typing import Any

import polars as pl
from sqlalchemy import Boolean, Column, Date, Double, ForeignKey, Integer, MetaData, Table, Text, UniqueConstraint
from sqlalchemy.types import TypeEngine

from pipeline.store.records import FILE, FINDING, ISSUE, ITEM, MILESTONE, PolarsType

HEAD = "0001"
"""The version of the last migration: what a database that is up to date says of itself."""

TYPES: dict[PolarsType, type[TypeEngine[Any]]] = {
    pl.String: Text,
    pl.List(pl.String): Text,  # as JSON, which every database can keep
    pl.Int64: Integer,
    pl.Float64: Double,
    pl.Boolean: Boolean,
    pl.Date: Date,
}
REQUIRED = ("issue", "project", "status_date", "revision", "state", "sent", "content")

metadata = MetaData(naming_convention={"pk": "pk_%(table_name)s", "fk": "fk_%(table_name)s_issue", "uq": "uq_%(table_name)s_revision"})


def _columns(schema: dict[str, PolarsType], required: tuple[str, ...] = ()) -> list[Column[Any]]:
    return [Column(name, TYPES[dtype], primary_key=name == "issue", nullable=name not in required) for name, dtype in schema.items()]


def _of_issue(name: str, schema: dict[str, PolarsType]) -> Table:
    """A table with many rows an issue; `position` counts them from 0."""
    return Table(
        name,
        metadata,
        Column("issue", Text, ForeignKey("issues.issue", ondelete="CASCADE"), primary_key=True),
        Column("position", Integer, primary_key=True, autoincrement=False),
        *_columns(schema),
    )


issues = Table("issues", metadata, *_columns(ISSUE, REQUIRED), UniqueConstraint("project", "status_date", "revision"))
milestones = _of_issue("milestones", MILESTONE)
items = _of_issue("items", ITEM)
findings = _of_issue("findings", FINDING)
files = _of_issue("files", FILE)

PARTS: dict[str, tuple[Table, dict[str, PolarsType]]] = {
    "milestones": (milestones, MILESTONE),
    "items": (items, ITEM),
    "findings": (findings, FINDING),
    "files": (files, FILE),
}
"""The tables of Facts by name, with the schema of their rows."""
