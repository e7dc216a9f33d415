"""Disks that are full or read-only: the run says so, nothing is half there, and the next run with room does the rest."""

import sqlite3
from collections import Counter
from contextlib import suppress

import pytest

from delivery.servers import Mailbox, mail_server
from faults.yard import ONE_EACH, RUN, copies, yard

pytestmark = pytest.mark.slow

NO_ROOM = ("No space left on device", "database or disk is full")


@pytest.fixture
def disk(mounting, here):
    """Puts the outputs on a disk of their own, with so much room."""

    def mount(room: str) -> None:
        mounting.mount("-t", "tmpfs", "-o", f"size={room}", "none", here.root / "outputs")

    return mount


def make_room(here) -> None:
    here.forks.mount("-o", "remount,size=50m", here.root / "outputs")


@pytest.mark.parametrize("room", ["440k", "860k"])  # the first report, its mail
def test_a_disk_that_is_full_ends_with_3_and_why_and_the_next_run_with_room_does_the_rest(here, box, disk, room):
    disk(room)
    done = here.run()
    assert done.code == 3
    assert here.state().startswith("FAILED Failed projects: ")
    assert any(text in done.err for text in NO_ROOM)
    assert copies(box) == {}
    make_room(here)
    assert here.run().code == 0
    assert here.is_complete()
    assert copies(box) == ONE_EACH


def test_a_disk_that_is_full_once_mail_is_out_leaves_what_nobody_noted_in_hand_and_sends_nothing_twice(here, disk):
    class Filling(Mailbox):
        async def handle_DATA(self, server, session, envelope):
            answer = await super().handle_DATA(server, session, envelope)
            if len(self.taken) == 1:
                with suppress(OSError), (here.outputs / "filler").open("wb", buffering=0) as filler:
                    while True:
                        filler.write(bytes(512))
            return answer

    disk("20m")
    box = Filling()
    with mail_server(None, box) as port:
        settings = here.root / "milepost.toml"
        settings.write_text(settings.read_text().replace("\nport = ", f"\nport = {port} #"))
        done = here.run()
        assert done.code == 3
        assert here.state() == "FAILED Failed projects: mail"
        assert "database or disk is full" in done.err
        assert sum(copies(box).values()) == 1
        (here.outputs / "filler").unlink()
        assert here.run().code == 0
        assert here.is_complete()
    assert copies(box) == ONE_EACH
    assert here.run("outbox").out.startswith("sending: ")


def test_outputs_that_cannot_be_written_to_end_with_3_and_what_to_do_and_stay_as_they_are(here, box, mounting):
    day = here.root / "outputs" / "2026-11-20"
    day.mkdir()
    mounting.mount("--bind", day, day)
    mounting.mount("-o", "remount,bind,ro", day)
    done = here.run()
    assert done.code == 3
    assert here.state() == "FAILED Failed projects: p0, p1, portfolio"
    assert f"failed: p0 (p0.xlsx): Read-only file system: {day}/.p0.new; make this disk writable" in done.err
    assert "failed: portfolio" in done.err
    assert (list(here.day.iterdir()), copies(box)) == ([], {})
    mounting.mount("-o", "remount,bind,rw", day)
    assert here.run().code == 0
    assert here.is_complete()
    assert copies(box) == ONE_EACH


def test_outputs_without_the_right_to_write_end_with_3_and_what_to_do_and_stay_as_they_are(tmp_path, bound, port, box):
    here = yard(tmp_path / "yard", bound, port)
    day = here.root / "outputs" / "2026-11-20"
    day.mkdir()
    day.chmod(0o555)
    done = here.run()
    assert done.code == 3
    assert f"failed: p0 (p0.xlsx): Permission denied: {day}/.p0.new; give the user who runs milepost the right to it" in done.err
    assert here.state() == "FAILED Failed projects: p0, p1, portfolio"
    assert (list(here.day.iterdir()), copies(box)) == ([], {})
    day.chmod(0o755)
    assert here.run().code == 0
    assert here.is_complete()
    assert copies(box) == ONE_EACH


def test_a_store_on_a_disk_of_its_own_that_is_full_keeps_reports_and_mail_at_home(tmp_path, mounting, port, box):
    here = yard(tmp_path / "yard", mounting, port, more='[store]\nurl = "sqlite:///kept/milepost.db"\n')
    (here.root / "kept").mkdir()
    mounting.mount("-t", "tmpfs", "-o", "size=232k", "none", here.root / "kept")
    done = here.run()
    assert done.code == 3
    assert "database or disk is full" in done.err
    assert here.state().startswith("FAILED Failed projects: p1")
    assert copies(box) <= Counter(p0=1)
    mounting.mount("-o", "remount,size=50m", here.root / "kept")
    assert here.run().code == 0
    assert here.is_complete()
    assert copies(box) == ONE_EACH


@pytest.mark.parametrize("transport", ["smtp", "folder"])
def test_an_outbox_without_room_leaves_mail_planned_and_the_next_run_sends_it(tmp_path, mounting, port, box, transport):
    here = yard(tmp_path / "yard", mounting, port)
    settings, outbox = here.root / "milepost.toml", here.root / "outputs" / "outbox"
    settings.write_text(settings.read_text().replace('"smtp"', f'"{transport}"'))
    outbox.mkdir()
    mounting.mount("-t", "tmpfs", "-o", "size=140k", "none", outbox)
    done = here.run()
    assert done.code == 3
    assert "no copy of the message can be kept: [Errno 28] No space left on device → milepost outbox send" in done.err
    assert here.state() == "COMPLETED Mail waits: 2 planned"
    mounting.mount("-o", "remount,size=50m", outbox)
    assert here.run().code == 0
    assert here.is_complete()
    if transport == "smtp":
        assert copies(box) == ONE_EACH
    else:
        assert len(list(mounting.seen(outbox).glob("*.eml"))) == 2


def test_a_log_without_room_stops_nothing_and_is_told_once(here, box):
    done = here.run("--log", "/dev/full", *RUN)
    assert done.code == 0
    assert done.err.count("milepost: the log misses lines, and the run goes on without them: No space left on device\n") == 1
    assert here.state() == "COMPLETED Completed: None"
    assert here.is_complete()
    assert copies(box) == ONE_EACH


def test_a_run_needs_no_room_for_temporary_files(here, mounting, box):
    crowded = here.root / "tmp"
    crowded.mkdir()
    mounting.mount("-t", "tmpfs", "-o", "size=4k", "none", crowded)
    (mounting.seen(crowded) / "filler").write_bytes(bytes(4096))
    where = mounting.environment() | {"TMPDIR": str(crowded)}
    done = here.sound(mounting.run(here.root, *RUN, environment=where))
    assert done.code == 0, done.err
    assert here.is_complete()
    assert copies(box) == ONE_EACH


def test_outputs_of_a_disk_that_is_read_only_end_with_3_and_one_sentence(here, mounting):
    mounting.mount("-t", "tmpfs", "-o", "ro", "none", here.root / "outputs")
    done = here.run("report", "--format", "html")
    assert (done.code, done.out) == (3, "")
    assert done.err.startswith(f"milepost: Read-only file system: {here.root}/outputs/.run.lock; make this disk writable")
    done = here.run()
    assert (done.code, done.out) == (3, "")
    assert f"milepost: sqlite:///{here.store}: unable to open database file; mend this" in done.err


def test_a_store_that_cannot_be_written_to_keeps_reports_and_mail_at_home(here, box, mounting):
    sqlite3.connect(here.store).close()
    assert here.run("run", "--date", "2026-11-20", "--project", "p0").code == 0
    mounting.mount("--bind", here.store, here.store)
    mounting.mount("-o", "remount,bind,ro", here.store)
    done = here.run()
    assert done.code == 3
    assert here.state() == "FAILED Failed projects: p1, mail"
    assert "failed: p1 (p1.xlsx): sqlite:" in done.err
    assert "attempt to write a readonly database" in done.err
    assert [folder.name for folder in here.folders()] == ["p0"]
    mounting.mount("-o", "remount,bind,rw", here.store)
    assert here.run().code == 0
    assert copies(box) == ONE_EACH


def test_a_restore_without_room_leaves_the_store_as_it_is(here, disk):
    disk("3m")
    assert here.run().code == 0
    assert here.run("backup", "store.db").code == 0
    with suppress(OSError), (here.outputs / "filler").open("wb", buffering=0) as filler:
        while True:
            filler.write(bytes(512))
    done = here.run("restore", "store.db", "--by", "Ann Ray")
    assert done.code == 3
    assert f"milepost: store.db could not be put in the place of {here.store}: " in done.err
    assert "full" in done.err
    assert here.run("outbox", "--all").out.count("sent: ") == 2
    (here.outputs / "filler").unlink()
    assert here.run("restore", "store.db", "--by", "Ann Ray").code == 0
    assert here.run("outbox", "--all").out.count("sent: ") == 2
