"""Servers that go and come back: Prefect in mid-run, mail at the start and in mid-run."""

import os
import signal
import socket
import subprocess
import sys
import time
from contextlib import contextmanager
from urllib.request import urlopen

import pytest

from delivery.servers import Script, mail_server, scripted_server
from faults.yard import ONE_EACH, RUN, copies, yard
from forks import forks

pytestmark = pytest.mark.slow


def free_port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return free.getsockname()[1]


@contextmanager
def prefect_server_of_its_own(home):
    """The address and the process of a server that may be killed."""
    port, silent = free_port(), subprocess.DEVNULL
    where = os.environ | {"PREFECT_HOME": str(home), "PREFECT_SERVER_ANALYTICS_ENABLED": "false", "DO_NOT_TRACK": "1"}
    where.pop("PREFECT_API_DATABASE_CONNECTION_URL", None)  # of the server of all tests
    command = [sys.executable, "-m", "prefect", "server", "start", "--port", str(port), "--no-services"]
    with subprocess.Popen(command, env=where, stdout=silent, stderr=silent, start_new_session=True) as server:
        try:
            wait_for(f"http://127.0.0.1:{port}/api/health", server)
            yield f"http://127.0.0.1:{port}/api", server
        finally:
            os.killpg(server.pid, signal.SIGKILL)


def wait_for(address, server) -> None:
    end = time.monotonic() + 240
    while server.poll() is None and time.monotonic() < end:
        try:
            with urlopen(address, timeout=10):
                return
        except OSError:
            time.sleep(0.1)
    raise AssertionError("no server")


def test_a_prefect_server_that_is_lost_in_mid_run_stops_nothing_and_the_run_says_so(tmp_path, here, port, box):
    with (
        prefect_server_of_its_own(tmp_path / "prefect") as (address, server),
        forks(PREFECT_API_URL=address, PREFECT_CLIENT_MAX_RETRIES="0") as others,
    ):
        there = yard(tmp_path / "other", others, port)
        with others.stopped(there.root, *RUN, at=("os.mkdir", ".p1.new")):
            os.killpg(server.pid, signal.SIGKILL)
        done = there.sound(others.ended())
        assert done.code == 3
        assert "2 issued, 0 held, 1 failed" in done.err
        assert "\nfailed: Prefect (server): its server was lost during the run (" in done.err
        assert "reports and mail are as told here" in done.err
        assert "prefect._internal" not in done.err
        assert there.is_complete()
        assert copies(box) == ONE_EACH
        assert there.run().code == 3  # refused before anything is begun
    assert here.forks.run(there.root, *RUN).code == 0
    assert copies(box) == ONE_EACH


def test_a_mail_server_that_is_down_leaves_mail_planned_and_the_next_run_sends_it(tmp_path, faulty, box):
    here = yard(tmp_path / "yard", faulty, free_port())
    done = here.run()
    assert done.code == 3
    assert here.state() == "COMPLETED Mail waits: 2 planned"
    assert "2 issued, 0 held, 0 failed" in done.err
    assert "Connection refused → milepost outbox send" in done.err
    assert here.is_complete()
    with mail_server(None, box) as port:
        use(here, port)
        assert here.run("outbox", "send").code == 0
        assert copies(box) == ONE_EACH
        assert here.run().code == 0
    assert copies(box) == ONE_EACH


def test_a_mail_server_that_goes_in_mid_run_leaves_the_rest_planned(tmp_path, faulty, box):
    hellos, letters = iter(("220 hello", "")), iter(("250 ok", ""))  # the second letter finds no connection, and no other is opened
    script = Script({"greeting": lambda: next(hellos), "MAIL": lambda: next(letters)})
    with scripted_server(script) as port:
        here = yard(tmp_path / "yard", faulty, port)
        done = here.run()
    assert (done.code, len(script.taken)) == (3, 1)
    assert here.state() == "COMPLETED Mail waits: 1 planned"
    assert "sent 1, waiting for approval 0, in doubt 0, failed 0" in done.err
    with mail_server(None, box) as port:
        use(here, port)
        assert here.run("outbox", "send").code == 0
    assert sum(copies(box).values()) == 1


def test_a_mail_server_that_goes_before_its_answer_leaves_doubt_that_no_run_resolves(tmp_path, faulty, box):
    script = Script({"message": ""})
    with scripted_server(script) as port:
        here = yard(tmp_path / "yard", faulty, port)
        done = here.run()
    assert (done.code, len(script.taken)) == (1, 2)
    assert here.state() == "COMPLETED Mail in doubt: 2 in doubt"
    assert "in doubt 2" in done.err
    assert "milepost outbox resolve" in done.err
    with mail_server(None, box) as port:
        use(here, port)
        assert here.run().code == 1
    assert copies(box) == {}


def use(here, port: int) -> None:
    """Let the mail server of a portfolio be the one at this port."""
    settings = here.root / "milepost.toml"
    lines = settings.read_text().splitlines()
    settings.write_text("\n".join(f"port = {port}" if line.startswith("port = ") else line for line in lines))
