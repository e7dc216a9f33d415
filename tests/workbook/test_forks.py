"""Workers forked from a process that has loaded what they need: they do what started ones do, and where none can be forked, those come."""

import os
import resource
import signal
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from handmade import save
from pipeline.chain.ahead import PRESS, load_workers
from pipeline.settings import Settings
from pipeline.workbook.apart import forks, pool
from pipeline.workbook.apart.forks import READING, Forked, forked, load_ahead, unload
from pipeline.workbook.apart.pool import Worker, forked_or_spawned
from pipeline.workbook.apart.read import read_apart
from pipeline.workbook.read import read_workbook

OF_TABLES = {"polars-0", "tokio-rt-worker"}
"""Threads that the engine of tables starts when it computes, and that a fork would lose."""
pytestmark = pytest.mark.skipif(not forks.can_fork(), reason="workers are not forked here")


@pytest.fixture(autouse=True)
def none_before_and_after() -> Iterator[None]:
    pool.end_all()
    unload()
    yield
    pool.end_all()
    unload()


def parent_of(process: int) -> int:
    return int(Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()[1])


def threads_of(process: int) -> list[str]:
    return [path.read_text().strip() for path in Path(f"/proc/{process}/task").glob("*/comm")]


def faults_of(process: int) -> int:
    """How often a process took a page of memory, which the system counts along with its processor time."""
    return int(Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()[7])


def test_a_forked_worker_reads_as_this_process_does(samples):
    load_ahead(READING)
    for path in sorted(samples.glob("*.xlsx"))[:3]:
        there, here = read_apart(path, Settings()), read_workbook(path, Settings().reading)
        assert (there.sha256, there.findings) == (here.sha256, here.findings)
    (worker,) = pool._idle
    assert isinstance(worker.process, Forked)
    assert parent_of(worker.process.pid) != os.getpid()


def test_what_workers_are_forked_from_has_computed_no_table(samples):
    load_workers()
    forked(PRESS).kill()  # all is loaded
    pool.given_back(Worker())
    (reader,) = pool._idle
    assert not set(threads_of(forks._server._process.pid)) & OF_TABLES
    assert not set(threads_of(reader.process.pid)) & OF_TABLES
    read_apart(next(samples.glob("*.xlsx")), Settings())
    assert set(threads_of(reader.process.pid)) & OF_TABLES  # which is how it would be seen


def test_workers_of_what_is_ready_do_not_wait_for_what_is_still_loading(tmp_path, monkeypatch):
    (tmp_path / "endless.py").write_text("import time\nwhile True: time.sleep(1)")
    monkeypatch.syspath_prepend(tmp_path)
    monkeypatch.setattr(forks, "SECONDS", 30.0)
    load_ahead(READING, "endless")
    first = Worker()
    assert isinstance(first.process, Forked)
    first.end()


@pytest.mark.parametrize("trouble", ["gone", "no such module", "no handles"])
def test_where_no_worker_can_be_forked_one_is_started(trouble, monkeypatch, tmp_path):
    monkeypatch.setattr(forks, "SECONDS", None)  # who waits for one that is gone runs into the time limit of this test
    if trouble == "no handles":
        monkeypatch.delattr(os, "pidfd_open")
    load_ahead("nobody_wrote_this" if trouble == "no such module" else READING, READING)
    if trouble == "gone":
        assert isinstance(Worker().process, Forked)
        forks._server._process.kill()
        forks._server._process.wait()
    assert isinstance(forked_or_spawned(READING), subprocess.Popen)
    assert read_apart(save(tmp_path / "plan.xlsx"), Settings()).book


def test_a_worker_that_stands_still_is_ended_and_leaves_nothing(tmp_path):
    load_ahead(READING)
    worker = Worker()
    os.kill(worker.process.pid, signal.SIGSTOP)
    with pytest.raises(TimeoutError):
        worker.ask(("read", (save(tmp_path / "plan.xlsx"), None, Settings().reading), Settings().reading.limits), 0.2)
    worker.end()  # as often as anybody likes
    forked(READING).kill()
    with pytest.raises(FileNotFoundError):
        parent_of(worker.process.pid)


def test_what_workers_took_of_the_processors_counts_as_taken_by_this_process(samples):
    load_ahead(READING)
    pool.given_back(Worker())
    for path in samples.glob("*.xlsx"):
        read_apart(path, Settings())
    before = resource.getrusage(resource.RUSAGE_CHILDREN).ru_minflt
    faults = [faults_of(process) for process in (forks._server._process.pid, pool._idle[0].process.pid)]
    pool.end_all()
    unload()
    assert resource.getrusage(resource.RUSAGE_CHILDREN).ru_minflt - before >= sum(faults)


def test_workers_that_were_forked_go_on_when_no_more_are_to_come(tmp_path):
    load_ahead(READING)
    pool.given_back(Worker())
    process = pool._idle[0].process
    unload()
    assert read_apart(save(tmp_path / "plan.xlsx"), Settings()).book
    assert pool._idle[0].process is process


def test_a_process_that_is_forked_from_this_one_leaves_the_workers_alone():
    load_ahead(READING)
    server = forks._server
    child = os.fork()
    if not child:
        os._exit(0 if forks._server is None else 1)
    assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 0
    assert forks._server is server
    assert isinstance(forked_or_spawned(READING), Forked)
