"""The plan day by day: it is what the progress says at the status date, begins at 0, ends at 100, and never falls."""

from datetime import date
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from builders import item, make_book, milestone
from chance import examples
from pipeline.figures.compute import compute
from pipeline.figures.planned import planned_course

FRIDAY = date(2026, 11, 20)


def course(scope, stones=None, **project):
    figures = compute(make_book({"status_date": FRIDAY, **project}, Milestones=stones or [milestone()], Scope=scope))
    return figures, planned_course(figures, FRIDAY)


def at(found, day):
    return next(each.percent for each in found if each.day == day)


def test_the_plan_begins_the_day_before_the_first_start_and_ends_with_the_last_finish():
    _, found = course([item("S1", baseline_start=date(2026, 11, 2), baseline_finish=date(2026, 11, 27))])
    assert (found[0].day, found[0].percent) == (date(2026, 11, 1), 0.0)
    assert (found[-1].day, found[-1].percent) == (date(2026, 11, 27), 100.0)


def test_work_is_planned_by_working_days():
    # 20 working days from 2 to 27 November, 15 of them until Friday 20
    _, found = course([item("S1", baseline_start=date(2026, 11, 2), baseline_finish=date(2026, 11, 27))])
    assert at(found, FRIDAY) == pytest.approx(75.0)
    assert at(found, date(2026, 11, 8)) == pytest.approx(25.0)


def test_an_item_with_a_finish_only_is_planned_in_one_step():
    _, found = course([item("S1", baseline_finish=date(2026, 12, 18)), item("S2", baseline_finish=date(2026, 11, 13))])
    assert at(found, FRIDAY) == pytest.approx(50.0)
    assert [each.percent for each in found if each.day < date(2026, 11, 13)] == [0.0]


def test_an_item_without_dates_leaves_no_plan_to_draw():
    figures, found = course([item("S1", baseline_finish=date(2026, 12, 18)), item("S2")])
    assert figures.progress.planned is None
    assert found == ()


def test_dates_that_span_more_than_forty_years_are_no_plan():
    _, found = course([item("S1", baseline_start=date(2026, 1, 5), baseline_finish=date(2106, 1, 4))])
    assert found == ()


def test_a_long_plan_has_no_more_points_than_a_short_one():
    _, found = course([item("S1", baseline_start=date(2020, 1, 6), baseline_finish=date(2039, 1, 5))])
    assert 50 < len(found) <= 63


DAYS = st.dates(date(2026, 1, 1), date(2027, 12, 31))
ITEMS = st.lists(st.tuples(DAYS, DAYS, st.floats(0.5, 40), st.sampled_from(("M1", "M2")), st.booleans()), min_size=1, max_size=12)


@settings(max_examples=examples(60), deadline=None)
@given(ITEMS, st.sampled_from(("DE", None)))
def test_at_the_status_date_the_plan_is_that_of_the_progress_and_it_never_falls(items, calendar):
    scope = [
        item(f"S{number}", milestone=of, effort=effort, baseline_finish=max(one, other), baseline_start=min(one, other) if begins else None)
        for number, (one, other, effort, of, begins) in enumerate(items)
    ]
    figures, found = course(scope, [milestone("M1", weight=2.0), milestone("M2", weight=3.0)], calendar=calendar)
    if found[0].day < FRIDAY < found[-1].day:
        assert at(found, FRIDAY) == pytest.approx(figures.progress.planned)
    assert all(earlier.percent <= later.percent + 1e-9 for earlier, later in pairwise(found))
    assert found[-1].percent == pytest.approx(100.0)
