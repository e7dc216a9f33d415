"""The store as Parquet files, one a table, for other tools to read."""

from pathlib import Path
from tempfile import TemporaryDirectory

import polars as pl
from sqlalchemy import Connection, select

from pipeline.store.read import frame
from pipeline.store.records import ISSUE, PolarsType
from pipeline.store.schema import PARTS, issues

POSITION: dict[str, PolarsType] = {"issue": pl.String, "position": pl.Int64}


def export(connection: Connection, folder: Path) -> tuple[Path, ...]:
    """The files written: `issues.parquet` and one for each table of an issue, sorted by key and position.

    All are written aside before the first takes its place, so a full disk leaves the files of the last time.
    """
    folder.mkdir(parents=True, exist_ok=True)
    tables = {"issues": (issues, ISSUE), **{name: (table, POSITION | columns) for name, (table, columns) in PARTS.items()}}
    with TemporaryDirectory(dir=folder, prefix=".export-") as aside:
        for name, (table, columns) in tables.items():
            rows = frame(connection, select(*(table.c[column] for column in columns)), columns)
            rows.sort("issue", *(["position"] if "position" in columns else [])).write_parquet(Path(aside) / f"{name}.parquet")
        return tuple((Path(aside) / f"{name}.parquet").replace(folder / f"{name}.parquet") for name in tables)
