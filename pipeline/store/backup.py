"""Backup and restore of a store that is a file, while others use it. A database server has its own programs for that."""

import os
import shutil
import sqlite3
from collections.abc import Callable
from contextlib import closing
from datetime import datetime
from itertools import count
from pathlib import Path
from typing import TypeVar

from sqlalchemy import make_url
from sqlalchemy.exc import DBAPIError

from pipeline.disk import sync
from pipeline.mistakes import UsageError
from pipeline.store.database import Store, open_store
from pipeline.store.errors import StoreError

ASIDE = ("", "-wal", "-shm")
"""The endings of the files that SQLite keeps a database in."""
MAGIC = b"SQLite format 3\0"
IN_USE = (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED)
OF_MACHINE = (*IN_USE, sqlite3.SQLITE_FULL, sqlite3.SQLITE_IOERR, sqlite3.SQLITE_READONLY, sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_PERM)
"""What SQLite says where not the database is to blame."""
Settled = TypeVar("Settled")


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
        _put(staged, to)
    except (OSError, sqlite3.Error) as error:
        raise StoreError(f"no backup of {store} could be written to {to}: {error}") from error
    finally:
        _gone(staged)


def put_back(backup: Path, store: Path, now: datetime, settle: Callable[[Store], Settled]) -> tuple[Settled, Path | None]:
    """Put a backup in the place of the store, brought up to date and settled; what `settle` gave, and where what was there lies now.

    At each moment the store is the old one or the new one, settled. Only for who has the outputs to himself. Raises: UsageError where
    the file is no whole store; StoreError where another program uses the store, or the machine fails. Then all is as it was.
    """
    store.parent.mkdir(parents=True, exist_ok=True)
    staged = store.with_name(f".{store.name}.new")
    try:
        _gone(staged)
        _copied(backup, staged)
        with open_store(f"sqlite:///{staged}") as opened:
            opened.projects()
            settled = settle(opened)
        with closing(sqlite3.connect(staged)) as connection:
            connection.execute("PRAGMA journal_mode = DELETE")  # one file, which can be moved
        aside = _kept_aside(store, now) if store.exists() else None
        _put(staged, store)
    except (sqlite3.Error, StoreError) as error:
        if _is_of_machine(error):
            raise StoreError(f"{backup} could not be put in the place of {store}: {error}") from error
        raise UsageError(f"{backup} is no whole backup of a store: {error}") from error
    finally:
        _gone(staged)
    return settled, aside


def _kept_aside(store: Path, now: datetime) -> Path:
    """The name under which the files of a store lie beside it as well; the store itself is one file then. Raises: StoreError."""
    try:
        if _begins_as_database(store):  # a damaged one lies aside as it is
            with closing(sqlite3.connect(store)) as connection:
                connection.execute("PRAGMA journal_mode = DELETE")  # what lies in its log comes into the file
    except sqlite3.Error as error:
        if getattr(error, "sqlite_errorcode", 0) in IN_USE:
            told = "another program uses it; end milepost serve, milepost portal and what else has it open, and restore again"
            raise StoreError(f"{store}: {told}") from error
    names = (store.with_name(f"{store.name}.replaced-{now:%Y%m%dT%H%M%SZ}{f'-{number}' if number else ''}") for number in count())
    aside = next(name for name in names if not name.exists())
    for ending in reversed(ASIDE):
        if Path(f"{store}{ending}").exists():
            _doubled(Path(f"{store}{ending}"), Path(f"{aside}{ending}"))
    for ending in ASIDE[1:]:
        Path(f"{store}{ending}").unlink(missing_ok=True)
    return aside


def _begins_as_database(store: Path) -> bool:
    with store.open("rb") as file:
        return file.read(len(MAGIC)) == MAGIC


def _doubled(file: Path, to: Path) -> None:
    """Let a file lie under a second name too, whole or not at all."""
    try:
        os.link(file, to)
    except OSError:  # not on every disk
        staged = to.with_name(f".{to.name}.new")
        shutil.copyfile(file, staged)
        _put(staged, to)


def _put(staged: Path, to: Path) -> None:
    """Move a finished file into place, and wait until the disk has it there."""
    sync(staged)
    staged.replace(to)
    sync(to.parent)


def _gone(store: Path) -> None:
    """Remove the files of a database."""
    for ending in ASIDE:
        Path(f"{store}{ending}").unlink(missing_ok=True)


def _is_of_machine(error: sqlite3.Error | StoreError) -> bool:
    """Whether the machine is to blame, and not the database."""
    found: BaseException | None = error
    while found and not isinstance(found, sqlite3.Error):
        found = found.orig if isinstance(found, DBAPIError) else found.__cause__
    return found is not None and (getattr(found, "sqlite_errorcode", 0) & 0xFF) in OF_MACHINE


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
