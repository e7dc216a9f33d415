"""Issues that a large run lays aside are the same as those that stay in memory, for whoever asks and for workers."""

import gc
import pickle
import shutil
import tempfile
from dataclasses import fields, replace

import pytest

from clones import clones, contents, order_of
from pipeline.chain import aside as room
from pipeline.chain import reading
from pipeline.chain.aside import HEAVY, Aside
from pipeline.chain.remembered import kept, remember
from pipeline.chain.stages import PLAIN
from pipeline.chain.week import make_reports
from pipeline.contract.findings import ERROR, Finding
from pipeline.figures.compute import ALONE
from pipeline.issue import Issue, held
from pipeline.store.records import FIRST_SIGHT


@pytest.fixture
def two(tmp_path):
    """An issue, and the same laid aside; the list has what was loaded."""
    order = order_of(clones(tmp_path / "all", 1))
    read = PLAIN.read(order.files[0], order.settings)
    issue = PLAIN.figure(read, order, FIRST_SIGHT, ALONE)
    assert remember(order.files[0], order, read, issue)
    loaded = []

    def load():
        loaded.append(1)
        return kept(order.files[0], order)

    return issue, Aside(order).laid(issue, load), loaded


def test_the_head_of_an_issue_is_there_without_loading_it(two):
    issue, far, loaded = two
    light = {field.name for field in fields(Issue)} - HEAVY
    assert {name: getattr(far, name) for name in light} == {name: getattr(issue, name) for name in light}
    assert far.folder == issue.folder
    assert loaded == []


def test_all_of_it_is_loaded_once_and_is_the_same(two):
    issue, far, loaded = two
    assert isinstance(far, Issue)
    assert far.figures.scope.equals(issue.figures.scope)
    assert far.book.project == issue.book.project
    assert (far.findings, far.milestone_health, far.past.kept) == (issue.findings, issue.milestone_health, issue.past.kept)
    assert far.number == issue.number
    assert len(loaded) == 1


def test_a_worker_gets_an_issue_as_any_other(two):
    issue, far, _ = two
    sent = pickle.loads(pickle.dumps(far))
    assert type(sent) is Issue
    assert sent.project_id == issue.project_id
    assert sent.book.table("Scope").equals(issue.book.table("Scope"))


def test_an_issue_that_is_held_keeps_what_holds_it(two):
    _, far, _ = two
    finding = Finding("EDITION_LEAK", ERROR, None, None, "x…", "it says too much", "Take it out.")
    kept_back = held(far, finding)
    assert kept_back.findings[0] == finding
    assert kept_back.held
    assert not far.held
    assert pickle.loads(pickle.dumps(kept_back)).findings[0] == finding


def test_few_issues_are_in_memory_at_a_time(two, tmp_path):
    issue, _, _ = two
    aside = Aside(order_of(tmp_path / "all"))
    all_of_them = [aside.laid(issue, lambda: replace(issue)) for _ in range(3 * room.HELD)]
    assert all(far.figures for far in all_of_them)
    assert len(aside._last) == room.HELD


def test_a_run_that_lays_issues_aside_makes_the_same_bytes_and_can_go_on_from_them(tmp_path, monkeypatch):
    shutil.copytree(clones(tmp_path / "near", 3), tmp_path / "far")
    for name, near in (("near", 200), ("far", 1)):
        monkeypatch.setattr(reading, "NEAR", near)
        root = tmp_path / name
        assert make_reports(order_of(root)).exit_code == 0
        assert [one.unchanged for one in make_reports(order_of(root)).outcomes] == [True] * 3
    assert contents(tmp_path / "far") == contents(tmp_path / "near")
    pages = [(tmp_path / name / "outputs" / "2026-11-20" / "portfolio.json").read_bytes() for name in ("near", "far")]
    assert pages[0] == pages[1]


def test_a_dry_run_lays_issues_aside_too_and_leaves_nothing(tmp_path, monkeypatch):
    root, laid = clones(tmp_path / "all", 4), []
    (tmp_path / "temporary").mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path / "temporary"))
    for module in (reading, room):
        monkeypatch.setattr(module, "NEAR", 2)
    lay = Aside.laid
    monkeypatch.setattr(Aside, "laid", lambda self, issue, load: (laid.append(issue.project_id), lay(self, issue, load))[1])
    summary = make_reports(replace(order_of(root), dry_run=True))
    assert [one.ending for one in summary.outcomes] == ["issued"] * 4
    assert laid == ["p2", "p3"]
    assert not (root / "outputs").exists()
    gc.collect()
    assert list((tmp_path / "temporary").iterdir()) == []


def test_what_was_laid_aside_and_taken_away_is_told_in_a_sentence(two, tmp_path):
    _, far, _ = two
    for path in (tmp_path / "all" / "outputs" / ".made" / "read").iterdir():
        path.unlink()
    with pytest.raises(OSError, match="taken away meanwhile; run this again"):
        far.book  # noqa: B018  # asking is what fails
