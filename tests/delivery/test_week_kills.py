"""Whole runs and approvals killed at any moment, or at work twice at once: no reader ever gets a second copy.

`make kills` does the same at many more moments and tells the counts.
"""

import os
import random
import shutil
import signal
import time
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from delivery.house import PROJECT, READERS, House, make_house
from delivery.house_workers import TOOK, Turn, house_workers
from delivery.servers import Mailbox, mail_server
from pipeline.delivery.content import altered, contents_of, read_manifest
from postgres import copy_of

MOMENTS = int(os.environ.get("MILEPOST_KILLS", "5"))
ALLOWED_COPIES = {"sent": (1,), "in doubt": (0, 1), "planned": (0,), "held": (0,)}


@dataclass
class Trials:
    """What became of turns that were killed: how many were, the deliveries by their state in the end, copies, what nobody got."""

    turns: int = 0
    killed: int = 0
    states: Counter[str] = field(default_factory=Counter)
    duplicates: int = 0
    lost: int = 0

    def count(self, house: House, got: Counter[str]) -> None:
        self.turns += 1
        self.states.update(house.states().values())
        self.duplicates += sum(number - 1 for number in got.values() if number > 1)
        self.lost += sum(state == "sent" and not got[to] for to, state in house.states().items())


@pytest.fixture(scope="module")
def pool():
    with house_workers() as made:
        yield made


def copies(box: Mailbox, since: int) -> Counter[str]:
    """How many mails each reader has got since then."""
    return Counter(to for _, to, _ in box.taken[since:])


def assert_at_most_one(house, got: Counter[str]) -> None:
    """Each reader has the copies that the state of his delivery allows."""
    assert set(got) <= set(READERS)
    assert [(to, state, got[to]) for to, state in house.states().items() if got[to] not in ALLOWED_COPIES[state]] == []


def assert_sound(house, got: Counter[str]) -> None:
    """In the end each reader has one mail, or his delivery is in doubt, and folder, store and ledger tell of the same report."""
    assert_at_most_one(house, got)
    assert house.states().keys() == set(READERS)
    assert set(house.states().values()) <= {"sent", "in doubt"}
    assert_whole(house)


def assert_whole(house) -> None:
    """The folder is what its manifest says, the store has exactly this report as sent, and nothing half lies about."""
    told = read_manifest(house.folder)
    assert altered(house.folder, told.hashes) == ()
    contents = contents_of(told.hashes)
    assert {row.content for row in house.rows()} == set(contents.values())
    with house.store() as store:
        (issue,) = store.issues(PROJECT).iter_rows(named=True)
        kept = dict(store.issue(issue["issue"]).files.iter_rows())
    assert (issue["state"], issue["sent"], contents_of(kept)) == ("accepted", True, contents)
    assert [path.name for path in house.folder.parent.iterdir() if path.name.startswith(".")] == []


def begun(root, samples, port, url, what) -> House:
    """A portfolio before the turn that is to be killed."""
    root.mkdir()
    house = make_house(root, samples, port, url=url, tls="none")
    if what == "run":
        house.add_settings('approval = "auto"\n')
    else:
        house.run()
    return house


def copied(house, root, url) -> House:
    """The same portfolio in another folder and, where it is in a database server, another database."""
    shutil.copytree(house.root, root)
    if url.startswith("postgresql"):
        settings = root / "milepost.toml"
        settings.write_text(settings.read_text().replace(url, copy_of(url, root.name.replace("-", "_"))))
    return House(root)


def took(house) -> float:
    """The processor time of the last turn that came to its end, in seconds."""
    return float((house.root / TOOK).read_text())


def first_after(moment: float, processes: list[int]) -> int:
    """The process of these that has worked so long first, in seconds of processor time; the other waits for it."""
    while True:
        for each in processes:
            user, system = Path(f"/proc/{each}/stat").read_text().rpartition(")")[2].split()[11:13]
            if (int(user) + int(system)) / os.sysconf("SC_CLK_TCK") >= moment:
                return each
        time.sleep(0.005)


def kill_at_random(pool, house, box, what: str, url: str, seed: int) -> Trials:
    """What became of so many turns; each begins from the same portfolio, is killed unless it ends first, and is begun again."""
    chance, trials = random.Random(seed), Trials()
    first = copied(house, house.root.parent / "trial", url)
    assert pool.run(Turn(str(first.root), what)) == [0]
    longest = took(first)
    for number in range(MOMENTS):
        other, since = copied(house, house.root.parent / f"{what}-{number}", url), len(box.taken)
        moment = chance.uniform(0.05, 0.95) * longest
        trials.killed += pool.run(Turn(str(other.root), what, dies_after=moment)) == [-signal.SIGPROF]
        assert pool.run(Turn(str(other.root), what, 5)) == [0]  # after any lease
        assert pool.run(Turn(str(other.root), "run", 10)) == [0]
        trials.count(other, copies(box, since))
        assert_sound(other, copies(box, since))
        shutil.rmtree(other.root)
    return trials


@pytest.mark.parametrize("what", ["run", "approve"])
def test_killed_at_any_moment_and_begun_again_each_reader_has_one_copy_or_a_doubt(tmp_path, samples, pool, what, week_url):
    box = Mailbox()
    with mail_server(None, box) as port:
        house = begun(tmp_path / "house", samples, port, week_url, what)
        trials = kill_at_random(pool, house, box, what, week_url, seed=20261120)
    print(f"\n{what}, {'PostgreSQL' if week_url else 'SQLite'}: {trials}")
    assert trials.killed > 0
    assert (trials.duplicates, trials.lost) == (0, 0)


@pytest.mark.parametrize("what", ["run", "approve"])
def test_two_processes_at_once_send_one_copy_each(tmp_path, samples, pool, url, what):
    box = Mailbox()
    with mail_server(None, box) as port:
        house = begun(tmp_path / "house", samples, port, url, what)
        assert pool.run(Turn(str(house.root), what, processes=2)) == [0, 0]
        assert_at_most_one(house, copies(box, 0))
        assert pool.run(Turn(str(house.root), "run", 5)) == [0]
        assert copies(box, 0) == dict.fromkeys(READERS, 1)
        assert_whole(house)


def test_two_runs_at_once_of_which_one_is_killed_leave_the_other_to_make_all(tmp_path, samples, pool, week_url):
    box = Mailbox()
    with mail_server(None, box) as port:
        house = begun(tmp_path / "house", samples, port, week_url, "run")
        alone = copied(house, tmp_path / "alone", week_url)
        assert pool.run(Turn(str(alone.root))) == [0]
        moment, since = random.Random(6).uniform(0.05, 0.3) * took(alone), len(box.taken)
        both = pool.start(Turn(str(house.root), processes=2))
        os.kill(first_after(moment, both), signal.SIGKILL)
        assert sorted(pool.ended()) == [-signal.SIGKILL, 0]
        assert pool.run(Turn(str(house.root), "run", 5)) == [0]
        assert_sound(house, copies(box, since))
