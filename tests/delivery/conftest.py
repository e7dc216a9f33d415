"""A store on each kind of database, a certificate, letters."""

import pytest

from delivery.house import make_house
from delivery.servers import PASSWORD, Mailbox, certificate, mail_server
from pipeline.store.database import open_store
from postgres import new_postgres_database

__all__ = ["new_postgres_database"]


@pytest.fixture(scope="session")
def pem(tmp_path_factory):
    return certificate(tmp_path_factory.mktemp("tls"))


@pytest.fixture
def box():
    """What the mail server took."""
    return Mailbox()


@pytest.fixture
def port(pem, box, monkeypatch):
    """A real server with TLS and a sign-in."""
    monkeypatch.setenv("SSL_CERT_FILE", str(pem))
    monkeypatch.setenv("MILEPOST_MAIL_PASSWORD", PASSWORD)
    with mail_server(pem, box) as port:
        yield port


@pytest.fixture
def served(tmp_path, samples, port):
    """A portfolio whose mail goes to that server."""
    return make_house(tmp_path, samples, port)


@pytest.fixture(params=["sqlite", "postgresql"])
def url(request, tmp_path):
    """The address of a database that is not there yet (SQLite) or empty (PostgreSQL)."""
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path}/milepost.db"
    return request.getfixturevalue("new_postgres_database")()


@pytest.fixture(params=["sqlite", "postgresql"])
def week_url(request):
    """The address of an empty database, or nothing: then a portfolio's store is a file in its outputs."""
    return "" if request.param == "sqlite" else request.getfixturevalue("new_postgres_database")()


@pytest.fixture
def ledger(tmp_path):
    """The engine of a store in a file."""
    with open_store(f"sqlite:///{tmp_path}/milepost.db") as store:
        yield store.engine
