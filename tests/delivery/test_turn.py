"""One run at a time over the same outputs and the same store, whatever becomes of the one before."""

import os
import shutil
import subprocess
import sys
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path

import pytest

from pipeline.chain.turn import Busy, turn
from pipeline.store.database import open_store

ROOT = Path(__file__).parents[2]
AT_ONCE = timedelta()


@contextmanager
def another(outputs, url):
    """Another process that has the turn, or waits for it; its lines can be read."""
    where = os.environ | {"PYTHONPATH": os.pathsep.join((str(ROOT), str(ROOT / "tests")))}
    command = [sys.executable, "-m", "delivery.turn_workers", str(outputs), url]
    with subprocess.Popen(command, env=where, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        try:
            yield process
        finally:
            process.kill()


def test_a_second_run_says_that_it_waits_and_gives_up_with_a_sentence(tmp_path, url):
    told = []
    with another(tmp_path / "outputs", url) as first:
        assert first.stdout.readline() == "has it\n"
        with open_store(url) as store, pytest.raises(Busy, match=r"still at work on .*outputs after .* start this one again"):  # noqa: SIM117
            with turn(tmp_path / "outputs", store, timedelta(seconds=0.5), told.append):
                raise AssertionError
    assert ["this one begins when it has ended" in text for text in told] == [True]


def test_a_run_that_waits_begins_when_the_one_before_was_killed(tmp_path, url):
    with another(tmp_path / "outputs", url) as first:
        assert first.stdout.readline() == "has it\n"
        with another(tmp_path / "outputs", url) as second:
            assert second.stdout.readline() == "waits\n"
            first.kill()
            assert second.stdout.readline() == "has it\n"


def test_machines_with_outputs_of_their_own_take_turns_at_one_postgresql_store(tmp_path, new_postgres_database):
    url = new_postgres_database()
    with another(tmp_path / "one", url) as first:
        assert first.stdout.readline() == "has it\n"
        with open_store(url) as store, pytest.raises(Busy), turn(tmp_path / "two", store, AT_ONCE, str):
            raise AssertionError
        first.communicate("\n")
        with open_store(url) as store, turn(tmp_path / "two", store, AT_ONCE, str):
            pass


def test_a_turn_ends_with_its_block_and_with_a_mistake_in_it(tmp_path, url):
    with open_store(url) as store:
        for _ in range(3):
            with pytest.raises(ZeroDivisionError), turn(tmp_path, store, AT_ONCE, str):
                raise ZeroDivisionError
        with turn(tmp_path, store, AT_ONCE, str):
            pass


def test_the_outputs_of_another_portfolio_are_free_meanwhile(tmp_path):
    with turn(tmp_path / "one", None, AT_ONCE), turn(tmp_path / "two", None, AT_ONCE):
        pass


def test_report_ends_with_exit_code_3_where_another_run_does_not_end(portfolio, milepost, monkeypatch):
    shutil.rmtree(portfolio / "outputs", ignore_errors=True)
    told = (
        "from pipeline.chain import turn; from datetime import timedelta; turn.turn.__wrapped__.__defaults__ = (None, timedelta(), print)"
    )
    command = [sys.executable, "-c", f"{told}\nfrom pipeline.cli import main; main()", "report", "--format", "html"]
    with turn(portfolio / "outputs", None, AT_ONCE):
        done = subprocess.run(command, cwd=portfolio, env=os.environ | {"PYTHONPATH": str(ROOT)}, capture_output=True, text=True)
    assert done.returncode == 3
    assert "another run is still at work" in done.stderr
    assert "Traceback" not in done.stderr
    assert [path.name for path in (portfolio / "outputs").iterdir()] == [".run.lock"]
