"""The portal while its database is locked or gone: a page that says so, nothing half decided, and all well once it is back."""

import shutil
import signal
import sqlite3
from contextlib import closing

import pytest

from pipeline.settings import load
from pipeline.store.database import open_store
from portal.desk import LENA, SETTINGS, Desk, content_on, open_desk, send, stands_on, token_on, told
from postgres import postgres_server

PAGE, APPROVE, HOLD = "/projects/deploy-app", "/projects/deploy-app/approve", "/projects/deploy-app/hold"


@pytest.fixture
def impatient(week, tmp_path):
    """The server of a week whose database is waited for a fifth of a second."""
    shutil.copytree(week, tmp_path, dirs_exist_ok=True)
    settings = tmp_path / "milepost.toml"
    settings.write_text(f'[store]\nurl = "sqlite:///outputs/milepost.db?timeout=0.2"\n{settings.read_text()}')
    with open_desk(tmp_path) as desk:
        yield desk


def test_while_another_program_writes_pages_are_shown_and_a_decision_is_refused_whole(impatient):
    client = impatient.browser_of(LENA)
    page = client.get(PAGE).text
    form = {"content": content_on(page), "stands": stands_on(page), "why": "read"}
    with closing(sqlite3.connect(impatient.settings.outputs / "milepost.db", isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        assert client.get(PAGE).status_code == 200
        for way in (APPROVE, HOLD):
            answer = send(client, way, form)
            assert (answer.status_code, "cannot be used at the moment" in answer.text) == (503, True)
        assert (impatient.audit(), impatient.states()) == ([], {"held"})
    assert told(send(client, APPROVE, form)) == "Approved. 3 mails were sent."


def test_while_the_database_server_is_gone_each_page_says_so_and_once_it_is_back_all_is_well(tmp_path, samples):
    (tmp_path / "workbooks").mkdir()
    shutil.copy(samples / "deploy-app.xlsx", tmp_path / "workbooks")
    with postgres_server() as server:
        (tmp_path / "milepost.toml").write_text(f'[store]\nurl = "{server.create()}"\n{SETTINGS}')
        with open_store(load(tmp_path / "milepost.toml").store_url) as store:
            desk = Desk(tmp_path, store)
            desk.edit("deploy-app", "Distribution", "pdf", "html")
            desk.run()
            client = desk.browser_of(LENA)
            page = client.get(PAGE).text
            form = {"content": content_on(page), "stands": stands_on(page), "why": "read"}
            server.end(signal.SIGQUIT)
            for answer in (client.get("/"), client.get(PAGE), client.post(APPROVE, data={"token": token_on(page), **form})):
                assert (answer.status_code, "cannot be used at the moment" in answer.text) == (503, True)
                assert server.home.name not in answer.text
            server.start()
            assert desk.states() == {"held"}
            assert told(send(client, APPROVE, form)) == "Approved. 3 mails were sent."
