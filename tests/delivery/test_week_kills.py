"""Whole runs and approvals killed at any moment, or at work twice at once: no reader ever gets a second copy."""

import os
import random
import shutil
import signal
import time
from collections import Counter
from contextlib import suppress

import pytest

from delivery.house import READERS, make_house
from delivery.house_workers import Turn, house_workers
from delivery.servers import Mailbox, mail_server

MOMENTS = 10
ALLOWED_COPIES = {"sent": (1,), "in doubt": (0, 1), "planned": (0,), "held": (0,)}


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
    """In the end each reader has one mail, or his delivery is in doubt."""
    assert_at_most_one(house, got)
    assert house.states().keys() == set(READERS)
    assert set(house.states().values()) <= {"sent", "in doubt"}


def kill_at_random(pool, house, box, what: str, moments: int, seed: int) -> int:
    """How many of so many turns were killed before they had ended; each begins from the same portfolio and is made whole afterwards."""
    chance, killed = random.Random(seed), 0
    begun = time.monotonic()
    shutil.copytree(house.root, trial := house.root.parent / "trial")
    assert pool.run(Turn(str(trial), what)) == [0]
    longest = time.monotonic() - begun
    for number in range(moments):
        root = house.root.parent / f"{what}-{number}"
        shutil.copytree(house.root, root)
        other, since = type(house)(root), len(box.taken)
        [process] = pool.start(Turn(str(root), what))
        time.sleep(chance.uniform(0, longest))
        with suppress(ProcessLookupError):  # it was faster
            os.kill(process, signal.SIGKILL)
        killed += pool.ended() == [-signal.SIGKILL]
        assert pool.run(Turn(str(root), what, 5)) == [0]  # after any lease
        assert pool.run(Turn(str(root), "run", 10)) == [0]
        assert_sound(other, copies(box, since))
        shutil.rmtree(root)
    return killed


@pytest.mark.parametrize("what", ["run", "approve"])
def test_killed_at_any_moment_and_begun_again_each_reader_has_one_copy_or_a_doubt(tmp_path, samples, pool, what):
    box = Mailbox()
    (tmp_path / "house").mkdir()
    with mail_server(None, box) as port:
        house = make_house(tmp_path / "house", samples, port, tls="none")
        if what == "run":
            house.add_settings('approval = "auto"\n')
        else:
            house.run()
        assert kill_at_random(pool, house, box, what, MOMENTS, seed=20261120) > 0


@pytest.mark.parametrize("what", ["run", "approve"])
def test_two_processes_at_once_send_one_copy_each(tmp_path, samples, pool, url, what):
    box = Mailbox()
    (tmp_path / "house").mkdir()
    with mail_server(None, box) as port:
        house = make_house(tmp_path / "house", samples, port, url=url, tls="none")
        if what == "run":
            house.add_settings('approval = "auto"\n')
        else:
            house.run()
        assert pool.run(Turn(str(house.root), what, processes=2)) == [0, 0]
        assert_at_most_one(house, copies(box, 0))
        assert pool.run(Turn(str(house.root), "run", 5)) == [0]
        assert copies(box, 0) == dict.fromkeys(READERS, 1)
