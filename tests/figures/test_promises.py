from datetime import date, timedelta

import polars as pl
import pytest

from pipeline.figures.forecast.promises import promised_finish, promises
from pipeline.store.records import MILESTONE, OF_ISSUE, Past

FRIDAY = date(2026, 11, 20)


def row(**fields):
    return {"id": "M1", "state": "in progress", "baseline_finish": None, "forecast_finish": None, "actual_finish": None, **fields}


def past_of(*rows):
    """Weekly reports up to a week before FRIDAY; each row is a milestone in one of them, oldest first."""
    days = [FRIDAY - timedelta(weeks=weeks) for weeks in range(len(rows), 0, -1)]
    found = [{"issue": f"demo@{day}", "status_date": day, **each} for day, each in zip(days, rows, strict=True)]
    return Past(milestones=pl.DataFrame(found, schema=OF_ISSUE | MILESTONE))


def trend(*rows, holidays=()):
    *earlier, now = rows
    return promises(past_of(*earlier), [now], FRIDAY, holidays).get("M1")


def test_a_promise_moves_and_slips_in_working_days():
    found = trend(
        row(baseline_finish=date(2026, 12, 4)),
        row(baseline_finish=date(2026, 12, 4), forecast_finish=date(2026, 12, 11)),
        row(baseline_finish=date(2026, 12, 4), forecast_finish=date(2026, 12, 11)),
        row(baseline_finish=date(2026, 12, 4), forecast_finish=date(2026, 12, 9)),
    )
    assert found.points == (
        (date(2026, 10, 30), date(2026, 12, 4)),
        (date(2026, 11, 6), date(2026, 12, 11)),
        (date(2026, 11, 13), date(2026, 12, 11)),
        (FRIDAY, date(2026, 12, 9)),
    )
    assert (found.moves, found.slip_days) == (2, 3)


def test_holidays_are_no_working_days_of_a_slip():
    found = trend(row(forecast_finish=date(2026, 12, 23)), row(forecast_finish=date(2026, 12, 29)), holidays=(date(2026, 12, 25),))
    assert found.slip_days == 3


def test_an_earlier_promise_is_a_negative_slip():
    assert trend(row(forecast_finish=date(2026, 12, 11)), row(forecast_finish=date(2026, 12, 4))).slip_days == -5


def test_the_actual_finish_ends_the_trend():
    found = trend(
        row(forecast_finish=date(2026, 11, 16)), row(state="done", actual_finish=date(2026, 11, 18), forecast_finish=date(2026, 11, 16))
    )
    assert (found.points[-1], found.slip_days) == ((FRIDAY, date(2026, 11, 18)), 2)


@pytest.mark.parametrize(
    "now",
    [
        row(state="cancelled", forecast_finish=date(2026, 12, 4)),
        row(baseline_finish=date(2026, 11, 19)),
        row(forecast_finish=date(2026, 11, 19), baseline_finish=date(2026, 12, 4)),
        row(actual_finish=date(2026, 11, 23)),
        row(state="done", baseline_finish=date(2026, 12, 4)),
        row(),
    ],
    ids=["cancelled", "agreed finish passed", "forecast passed", "actual finish to come", "done on an unknown day", "no date"],
)
def test_where_nothing_is_promised_there_is_no_trend(now):
    assert promised_finish(now, FRIDAY) is None
    assert trend(row(forecast_finish=date(2026, 12, 4)), now) is None


def test_a_promise_for_the_status_date_stands():
    assert promised_finish(row(forecast_finish=FRIDAY), FRIDAY) == FRIDAY


def test_a_report_without_a_promise_is_no_point():
    found = trend(row(forecast_finish=date(2026, 12, 4)), row(), row(forecast_finish=date(2026, 12, 11)))
    assert [day for day, _ in found.points] == [FRIDAY - timedelta(weeks=2), FRIDAY]
    assert found.moves == 1


def test_a_trend_needs_an_earlier_report():
    assert trend(row(forecast_finish=date(2026, 12, 4))) is None
    assert promises(Past(), [], FRIDAY, ()) == {}


def test_a_milestone_that_is_no_longer_there_has_no_trend():
    assert promises(past_of(row(forecast_finish=date(2026, 12, 4))), [row(id="M2", forecast_finish=FRIDAY)], FRIDAY, ()) == {}
