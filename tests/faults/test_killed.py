"""Commands that change what is kept, killed before each of their steps and begun again: what lies there is the old or the new, never half.

A step is a change on the disk, or the beginning or the end of a transaction. `make kills` takes all of them, `make check` every few.
"""

import json
import os
import shutil
import signal
import sqlite3
from collections import Counter
from collections.abc import Callable
from contextlib import closing
from datetime import datetime, timedelta
from hashlib import sha256
from itertools import pairwise
from pathlib import Path

import pytest

from delivery.house import BOSS, CUSTOMER, DAY, PROJECT, READERS, TEAM, House, make_house
from delivery.made import NOW
from delivery.servers import Mailbox, mail_server
from pipeline.chain.week import make_reports
from pipeline.delivery.sending import send_due
from pipeline.order import Order
from pipeline.report.publish import MANIFEST
from pipeline.settings import load
from pipeline.store.database import open_store
from pipeline.store.deliveries import listed

pytestmark = pytest.mark.slow

ALL = "MILEPOST_KILLS" in os.environ
KILLED = -signal.SIGKILL
ANY_AGE = "max_age_days = 100000\n"


@pytest.fixture
def box():
    """What the mail server took."""
    return Mailbox()


@pytest.fixture
def house(tmp_path, samples, box):
    """A portfolio whose mail goes to that server."""
    with mail_server(None, box) as port:
        (tmp_path / "house").mkdir()
        house = make_house(tmp_path / "house", samples, port, tls="none")
        house.add_settings(ANY_AGE)
        yield house


@pytest.fixture
def killed(warm_process, tmp_path):
    """Kills a command before each of its steps, in a copy of a portfolio each time, which `look` is given; `every`: of so many one.

    Gives the number of steps.
    """

    def kill(house: House, *arguments: str, look: Callable[[House], None], every: int = 4) -> int:
        number, how = 0, KILLED
        while how == KILLED:
            number += 1 if ALL or number < 3 else every
            root = tmp_path / f"killed-{number}"
            shutil.copytree(house.root, root)
            how = warm_process.run(root, *arguments, die_before=number).code
            look(House(root))
            shutil.rmtree(root)
        assert how == 0
        return number

    return kill


@pytest.fixture
def again(warm_process):
    """Begins a command again, which has to come to its end now."""

    def run(house: House, *arguments: str) -> str:
        done = warm_process.run(house.root, *arguments)
        assert (done.code, "Traceback" in done.err) == (0, False), done.err
        return done.out

    return run


def states(store: Path) -> Counter[str]:
    """How many deliveries of a store are in each state; it must be there and whole."""
    assert store.is_file()
    with closing(sqlite3.connect(store)) as database:
        assert database.execute("PRAGMA integrity_check").fetchone() == ("ok",)
    with open_store(f"sqlite:///{store}") as opened:
        return Counter(row.state for row in listed(opened.engine))


def sound(folder: Path) -> bool:
    """Whether a published folder is what its manifest says."""
    told = json.loads((folder / MANIFEST).read_bytes())["files"]
    return told == {path.name: sha256(path.read_bytes()).hexdigest() for path in folder.iterdir() if path.name != MANIFEST}


def left_behind(root: Path) -> list[str]:
    return [path.name for path in root.rglob(".*.new*")]


def test_a_backup_that_is_killed_leaves_no_half_and_is_begun_again(house, killed, again):
    house.run()
    before = states(house.root / "outputs" / "milepost.db")

    def look(copy: House) -> None:
        file = copy.root / "backup.db"
        assert not file.exists() or states(file) == before
        if not file.exists():
            again(copy, "backup", "backup.db")
        assert states(file) == states(copy.root / "outputs" / "milepost.db") == before
        assert left_behind(copy.root) == []

    assert killed(house, "backup", "backup.db", look=look) > 3


def test_a_restore_that_is_killed_leaves_the_old_store_or_the_new_and_nobody_gets_a_mail_twice(house, box, killed, again):
    house.run()
    again(house, "backup", "backup.db")
    house.approve()
    got = Counter(to for _, to, _ in box.taken)
    assert got == dict.fromkeys(READERS, 1)

    def look(copy: House) -> None:
        store = copy.root / "outputs" / "milepost.db"
        assert states(store) in ({"sent": 3}, {"in doubt": 3})
        with copy.store() as opened:
            send_due(opened, copy.settings, NOW + timedelta(hours=1))
        copy.run(NOW + timedelta(hours=2))
        again(copy, "restore", "backup.db", "--by", "Ann Ray")
        assert states(store) == {"in doubt": 3}
        kept = [path for path in store.parent.glob("milepost.db.replaced-*") if not path.name.endswith(("-wal", "-shm"))]
        assert {"sent"} in [set(states(path)) for path in kept]
        copy.run(NOW + timedelta(hours=3))
        assert Counter(to for _, to, _ in box.taken) == got
        assert left_behind(copy.root) == []

    assert killed(house, "restore", "backup.db", "--by", "Ann Ray", look=look) > 10


def test_a_removal_that_is_killed_leaves_whole_reports_and_is_finished_by_the_next(house, killed, again):
    now, old = NOW.replace(hour=0, minute=0, tzinfo=None), [datetime(2020, 1, 3) + timedelta(weeks=number) for number in range(4)]
    for before, day in pairwise([now, *old, now]):
        make_reports(Order(house.settings, (house.workbook,), issue_date=before.date(), formats=("html",)))
        house.edit("Project", before, day)
    house.run()
    house.approve()
    folders = {path.relative_to(house.root) for path in house.root.glob(f"outputs/2*/{PROJECT}")}
    command = ("prune", "--older-than", "365", "--by", "Ann Ray", "--yes")
    stays = {Path("outputs") / str(day) / PROJECT for day in (DAY, old[-1].date())}

    def look(copy: House) -> None:
        lying = {path.relative_to(copy.root) for path in copy.root.glob(f"outputs/2*/{PROJECT}")}
        assert stays <= lying <= folders
        assert all(sound(copy.root / path) for path in lying)
        page = (copy.root / "outputs" / "index.html").read_text(encoding="utf-8")
        assert [path for path in folders - lying if f"{path.parent.name}/{PROJECT}/" in page] == []
        again(copy, *command)
        assert {path.relative_to(copy.root) for path in copy.root.glob(f"outputs/2*/{PROJECT}")} == stays
        assert states(copy.root / "outputs" / "milepost.db") == {"sent": 3}
        assert left_behind(copy.root / "outputs" / "2020-01-03") == []

    assert killed(house, *command, look=look) > 10


def test_an_adoption_that_is_killed_leaves_the_old_settings_or_the_new(house, samples, killed, again):
    shutil.copytree(samples / "legacy", house.root / "workbooks" / "legacy")
    plan = sorted(path.name for path in (samples / "legacy").glob("*.xlsx"))[0]
    command = ("adopt", f"workbooks/legacy/{plan}", "--write")
    before, found = (house.root / "milepost.toml").read_bytes(), set()

    def look(copy: House) -> None:
        found.add((copy.root / "milepost.toml").read_bytes())
        load(copy.root / "milepost.toml")
        again(copy, *command)
        found.add((copy.root / "milepost.toml").read_bytes())

    assert killed(house, *command, look=look) > 1
    assert len(found) == 2
    assert before in found


def test_a_correction_that_is_killed_is_finished_by_the_next_and_what_was_sent_stays(house, box, killed, again):
    house.run()
    house.approve()
    house.edit("Project", "Fleet Planner", "Fleet Planning")
    command = ("correct", PROJECT, "--why", "the name was wrong", "--by", "Ann Ray")
    was = json.loads((house.folder / MANIFEST).read_bytes())["files"]

    def look(copy: House) -> None:
        for folder in (path.parent for path in copy.root.glob(f"outputs/**/{MANIFEST}")):
            assert folder.name.startswith(".") or sound(folder)
        assert {"sent": 3}.items() <= states(copy.root / "outputs" / "milepost.db").items()
        again(copy, *command)
        assert sound(copy.folder)
        kept = copy.root / "outputs" / "sent" / str(DAY) / f"{PROJECT}.0"
        assert json.loads((kept / MANIFEST).read_bytes())["files"] == was
        assert sound(kept)
        assert states(copy.root / "outputs" / "milepost.db") == {"sent": 3, "held": 3}
        assert left_behind(copy.root / "outputs" / str(DAY)) == left_behind(kept.parent) == []

    assert killed(house, *command, look=look, every=20) > 10
    assert Counter(to for _, to, _ in box.taken) == dict.fromkeys((CUSTOMER, BOSS, TEAM), 1)
