"""Processes that fork commands, under one Prefect server, with a mail server that takes everything."""

import os

import pytest

from delivery.servers import Mailbox, mail_server
from faults.yard import yard
from forks import BOUND, can_mount, forks
from postgres import new_postgres_database

__all__ = ["new_postgres_database"]


@pytest.fixture
def faulty(warm_flows):
    """The process that forks the commands of these tests; each may have mounts."""
    return warm_flows


@pytest.fixture(scope="session")
def bound(prefect_server):
    """One whose commands obey the rights of files, also where root starts it."""
    from prefect.settings import PREFECT_API_URL

    with forks(*(BOUND if os.geteuid() == 0 else ()), PREFECT_API_URL=PREFECT_API_URL.value()) as made:
        yield made


@pytest.fixture
def mounting(faulty):
    """The same where this user may mount."""
    if not can_mount():
        pytest.skip("this user may not mount anything for a process of his own")
    return faulty


@pytest.fixture
def box():
    """What the mail server took."""
    return Mailbox()


@pytest.fixture
def port(box):
    """A mail server."""
    with mail_server(None, box) as port:
        yield port


@pytest.fixture
def here(tmp_path, faulty, port):
    """A portfolio whose mail goes to that server."""
    return yard(tmp_path / "yard", faulty, port)
