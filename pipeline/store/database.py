"""The store as its users see it: opened by its address, each method one transaction."""

from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from types import TracebackType
from typing import Any, Self

import polars as pl
from sqlalchemy import Engine

from pipeline.store import read, write
from pipeline.store.engine import open_engine, reading, writing
from pipeline.store.export import export
from pipeline.store.records import Facts, Past, store_is_there
from pipeline.store.write import Recorded, State


def open_store(url: str) -> "Store":
    """The store at this address: `sqlite:///file.db` or `postgresql+psycopg://user@host/database`, made or brought up to date if need be.

    Raises: StoreError with one sentence that names the cure.
    """
    return Store(open_engine(url))


def known_store(url: str) -> "AbstractContextManager[Store | None]":
    """The store at this address where there is one, else None; nothing is made."""
    return open_store(url) if store_is_there(url) else nullcontext()


@dataclass(frozen=True)
class Store:
    """The issues of all projects; threads may share it, processes open their own.

    Every method raises StoreError where the database fails.
    """

    engine: Engine

    def record(self, facts: Facts, state: State = "accepted") -> Recorded:
        """What became of an issue that was made for its status date.

        The same again changes nothing; another content replaces what was not sent. Raises: NeedsCorrection where it was sent; Refused
        where the number of a later issue that was sent would change.
        """
        with writing(self.engine, facts.issue["project"]) as connection:
            return write.record(connection, facts, state)

    def correct(self, facts: Facts, reason: str, by: str) -> Recorded:
        """What became of the correction of a sent issue. Raises: Refused where none was sent, or without a reason."""
        with writing(self.engine, facts.issue["project"]) as connection:
            return write.correct(connection, facts, reason, by)

    def mark_sent(self, issue: str) -> None:
        """Note that the accepted issue of this key has left the house. Raises: Refused where there is none."""
        with writing(self.engine, issue.rpartition("@")[0]) as connection:
            write.mark_sent(connection, issue)

    def past(self, project: str, before: date) -> Past:
        """The accepted issues of a project with a status date before this day."""
        with reading(self.engine) as connection:
            return read.past_of(connection, project, before)

    def issues(self, project: str | None = None) -> pl.DataFrame:
        """All issues of a project, or of all projects, in any state: rows of ISSUE by project, status date and revision."""
        with reading(self.engine) as connection:
            return read.list_issues(connection, project)

    def latest(self, project: str, day: date) -> dict[str, Any] | None:
        """The last revision of the issue of this status date as a row of ISSUE; None where there is none."""
        with reading(self.engine) as connection:
            row = read.latest(connection, project, day)
            return row._asdict() if row else None

    def issue(self, key: str) -> Facts | None:
        """The issue of this key as it was recorded, with what the store gave it; None where there is none."""
        with reading(self.engine) as connection:
            return read.facts_of(connection, key)

    def projects(self) -> list[str]:
        """The ids of all projects, sorted."""
        with reading(self.engine) as connection:
            return read.list_projects(connection)

    def export(self, folder: Path) -> tuple[Path, ...]:
        """The Parquet files written to this folder, one a table."""
        with reading(self.engine) as connection:
            return export(connection, folder)

    def close(self) -> None:
        """Let go of the database."""
        self.engine.dispose()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self.close()
