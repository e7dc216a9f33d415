"""Databases that are locked for longer than anybody waits, or gone in the middle of a run."""

import signal
import sqlite3
from contextlib import closing
from urllib.parse import quote

import psycopg
import pytest
from sqlalchemy import make_url

from faults.yard import ONE_EACH, RUN, copies, yard
from postgres import postgres_server

pytestmark = pytest.mark.slow

BEFORE_FIRST, BEFORE_SECOND = ("os.mkdir", ".p0.new"), ("os.mkdir", ".p1.new")
LETS_GO = "another program does not let go of it: end that one, and start this again"


def administrator(url: str) -> psycopg.Connection:
    """A connection to the server of a database, not to the database itself."""
    at = make_url(url)
    return psycopg.connect(host=str(at.query["host"]), user=at.username, dbname="postgres", autocommit=True)


@pytest.fixture
def shared(tmp_path, faulty, port, new_postgres_database):
    """A portfolio with its store in PostgreSQL, which waits for locks for a fifth of a second, and the address of that."""
    url = new_postgres_database()
    told = f"{url}&options={quote('-c lock_timeout=200')}"
    return yard(tmp_path / "yard", faulty, port, more=f'[store]\nurl = "{told}"\n'), url


def test_a_file_that_is_locked_for_too_long_ends_with_3_and_the_next_run_does_the_rest(tmp_path, faulty, port, box):
    here = yard(tmp_path / "yard", faulty, port, more='[store]\nurl = "sqlite:///outputs/milepost.db?timeout=0.2"\n')
    with closing(sqlite3.connect(here.store, isolation_level=None)) as other:
        with faulty.stopped(here.root, *RUN, at=BEFORE_FIRST):
            other.execute("BEGIN IMMEDIATE")
        done = here.sound(faulty.ended())
    assert done.code == 3
    assert here.state() == "FAILED Failed projects: p0, p1, mail"
    assert f"failed: p1 (p1.xlsx): sqlite:///{here.store}: database is locked; {LETS_GO}" in done.err
    assert "failed: mail (mail): sqlite" in done.err
    assert ([folder.name for folder in here.folders()], copies(box)) == (["p0"], {})
    assert here.run().code == 0
    assert here.is_complete()
    assert copies(box) == ONE_EACH


def test_a_file_that_is_locked_lets_no_command_do_half_and_afterwards_each_does_all(tmp_path, faulty, port, box):
    here = yard(tmp_path / "yard", faulty, port, more='[store]\nurl = "sqlite:///outputs/milepost.db?timeout=0.2"\n')
    settings = here.root / "milepost.toml"
    settings.write_text(settings.read_text().replace('"auto"', '"manual"'))
    assert here.run().code == 0
    commands = [("remind",), ("outbox", "send"), ("hold", "p0", "--why", "wait"), ("approve", "p0", "--by", "Ann Ray")]
    with closing(sqlite3.connect(here.store, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        for command in commands:
            done = here.run(*command)
            assert done.code == 3
            assert done.err.endswith(f"milepost: sqlite:///{here.store}: database is locked; {LETS_GO}\n")
            assert here.run("outbox").out.count("held: ") == 2  # who only reads waits for nobody
    assert copies(box) == {}
    assert [here.run(*command).code for command in commands] == [0, 0, 0, 0]
    assert copies(box) == {"p0": 1}


def test_a_database_whose_lock_is_held_for_too_long_fails_that_project_alone(shared, box):
    here, url = shared
    with psycopg.connect(url.replace("+psycopg", "")) as other:
        other.execute("SELECT pg_advisory_lock(hashtextextended('milepost p1', 0))")
        done = here.run()
    assert done.code == 3
    assert here.state() == "FAILED Failed projects: p1"
    assert "1 issued, 0 held, 1 failed" in done.err
    assert f"canceling statement due to lock timeout; {LETS_GO}" in done.err
    assert copies(box) == {"p0": 1}
    assert here.run().code == 0
    assert copies(box) == ONE_EACH


def test_a_database_server_that_goes_in_mid_run_ends_with_3_and_the_next_run_does_the_rest(shared, faulty, box):
    here, url = shared
    name = make_url(url).database
    with administrator(url) as server:
        with faulty.stopped(here.root, *RUN, at=BEFORE_SECOND):
            server.execute(f"ALTER DATABASE {name} ALLOW_CONNECTIONS false")
            server.execute("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = %s", [name])
        done = here.sound(faulty.ended())
        assert done.code == 3
        assert here.state().startswith("FAILED Failed: Flow run encountered an exception: StoreError: postgresql://")
        assert "is not currently accepting connections" in done.err
        assert copies(box) == {}
        server.execute(f"ALTER DATABASE {name} ALLOW_CONNECTIONS true")
    assert here.run().code == 0
    assert here.is_complete()
    assert copies(box) == ONE_EACH


def test_a_database_server_that_crashes_and_comes_back_in_mid_run_costs_nothing(tmp_path, faulty, port, box):
    with postgres_server() as server:
        here = yard(tmp_path / "yard", faulty, port, more=f'[store]\nurl = "{server.create()}"\n')
        with faulty.stopped(here.root, *RUN, at=BEFORE_SECOND):
            server.end(signal.SIGQUIT)
            server.start()
        done = here.sound(faulty.ended())
        assert here.state() == "COMPLETED Completed: None"
        assert done.code == 0
        assert here.is_complete()
        assert copies(box) == ONE_EACH
        assert here.run().code == 0
    assert copies(box) == ONE_EACH
