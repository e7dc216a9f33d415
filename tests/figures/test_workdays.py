from datetime import date, timedelta

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from figures.schedules import FRIDAY, november
from pipeline.figures.calendar import as_free, days_between
from pipeline.figures.workdays import (
    axis_of,
    days_late,
    due_position,
    finish_days,
    finish_position,
    span,
    start_days,
    start_position,
    working_days,
)

CHRISTMAS = date(2026, 12, 25)
AXIS = axis_of(FRIDAY, (CHRISTMAS,))
DAY = st.dates(date(2024, 1, 1), date(2030, 1, 1))


def test_work_that_ends_on_the_third_working_day_after_the_status_date_stands_at_three():
    assert finish_position(AXIS, [FRIDAY, november(23), november(25), None]) == [0, 1, 3, None]


def test_work_that_ended_before_the_status_date_stands_below_zero():
    assert finish_position(AXIS, [november(19), november(18), november(13)]) == [-1, -2, -5]


def test_work_that_begins_on_the_next_working_day_begins_at_zero():
    assert start_position(AXIS, [november(23), november(24), FRIDAY, november(19)]) == [0, 1, -1, -2]


def test_a_weekend_belongs_to_the_friday_for_a_finish_and_to_the_monday_for_a_start_and_a_deadline():
    assert finish_position(AXIS, [november(28)]) == [5]
    assert start_position(AXIS, [november(28)]) == [5]
    assert due_position(AXIS, [november(27), november(28), november(30)]) == [5, 6, 6]


def test_holidays_are_no_working_days():
    assert finish_days(AXIS, [24, 25]) == [date(2026, 12, 24), date(2026, 12, 28)]
    assert span(AXIS, [date(2026, 12, 21)], [date(2026, 12, 27)]) == [4]


def test_a_begun_day_counts_whole_and_an_error_of_adding_up_does_not():
    assert finish_days(AXIS, [2.5, 3, 3 + 1e-9]) == [november(25)] * 3
    assert start_days(AXIS, [2.5, 2, 2 - 1e-9]) == [november(25)] * 3


def test_position_zero_is_the_status_date_itself_even_on_a_sunday():
    assert finish_days(axis_of(november(22), ()), [0, 1]) == [november(22), november(23)]


def test_a_span_counts_both_ends_and_is_unknown_without_one_or_backwards():
    starts, finishes = [november(23), november(23), None, november(24)], [november(27), november(23), november(27), november(23)]
    assert span(AXIS, starts, finishes) == [5, 1, None, None]


@pytest.mark.parametrize("day", [date.min, date.max])
def test_the_first_and_the_last_day_of_the_calendar_can_be_counted(day):
    assert abs(start_position(AXIS, [day])[0]) > 500_000


@given(DAY, st.integers(0, 800))
def test_a_position_and_its_day_are_each_other_s_way_back(status_date, position):
    axis = axis_of(status_date, (CHRISTMAS,))
    assert finish_position(axis, finish_days(axis, [position])) == [position]
    assert start_position(axis, start_days(axis, [position])) == [position]


@given(DAY, st.integers(-400, 400), st.integers(1, 400))
def test_lateness_is_what_the_variance_of_finishes_counts(status_date, agreed_in, position):
    axis = axis_of(status_date, (CHRISTMAS,))
    agreed = status_date + timedelta(days=agreed_in)
    finish = finish_days(axis, [position])[0]
    assert [days_late(axis, finish, agreed)] == working_days([(agreed, finish)], (CHRISTMAS,))


def test_working_days_are_counted_both_ways():
    assert working_days([(FRIDAY, november(23)), (november(27), FRIDAY), (FRIDAY, FRIDAY)], ()) == [1, -5, 0]


@given(st.lists(st.tuples(DAY, DAY), max_size=5))
def test_working_days_of_a_few_spans_are_those_of_a_table(spans):
    table = pl.DataFrame(spans, schema={"start": pl.Date, "end": pl.Date}, orient="row")
    days = table.select(days_between(pl.col("start"), pl.col("end"), as_free((CHRISTMAS,)))).to_series()
    assert working_days(spans, (CHRISTMAS,)) == days.to_list()
