"""A store on each kind of database, a certificate, letters."""

import pytest

from delivery.servers import certificate
from pipeline.store.database import open_store
from postgres import new_postgres_database

__all__ = ["new_postgres_database"]


@pytest.fixture(scope="session")
def pem(tmp_path_factory):
    return certificate(tmp_path_factory.mktemp("tls"))


@pytest.fixture(params=["sqlite", "postgresql"])
def url(request, tmp_path):
    """The address of a database that is not there yet (SQLite) or empty (PostgreSQL)."""
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path}/milepost.db"
    return request.getfixturevalue("new_postgres_database")()


@pytest.fixture
def ledger(tmp_path):
    """The engine of a store in a file."""
    with open_store(f"sqlite:///{tmp_path}/milepost.db") as store:
        yield store.engine
