"""A store on each kind of database, by its address."""

import pytest

from pipeline.store.database import open_store
from postgres import new_postgres_database

__all__ = ["new_postgres_database"]


@pytest.fixture(params=["sqlite", "postgresql"])
def url(request, tmp_path):
    """The address of a database that is not there yet (SQLite) or empty (PostgreSQL)."""
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path}/store/milepost.db"
    return request.getfixturevalue("new_postgres_database")()


@pytest.fixture
def store(url):
    with open_store(url) as opened:
        yield opened
