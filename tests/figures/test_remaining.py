import pytest

from figures.schedules import FRIDAY, november, row
from pipeline.figures.schedule.remaining import by_id, remaining
from pipeline.figures.workdays import axis_of

TEN = {"baseline_start": november(16), "baseline_finish": november(27)}


def left(**fields):
    (found,) = remaining({"M1": row("M1", **fields)}, axis_of(FRIDAY, ())).values()
    return tuple(found)


@pytest.mark.parametrize("state", ["in progress", "ready", "blocked", "awaiting sign-off"])
def test_remaining_days_come_first(state):
    assert left(state=state, remaining_days=2.5, work=50, forecast=november(30), **TEN) == (2.5, True)


def test_work_under_way_lasts_until_its_forecast():
    assert left(state="in progress", work=50, forecast=november(25), **TEN) == (3, True)


def test_without_a_forecast_work_under_way_lasts_as_long_as_the_open_part_of_its_agreed_duration():
    assert left(state="in progress", work=30, **TEN) == (7, True)


def test_the_forecast_of_work_that_has_not_begun_tells_nothing_of_its_duration():
    assert left(forecast=november(25), **TEN) == (10, True)


def test_work_that_only_waits_for_its_sign_off_takes_no_more_days_with_or_without_dates():
    assert left(state="awaiting sign-off", work=100) == (0, True)
    assert left(state="awaiting sign-off", work=100, **TEN) == (0, True)


def test_work_under_way_that_nothing_measures_is_taken_whole_and_not_known():
    assert left(state="in progress", **TEN) == (10, False)


@pytest.mark.parametrize("state", ["in progress", "waiting"])
def test_work_without_dates_is_a_point_and_not_known(state):
    assert left(state=state, work=40, baseline_finish=november(27)) == (0, False)


def test_an_agreed_finish_before_the_agreed_start_and_negative_remaining_days_tell_nothing():
    assert left(baseline_start=november(27), baseline_finish=november(16), remaining_days=-4) == (0, False)


def test_what_is_done_or_cancelled_has_nothing_left():
    rows = by_id([row("M1", state="done"), row("M2", state="cancelled"), row("M3", remaining_days=1)])
    assert list(remaining(rows, axis_of(FRIDAY, ()))) == ["M3"]


def test_of_rows_with_one_id_the_first_counts_and_rows_without_an_id_do_not():
    rows = [row("M1", remaining_days=1), row(None), row("M1", remaining_days=2)]
    assert [(id, each["remaining_days"]) for id, each in by_id(rows).items()] == [("M1", 1)]
