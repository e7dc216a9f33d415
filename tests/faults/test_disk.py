"""Disks that are full or read-only: the run says so, nothing is half there, and the next run with room does the rest."""

import sqlite3
from contextlib import suppress

import pytest

from delivery.servers import Mailbox, mail_server
from faults.yard import ONE_EACH, copies

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
    assert f"failed: p0 (p0.xlsx): Read-only file system: {day}/.p0.new; make this disk writable" in done.err
    assert "failed: portfolio" in done.err
    assert (list(here.day.iterdir()), copies(box)) == ([], {})
    mounting.mount("-o", "remount,bind,rw", day)
    assert here.run().code == 0
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
    assert "failed: p1 (p1.xlsx): sqlite:" in done.err
    assert "attempt to write a readonly database" in done.err
    assert [folder.name for folder in here.folders()] == ["p0"]
    mounting.mount("-o", "remount,bind,rw", here.store)
    assert here.run().code == 0
    assert copies(box) == ONE_EACH
