from datetime import date

import pytest

from builders import item, milestone
from rules.facts import case, cells, only

BEGAN = date(2026, 11, 9)
ENDED = date(2026, 11, 16)
DONE = {"status": "Done", "percent": 100.0, "actual_start": BEGAN, "actual_finish": ENDED}
RUNNING = {"status": "In progress", "percent": 40.0, "actual_start": BEGAN}


def scope(*rows, project=None, facts=None, **fields):
    """A case with one milestone and these scope rows."""
    return case(project, facts, Milestones=[milestone(**fields)], Scope=rows)


@pytest.mark.parametrize("percent", [-5.0, 100.5, 105.0, float("nan"), float("inf")])
def test_percent_outside_0_to_100_is_reported_at_its_cell(percent):
    assert cells("PCT_RANGE", scope(item("S1", percent=percent))) == ["Scope!G2"]


@pytest.mark.parametrize("percent", [0.0, 0.4, 100.0, None])
def test_percent_from_0_to_100_is_in_range(percent):
    assert cells("PCT_RANGE", scope(item("S1", percent=percent))) == []


def test_stated_percent_outside_0_to_100_is_reported():
    assert cells("PCT_RANGE", scope(stated=105.0)) == ["Milestones!T2"]


@pytest.mark.parametrize("fields", [{"actual_start": BEGAN}, {"status": "In progress"}, {"baseline_finish": date(2026, 11, 20)}])
def test_begun_or_due_item_without_percent_is_reported(fields):
    assert cells("PCT_BLANK", scope(item("S1", **fields))) == ["Scope!G2"]


@pytest.mark.parametrize("fields", [{}, {"baseline_finish": date(2026, 11, 21)}, {"status": "Done", "actual_start": BEGAN}])
def test_blank_percent_of_an_item_neither_begun_nor_due_is_fine(fields):
    assert cells("PCT_BLANK", scope(item("S1", **fields))) == []


def test_blank_percent_of_a_parent_or_a_cancelled_item_is_fine():
    rows = item("S1", actual_start=BEGAN), item("S1.1", 2), item("S2", status="Cancelled", actual_start=BEGAN)
    assert cells("PCT_BLANK", scope(*rows)) == []


@pytest.mark.parametrize("fields", [{"percent": 100.0}, {"status": "Done"}])
def test_done_item_without_finish_is_reported(fields):
    assert cells("DONE_NO_FINISH", scope(item("S1", **fields))) == ["Scope!S2"]


def test_done_parent_needs_no_finish_of_its_own():
    assert cells("DONE_NO_FINISH", scope(item("S1", percent=100.0), item("S1.1", 2, **DONE))) == []


def test_done_milestone_without_finish_is_reported():
    assert cells("DONE_NO_FINISH", scope(status="Done")) == ["Milestones!M2"]
    assert cells("DONE_NO_FINISH", scope(status="Done", actual_finish=ENDED)) == []


@pytest.mark.parametrize("fields", [{"percent": 80.0}, {"status": "In progress"}])
def test_finish_of_an_item_that_is_not_done_is_reported(fields):
    assert cells("FINISH_NOT_DONE", scope(item("S1", actual_finish=ENDED, **fields))) == ["Scope!S2"]


@pytest.mark.parametrize("fields", [{"percent": 100.0}, {"status": "Done"}, {}])
def test_finish_of_a_done_item_is_fine(fields):
    assert cells("FINISH_NOT_DONE", scope(item("S1", actual_finish=ENDED, **fields))) == []


def test_finish_of_a_milestone_that_is_not_done_is_reported():
    assert cells("FINISH_NOT_DONE", scope(status="Active", actual_finish=ENDED)) == ["Milestones!M2"]


@pytest.mark.parametrize("fields", [{"percent": 30.0}, {"status": "In progress"}])
def test_begun_item_without_start_is_reported(fields):
    assert cells("STARTED_NO_START", scope(item("S1", **fields))) == ["Scope!R2"]


def test_item_with_start_or_not_begun_is_fine():
    assert cells("STARTED_NO_START", scope(item("S1", **RUNNING), item("S2", percent=0.0))) == []


def test_active_milestone_without_start_is_reported():
    assert cells("STARTED_NO_START", scope(status="Active")) == ["Milestones!L2"]
    assert cells("STARTED_NO_START", scope(status="Active", actual_start=BEGAN)) == []


def test_item_at_0_percent_two_reports_after_its_start_is_listed():
    assert cells("START_NO_PROGRESS", scope(item("S1", percent=0.0, actual_start=date(2026, 11, 5)))) == ["Scope!G2"]
    assert cells("START_NO_PROGRESS", scope(item("S1", percent=0.0, actual_start=date(2026, 11, 6)))) == []


@pytest.mark.parametrize(
    "fields",
    [
        {"status": "Open", "percent": 40.0},
        {"status": "Done", "percent": 80.0},
        {"status": "Cancelled", "forecast_finish": date(2026, 12, 1)},
    ],
)
def test_status_that_contradicts_percent_or_forecast_is_reported(fields):
    assert cells("STATUS_PCT_CONTRADICTION", scope(item("S1", **fields))) == ["Scope!F2"]


@pytest.mark.parametrize(
    "fields",
    [{"status": "Open", "percent": 0.0}, {"percent": 40.0}, DONE, RUNNING, {"status": "Deferred", "forecast_finish": date(2027, 1, 1)}],
)
def test_status_that_agrees_with_percent_is_fine(fields):
    assert cells("STATUS_PCT_CONTRADICTION", scope(item("S1", **fields))) == []


def test_in_progress_at_100_percent_is_fine_only_for_a_solution_that_waits_for_sign_off():
    full = {"status": "In progress", "percent": 100.0}
    assert cells("STATUS_PCT_CONTRADICTION", scope(item("S1"), item("S1.1", 2, **full))) == ["Scope!F3"]
    assert cells("STATUS_PCT_CONTRADICTION", scope(item("S1", **full))) == []
    assert cells("STATUS_PCT_CONTRADICTION", scope(item("S1", signed_off=True, **full))) == ["Scope!F2"]


def test_signed_off_solution_that_is_not_complete_is_reported_at_the_sign_off():
    finding = only("STATUS_PCT_CONTRADICTION", scope(item("S1", signed_off=True, **RUNNING)))
    assert (finding.cell, finding.message) == ("Scope!H2", "S1 is signed off, but stands at 40 %")


def test_done_milestone_with_open_scope_is_reported():
    judged = scope(status="Done", actual_finish=ENDED, facts={"M1": {"work": 62.0, "state": "in progress"}})
    assert only("STATUS_PCT_CONTRADICTION", judged).message == "M1 is done, but its scope makes 62 %"


def test_cancelled_milestone_with_forecast_is_reported():
    assert cells("STATUS_PCT_CONTRADICTION", scope(status="Cancelled", forecast_finish=date(2027, 1, 1))) == ["Milestones!D2"]


def test_signed_off_solution_names_the_open_items_below_it():
    rows = item("S1", signed_off=True), item("S1.1", 2, **DONE), item("S1.2", 2), item("S1.3", 2, **RUNNING), item("S2", **RUNNING)
    finding = only("PARENT_DONE_CHILD_OPEN", scope(*rows))
    assert (finding.cell, finding.message) == ("Scope!H2", "S1 is signed off, but 2 items below are open: S1.2, S1.3")


def test_parent_with_status_done_above_an_open_item_is_reported_at_its_status():
    rows = item("S1"), item("S1.1", 2, status="Done"), item("S1.1.1", 3, **RUNNING), item("S1.2", 2, **RUNNING)
    finding = only("PARENT_DONE_CHILD_OPEN", scope(*rows))
    assert (finding.cell, finding.message) == ("Scope!F3", "S1.1 is done, but 1 item below is open: S1.1.1")


def test_signed_off_solution_above_done_and_cancelled_items_is_fine():
    rows = item("S1", signed_off=True), item("S1.1", 2, **DONE), item("S1.2", 2, status="Cancelled")
    assert cells("PARENT_DONE_CHILD_OPEN", scope(*rows)) == []


def test_complete_solution_without_sign_off_is_listed():
    assert cells("CHILDREN_DONE_PARENT_OPEN", scope(item("S1"), item("S1.1", 2, **DONE))) == ["Scope!H2"]


def test_signed_off_or_open_solution_is_not_listed_as_pending():
    rows = item("S1", signed_off=True), item("S1.1", 2, **DONE), item("S2"), item("S2.1", 2, **RUNNING), item("S3", status="Cancelled")
    assert cells("CHILDREN_DONE_PARENT_OPEN", scope(*rows)) == []


def test_percent_typed_on_a_parent_is_compared_with_the_computed_one():
    below = item("S1.1", 2, **DONE), item("S1.2", 2)
    finding = only("STATED_PCT_DIFFERS", scope(item("S1", percent=80.0), *below))
    assert (finding.cell, finding.message) == ("Scope!G2", "80 % is stated, the items below make 50 %")
    assert cells("STATED_PCT_DIFFERS", scope(item("S1", percent=55.0), *below)) == []


def test_stated_percent_of_a_milestone_is_compared_with_its_scope():
    assert cells("STATED_PCT_DIFFERS", scope(stated=80.0, facts={"M1": {"work": 62.0}})) == ["Milestones!T2"]
    assert cells("STATED_PCT_DIFFERS", scope(stated=80.0, facts={"M1": {"work": 75.0}})) == []
    assert cells("STATED_PCT_DIFFERS", scope(stated=0.0)) == []


@pytest.mark.parametrize("facts", [{"state": "done"}, {}])
def test_remaining_days_of_a_done_milestone_are_reported(facts):
    judged = scope(status="Done", actual_finish=ENDED, remaining_days=6.0, facts={"M1": facts})
    assert cells("REMAINING_ON_DONE", judged) == ["Milestones!P2"]


def test_remaining_days_of_an_open_milestone_or_none_on_a_done_one_are_fine():
    assert cells("REMAINING_ON_DONE", scope(remaining_days=6.0)) == []
    assert cells("REMAINING_ON_DONE", scope(status="Done", actual_finish=ENDED, remaining_days=0.0)) == []
