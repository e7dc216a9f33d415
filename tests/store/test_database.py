"""Processes that share a store lose nothing, and one that is killed leaves all of an issue or nothing of it."""

import random
import signal
import subprocess
import sys
import time
from pathlib import Path

from polars.testing import assert_frame_equal

from pipeline.store.database import open_store
from pipeline.store.schema import PARTS
from store.made import content, made, week

TESTS = Path(__file__).parent.parent
RUN = """
import sys
sys.path[:0] = [{tests!r}, {root!r}]
from pipeline.store.database import open_store
from store.made import made, week
with open_store({url!r}) as store:
    print("open", flush=True)
    for project, number in {issues!r}:
        store.record(made(week(number), project, items={items}))
"""


def start(url: str, issues: list[tuple[str, int]], items: int) -> subprocess.Popen[bytes]:
    """A process of its own that records these issues."""
    code = RUN.format(tests=str(TESTS), root=str(TESTS.parent), url=url, issues=issues, items=items)
    return subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE)


def test_two_processes_at_once_lose_nothing_and_number_without_gaps(url, tmp_path):
    """Both make the database, record the same 20 issues of one project in their own order, and 10 of a project of their own."""
    plans = []
    for own in ("left", "right"):
        plan = [("both", number) for number in range(20)] + [(own, number) for number in range(10)]
        random.Random(own).shuffle(plan)
        plans.append(plan)
    processes = [start(url, plan, items=5) for plan in plans]
    assert [process.wait(timeout=120) for process in processes] == [0, 0]

    with open_store(f"sqlite:///{tmp_path}/alone.db") as alone, open_store(url) as shared:
        for project, number in plans[0] + plans[1]:
            alone.record(made(week(number), project, items=5))
        assert content(shared, tmp_path / "shared") == content(alone, tmp_path / "alone")
        assert shared.issues("both")["number"].to_list() == list(range(1, 21))
        assert_frame_equal(shared.past("both", week(99)).items, alone.past("both", week(99)).items)


def test_a_process_killed_at_any_moment_leaves_whole_issues(url, tmp_path):
    """Killed six times, each a little later; what is there afterwards is whole, and the rest can be recorded."""
    plan = [("demo", number) for number in range(1000)]
    open_store(url).close()
    seen = []
    for turn in range(6):
        process = start(url, plan, items=200)
        assert process.stdout.readline() == b"open\n"
        time.sleep(0.05 * turn)
        process.send_signal(signal.SIGKILL)
        assert process.wait() == -signal.SIGKILL
        with open_store(url) as store:
            kept = content(store, tmp_path)
            seen.append(len(kept["issues"]))
            rows = {name: len(kept[name]) for name in PARTS}
        assert rows == {"milestones": seen[-1], "items": 200 * seen[-1], "findings": seen[-1], "files": seen[-1]}
    assert sorted(seen) == seen
    assert 0 < seen[-1] < 1000
    with open_store(url) as store:
        assert store.record(made(week(1000), items=200)).number == seen[-1] + 1


def test_the_last_of_two_drafts_written_at_once_is_there_whole(url, tmp_path):
    open_store(url).close()
    processes = [start(url, [("demo", 0)] * 5, items=items) for items in (50, 60)]
    assert [process.wait(timeout=120) for process in processes] == [0, 0]
    with open_store(url) as store:
        facts = store.issue("demo@2026-11-20")
        assert facts.items.height == facts.issue["in_scope"]
        assert len(content(store, tmp_path)["items"]) in (50, 60)
