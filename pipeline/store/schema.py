"""The tables of the store. Migrations bring a database to this form; a test compares the two."""

from datetime import UTC, datetime
from typing import Any

import polars as pl
from sqlalchemy import (
    Boolean,
    Column,
    Date,
    DateTime,
    Dialect,
    Double,
    ForeignKey,
    Index,
    Integer,
    MetaData,
    Table,
    Text,
    UniqueConstraint,
)
from sqlalchemy.types import TypeDecorator, TypeEngine

from pipeline.store.records import FILE, FINDING, ISSUE, ITEM, MILESTONE, PolarsType

HEAD = "0004"
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


class Moment(TypeDecorator[datetime]):
    """A moment, kept in UTC; SQLite knows no time zones, so they come off on the way in and on again on the way out."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """The moment in UTC."""
        if value is not None and value.tzinfo is None:
            raise ValueError("a moment without a time zone cannot be kept")
        return value.astimezone(UTC) if value else None

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """The moment in UTC, with its time zone."""
        return value and (value.astimezone(UTC) if value.tzinfo else value.replace(tzinfo=UTC))


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

deliveries = Table(
    "deliveries",
    metadata,
    Column("key", Text, primary_key=True),
    Column("project", Text, nullable=False),
    Column("status_date", Date, nullable=False),
    *(Column(name, Text, nullable=False) for name in ("edition", "recipient", "content")),
    Column("revision", Integer, nullable=False),
    *(Column(name, Text) for name in ("reason", "by")),
    Column("state", Text, nullable=False),
    Column("tries", Integer, nullable=False),
    *(Column(name, Moment, nullable=False) for name in ("planned", "changed")),
    Column("next_try", Moment),
    Column("owner", Text),
    Column("lease", Moment),
    *(Column(name, Text) for name in ("transport", "receipt", "error", "decided_by", "decided_why")),
    UniqueConstraint("project", "status_date", "edition", "recipient", "content", "revision"),
)
"""The delivery ledger, one row a mailing. It refers to no issue: what went out stays on record when a draft is replaced."""
Index(
    "ix_deliveries_one_counts",
    *(deliveries.c[name] for name in ("project", "status_date", "edition", "recipient", "revision")),
    unique=True,  # among rows that are not replaced, as its migration says: said here, each start would load both databases' dialects
)

decisions = Table(
    "decisions",
    metadata,
    Column("number", Integer, primary_key=True, autoincrement=True),
    Column("at", Moment, nullable=False),
    *(Column(name, Text, nullable=False) for name in ("by", "action", "project")),
    Column("status_date", Date),
    *(Column(name, Text, nullable=False) for name in ("content", "why")),
)
"""The audit, one line a decision, in the order in which they were made."""
Index("ix_decisions_project", decisions.c.project, decisions.c.status_date)

spent = Table("spent", metadata, Column("name", Text, primary_key=True), Column("at", Moment, nullable=False))
"""What counts once only: links of the portal that were used, and its sessions that were ended."""
