from datetime import date, timedelta

import pytest

from builders import item, milestone
from figures.cases import case, column, figures_of

MONDAY, FRIDAY = date(2026, 3, 2), date(2026, 3, 6)


def planned(row, status_date, **more):
    return figures_of(row, project={"status_date": status_date, **more}).progress.planned


def test_planned_percent_is_linear_over_the_working_days_up_to_the_end_of_the_status_date():
    inputs, expected = case("schedule-variance", "planned-percent-linear")
    start, finish, status = (date.fromisoformat(inputs[name]) for name in ("baseline_start", "baseline_finish", "status_date_end_of"))
    row = item("A", baseline_start=start, baseline_finish=finish)
    assert planned(row, status) == pytest.approx(expected["planned_pct"])
    assert expected["planned_pct"] == 100 * expected["elapsed_wd"] / expected["duration_wd"]


def test_planned_percent_of_a_finish_alone_jumps_on_that_day():
    inputs, expected = case("schedule-variance", "planned-percent-date-only")
    row = item("A", baseline_finish=date.fromisoformat(inputs["baseline_finish"]))
    assert [planned(row, date.fromisoformat(day)) for day in inputs["status_dates"]] == expected["planned_pct"]


def test_planned_percent_is_0_before_the_start_and_100_after_the_finish():
    row = item("A", baseline_start=MONDAY, baseline_finish=FRIDAY)
    assert planned(row, MONDAY - timedelta(1)) == 0
    assert planned(row, FRIDAY + timedelta(3)) == 100


def test_a_baseline_on_a_weekend_or_the_wrong_way_round_counts_by_its_finish():
    weekend = item("A", baseline_start=date(2026, 3, 7), baseline_finish=date(2026, 3, 8))
    assert (planned(weekend, date(2026, 3, 7)), planned(weekend, date(2026, 3, 8))) == (0, 100)
    swapped = item("A", baseline_start=FRIDAY, baseline_finish=MONDAY)
    assert planned(swapped, MONDAY) == 100


def test_holidays_do_not_count_as_planned_days():
    row = item("A", baseline_start=date(2026, 4, 1), baseline_finish=date(2026, 4, 8))
    assert planned(row, date(2026, 4, 2)) == pytest.approx(100 * 2 / 6)
    assert planned(row, date(2026, 4, 2), calendar="DE") == pytest.approx(100 * 2 / 4)


def test_an_item_without_dates_takes_those_of_the_row_above_it_then_of_its_milestone():
    rows = [
        item("S", baseline_start=MONDAY, baseline_finish=FRIDAY),
        item("S.1", 2, kind="group", baseline_start=MONDAY),
        item("S.1.1", 3),
        item("S.2", 2, baseline_finish=date(2026, 3, 4)),
        item("T"),
    ]
    dated = milestone(baseline_start=MONDAY, baseline_finish=date(2026, 3, 13))
    found = figures_of(*rows, milestones=[dated], project={"status_date": date(2026, 3, 3)})
    assert column(found.scope, "planned") == pytest.approx({"S": 20, "S.1": 40, "S.1.1": 40, "S.2": 0, "T": 20})
    assert column(found.scope, "due") == {"S": FRIDAY, "S.1": FRIDAY, "S.1.1": FRIDAY, "S.2": date(2026, 3, 4), "T": None}


def test_planned_percent_is_null_with_its_reason_where_an_item_has_no_date_at_all():
    rows = [item("A", baseline_finish=FRIDAY), item("B"), item("C", status="Cancelled"), item("D", milestone="M2", baseline_finish=FRIDAY)]
    found = figures_of(*rows, milestones=[milestone("M1"), milestone("M2")])
    assert column(found.milestones, "planned") == {"M1": None, "M2": 100}
    assert column(found.milestones, "why_planned") == {"M1": "1 of 2 items have no agreed finish", "M2": None}
    assert found.progress.planned is None
    assert found.progress.why == {"planned": "M1: 1 of 2 items have no agreed finish"}


def test_planned_percent_rolls_up_with_the_weights_of_the_work():
    rows = [item("A", effort=3, baseline_finish=MONDAY), item("B", effort=1, baseline_finish=FRIDAY)]
    found = figures_of(*rows, project={"status_date": MONDAY})
    assert found.progress.planned == 75


def test_without_a_status_date_there_is_no_planned_percent():
    found = figures_of(item("A", baseline_finish=MONDAY, percent=30), project={"status_date": None})
    assert (found.progress.work, found.progress.planned) == (30, None)
    assert found.progress.why["planned"] == "M1: no status date"


def test_an_item_without_agreed_finish_is_planned_by_the_dates_of_the_row_above_or_of_its_milestone():
    rows = [
        item("S1", baseline_start=MONDAY, baseline_finish=FRIDAY),
        item("S2", level=2, baseline_start=date(2026, 3, 4)),
        item("S3"),
        item("S4", baseline_finish=MONDAY),
    ]
    scope = figures_of(*rows, milestones=[milestone(baseline_start=MONDAY, baseline_finish=date(2026, 3, 20))]).scope
    agreed = {id: (start, finish) for id, start, finish in scope[["id", "agreed_start", "agreed_finish"]].iter_rows()}
    assert agreed["S2"] == (MONDAY, FRIDAY)
    assert agreed["S3"] == (MONDAY, date(2026, 3, 20))
    assert agreed["S4"] == (None, MONDAY)
