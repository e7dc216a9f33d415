"""Reading in a worker: the same reading as here, one finding for a file that costs too much, and no process left behind."""

import hashlib
import os
import pickle
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from io import BytesIO
from pathlib import Path
from threading import Timer

import pytest

from handmade import found, package, read_any, save
from pipeline.mistakes import UsageError
from pipeline.settings import Limits, ReadingSettings, Settings, load
from pipeline.wording import speaking, spoken
from pipeline.workbook.apart import pool, wire
from pipeline.workbook.apart.made import annotated_apart
from pipeline.workbook.apart.proposed import propose_apart
from pipeline.workbook.apart.read import is_small, read_alone, read_apart
from pipeline.workbook.feedback.annotate import CannotAnnotate, annotated
from pipeline.workbook.mapping.propose import propose
from pipeline.workbook.mapping.toml import write_mapping

ROOT = Path(__file__).parents[2]


def limited(**limits: int) -> Settings:
    return Settings(reading=ReadingSettings(limits=Limits(**limits)))


@pytest.fixture
def idle() -> Iterator[list[pool.Worker]]:
    """The workers that wait, none at first and none afterwards."""
    pool.end_all()
    yield pool._idle
    pool.end_all()


@pytest.fixture
def endless(tmp_path: Path) -> Path:
    """A file that is never read to its end: a pipe that nobody writes to."""
    path = tmp_path / "endless.xlsx"
    os.mkfifo(path)
    return path


def rows(number: int, columns: int) -> bytes:
    """A workbook with so many rows of numbers."""
    cells = [f'<c r="{chr(65 + column)}%d"><v>{column}</v></c>' for column in range(columns)]
    return package("".join(f'<row r="{row}">{"".join(cells) % ((row,) * columns)}</row>' for row in range(1, number + 1)))


def test_a_worker_reads_every_sample_as_this_process_does(samples):
    for path in sorted(samples.glob("*.xlsx")):
        here, there = read_any(path, Settings()), read_apart(path, Settings())
        assert (there.file, there.sha256, there.findings) == (here.file, here.sha256, here.findings)
        assert here.book
        assert there.book
        assert (there.book.places, there.book.headers, there.book.names) == (here.book.places, here.book.headers, here.book.names)
        for name, table in here.book.tables.items():
            assert there.book.tables[name].equals(table)
            assert there.book.tables[name].schema == table.schema


def test_a_worker_reads_with_the_mapping_of_the_file(samples, tmp_path):
    source = samples / "legacy" / "ms-project.xlsx"
    path = tmp_path / "workbooks" / "plan.xlsx"
    path.parent.mkdir()
    path.write_bytes(source.read_bytes())
    write_mapping(tmp_path / "milepost.toml", propose(path), "plan.xlsx")
    settings = load(tmp_path / "milepost.toml")
    here, there = read_any(path, settings), read_apart(path, settings)
    assert here.book
    assert there.book
    assert there.findings == here.findings
    assert there.book.table("Scope").equals(here.book.table("Scope"))


def test_one_worker_reads_one_file_after_the_other(idle, tmp_path):
    for number in range(3):
        assert read_apart(save(tmp_path / f"{number}.xlsx"), Settings()).book
    assert len(idle) == 1
    assert not idle[0].fresh


def test_threads_that_read_at_once_have_workers_of_their_own(idle, tmp_path):
    files = [save(tmp_path / f"{number}.xlsx") for number in range(8)]
    with ThreadPoolExecutor(2) as threads:
        readings = list(threads.map(lambda path: read_apart(path, Settings()), files))
    assert [(reading.file, reading.findings) for reading in readings] == [(path.name, ()) for path in files]
    assert len({worker.process.pid for worker in idle}) == len(idle) <= 2


def test_a_file_that_takes_too_long_is_one_finding_and_the_next_one_is_read(idle, endless, tmp_path):
    assert found(read_apart(endless, limited(seconds=1))) == [("FILE_TOO_SLOW", "file")]
    assert idle == []
    assert read_apart(save(tmp_path / "plan.xlsx"), Settings()).book


def test_a_file_that_takes_too_much_memory_is_one_finding_with_the_hash_of_its_bytes_and_the_next_one_is_read(idle, tmp_path):
    heavy = tmp_path / "heavy.xlsx"
    heavy.write_bytes(BOMBS["styles"]())
    settings = limited(memory_mb=512, ratio=10_000, seconds=120)
    reading = read_apart(heavy, settings)
    assert (found(reading), reading.sha256) == ([("FILE_TOO_HEAVY", "file")], hashlib.sha256(heavy.read_bytes()).hexdigest())
    assert read_apart(save(tmp_path / "plan.xlsx"), settings).book


def test_a_worker_that_dies_over_its_first_file_is_one_finding(idle, endless):
    worker = pool.Worker()
    pool.given_back(worker)
    Timer(0.5, worker.process.kill).start()
    assert found(read_apart(endless, limited(seconds=60))) == [("FILE_TOO_HEAVY", "file")]


def test_a_worker_that_died_meanwhile_costs_nobody_a_file(idle, endless, tmp_path):
    path = save(tmp_path / "plan.xlsx")
    assert read_apart(path, Settings()).book
    idle[0].process.kill()
    assert read_apart(path, Settings()).book
    Timer(0.5, idle[0].process.kill).start()  # over a later file: that one gets a fresh worker, and all of its time
    assert found(read_apart(endless, limited(seconds=3))) == [("FILE_TOO_SLOW", "file")]


def test_a_proposal_comes_from_a_worker_as_it_is_made_here(idle, samples):
    for path in sorted((samples / "legacy").glob("*.xlsx")):
        assert propose_apart(path, ReadingSettings()) == propose(path)
    assert len(idle) == 1


def test_what_holds_no_plan_is_refused_by_the_worker_in_the_same_words(idle, tmp_path):
    path = save(tmp_path / "plan.xlsx")
    with pytest.raises(UsageError, match="follows the contract already") as there:
        propose_apart(path, ReadingSettings())
    with pytest.raises(UsageError) as here:
        propose(path)
    assert str(there.value) == str(here.value)


def test_a_file_that_takes_too_long_ends_in_a_sentence_for_whoever_adopts_it(idle, endless):
    with pytest.raises(UsageError, match=r"endless\.xlsx: Reading the file took longer than 1 seconds"):
        propose_apart(endless, limited(seconds=1).reading)
    assert idle == []


@pytest.mark.parametrize("code", ["en", "de"])
def test_a_feedback_copy_comes_from_a_worker_as_it_is_made_here(idle, samples, code):
    path = samples / "000-milestone-template.xlsx"
    content, findings = path.read_bytes(), read_any(path, Settings()).findings
    with speaking(code):
        assert annotated_apart(content, findings, None, ("TBD",), Limits()) == annotated(content, findings, None, ("TBD",), Limits())
    assert len(idle) == 1


def test_a_copy_that_cannot_be_made_is_refused_in_the_language_of_whoever_asks(idle):
    with pytest.raises(CannotAnnotate) as refused:
        annotated_apart(b"dear diary", (), None, (), Limits())
    with speaking("de"):
        assert "plain text" in str(refused.value)
        assert "plain text" not in spoken(refused.value.args[0])


def test_a_copy_that_takes_too_much_memory_is_refused(idle):
    with pytest.raises(CannotAnnotate, match="No feedback copy: Reading the file took more than 512 MB"):
        annotated_apart(BOMBS["styles"](), (), None, (), limited(memory_mb=512, ratio=10_000).reading.limits)
    assert idle == []


def test_an_error_of_ours_is_told_by_its_name(idle, tmp_path):
    reading, failure, last = pool.Worker().ask(("read", (save(tmp_path / "plan.xlsx"), "no mapping", ReadingSettings()), Limits()), 20)
    assert (reading, failure.partition(":")[0], last) == (None, "AttributeError", True)


def test_a_forked_process_leaves_the_workers_alone(idle, tmp_path):
    path = save(tmp_path / "plan.xlsx")
    assert read_apart(path, Settings()).book
    child = os.fork()
    if not child:
        os._exit(0 if not pool._idle else 1)
    assert os.waitpid(child, 0)[1] == 0
    assert read_apart(path, Settings()).book
    assert len(idle) == 1


@pytest.mark.parametrize(
    "name",
    [
        *("posix.system", "builtins.eval", "pipeline.workbook.apart.pool.subprocess.Popen", "pipeline.cli.main"),
        *("pipeline.workbook.package.ZipFile", "pipeline.workbook.apart.pool.Worker"),  # which write a file, start a process
    ],
)
def test_only_records_are_taken_from_a_worker(name):
    module, _, attribute = name.rpartition(".")
    if "subprocess" in name:
        module, attribute = "pipeline.workbook.apart.pool", "subprocess.Popen"
    told = BytesIO()
    forged = b"\x80\x04" + pickle.SHORT_BINUNICODE + bytes([len(module)]) + module.encode()
    forged += pickle.SHORT_BINUNICODE + bytes([len(attribute)]) + attribute.encode() + pickle.STACK_GLOBAL + b"."
    told.write(wire.LENGTH.pack(len(forged)) + forged)
    told.seek(0)
    with pytest.raises(pickle.UnpicklingError, match="no record"):
        wire.receive(told)


def test_a_small_package_is_read_here_and_everything_else_in_a_worker(idle, tmp_path, samples):
    for path in samples.glob("*.xlsx"):
        assert is_small(path)
    small = save(tmp_path / "plan.xlsx")
    assert read_alone(small, Settings()).book
    assert idle == []
    large, trailing, other = tmp_path / "large.xlsx", tmp_path / "trailing.xlsx", tmp_path / "other.xlsx"
    large.write_bytes(package("", xl__media__photo=b"0" * (17 << 20)))
    trailing.write_bytes(small.read_bytes() + b"\0")
    other.write_text("no workbook")
    assert [is_small(path) for path in (large, trailing, other, tmp_path / "none.xlsx", samples)] == [False] * 5
    assert found(read_alone(other, Settings())) == [("FILE_NOT_WORKBOOK", "file")]
    assert len(idle) == 1


def test_a_file_with_a_mapping_is_read_in_a_worker_however_small(idle, samples, tmp_path):
    path = tmp_path / "plan.xlsx"
    path.write_bytes((samples / "legacy" / "ms-project.xlsx").read_bytes())
    write_mapping(tmp_path / "milepost.toml", propose(path), "plan.xlsx")
    assert is_small(path)
    assert read_alone(path, load(tmp_path / "milepost.toml")).book
    assert len(idle) == 1


BOMBS = {
    "zip": lambda: package("", xl__media__zeros=b"\0" * (200 << 20)),
    "styles": lambda: package("", **{"xl__styles.xml": f"<styleSheet><cellXfs>{'<xf/>' * 5_500_000}</cellXfs></styleSheet>"}),
    "sheet": lambda: package('<row r="1"><c r="A1"><v>1</v></c></row>' + '<row r="2"/>' * 20_000_000),
    "formatted": lambda: package(
        "".join(f'<row r="{row}" s="3"><c r="A{row}" s="1"/><c r="B{row}" s="1"/></row>' for row in range(1, 1_048_577))
    ),
    "cells": lambda: rows(195_000, 25),
    "corner": lambda: package('<row r="1"><c r="A1"><v>1</v></c></row><row r="1048576"><c r="XFD1048576"><v>1</v></c></row>'),
}
READS = """
import resource, sys
from pathlib import Path
from pipeline.settings import Limits, ReadingSettings, Settings
from pipeline.workbook.apart import forks, pool
from pipeline.workbook.apart.read import read_apart
if sys.argv[3] == "forked":
    forks.load_ahead(pool.READING, "pipeline.chain.press")
    assert forks.forked(pool.READING)
reading = read_apart(Path(sys.argv[1]), Settings(reading=ReadingSettings(limits=Limits(ratio=int(sys.argv[2])))))
pool.end_all()
forks.unload()
print(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss >> 10, len(reading.findings), *(one.code for one in reading.findings[:1]))
"""


def script(*arguments: object) -> list[str]:
    return [sys.executable, "-c", *map(str, arguments)]


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux says what a process holds")
@pytest.mark.parametrize(
    ("name", "ratio", "worker"),
    [
        *(("zip", 100, "started"), ("zip", 10_000, "started"), ("sheet", 10_000, "started"), ("formatted", 100, "started")),
        *(("cells", 100, "started"), ("corner", 100, "started"), ("styles", 10_000, "forked")),
        *(pytest.param(name, 10_000, worker, marks=pytest.mark.slow) for name, worker in (("styles", "started"), ("sheet", "forked"))),
    ],
)
def test_a_bomb_costs_no_more_than_the_memory_limit_and_ends_as_findings(name, ratio, worker, tmp_path):
    path = tmp_path / "bomb.xlsx"
    path.write_bytes(BOMBS[name]())
    done = subprocess.run(script(READS, path, ratio, worker), cwd=ROOT, capture_output=True, encoding="utf-8", timeout=120, check=True)
    peak, findings, code = done.stdout.split()
    assert int(peak) <= 1024
    assert int(findings) >= 1
    assert code in ("FILE_UNSAFE", "FILE_TOO_LARGE", "FILE_TOO_HEAVY", "FILE_TOO_SLOW", "SHEET_TOO_LARGE", "SHEET_MISSING")


WAITS = """
import sys, time
from pathlib import Path
from pipeline.settings import Settings
from pipeline.workbook.apart import pool
from pipeline.workbook.apart.read import read_apart
pool.given_back(pool.Worker())
print(pool._idle[0].process.pid, flush=True)
read_apart(Path(sys.argv[1]), Settings())
time.sleep(600)
"""


def alive(pid: int) -> bool:
    """Whether a process runs; one that ended and that nobody has asked about yet does not."""
    try:
        return "\nState:\tZ" not in Path(f"/proc/{pid}/status").read_text()
    except (FileNotFoundError, ProcessLookupError):
        return False


@pytest.mark.skipif(sys.platform != "linux", reason="looks into /proc")
@pytest.mark.parametrize("ending", [signal.SIGINT, signal.SIGTERM, signal.SIGKILL], ids=lambda ending: ending.name)
@pytest.mark.parametrize("busy", [True, False], ids=["busy", "idle"])
def test_no_worker_outlives_the_process_that_started_it(ending, busy, endless, tmp_path):
    path = endless if busy else save(tmp_path / "plan.xlsx")
    parent = subprocess.Popen(script(WAITS, path), cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
    assert parent.stdout
    worker = int(parent.stdout.readline())
    time.sleep(0.3)
    assert alive(worker)
    parent.send_signal(ending)
    parent.wait(20)
    over = time.monotonic() + 20
    while alive(worker) and time.monotonic() < over:
        time.sleep(0.05)
    assert not alive(worker)
