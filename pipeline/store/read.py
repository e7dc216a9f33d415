"""What the store knows: a project's past, the list of issues, one issue again."""

from collections.abc import Iterable
from datetime import date
from typing import Any

import polars as pl
from polars import col
from sqlalchemy import Connection, Row, Select, Table, select

from pipeline.store import schema
from pipeline.store.records import ISSUE, ITEM, MILESTONE, OF_ISSUE, RECENT, Facts, Past, PolarsType
from pipeline.store.schema import PARTS, issues

CHUNK = 50_000
"""Rows that are in the hands of Python at once."""


def past_of(connection: Connection, project: str, before: date) -> Past:
    """The accepted issues of the project with a status date before this day, oldest first."""
    accepted = (issues.c.project == project, issues.c.state == "accepted", issues.c.status_date < before)
    heads = frame(connection, select(issues).where(*accepted).order_by(issues.c.status_date), ISSUE)
    if heads.is_empty():
        return Past(kept=True)
    recent = heads["status_date"].tail(RECENT).min()
    return Past(
        kept=True,
        issues=heads,
        milestones=frame(connection, _rows_of_issues(schema.milestones, MILESTONE).where(*accepted), OF_ISSUE | MILESTONE),
        items=frame(
            connection,
            _rows_of_issues(schema.items, ITEM).where(*accepted, issues.c.status_date >= recent),
            OF_ISSUE | ITEM,
        ),
    )


def list_issues(connection: Connection, project: str | None) -> pl.DataFrame:
    """All issues of a project, or of all, whatever their state: one row each, by project, status date and revision."""
    query = select(issues) if project is None else select(issues).where(issues.c.project == project)
    return frame(connection, query, ISSUE).sort("project", "status_date", "revision")


def latest(connection: Connection, project: str, day: date) -> Row[Any] | None:
    """The last revision of the issue of this status date; None where there is none."""
    query = select(issues).where(issues.c.project == project, issues.c.status_date == day)
    return connection.execute(query.order_by(issues.c.revision.desc()).limit(1)).one_or_none()


def list_projects(connection: Connection) -> list[str]:
    """The ids of all projects that were ever recorded, sorted."""
    return sorted(connection.scalars(select(issues.c.project).distinct()))


def facts_of(connection: Connection, key: str) -> Facts | None:
    """One issue as it was recorded, with what the store gave it; None where there is none of this key."""
    head = frame(connection, select(issues).where(issues.c.issue == key), ISSUE)
    if head.is_empty():
        return None
    tables = {
        name: frame(connection, _columns(table, columns).where(table.c.issue == key).order_by(table.c.position), columns)
        for name, (table, columns) in PARTS.items()
    }
    return Facts(issue=head.row(0, named=True), **tables)


def frame(connection: Connection, query: Select[tuple[object, ...]], columns: dict[str, PolarsType]) -> pl.DataFrame:
    """The rows of a query whose columns come in this order."""
    chunks = connection.execution_options(yield_per=CHUNK).execute(query).partitions()
    return pl.concat([pl.DataFrame(schema=columns), *(_typed(chunk, columns) for chunk in chunks)])


def _typed(rows: Iterable[Iterable[object]], columns: dict[str, PolarsType]) -> pl.DataFrame:
    kept = {name: pl.String if dtype == pl.List(pl.String) else dtype for name, dtype in columns.items()}
    lists = [col(name).str.json_decode(dtype) for name, dtype in columns.items() if kept[name] != dtype]
    by_column = dict(zip(columns, zip(*rows, strict=True), strict=True))
    return pl.DataFrame(by_column, schema=kept).with_columns(lists)


def _rows_of_issues(table: Table, columns: dict[str, PolarsType]) -> Select[tuple[object, ...]]:
    """The rows of a table with the date of their issue, in the order of dates and, within one, of the workbook."""
    chosen = (issues.c.issue, issues.c.status_date, *(table.c[name] for name in columns))
    return select(*chosen).join_from(table, issues).order_by(issues.c.status_date, table.c.position)


def _columns(table: Table, columns: Iterable[str]) -> Select[tuple[object, ...]]:
    return select(*(table.c[name] for name in columns))
