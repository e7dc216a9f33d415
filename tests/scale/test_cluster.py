"""The task of a project on a Dask cluster of two worker processes: the same bytes, and what becomes of a run when the cluster fails."""

import os
import shutil
import subprocess
import sys
from dataclasses import replace

import pytest
from distributed import Client, LocalCluster

from clones import clones, contents, order_of
from faults.test_servers import free_port
from pipeline.chain import afar
from pipeline.chain.press import Unmade
from pipeline.chain.week import make_reports
from pipeline.doctor import servers
from pipeline.mistakes import UsageError
from scale.watching import Counting, Felling, Striking

pytestmark = [pytest.mark.slow, pytest.mark.usefixtures("prefect_server")]


@pytest.fixture(scope="module")
def cluster():
    """Two worker processes of one thread each."""
    with LocalCluster(n_workers=2, threads_per_worker=1, processes=True, dashboard_address=":0") as made:
        yield made


@pytest.fixture
def watched(cluster, tmp_path):
    """Sends a plugin to the workers for the time of a test; gives the folder that it writes to."""
    folder = tmp_path / "watched"
    folder.mkdir()
    with Client(cluster.scheduler_address, set_as_default=False) as client:
        client.wait_for_workers(2)
        names = []

        def watch(kind, *more):
            client.register_plugin(kind(str(folder), *more))
            names.append(kind.name)
            return folder

        yield watch
        for name in names:
            client.unregister_worker_plugin(name)


def on(address, root):
    """The portfolio with its pages made by the cluster at this address."""
    return with_rendering(f'cluster = "{address}"', root)


def with_rendering(line, root):
    """The portfolio with this line under [rendering]."""
    file = root / "milepost.toml"
    file.write_text(f"[rendering]\n{line}\n{file.read_text()}")
    return root


def run(root):
    """How the flow ended, as `milepost run` has it."""
    from pipeline.flows import run_weekly_status

    return run_weekly_status(root / "milepost.toml", order_of(root).issue_date, [], False)


def published(root):
    """The manifests of the projects that are in place."""
    return list((root / "outputs").glob("????-??-??/p?/manifest.json"))


def test_two_workers_make_the_same_bytes_as_one_process_and_share_the_work(cluster, watched, tmp_path):
    folder = watched(Counting)
    here, there = clones(tmp_path / "here", 4), tmp_path / "there"
    (here / "report_templates" / "parts").mkdir(parents=True)
    (here / "report_templates" / "parts" / "masthead.html").write_text("<p>Ours {{ view.masthead.name }}</p>")
    (here / "logo.svg").write_text('<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9"><path d="M0 0h9v9z"/></svg>')
    (here / "milepost.toml").write_text(f'[brand]\nlogo = "logo.svg"\n{(here / "milepost.toml").read_text()}')
    shutil.copytree(here, there)
    assert run(with_rendering("workers = 1", here)).failed == ()
    assert run(on(cluster.scheduler_address, there)).failed == ()
    assert sum(name.endswith("customer.pdf") for name in contents(there)) == 4
    assert contents(there) == contents(here)
    done = [len(file.read_text().splitlines()) for file in folder.iterdir()]
    assert len(done) == 2
    assert sum(done) == 4
    assert min(done) > 0


def test_each_project_has_its_task_in_prefect(cluster, tmp_path):
    from prefect.client.orchestration import get_client

    root = on(cluster.scheduler_address, clones(tmp_path / "all", 4))
    assert run(root).failed == ()
    with get_client(sync_client=True) as client:
        names = {one.name for one in client.read_task_runs(limit=200)}
    assert {f"render p{number}" for number in range(4)} <= names


def test_the_pages_of_a_worker_that_is_killed_are_made_by_another(cluster, watched, tmp_path):
    folder = watched(Striking, 1)
    root = on(cluster.scheduler_address, clones(tmp_path / "all", 4))
    assert run(root).failed == ()
    assert len(list(folder.glob("blow-*"))) == 1
    assert len(published(root)) == 4


def test_a_project_that_no_worker_survives_fails_with_a_sentence_and_the_next_run_makes_it(cluster, watched, tmp_path):
    folder = watched(Striking, 4)
    root = on(cluster.scheduler_address, clones(tmp_path / "all", 4))
    summary = run(root)
    assert [one.failed for one in summary.failed] == ["each worker of the Dask cluster that made its pages ended in the middle"]
    assert (summary.exit_code, len(published(root)), len(list(folder.glob("blow-*")))) == (3, 3, 4)
    assert run(root).failed == ()
    assert len(published(root)) == 4


def test_what_goes_wrong_on_a_worker_is_told_as_on_this_machine(cluster, tmp_path):
    here = clones(tmp_path / "here", 4)
    (here / "report_templates" / "customer").mkdir(parents=True)
    (here / "report_templates" / "customer" / "page.html").write_text("{% if %}")
    shutil.copytree(here, tmp_path / "there")
    told = [one.failed for one in make_reports(order_of(here)).outcomes]
    assert [one.failed for one in run(on(cluster.scheduler_address, tmp_path / "there")).outcomes] == told
    assert all("TemplateSyntaxError" in one for one in told)


def test_a_worker_that_would_make_other_bytes_makes_none(tmp_path, monkeypatch):
    order = order_of(clones(tmp_path / "all", 1))
    luggage = replace(afar.luggage_of(order, ()), machinery="of an older Milepost")
    afar.unpack("a run", luggage, tmp_path / "unpacked")
    with pytest.raises(Unmade, match="install the same version of Milepost"):
        afar.pressed_there("p0", "a run", b"")
    afar.forget("a run")
    with pytest.raises(Unmade, match="the run was ended"):
        afar.pressed_there("p0", "a run", b"")


def test_a_cluster_without_workers_ends_the_run_with_the_command_that_starts_one(tmp_path, monkeypatch):
    from pipeline.flows import cluster as room

    monkeypatch.setattr(room, "SECONDS", 1)
    root = clones(tmp_path / "all", 4)
    with LocalCluster(n_workers=0, processes=True, dashboard_address=":0") as empty:
        address = empty.scheduler_address
        with pytest.raises(ConnectionError, match=f"no worker; start one with `dask worker {address} --nthreads 1`"):
            run(on(address, root))
    assert published(root) == []


def test_a_cluster_that_is_lost_in_mid_run_fails_what_it_still_had_and_the_next_run_makes_it(tmp_path):
    port, root = free_port(), clones(tmp_path / "all", 5)
    address, dask = f"tcp://127.0.0.1:{port}", [sys.executable, "-m", "dask"]
    where = os.environ | {"PYTHONPATH": os.pathsep.join(sys.path)}
    scheduler = subprocess.Popen([*dask, "scheduler", "--host", "127.0.0.1", "--port", str(port)], env=where, stderr=subprocess.DEVNULL)
    worker = subprocess.Popen([*dask, "worker", address, "--nthreads", "1", "--no-nanny"], env=where, stderr=subprocess.DEVNULL)
    try:
        with Client(address, set_as_default=False, timeout=60) as client:
            client.wait_for_workers(1, timeout=60)
            client.register_plugin(Felling(str(tmp_path), scheduler.pid))
        summary = run(on(address, root))
        assert {one.failed.partition(" (")[0] for one in summary.failed} == {"the Dask cluster did not make its pages"}
        assert summary.exit_code == 3
        assert len(published(root)) == 5 - len(summary.failed)
    finally:
        for process in (scheduler, worker):
            process.kill()
            process.wait()
    (root / "milepost.toml").write_text((root / "milepost.toml").read_text().replace("cluster", "# cluster"))
    assert run(root).failed == ()
    assert len(published(root)) == 5


def test_a_scheduler_that_does_not_answer_ends_the_run_with_the_command_that_starts_one(tmp_path, monkeypatch):
    from pipeline.flows import cluster as room

    monkeypatch.setattr(room, "SECONDS", 1)
    root = on("tcp://127.0.0.1:9", clones(tmp_path / "all", 4))
    with pytest.raises(ConnectionError, match=r"no Dask scheduler answers there .* start one with `dask scheduler`"):
        run(root)
    assert published(root) == []


def test_the_doctor_says_whether_the_scheduler_can_be_reached(cluster, monkeypatch):
    assert [check.ok for check in servers.cluster(cluster.scheduler_address)] == [True]
    (check,) = servers.cluster("tcp://127.0.0.1:9")
    assert (check.ok, "127.0.0.1:9" in check.detail, "dask scheduler" in check.cure) == (False, True, True)
    monkeypatch.setitem(sys.modules, "prefect_dask", None)
    assert ["milepost[scale]" in check.cure for check in servers.cluster(cluster.scheduler_address)] == [True]
    assert list(servers.cluster(None)) == []


def test_few_projects_are_made_on_this_machine(tmp_path):
    assert run(on("tcp://127.0.0.1:9", clones(tmp_path / "all", 3))).failed == ()


def test_a_cluster_needs_a_prefect_server_that_its_workers_reach(tmp_path):
    from prefect.settings import PREFECT_API_URL, temporary_settings

    from pipeline.flows.cluster import on_cluster

    order = order_of(on("tcp://127.0.0.1:9", clones(tmp_path / "all", 4)))
    with temporary_settings({PREFECT_API_URL: None}), pytest.raises(UsageError, match="PREFECT_API_URL"), on_cluster(order, (), 4):
        pass


def test_without_the_packages_for_a_cluster_the_sentence_says_how_to_install_them(tmp_path, monkeypatch):
    monkeypatch.setitem(sys.modules, "prefect_dask.client", None)
    monkeypatch.delitem(sys.modules, "pipeline.flows.cluster", raising=False)
    with pytest.raises(UsageError, match=r"milepost\[scale\]"):
        run(on("tcp://127.0.0.1:9", clones(tmp_path / "all", 1)))
