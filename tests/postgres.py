"""A PostgreSQL server of the tests' own: on a socket in a folder of its own, with databases that are thrown away."""

import os
import pwd
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path

import psycopg
import pytest
from sqlalchemy import make_url


def copy_of(url: str, name: str) -> str:
    """The address of a new database on the same server with all that is in this one, which nobody may be using."""
    at = make_url(url)
    with psycopg.connect(host=str(at.query["host"]), user=at.username, dbname="postgres", autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {at.database}_{name} TEMPLATE {at.database}")
    return url.replace(f"/{at.database}?", f"/{at.database}_{name}?")


def programs() -> Path | None:
    """The folder with the newest server installed here, or None."""
    folders = sorted(Path("/usr/lib/postgresql").glob("*/bin"), key=lambda folder: float(folder.parent.name), reverse=True)
    on_path = shutil.which("initdb")
    return next((folder for folder in folders if (folder / "initdb").exists()), Path(on_path).parent if on_path else None)


@dataclass
class Server:
    """A server whose data and socket lie in this folder."""

    home: Path
    binaries: Path
    numbers: Iterator[int] = field(default_factory=lambda: count(1))
    process: "subprocess.Popen[bytes] | None" = None

    def start(self) -> None:
        """Let it run, and wait until it answers."""
        options = ("-c", "listen_addresses=", "-c", "fsync=off", "-c", f"unix_socket_directories={self.home}")
        command = [self.binaries / "postgres", "-D", self.home / "data", *options]
        with (self.home / "log").open("ab") as log:
            self.process = subprocess.Popen(command, cwd=self.home, user=_server_user(), stderr=log, stdout=log)
        _wait(self.process, self.home)

    def end(self, how: int) -> None:
        """End it by this signal: SIGINT waits for no client, SIGQUIT is a crash."""
        self.process.send_signal(how)
        self.process.wait(timeout=30)

    def create(self) -> str:
        """The address of a new database, which is empty."""
        name = f"store{next(self.numbers)}"
        with psycopg.connect(host=str(self.home), user="tests", dbname="postgres", autocommit=True) as connection:
            connection.execute(f"CREATE DATABASE {name}")
        return f"postgresql+psycopg://tests@/{name}?host={self.home}"


@contextmanager
def postgres_server() -> Iterator[Server]:
    """A server that runs during the block."""
    binaries = programs()
    if binaries is None:
        pytest.skip("no PostgreSQL server here; Debian's package is postgresql")
    home = Path(tempfile.mkdtemp(prefix="pg-"))  # short: the path of a socket has a limit
    shutil.chown(home, _server_user())
    _run(binaries / "initdb", home, "--pgdata", home / "data", "--username=tests", "--auth=trust", "--encoding=UTF8", "--no-sync")
    server = Server(home, binaries)
    server.start()
    try:
        yield server
    finally:
        server.end(signal.SIGINT)
        shutil.rmtree(home)


@pytest.fixture(scope="session")
def new_postgres_database() -> Iterator[Callable[[], str]]:
    """Makes an empty database on a real server; gives its address."""
    with postgres_server() as server:
        yield server.create


def _server_user() -> str:
    """Who runs the server: this user, except root, whom it refuses."""
    me = pwd.getpwuid(os.geteuid()).pw_name
    if me != "root":
        return me
    return "postgres" if any(entry.pw_name == "postgres" for entry in pwd.getpwall()) else "nobody"


def _run(program: Path, home: Path, *arguments: object) -> None:
    done = subprocess.run([program, *map(str, arguments)], cwd=home, user=_server_user(), capture_output=True, text=True)
    assert done.returncode == 0, done.stderr


def _wait(server: subprocess.Popen[bytes], home: Path) -> None:
    deadline = time.monotonic() + 30
    while True:
        try:
            psycopg.connect(host=str(home), user="tests", dbname="postgres").close()
            return
        except psycopg.OperationalError:
            if server.poll() is not None or time.monotonic() > deadline:
                raise RuntimeError((home / "log").read_text()) from None
            time.sleep(0.05)
