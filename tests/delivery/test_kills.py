"""A process killed at any moment never leads to a second copy, and nothing is lost without a state."""

import os
import random
import signal
import time
from collections import Counter
from pathlib import Path

import pytest

from delivery.made import planned
from delivery.servers import Mailbox, Script, mail_server, scripted_server
from delivery.workers import Job, workers
from pipeline.store.database import open_store
from pipeline.store.deliveries import listed

KILLED = -signal.SIGKILL
HOUR = 60
"""Minutes that are longer than any lease."""


@pytest.fixture(scope="module")
def pool():
    with workers() as made:
        yield made


def ends(engine, copies):
    """How many deliveries are in each state, after a look that each has the copies that its state allows."""
    allowed = {"sent": (1,), "in doubt": (0, 1), "planned": (0,), "failed": (0,)}
    rows = listed(engine)
    assert [(row.key, row.state, copies[row.key]) for row in rows if copies[row.key] not in allowed[row.state]] == []
    assert set(copies) <= {row.key for row in rows}
    return Counter(row.state for row in rows)


def files(folder: Path) -> Counter[str]:
    return Counter(path.stem for path in folder.glob("*.eml"))


def test_killed_before_any_line_of_the_send_path_over_smtp(tmp_path, pool, pem):
    """Each line once, with a letter of its own; all are given a second chance at the end."""
    url, box, line = f"sqlite:///{tmp_path}/milepost.db", Mailbox(), 0
    with open_store(url) as store, mail_server(pem, box) as port:
        how = KILLED
        while how == KILLED:
            line += 1
            (letter,) = planned(store.engine, [f"person{line}@acme.example"])
            [how] = pool.run(Job(url, port=port, pem=str(pem), last_line=line))
            assert [row.state for row in listed(store.engine) if row.key == letter.key] != ["failed"]
        assert how == 0
        assert pool.run(Job(url, port=port, pem=str(pem), minutes=HOUR)) == [0]
        counts = ends(store.engine, box.copies())
    assert line > 60
    assert counts.keys() == {"sent", "in doubt"}


def test_killed_before_any_line_of_the_send_path_with_a_folder(tmp_path, pool):
    """What a folder can look up is never left in doubt."""
    url, outbox, line = f"sqlite:///{tmp_path}/milepost.db", tmp_path / "outbox", 0
    with open_store(url) as store:
        how = KILLED
        while how == KILLED:
            line += 1
            planned(store.engine, [f"person{line}@acme.example"])
            [how] = pool.run(Job(url, folder=str(outbox), minutes=line * HOUR, last_line=line))
        assert how == 0
        assert pool.run(Job(url, folder=str(outbox), minutes=(line + 1) * HOUR)) == [0]
        assert ends(store.engine, files(outbox)) == {"sent": line}
    assert line > 60


@pytest.mark.parametrize("step", ["greeting", "EHLO", "MAIL", "RCPT", "DATA", "message"])
def test_killed_while_the_server_is_at_a_step(tmp_path, pool, step):
    """At the last one the server has taken the message and the answer is lost."""
    url, running = f"sqlite:///{tmp_path}/milepost.db", []

    def kill():
        while not running:
            time.sleep(0.001)
        os.kill(running[0], signal.SIGKILL)
        return "250 ok"

    script = Script({step: kill})
    with open_store(url) as store, scripted_server(script) as port:
        planned(store.engine, ["pat@acme.example"])
        running += pool.start(Job(url, port=port))
        assert pool.ended() == [KILLED]
        assert [row.state for row in listed(store.engine)] == ["sending"]
        script.answers.clear()
        assert pool.run(Job(url, port=port, minutes=HOUR)) == [0]
        assert [row.state for row in listed(store.engine)] == ["in doubt"]
    assert len(script.taken) == (step == "message")


@pytest.mark.parametrize(("kind", "moments"), [("smtp", 200), ("folder", 60)])
def test_killed_at_any_moment(tmp_path, pool, pem, kind, moments):
    """Run after run, each ended at a moment drawn by lot, each later than the leases of the one before."""
    url, outbox, box, chance = f"sqlite:///{tmp_path}/milepost.db", tmp_path / "outbox", Mailbox(), random.Random(20261120)
    way = {"folder": str(outbox)} if kind == "folder" else {"pem": str(pem)}
    with open_store(url) as store, mail_server(pem, box) as port:
        planned(store.engine, ["first@acme.example"])
        assert pool.run(Job(url, port=port, took=str(tmp_path / "took"), **way)) == [0]
        longest = 2 * float((tmp_path / "took").read_text())  # what was killed leaves more to the next
        killed = 0
        for number in range(moments):
            planned(store.engine, [f"person{number}.{letter}@acme.example" for letter in "abc"])
            job = Job(url, port=port, minutes=(number + 1) * HOUR, dies_after=chance.uniform(0.001, longest), **way)
            killed += pool.run(job) == [-signal.SIGPROF]
        assert pool.run(Job(url, port=port, minutes=(moments + 1) * HOUR, **way)) == [0]
        counts = ends(store.engine, files(outbox) if kind == "folder" else box.copies())
    assert counts.total() == 1 + 3 * moments
    assert killed > moments / 4
    assert counts.keys() == ({"sent"} if kind == "folder" else {"sent", "in doubt"})


@pytest.mark.parametrize("number", [2, 5])
def test_several_processes_at_once_send_one_copy_each(url, pool, number):
    box = Mailbox()
    with open_store(url) as store, mail_server(None, box) as port:
        planned(store.engine, [f"person{each}@acme.example" for each in range(40)])
        assert pool.run(Job(url, port=port, processes=number)) == [0] * number
        assert ends(store.engine, box.copies()) == {"sent": 40}
    assert len(box.sessions) > 1
