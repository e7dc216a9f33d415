"""Two workers of one Prefect work pool, with PostgreSQL for Prefect and for the store: runs take turns, and nothing is there twice."""

import json
import os
import signal
import subprocess
import sys
from contextlib import ExitStack, contextmanager
from datetime import datetime
from itertools import pairwise
from pathlib import Path
from urllib.request import urlopen

import pytest

from clones import clones
from delivery.servers import Mailbox, mail_server
from faults.test_servers import free_port
from faults.yard import DAY, copies
from patience import wait_for
from pipeline.report.publish import MANIFEST
from pipeline.settings import load
from pipeline.store.database import open_store
from postgres import new_postgres_database

__all__ = ["new_postgres_database"]
pytestmark = pytest.mark.slow
ROOT = Path(__file__).parent.parent.parent
PROJECTS = ("p0", "p1", "p2", "p3")
SETTINGS = """\
[portfolio]
name = "Pooled"
[store]
url = "{store}"
[mail]
transport = "smtp"
host = "localhost"
port = {port}
tls = "none"
sender = "Status reports <status@studio.example>"
""" + "".join(f'[projects.{name}]\nallowed_domains = ["nordlicht.example"]\n' for name in PROJECTS)


@contextmanager
def process(log: Path, environment, *command):
    """A process of Prefect's in a group of its own, which is gone after the block; what it says is in the log."""
    whole = [sys.executable, "-m", "prefect", *map(str, command)]
    with log.open("wb") as file, subprocess.Popen(whole, env=environment, stdout=file, stderr=file, start_new_session=True) as made:
        try:
            yield made
        finally:
            os.killpg(made.pid, signal.SIGKILL)


def is_up(address):
    try:
        with urlopen(f"{address}/health", timeout=5):
            return True
    except OSError:
        return False


@pytest.fixture
def environment(tmp_path, new_postgres_database):
    """What a process needs to reach a Prefect server that keeps its runs in PostgreSQL."""
    address = f"http://127.0.0.1:{(port := free_port())}/api"
    quiet = {"PREFECT_SERVER_ANALYTICS_ENABLED": "false", "DO_NOT_TRACK": "1", "PYTHONPATH": os.pathsep.join((str(ROOT), *sys.path))}
    known = os.environ | quiet | {"PREFECT_HOME": str(tmp_path / "prefect"), "PREFECT_API_URL": address, "COLUMNS": "200"}
    database = {"PREFECT_API_DATABASE_CONNECTION_URL": new_postgres_database().replace("+psycopg", "+asyncpg")}
    with process(tmp_path / "server.log", known | database, "server", "start", "--port", port) as server:
        wait_for(lambda: server.poll() is not None or is_up(address))
        assert server.poll() is None, (tmp_path / "server.log").read_text()
        yield known


def intervals(log: Path):
    """When each run of a worker was at work, from the first line after that with which it began to ask for its turn."""
    began = None
    for line in map(json.loads, log.read_text().splitlines()):
        at = datetime.fromisoformat(line["time"])
        if line["event"] == "run ends":
            assert began
            yield began, at
        began = None if line["event"] in ("run begins", "run ends") else began or at


def test_two_workers_share_the_runs_take_turns_and_publish_and_send_once(tmp_path, environment, milepost, new_postgres_database):
    from prefect.client.orchestration import get_client
    from prefect.client.schemas.actions import WorkPoolCreate
    from prefect.settings import PREFECT_API_URL, temporary_settings

    box = Mailbox()
    with ExitStack() as stack:
        store = new_postgres_database()
        root = clones(tmp_path / "portfolio", len(PROJECTS), SETTINGS.format(store=store, port=stack.enter_context(mail_server(None, box))))
        with (root / "milepost.toml").open("a") as file:
            file.write('approval = "auto"\nmax_age_days = 3650\n')
        stack.enter_context(temporary_settings({PREFECT_API_URL: environment["PREFECT_API_URL"]}))
        api = stack.enter_context(get_client(sync_client=True))
        api.create_work_pool(WorkPoolCreate(name="reports", type="process"))
        assert milepost("deploy", "--pool", "reports", cwd=root, **environment).returncode == 0
        deployed = root / "prefect.yaml"
        deployed.write_text(deployed.read_text().replace("concurrency_limit: 1", "concurrency_limit: 2", 1))
        done = milepost("deploy", cwd=root, **environment)
        assert done.returncode == 0, done.stderr
        deployment = api.read_deployment_by_name("weekly-status/Pooled").id
        orders = (["p0", "p1"], ["p2", "p3"], None, None)
        runs = [
            api.create_flow_run_from_deployment(
                deployment, parameters={"settings_file": str(root / "milepost.toml"), "issue_date": DAY, "projects": projects}
            ).id
            for projects in orders
        ]
        for name in ("one", "two"):
            own = environment | {"MILEPOST_LOG": str(tmp_path / f"{name}.jsonl"), "PREFECT_WORKER_QUERY_SECONDS": "1"}
            command = ("worker", "start", "--pool", "reports", "--name", name, "--limit", "1")
            stack.enter_context(process(tmp_path / f"{name}.log", own, *command))
        wait_for(lambda: all(api.read_flow_run(run).state.is_final() for run in runs))
        states = [api.read_flow_run(run).state for run in runs]
    assert [state.name for state in states] == ["Completed"] * 4, states
    taken = [list(intervals(tmp_path / f"{name}.jsonl")) for name in ("one", "two")]
    assert sorted(map(len, taken)) in ([1, 3], [2, 2])
    turns = sorted(taken[0] + taken[1])
    assert all(ended <= begins for (_, ended), (begins, _) in pairwise(turns))
    assert sorted(path.parent.name for path in (root / "outputs" / DAY).glob(f"*/{MANIFEST}")) == list(PROJECTS)
    assert (root / "outputs" / "index.html").exists()
    assert dict(copies(box)) == dict.fromkeys(PROJECTS, 1)
    with open_store(load(root / "milepost.toml").store_url) as kept:
        assert kept.issues()["project"].to_list() == list(PROJECTS)
