"""Workers that are loaded before the command itself is: only where it looks as if they would have work."""

import os

import pytest

from clones import clones, order_of
from pipeline.chain import early
from pipeline.chain.early import begin_early
from pipeline.chain.week import make_reports

TWO = "[rendering]\nworkers = 2\n"


@pytest.fixture
def loaded(monkeypatch):
    """How often workers were loaded."""
    times = []
    monkeypatch.setattr(early, "load_workers", lambda: times.append(1))
    return times


@pytest.fixture
def given_up(monkeypatch):
    """How often what was loaded for workers was given up."""
    times = []
    monkeypatch.setattr(early, "unload", lambda: times.append(1))
    return times


def begin(root, force=False) -> None:
    order = order_of(root)
    begin_early(order.settings, order.files, force)


def test_nothing_is_loaded_where_no_workbook_was_written_after_the_last_run(tmp_path, loaded, given_up):
    root = clones(tmp_path / "all", 4, TWO)
    begin(root)
    assert (len(loaded), len(given_up)) == (1, 0)
    make_reports(order_of(root))
    begin(root)
    assert (len(loaded), len(given_up)) == (1, 1)
    begin(root, force=True)
    assert len(loaded) == 2


def test_of_few_workbooks_several_must_have_been_written_of_many_one(tmp_path, loaded, monkeypatch):
    root = clones(tmp_path / "all", 5, TWO)
    make_reports(order_of(root))
    for number in range(3):
        os.utime(root / "workbooks" / f"p{number}.xlsx")
    begin(root)
    assert loaded == []
    monkeypatch.setattr(early, "MANY", 5)
    begin(root)
    assert loaded == [1]


@pytest.mark.parametrize("settings", ["[rendering]\nworkers = 1\n", f'{TWO}cluster = "tcp://dask:8786"\n'], ids=["one worker", "a cluster"])
def test_nothing_is_loaded_where_no_workers_of_this_machine_are_wanted(tmp_path, loaded, given_up, settings):
    begin(clones(tmp_path / "all", 5, settings))
    assert (loaded, given_up) == ([], [1])
