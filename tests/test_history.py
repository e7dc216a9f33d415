"""What the store adds to runs: numbers, bridge and changes, the same content whatever is repeated, and the door that lists it."""

import json
import shutil
from dataclasses import replace
from datetime import date
from pathlib import Path

import polars as pl
import pytest

from pipeline.chain.week import make_reports
from pipeline.order import Order
from pipeline.settings import load
from pipeline.store.database import open_store

HISTORY = Path(__file__).parent.parent / "workbooks" / "history"
WEEKS = [date.fromisoformat(path.name) for path in sorted(HISTORY.iterdir()) if path.is_dir()]


@pytest.fixture
def order(tmp_path: Path) -> Order:
    (tmp_path / "workbooks").mkdir()
    (tmp_path / "milepost.toml").write_text('[defaults]\neditions = ["team"]\n')
    return Order(settings=load(tmp_path / "milepost.toml"), files=(tmp_path / "workbooks" / "harbour-portal.xlsx",), formats=("html",))


def week(order: Order, day: date) -> Order:
    """The order of a Friday, with the workbook as it was saved then."""
    shutil.copyfile(HISTORY / str(day) / "harbour-portal.xlsx", order.files[0])
    return replace(order, issue_date=day)


def run(order: Order, *days: date) -> None:
    with open_store(order.settings.store_url) as store:
        for day in days:
            make_reports(week(order, day), store=store)


def content(order: Order, folder: Path) -> dict[str, list[tuple[object, ...]]]:
    with open_store(order.settings.store_url) as store:
        return {path.stem: pl.read_parquet(path).rows() for path in store.export(folder)}


def status(order: Order, day: date) -> dict[str, object]:
    return json.loads((order.settings.outputs / str(day) / "harbour-portal" / "status.json").read_text())


def test_the_second_report_knows_the_first(order):
    run(order, *WEEKS[2:4])
    first, second = (status(order, day) for day in WEEKS[2:4])
    assert (first["bridge"], first["changes"]) == (None, None)
    bridge = second["bridge"]
    assert bridge["since"] == str(WEEKS[2])
    parts = sum(bridge[name] for name in ("work", "scope_added", "scope_removed", "reweighting", "corrections"))
    assert bridge["before"] + parts == pytest.approx(bridge["after"], abs=1e-9)
    assert bridge["scope_added"] < 0
    assert "S5" in second["changes"]["added"]


def test_repeated_runs_in_any_order_leave_the_store_as_it_was(order, tmp_path):
    run(order, *WEEKS[:5])
    before = content(order, tmp_path / "before")
    run(order, WEEKS[3], WEEKS[0], WEEKS[4], WEEKS[1], WEEKS[1])
    assert content(order, tmp_path / "after") == before
    assert [row[4] for row in before["issues"]] == [1, None, 2, 3, 4]


def test_a_replay_in_another_order_comes_to_the_same_once_every_week_was_run_in_turn(order, tmp_path):
    run(order, *reversed(WEEKS[:4]))
    run(order, *WEEKS[:4])
    other = replace(order, settings=order.settings.model_copy(update={"root": tmp_path / "other"}))
    run(other, *WEEKS[:4])
    assert content(order, tmp_path / "mixed") == content(other, tmp_path / "straight")


def test_a_dry_run_keeps_nothing(order):
    with open_store(order.settings.store_url) as store:
        make_reports(replace(week(order, WEEKS[0]), dry_run=True), store=store)
        assert store.projects() == []


def test_a_report_that_was_sent_is_not_made_again_with_other_content(order):
    run(order, WEEKS[0])
    with open_store(order.settings.store_url) as store:
        store.mark_sent(f"harbour-portal@{WEEKS[0]}")
        sent = (order.settings.outputs / str(WEEKS[0]) / "harbour-portal" / "status.json").read_bytes()
        shutil.copyfile(HISTORY / str(WEEKS[0]) / "harbour-portal.xlsx", order.files[0])
        changed = _with_status_date(order, WEEKS[1], WEEKS[0])
        (outcome,) = make_reports(changed, store=store).outcomes
    assert "milepost correct harbour-portal" in (outcome.held or "")
    assert (order.settings.outputs / str(WEEKS[0]) / "harbour-portal" / "status.json").read_bytes() == sent


def _with_status_date(order: Order, content_of: date, day: date) -> Order:
    """The workbook of one Friday, dated as another."""
    import openpyxl

    book = openpyxl.load_workbook(HISTORY / str(content_of) / "harbour-portal.xlsx")
    for row in book["Project"].iter_rows():
        if row[0].value == "Status date":
            row[1].value = day
    book.save(order.files[0])
    return replace(order, issue_date=day)


def test_history_lists_what_was_issued_and_why_a_report_was_held(milepost, order, tmp_path):
    run(order, *WEEKS[:3])
    done = milepost("history", "harbour-portal", cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    assert [line.split()[:2] for line in done.stdout.splitlines()[2:5]] == [["1", "2026-09-04"], ["–", "2026-09-11"], ["2", "2026-09-18"]]
    assert "2026-09-11 held: Milestones!" in done.stdout
    listed = json.loads(milepost("history", "--json", "--export", tmp_path / "tables", cwd=tmp_path).stdout)
    assert [issue["state"] for issue in listed["issues"]] == ["accepted", "held", "accepted"]
    assert pl.read_parquet(tmp_path / "tables" / "items.parquet").height > 100


def test_history_without_a_store_or_of_an_unknown_project_ends_with_2(milepost, order, tmp_path):
    done = milepost("history", cwd=tmp_path)
    assert (done.returncode, "nothing was issued yet" in done.stderr) == (2, True)
    run(order, WEEKS[0])
    done = milepost("history", "harbor", cwd=tmp_path)
    assert (done.returncode, "known are: harbour-portal" in done.stderr) == (2, True)


def test_check_sees_what_changed_since_the_last_report(milepost, order, tmp_path):
    run(order, WEEKS[0])
    week(order, WEEKS[1])
    done = milepost("check", order.files[0], cwd=tmp_path)
    assert done.returncode == 1
    assert "[BASELINE_CHANGED]" in done.stdout


def test_what_if_says_what_moves_and_refuses_what_it_cannot_read(milepost, samples):
    done = milepost("figures", samples / "harbour-portal.xlsx", "--what-if", "M4+10")
    assert done.returncode == 0, done.stderr
    assert "M4: 2027-02-05 → 2027-02-19, 10 working days later" in done.stdout
    changed = json.loads(milepost("figures", samples / "harbour-portal.xlsx", "--what-if", "M4+10", "--json").stdout)
    assert changed["schedule"]["finish"] == "2027-05-10"
    done = milepost("figures", samples / "harbour-portal.xlsx", "--what-if", "sooner")
    assert (done.returncode, "M5+10" in done.stderr) == (2, True)
