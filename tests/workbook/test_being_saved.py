"""Files that a program is writing: each reading is one whole state, or says that the file is being saved."""

import hashlib
import os
import shutil
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from io import BytesIO
from pathlib import Path
from zipfile import ZIP_STORED, ZipFile

import pytest

from handmade import PROJECT, found, read, save
from pipeline.cli.app import existing
from pipeline.order import workbooks_in
from pipeline.settings import Settings, load
from pipeline.workbook import snapshot
from pipeline.workbook.apart.read import read_apart
from pipeline.workbook.mapping.propose import propose
from pipeline.workbook.snapshot import settled

SOFFICE = shutil.which("soffice")
# In place as a copy does it, in pieces; by a temporary name as Excel does it; and in place without a change of size.
WRITER = """
import itertools, os, select, sys, time
from pathlib import Path
way, target, *versions = sys.argv[1:]
target, versions = Path(target), [Path(one).read_bytes() for one in versions]
print("ready", flush=True)
for number in itertools.count():
    data = versions[number % len(versions)]
    if way == "rename":
        new, old = target.with_name("A1B2C3D4"), target.with_name("9F8E7D6C.tmp")
        new.write_bytes(data)
        os.replace(target, old)
        time.sleep(0.01)
        os.replace(new, target)
        old.unlink()
    else:
        with target.open("wb" if way == "copy" else "r+b", buffering=0) as file:
            step = len(data) // 20 + 1
            for start in range(0, len(data), step):
                file.write(data[start : start + step])
                time.sleep(0.005)
    if select.select([sys.stdin], [], [], 0.15)[0]:
        break
"""


@contextmanager
def writing(way: str, target: Path, *versions: Path) -> Iterator[subprocess.Popen[bytes]]:
    """A process that saves the versions over the target, one after the other, until its input is closed or the block ends."""
    command = [sys.executable, "-c", WRITER, way, str(target), *map(str, versions)]
    process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE)
    assert process.stdout
    process.stdout.readline()
    try:
        yield process
    finally:
        process.kill()
        process.wait()


def sized(path: Path, size: int) -> Path:
    """The workbook stored without packing, made as large as asked for by a part of zeros."""
    with ZipFile(path) as source:
        parts = {name: source.read(name) for name in source.namelist()}

    def stored(fill: int) -> bytes:
        buffer = BytesIO()
        with ZipFile(buffer, "w", ZIP_STORED) as archive:
            for name, content in [("xl/media/fill.bin", bytes(fill)), *parts.items()]:
                archive.writestr(name, content)
        return buffer.getvalue()

    path.write_bytes(stored(size - len(stored(0))))
    return path


@pytest.fixture
def versions(tmp_path: Path) -> list[Path]:
    """Two states of one workbook, of the same size; they differ in every sheet."""
    made = []
    for number, name in enumerate(("Before", "Afterwards"), start=1):
        scope = [["ID", "Milestone", "Level", "Item"], *([f"S{row}", "M1", 1, f"{name} {row}"] for row in range(400 * number))]
        project = [*PROJECT[:2], ["Project", name], *PROJECT[3:]]
        made.append(save(tmp_path / f"{name}.xlsx", {"Project": project, "Scope": scope}))
    return [sized(path, 200_000) for path in made]


@pytest.mark.parametrize("way", ["copy", "rename", "same size"])
def test_every_reading_is_one_whole_state_or_says_that_the_file_is_being_saved(way, versions, tmp_path):
    path = tmp_path / "share" / "plan.xlsx"
    path.parent.mkdir()
    shutil.copy(versions[0], path)
    whole = {(version.stem, 400 * number) for number, version in enumerate(versions, start=1)}

    def state() -> str:
        reading = read_apart(path, Settings())
        if not reading.book:
            assert found(reading) == [("FILE_BEING_SAVED", "file")]
            return "being saved"
        assert (reading.book.project["name"], reading.book.table("Scope").height) in whole
        return str(reading.book.project["name"])

    with writing(way, path, *versions) as writer:
        for _ in range(4):
            state()
        assert writer.poll() is None
        writer.stdin.close()
        writer.wait()
        assert state() in ("Before", "Afterwards")


def test_a_copy_that_is_not_finished_within_our_patience_is_being_saved(tmp_path):
    whole = save(tmp_path / "plan.xlsx").read_bytes()
    path, over = tmp_path / "slow.xlsx", threading.Event()

    def copy() -> None:
        with path.open("wb", buffering=0) as file:
            for start in range(0, len(whole), 10):
                file.write(whole[start : start + 10])
                if over.wait(0.05):
                    return

    thread = threading.Thread(target=copy)
    thread.start()
    try:
        time.sleep(0.2)
        reading = read(path)
    finally:
        over.set()
        thread.join()
    assert found(reading) == [("FILE_BEING_SAVED", "file")]
    assert "try again" in reading.findings[0].fix


def test_a_copy_that_is_finished_within_our_patience_is_read(tmp_path):
    whole = save(tmp_path / "plan.xlsx").read_bytes()
    path = tmp_path / "slow.xlsx"
    path.write_bytes(whole[: len(whole) // 2])
    timer = threading.Timer(0.6, path.write_bytes, (whole,))
    timer.start()
    reading = read(path)
    timer.join()
    assert (found(reading), reading.sha256) == ([], hashlib.sha256(whole).hexdigest())


def test_a_broken_file_that_nobody_writes_is_called_broken(tmp_path):
    path = tmp_path / "half.xlsx"
    path.write_bytes(save(tmp_path / "plan.xlsx").read_bytes()[:3000])
    assert found(read(path)) == [("FILE_TRUNCATED", "file")]
    os.utime(path, (0, 0))
    assert found(read(path)) == [("FILE_TRUNCATED", "file")]


def test_a_file_that_is_gone_for_a_moment_is_waited_for(tmp_path):
    path = save(tmp_path / "plan.xlsx")
    away = path.rename(tmp_path / "9F8E7D6C.tmp")
    timer = threading.Timer(0.5, away.rename, (path,))
    timer.start()
    assert found(read(path)) == []
    timer.join()
    path.unlink()
    assert found(read(path)) == [("FILE_UNREADABLE", "file")]


@pytest.fixture
def between(tmp_path: Path) -> Iterator[Path]:
    """A workbook whose name Excel has taken away for a moment, between putting the old state aside and the new one in its place."""
    (tmp_path / "workbooks").mkdir()
    path = save(tmp_path / "workbooks" / "plan.xlsx")
    new, old = path.with_name("A1B2C3D4"), path.with_name("9F8E7D6C.tmp")
    shutil.copy(path, new)
    os.utime(path, (0, 0))
    path.rename(old)
    timer = threading.Timer(0.6, new.rename, (path,))
    timer.start()
    yield path
    timer.join()


def test_a_workbook_without_its_name_for_a_moment_stays_in_the_portfolio(between, tmp_path):
    save(between.with_name("other.xlsx"))
    (tmp_path / "milepost.toml").touch()
    assert [path.name for path in workbooks_in(load(tmp_path / "milepost.toml"))] == ["other.xlsx", "plan.xlsx"]


def test_a_workbook_without_its_name_for_a_moment_is_checked(between):
    assert existing([between]) == (between,)


def test_what_a_crashed_program_left_behind_is_not_waited_for(tmp_path, monkeypatch):
    monkeypatch.setattr(snapshot, "sleep", lambda seconds: pytest.fail("waits"))
    for name in ("A1B2C3D4.txt", "plan.xlsx"):
        (tmp_path / name).touch()
    settled(tmp_path)
    (tmp_path / "A1B2C3D4").touch()
    monkeypatch.setattr(snapshot, "time", lambda: time.time() + snapshot.YOUNG + 1)
    settled(tmp_path)


def test_a_half_copied_plan_is_waited_for_by_whoever_adopts_it(samples, tmp_path):
    whole = (samples / "legacy" / "ms-project.xlsx").read_bytes()
    path = tmp_path / "ms-project.xlsx"
    path.write_bytes(whole[: len(whole) // 2])
    timer = threading.Timer(0.6, path.write_bytes, (whole,))
    timer.start()
    proposal = propose(path)
    timer.join()
    assert proposal == propose(samples / "legacy" / "ms-project.xlsx")


@contextmanager
def saving(source: Path, folder: Path) -> Iterator[subprocess.Popen[bytes]]:
    """LibreOffice, which saves a workbook into a folder, over the one that is there."""
    profile = f"-env:UserInstallation=file://{folder}/profile"
    options = ["--headless", "--norestore", profile, "--convert-to", "xlsx:Calc MS Excel 2007 XML", "--outdir", str(folder), str(source)]
    process = subprocess.Popen([str(SOFFICE), *options], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        yield process
    finally:
        process.kill()
        process.wait()


@pytest.mark.skipif(SOFFICE is None, reason="LibreOffice (soffice) is not installed")
def test_every_reading_is_whole_while_libreoffice_saves_over_the_file_again_and_again(tmp_path):
    names = ("Demo", "Again")
    for name in names:
        (tmp_path / name).mkdir()
        save(tmp_path / name / "plan.xlsx", {"Project": [*PROJECT[:2], ["Project", name], *PROJECT[3:]]})
    path = tmp_path / "plan.xlsx"
    shutil.copy(tmp_path / "Again" / "plan.xlsx", path)
    saved = [hashlib.sha256(path.read_bytes()).hexdigest()]
    for name in names:
        seen = set()
        with saving(tmp_path / name / "plan.xlsx", tmp_path) as office:
            while office.poll() is None:
                reading = read_apart(path, Settings())
                assert reading.book or found(reading) == [("FILE_BEING_SAVED", "file")]
                seen.add(reading.sha256)
        after = read_apart(path, Settings())
        assert after.book
        assert after.book.project["name"] == name
        assert saved[-1] in seen
        assert seen <= {saved[-1], after.sha256, ""}
        saved.append(after.sha256)
    assert saved[1] != saved[2]
