from datetime import date

import polars as pl
import pytest

from figures.cases import case
from pipeline.figures.calendar import days_between, days_within, holidays_around


@pytest.mark.parametrize(
    "name",
    [
        "finish-variance-one-week",
        "finish-variance-over-weekend",
        "finish-variance-early",
        "finish-variance-holiday",
        "finish-variance-same",
        "finish-variance-weekend-baseline",
    ],
)
def test_days_between(name):
    inputs, expected = case("schedule-variance", name)
    holidays = [date.fromisoformat(day) for day in inputs["holidays"]]
    baseline, finish = (pl.lit(date.fromisoformat(inputs[key])) for key in ("baseline_finish", "forecast_or_actual_finish"))
    assert pl.select(days_between(baseline, finish, holidays)).item() == expected["working_days"]
    assert pl.select(days_between(finish, baseline, holidays)).item() == -expected["working_days"]
    assert pl.select((finish - baseline).dt.total_days()).item() == expected["calendar_days"]


def test_days_within_counts_both_ends():
    assert pl.select(days_within(pl.lit(date(2026, 3, 2)), pl.lit(date(2026, 3, 9)), [date(2026, 3, 4)])).item() == 5


def test_a_region_adds_its_own_holidays():
    womens_day = date(2026, 3, 8)
    berlin, germany = holidays_around("de-be", date(2026, 11, 20)), holidays_around("DE", date(2026, 11, 20))
    assert womens_day in berlin
    assert womens_day not in germany
    assert date(2026, 12, 25) in germany
    assert date(2031, 1, 1) in germany


def test_an_unknown_region_leaves_the_holidays_of_its_country_and_an_unknown_country_none():
    assert holidays_around("DE-XX", date(2026, 1, 1)) == holidays_around("DE", date(2026, 1, 1))
    assert holidays_around("Atlantis", date(2026, 1, 1)) == ()
    assert holidays_around("Jan", date(2026, 1, 1)) == ()
    assert holidays_around(None, date(2026, 1, 1)) == ()
    assert holidays_around("DE", None) == ()
