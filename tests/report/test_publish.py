"""Publishing: whole folders with a manifest that proves them, or nothing."""

import hashlib
import json
import os
import signal
import sys
from itertools import count

import pytest

from forks import die_before
from pipeline.report import publish as publishing
from pipeline.report.publish import publish, publish_file, tidy

FACTS = {"project": "demo", "status_date": "2026-11-20"}


def test_manifest_holds_the_hash_of_every_file_and_the_facts(tmp_path):
    folder = publish(tmp_path / "2026-11-20" / "demo", {"team.html": b"<p>hi</p>", "status.json": b"{}"}, FACTS)
    manifest = json.loads((folder / "manifest.json").read_text())
    assert manifest["project"] == "demo"
    assert manifest["schema"] == "milepost.manifest/1"
    assert manifest["files"] == {name: hashlib.sha256((folder / name).read_bytes()).hexdigest() for name in ("status.json", "team.html")}


def test_a_new_folder_replaces_the_old_one_without_leftovers(tmp_path):
    folder = publish(tmp_path / "demo", {"customer.pdf": b"1", "team.pdf": b"1"}, FACTS)
    publish(folder, {"team.pdf": b"2"}, FACTS)
    assert {path.name for path in folder.iterdir()} == {"team.pdf", "manifest.json"}
    assert (folder / "team.pdf").read_bytes() == b"2"
    assert [path.name for path in tmp_path.iterdir()] == ["demo"]


def test_a_disk_failure_leaves_the_earlier_folder_in_place(tmp_path, monkeypatch):
    folder = publish(tmp_path / "demo", {"team.pdf": b"1"}, FACTS)

    def full(path, content):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(publishing, "write_synced", full)
    with pytest.raises(OSError, match="No space left"):
        publish(folder, {"team.pdf": b"2"}, FACTS)
    assert (folder / "team.pdf").read_bytes() == b"1"
    assert [path.name for path in tmp_path.iterdir()] == ["demo"]


def test_a_run_killed_between_the_two_renames_is_mended_by_the_next(tmp_path):
    folder = publish(tmp_path / "demo", {"team.pdf": b"1"}, FACTS)
    folder.rename(tmp_path / ".demo.old")
    publish(folder, {"team.pdf": b"2"}, FACTS)
    assert (folder / "team.pdf").read_bytes() == b"2"
    assert [path.name for path in tmp_path.iterdir()] == ["demo"]


def test_a_single_file_is_replaced_whole(tmp_path):
    path = publish_file(tmp_path / "2026-11-20" / "portfolio.html", b"old")
    publish_file(path, b"new")
    assert path.read_bytes() == b"new"
    assert [entry.name for entry in path.parent.iterdir()] == ["portfolio.html"]


def test_what_killed_runs_left_behind_is_made_whole_or_taken_away(tmp_path):
    day = tmp_path / "2026-11-20"
    for name in ("alpha", "beta", "gamma.0123abcd"):
        publish(day / name, {"team.html": b"whole"}, FACTS)
    (day / "alpha").rename(day / ".alpha.old")  # killed between the two renames
    (day / "gamma.0123abcd").rename(day / ".gamma.0123abcd.old")
    for half in (day / ".beta.new", day / ".alpha.new", tmp_path / "sent" / "2026-11-13" / ".alpha.0.new"):
        half.mkdir(parents=True)
        (half / "team.html").write_bytes(b"ha")
    (day / ".portfolio.html.0123abcd.new").write_bytes(b"ha")
    (tmp_path / ".index.html.0123abcd.new").write_bytes(b"ha")
    tidy(tmp_path)
    assert {path.name for path in day.iterdir()} == {"alpha", "beta", "gamma.0123abcd"}
    assert (day / "alpha" / "team.html").read_bytes() == b"whole"
    assert [path.name for path in (*tmp_path.glob(".*"), *(tmp_path / "sent" / "2026-11-13").iterdir())] == []


def test_what_is_not_of_a_run_is_left_alone(tmp_path):
    others = [
        tmp_path / "outbox" / ".a.eml.0123abcd.new",
        tmp_path / "desk" / ".x.new",
        tmp_path / ".mine.new",
        tmp_path / ".notes.0123abcd.new",
    ]
    for path in others:
        path.parent.mkdir(exist_ok=True)
        path.write_bytes(b"mine")
    (tmp_path / ".folder.new").mkdir()
    tidy(tmp_path)
    assert all(path.exists() for path in (*others, tmp_path / ".folder.new"))


def killed_before(step, work):
    """Whether a process was killed before it took this step of its work."""
    if not (process := os.fork()):
        die_before(step)
        work()
        os._exit(0)
    return os.waitpid(process, 0)[1] == signal.SIGKILL


def content(folder):
    return {path.name: path.read_bytes() for path in folder.iterdir()}


@pytest.mark.skipif(sys.platform != "linux", reason="only there folders change places at one moment")
def test_killed_before_any_step_readers_see_the_old_folder_or_the_new_and_the_next_run_finds_nothing_else(tmp_path):
    folder, seen = tmp_path / "2026-11-20" / "acme", set()
    new = publish(tmp_path / "new", {"a.html": b"new", "b.html": b"new"}, {})
    for step in count(1):
        old = publish(folder, {"a.html": b"old", "c.html": b"old"}, {})
        before, killed = content(old), killed_before(step, lambda: publish(folder, {"a.html": b"new", "b.html": b"new"}, {}))
        assert content(folder) in (before, content(new))
        seen.add(content(folder) == before)
        tidy(tmp_path)
        assert os.listdir(folder.parent) == ["acme"]
        if not killed:
            break
    assert seen == {True, False}
    assert step > 8


def test_killed_before_any_step_readers_see_the_old_file_or_the_new(tmp_path):
    page = tmp_path / "index.html"
    for step in count(1):
        publish_file(page, b"old")
        killed = killed_before(step, lambda: publish_file(page, b"new"))
        assert page.read_bytes() in (b"old", b"new")
        tidy(tmp_path)
        assert os.listdir(tmp_path) == ["index.html"]
        if not killed:
            break
    assert step > 2
