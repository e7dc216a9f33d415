from datetime import date

from builders import item, milestone
from figures.cases import case, column, figures_of

BASELINE = date(2026, 3, 6)


def finish_of(status_date, percent=80, **fields):
    row = item("A", percent=percent, signed_off=percent == 100)
    found = figures_of(row, milestones=[milestone(**fields)], project={"status_date": status_date})
    return found.milestones.row(0, named=True)


def test_overdue_counts_to_the_status_date_and_slip_to_the_forecast():
    inputs, expected = case("schedule-variance", "days-overdue")
    dates = {name: date.fromisoformat(inputs[name]) for name in ("baseline_finish", "forecast_finish")}
    found = finish_of(date.fromisoformat(inputs["status_date"]), inputs["pct"], **dates)
    assert found["overdue_days"] == expected["overdue_wd"]
    assert found["variance_days"] == expected["forecast_slip_wd"]
    assert found["variance_calendar_days"] == 21


def test_a_forecast_before_the_status_date_is_no_forecast_for_open_work():
    inputs, expected = case("schedule-variance", "forecast-in-the-past")
    assert expected["forecast_used"].endswith("unknown")
    status, forecast = date.fromisoformat(inputs["status_date"]), date.fromisoformat(inputs["forecast_finish"])
    found = finish_of(status, inputs["pct"], baseline_finish=BASELINE, forecast_finish=forecast)
    assert (found["forecast"], found["variance_days"]) == (None, None)
    assert finish_of(status, forecast_finish=status)["forecast"] == status


def test_a_finished_milestone_varies_by_its_actual_finish_and_is_not_overdue():
    found = finish_of(date(2026, 4, 1), 100, baseline_finish=BASELINE, actual_finish=date(2026, 3, 4), forecast_finish=date(2026, 3, 20))
    assert (found["actual"], found["variance_days"], found["overdue_days"]) == (date(2026, 3, 4), -2, 0)


def test_an_actual_finish_after_the_status_date_is_not_a_fact():
    found = finish_of(date(2026, 3, 2), baseline_finish=BASELINE, actual_finish=date(2026, 3, 9))
    assert (found["actual"], found["variance_days"]) == (None, None)


def test_not_overdue_is_0_and_without_an_agreed_finish_null():
    assert finish_of(BASELINE, baseline_finish=BASELINE)["overdue_days"] == 0
    assert finish_of(BASELINE)["overdue_days"] is None


def test_a_cancelled_milestone_is_neither_late_nor_overdue():
    found = finish_of(date(2026, 4, 1), status="Cancelled", baseline_finish=BASELINE, forecast_finish=date(2026, 5, 1))
    assert (found["variance_days"], found["overdue_days"]) == (None, None)


def test_without_a_status_date_nothing_is_late():
    found = finish_of(None, baseline_finish=BASELINE, forecast_finish=date(2026, 5, 1), actual_finish=date(2026, 3, 9))
    assert (found["baseline"], found["actual"]) == (BASELINE, date(2026, 3, 9))
    assert [found[name] for name in ("forecast", "variance_days", "variance_calendar_days", "overdue_days")] == [None] * 4


def test_variance_leaves_out_the_holidays_of_the_working_calendar():
    inputs, expected = case("schedule-variance", "finish-variance-holiday")
    dates = {"baseline_finish": inputs["baseline_finish"], "forecast_finish": inputs["forecast_or_actual_finish"]}
    fields = {name: date.fromisoformat(day) for name, day in dates.items()}
    found = figures_of(milestones=[milestone(**fields)], project={"calendar": "DE", "status_date": date(2026, 4, 1)})
    assert column(found.milestones, "variance_days") == {"M1": expected["working_days"]}
    assert all(date.fromisoformat(day) in found.holidays for day in inputs["holidays"])
