"""A store opens with its tables in place, or says in one sentence what to do."""

import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from sqlalchemy import make_url

from pipeline.store.database import open_store
from pipeline.store.engine import _engine, shown, writing
from pipeline.store.errors import StoreError
from store.made import made


def scalar(store, query):
    with store.engine.connect() as connection:
        return connection.exec_driver_sql(query).scalar()


def imported(*lines: str) -> list[str]:
    """Those of the slow packages that a fresh process has imported after these lines."""
    code = "\n".join(("import sys", *lines, "print(*[name for name in ('sqlalchemy', 'alembic') if name in sys.modules])"))
    return subprocess.run([sys.executable, "-c", code], capture_output=True, check=True, text=True).stdout.split()


def test_a_new_store_makes_its_folder_and_is_empty(tmp_path):
    with open_store(f"sqlite:///{tmp_path}/a/b/milepost.db") as store:
        assert store.projects() == []
    assert (tmp_path / "a" / "b" / "milepost.db").exists()


def test_a_store_opened_again_still_has_its_issues(url):
    with open_store(url) as store:
        store.record(made())
    with open_store(url) as store:
        assert store.projects() == ["demo"]


def test_sqlite_lets_readers_in_while_somebody_writes(tmp_path):
    with open_store(f"sqlite:///{tmp_path}/milepost.db") as store:
        assert scalar(store, "PRAGMA journal_mode") == "wal"
        assert scalar(store, "PRAGMA foreign_keys") == 1
        assert scalar(store, "PRAGMA busy_timeout") == 30_000


def test_a_new_database_is_made_by_several_at_once_without_quarrel(tmp_path):
    """SQLite refuses now and then to wait for another that switches the same new file to WAL; in a hundred files it would show."""

    def make(number, start):
        engine = _engine(make_url(f"sqlite:///{tmp_path}/{number}.db"))
        start.wait()
        with writing(engine, "demo") as connection:
            connection.exec_driver_sql("CREATE TABLE IF NOT EXISTS made (by_whom)")
        engine.dispose()

    with ThreadPoolExecutor(4) as threads:
        for number in range(100):
            list(threads.map(make, [number] * 4, [Barrier(4)] * 4))


def test_a_store_of_a_newer_program_is_left_alone(store, url):
    with store.engine.begin() as connection:
        connection.exec_driver_sql("UPDATE alembic_version SET version_num = '9999'")
    with pytest.raises(StoreError, match=r"store has version 9999, which this program does not know; install the newer Milepost"):
        open_store(url)


@pytest.mark.parametrize(
    ("address", "sentence"),
    [
        ("nonsense", "is no database address; write one such as sqlite:///"),
        ("postgresql://pat:secret@host:port/store", "is no database address"),
        ("mysql://host/store", "cannot be used; write sqlite:///file.db or postgresql"),
        ("postgresql+asyncpg://host/store", "cannot be used; write sqlite:///file.db or postgresql"),
        ("sqlite://", "cannot be used; write sqlite:///file.db or postgresql"),
        ("postgresql+psycopg://pat:secret@127.0.0.1:1/store", "127.0.0.1:1/store: .*refused.*; mend this or correct url under"),
    ],
)
def test_an_address_that_leads_nowhere_is_explained(address, sentence):
    with pytest.raises(StoreError, match=sentence) as failure:
        open_store(address)
    assert "\n" not in str(failure.value)
    assert "secret" not in str(failure.value)


def test_a_file_that_is_no_database_is_explained_and_left_alone(tmp_path):
    file = tmp_path / "notes.db"
    file.write_text("these are notes, not a database; " * 50)
    with pytest.raises(StoreError, match=r"notes\.db: file is not a database; mend this or correct url"):
        open_store(f"sqlite:///{file}")
    assert file.read_text().startswith("these are notes")


def test_a_folder_that_cannot_be_made_is_explained(tmp_path):
    (tmp_path / "file").write_text("")
    with pytest.raises(StoreError, match="mend this or correct url"):
        open_store(f"sqlite:///{tmp_path}/file/store/milepost.db")


def test_a_missing_driver_is_named_with_the_command_that_installs_it():
    code = (
        "import sys; sys.modules['psycopg'] = None; from pipeline.store.database import open_store; open_store('postgresql://host/store')"
    )
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True)
    assert "StoreError: postgresql://host/store: the database driver is missing; run: pip install 'milepost[postgres]'" in run.stderr


def test_a_database_that_fails_later_is_explained(store):
    with store.engine.begin() as connection:
        connection.exec_driver_sql("DROP TABLE files")
    with pytest.raises(StoreError, match="files"):
        store.record(made())


def test_the_printed_address_has_no_secrets():
    assert shown(make_url("postgresql+psycopg://pat:secret@host:5/store?password=secret")) == "postgresql://pat:***@host:5/store"


def test_a_folder_name_with_a_percent_sign_is_no_trouble(tmp_path):
    with open_store(f"sqlite:///{tmp_path}/100%25 of it/%(here)s.db") as store:
        assert store.projects() == []


def test_records_need_no_database_and_an_open_store_needs_no_migrations(tmp_path):
    address = f"sqlite:///{tmp_path}/milepost.db"
    opening = ("from pipeline.store.database import open_store", f"open_store({address!r})")
    assert imported("import pipeline.store.records, pipeline.store.errors") == []
    assert imported(*opening) == ["sqlalchemy", "alembic"]
    assert imported(*opening) == ["sqlalchemy"]
