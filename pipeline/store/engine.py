"""Connections to the database: opened with its tables up to date, used in transactions that are whole or not at all."""

import re
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from importlib import import_module
from pathlib import Path
from time import monotonic, sleep

from sqlalchemy import URL, Connection, Engine, create_engine, event, func, inspect, make_url, select, text
from sqlalchemy.engine.interfaces import DBAPIConnection
from sqlalchemy.exc import ArgumentError, DBAPIError
from sqlalchemy.pool import ConnectionPoolEntry

from pipeline.store.errors import StoreError
from pipeline.store.records import store_is_there
from pipeline.store.schema import HEAD

DRIVERS = {"sqlite": "sqlite", "postgresql": "postgresql+psycopg"}
PATIENCE = 30
"""Seconds to wait while another process writes; for SQLite the address may say another number: `sqlite:///file.db?timeout=5`."""
CONNECT_TIMEOUT = 10
"""Seconds to wait for a database server to answer."""
LOCKED = re.compile("database is locked|lock timeout")
OWN_TIMEOUT = "current_setting('lock_timeout')"
WAIT_FOR_LOCKS = f"SELECT set_config('lock_timeout', CASE {OWN_TIMEOUT} WHEN '0' THEN '{PATIENCE}s' ELSE {OWN_TIMEOUT} END, true)"
KEEPALIVE = {"tcp_keepalives_idle": 60, "tcp_keepalives_interval": 10, "tcp_keepalives_count": 3}
"""Seconds and tries after which the server gives up a client that is cut off."""


def open_engine(url: str) -> Engine:
    """The engine of a database that is there and up to date.

    Raises: StoreError with one sentence that names the cure.
    """
    address = _address(url)
    try:
        if address.get_backend_name() == "sqlite":
            Path(str(address.database)).parent.mkdir(parents=True, exist_ok=True)
        engine = _engine(address)
        _bring_up_to_date(engine)
    except ImportError as error:
        raise StoreError(f"{shown(address)}: the database driver is missing; run: pip install 'milepost[postgres]'") from error
    except StoreError:
        raise
    except (OSError, DBAPIError) as error:
        raise StoreError(f"{shown(address)}: {_reason(error)}; mend this or correct url under [store] in milepost.toml") from error
    return engine


def form_of(url: str) -> str | None:
    """The version that a database says of itself, None where none is there or it is empty; nothing is made. Raises: StoreError."""
    address = _address(url)
    if not store_is_there(url):
        return None
    try:
        engine = _engine(address)
        with engine.connect() as connection:
            found = _version(connection)
        engine.dispose()
        return found
    except ImportError as error:
        raise StoreError(f"{shown(address)}: the database driver is missing; run: pip install 'milepost[postgres]'") from error
    except (OSError, DBAPIError) as error:
        raise StoreError(f"{shown(address)}: {_reason(error)}") from error


@contextmanager
def reading(engine: Engine) -> Iterator[Connection]:
    """A connection whose queries all see the database as it was at the first of them."""
    level = {} if engine.name == "sqlite" else {"isolation_level": "REPEATABLE READ"}
    with _explained(engine), engine.execution_options(**level).begin() as connection:
        yield connection


@contextmanager
def writing(engine: Engine, name: str) -> Iterator[Connection]:
    """A connection in a transaction of its own: no two of the same name (a project) run at once, whichever processes ask."""
    with _explained(engine), engine.execution_options(writing=True).begin() as connection:
        if engine.name == "postgresql":
            connection.execute(text(WAIT_FOR_LOCKS))
            connection.execute(select(func.pg_advisory_xact_lock(func.hashtextextended(f"milepost {name}", 0))))
        yield connection


@contextmanager
def alone(engine: Engine, name: str) -> Iterator[Callable[[], bool] | None]:
    """Asks for a turn of this name that no other process has meanwhile: True once it has it, until the block or the process ends.

    None where the database is a file, whose folder can be locked. A machine that is cut off loses its turn after a minute and a half.
    """
    if engine.name != "postgresql":
        yield None
        return
    number = func.hashtextextended(f"milepost turn {name}", 0)
    with _explained(engine), engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        for setting, value in KEEPALIVE.items():
            connection.execute(text(f"SET {setting} = {value}"))
        try:
            yield lambda: bool(connection.scalar(select(func.pg_try_advisory_lock(number))))
        finally:
            with suppress(DBAPIError):  # with the connection the server lets go of it too, a moment later
                connection.execute(select(func.pg_advisory_unlock_all()))
            connection.invalidate()


def shown(address: URL) -> str:
    """The address of a database as it may be printed, without what could hold a secret."""
    return address.set(query={}, drivername=address.get_backend_name()).render_as_string(hide_password=True)


def _address(url: str) -> URL:
    try:
        address = make_url(url)
    except (ArgumentError, ValueError):
        raise StoreError("url under [store] is no database address; write one such as sqlite:///outputs/milepost.db") from None
    known = address.get_backend_name() in DRIVERS and address.drivername in DRIVERS | dict.fromkeys(DRIVERS.values())
    if not known or not address.database:
        raise StoreError(f"{shown(address)} cannot be used; write sqlite:///file.db or postgresql+psycopg://user@host/database")
    return address.set(drivername=DRIVERS[address.get_backend_name()])


def _engine(address: URL) -> Engine:
    if address.get_backend_name() == "postgresql":
        limits = {"connect_timeout": str(CONNECT_TIMEOUT)}
        return create_engine(address.set(query={**limits, **address.query}), pool_pre_ping=True)
    engine = create_engine(address.set(query={"timeout": str(PATIENCE), **address.query}))
    event.listen(engine, "connect", _prepare)
    event.listen(engine, "begin", _begin)
    return engine


def _prepare(connection: DBAPIConnection, _: ConnectionPoolEntry) -> None:
    """Set a SQLite connection up: transactions begin when we say so, and rows go with the row that they belong to."""
    assert isinstance(connection, sqlite3.Connection)
    connection.isolation_level = None
    _use_wal(connection)
    connection.execute("PRAGMA foreign_keys = ON")


def _use_wal(connection: sqlite3.Connection) -> None:
    """Let readers and a writer get along; SQLite does not wait where two processes switch a new database at once, so we do."""
    (patience,) = connection.execute("PRAGMA busy_timeout").fetchone()
    deadline = monotonic() + patience / 1000
    while True:
        try:
            connection.execute("PRAGMA journal_mode = WAL")
            return
        except sqlite3.OperationalError as error:
            if error.sqlite_errorcode != sqlite3.SQLITE_BUSY or monotonic() > deadline:
                raise
            sleep(0.01)


def _begin(connection: Connection) -> None:
    """Begin a SQLite transaction; a writer takes its turn at once, since one that has read before it writes cannot wait for another."""
    connection.exec_driver_sql("BEGIN IMMEDIATE" if connection.get_execution_options().get("writing") else "BEGIN")


def _bring_up_to_date(engine: Engine) -> None:
    with engine.connect() as connection:
        if _version(connection) == HEAD:
            return
    with writing(engine, "migrations") as connection:
        version = _version(connection)
        if version != HEAD:  # another process may have been faster
            import_module("pipeline.store.migrate").migrate(connection, version)


def _version(connection: Connection) -> str | None:
    """What the database says of its form; None where it says nothing."""
    if not inspect(connection).has_table("alembic_version"):
        return None
    version: str | None = connection.scalar(text("SELECT version_num FROM alembic_version"))
    return version


@contextmanager
def _explained(engine: Engine) -> Iterator[None]:
    """Turns what the database reports into a sentence."""
    try:
        yield
    except DBAPIError as error:
        raise StoreError(f"{shown(engine.url)}: {_reason(error)}") from error


def _reason(error: Exception) -> str:
    """The first line of what went wrong, and its cure where another process is in the way."""
    line = str(error.orig if isinstance(error, DBAPIError) else error).strip().partition("\n")[0]
    return f"{line}; another program does not let go of it: end that one, and start this again" if LOCKED.search(line) else line
