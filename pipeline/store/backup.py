"""Backup and restore of a store that is a file, while others use it. A database server has its own programs for that."""

import sqlite3
from contextlib import closing
from datetime import datetime
from pathlib import Path

from sqlalchemy import make_url

from pipeline.mistakes import UsageError
from pipeline.store.database import open_store
from pipeline.store.errors import StoreError

ASIDE = ("", "-wal", "-shm")
"""The endings of the files that SQLite keeps a database in."""


def file_of(url: str) -> Path | None:
    """The file of a store; None where it is on a server."""
    address = make_url(url)
    return Path(str(address.database)) if address.get_backend_name() == "sqlite" else None


def back_up(store: Path, to: Path) -> None:
    """Write the store as it is at one moment to a file, whole or not at all; runs may go on meanwhile.

    Raises: UsageError where the file is there already; StoreError where the store cannot be read or the file not be written.
    """
    if to.exists():
        raise UsageError(f"{to} exists already; choose another name, such as one with the date in it")
    staged = to.with_name(f".{to.name}.new")
    try:
        _copied(store, staged)
        staged.rename(to)
    except (OSError, sqlite3.Error) as error:
        raise StoreError(f"no backup of {store} could be written to {to}: {error}") from error
    finally:
        staged.unlink(missing_ok=True)


def put_back(backup: Path, store: Path, now: datetime) -> Path | None:
    """Put a backup in the place of the store, brought up to date; what was there lies beside it under the returned name, if anything did.

    Only for who has the outputs to himself. Raises: UsageError where the file is no whole store; then all is as it was.
    """
    store.parent.mkdir(parents=True, exist_ok=True)
    staged = store.with_name(f".{store.name}.new")
    try:
        _copied(backup, staged)
        with open_store(f"sqlite:///{staged}") as opened:
            opened.projects()
        with closing(sqlite3.connect(staged)) as connection:
            connection.execute("PRAGMA journal_mode = DELETE")  # one file, which can be moved
        aside = store.with_name(f"{store.name}.replaced-{now:%Y%m%dT%H%M%SZ}") if store.exists() else None
        for ending in ASIDE if aside else ():
            old = Path(f"{store}{ending}")
            if old.exists():
                old.rename(f"{aside}{ending}")
        staged.rename(store)
    except (sqlite3.Error, StoreError) as error:
        raise UsageError(f"{backup} is no whole backup of a store: {error}") from error
    finally:
        for ending in ASIDE:
            Path(f"{staged}{ending}").unlink(missing_ok=True)
    return aside


def _copied(source: Path, to: Path) -> None:
    """Copy a database as it is at one moment. Raises: sqlite3.Error where it cannot be read or is not whole."""
    to.unlink(missing_ok=True)
    read_only = f"{source.absolute().as_uri()}?mode=ro"
    with closing(sqlite3.connect(read_only, uri=True)) as database, closing(sqlite3.connect(to)) as copy:
        database.backup(copy)
        copy.execute("PRAGMA journal_mode = DELETE")
        found = copy.execute("PRAGMA integrity_check").fetchone()[0]
        if found != "ok":
            raise sqlite3.DatabaseError(found)
        if not copy.execute("SELECT 1 FROM sqlite_master WHERE name = 'deliveries'").fetchone():
            raise sqlite3.DatabaseError("it holds no ledger of mails")
