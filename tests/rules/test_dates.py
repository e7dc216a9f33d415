from datetime import date

import pytest

from builders import item, milestone
from rules.facts import case, cells, only

EARLY, LATE, FUTURE = date(2026, 3, 2), date(2026, 3, 10), date(2026, 12, 24)


def both(**fields):
    """A case in which a milestone and a scope item have these dates."""
    return case(Milestones=[milestone(**fields)], Scope=[item("S1", **fields)])


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        ({"baseline_start": LATE, "baseline_finish": EARLY}, ["Milestones!K2", "Scope!Q2"]),
        ({"actual_start": LATE, "actual_finish": EARLY}, ["Milestones!M2", "Scope!S2"]),
        ({"actual_start": FUTURE, "forecast_finish": LATE}, ["Milestones!N2", "Scope!T2"]),
    ],
)
def test_finish_before_start_is_reported_at_the_finish(fields, expected):
    assert cells("DATE_ORDER", both(**fields)) == expected


def test_one_day_of_work_and_single_dates_are_in_order():
    assert cells("DATE_ORDER", both(baseline_start=EARLY, baseline_finish=EARLY, actual_start=LATE)) == []


def test_actual_dates_after_the_status_date_are_reported():
    assert cells("ACTUAL_IN_FUTURE", both(actual_start=FUTURE, actual_finish=FUTURE)) == [
        "Milestones!L2",
        "Milestones!M2",
        "Scope!R2",
        "Scope!S2",
    ]


def test_decisions_and_sign_offs_after_the_status_date_are_reported():
    judged = case(
        Milestones=[milestone()],
        Scope=[item("S1", signed_off_on=FUTURE)],
        Criteria=[{"id": "C1", "subject": "M1", "kind": "exit", "text": "It works.", "on": FUTURE}],
        Gates=[{"id": "G1", "name": "Beta", "decided_on": FUTURE}],
    )
    assert cells("ACTUAL_IN_FUTURE", judged) == ["Scope!J2", "Criteria!I2", "Gates!G2"]


def test_actual_dates_on_the_status_date_are_fine():
    assert cells("ACTUAL_IN_FUTURE", both(actual_start=date(2026, 11, 20), actual_finish=date(2026, 11, 20))) == []


def test_forecast_of_open_work_before_the_status_date_is_reported():
    assert cells("FORECAST_IN_PAST", both(forecast_finish=date(2026, 11, 19))) == ["Milestones!N2", "Scope!T2"]


def test_forecast_on_the_status_date_or_of_finished_work_is_fine():
    assert cells("FORECAST_IN_PAST", both(forecast_finish=date(2026, 11, 20))) == []
    assert cells("FORECAST_IN_PAST", both(forecast_finish=EARLY, actual_finish=LATE)) == []
    assert cells("FORECAST_IN_PAST", case(facts={"M1": {"state": "done"}}, Milestones=[milestone(forecast_finish=EARLY)])) == []


def test_open_row_not_updated_for_more_than_two_weeks_is_stale():
    judged = case(Milestones=[milestone()], Scope=[item("S1", updated=date(2026, 11, 5)), item("S2", updated=date(2026, 11, 6))])
    assert cells("STALE_ROW", judged) == ["Scope!Y2"]


def test_done_cancelled_and_undated_rows_are_not_stale():
    rows = [item("S1", updated=EARLY, status="Done"), item("S2", updated=EARLY, status="Cancelled"), item("S3")]
    assert cells("STALE_ROW", case(Milestones=[milestone()], Scope=rows)) == []


@pytest.mark.parametrize("issue_date", [date(2026, 11, 29), date(2026, 11, 19)])
def test_status_date_too_old_or_after_the_issue_date_is_reported(issue_date):
    assert cells("STALE_WORKBOOK", case(issue_date=issue_date)) == ["Project!B8"]


@pytest.mark.parametrize("issue_date", [None, date(2026, 11, 20), date(2026, 11, 28)])
def test_status_date_within_the_period_is_fine(issue_date):
    assert cells("STALE_WORKBOOK", case(issue_date=issue_date)) == []


def test_stale_workbook_says_how_old_it_is():
    assert only("STALE_WORKBOOK", case(issue_date=date(2026, 12, 1))).message == (
        "the status date lies 11 days before the issue date 2026-12-01; at most 8 are allowed"
    )


def test_without_a_status_date_nothing_is_late_or_early():
    judged = case({"status_date": None}, Milestones=[milestone(actual_start=FUTURE, forecast_finish=EARLY)], issue_date=FUTURE)
    assert {finding for code in ("ACTUAL_IN_FUTURE", "FORECAST_IN_PAST", "STALE_WORKBOOK") for finding in cells(code, judged)} == set()
