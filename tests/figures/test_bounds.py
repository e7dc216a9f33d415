import pytest

from figures.schedules import FRIDAY, after, days, november, row
from pipeline.figures.schedule.bounds import External, bounds
from pipeline.figures.schedule.network import Link
from pipeline.figures.schedule.remaining import by_id, remaining
from pipeline.figures.workdays import axis_of

AXIS = axis_of(FRIDAY, ())


def found(*rows, external=None, project=None):
    milestones = by_id(rows)
    left = {id: each.days for id, each in remaining(milestones, AXIS).items()}
    return bounds(milestones, external or {}, left, AXIS, project)


def earliest(*rows, external=None):
    """Where the last of the rows can begin."""
    return found(*rows, external=external).earliest[-1]


def test_links_between_open_milestones_are_left_to_the_network():
    bound = found(days("M1", 3), days("M2", 2, "M1", after("M1", "SS", 5)))
    assert bound.links == (Link("M1", "M2"), Link("M1", "M2", "SS", 5))
    assert bound.earliest == (0, 0)


@pytest.mark.parametrize(
    ("relation", "lag", "expected"), [("FS", 0, 0), ("FS", 10, 8), ("SS", 10, 3), ("FF", 10, 4), ("SF", 12, 1), ("FS", -5, 0)]
)
def test_what_is_done_bounds_by_its_actual_dates(relation, lag, expected):
    # Begun on Thursday 12 November (position -7), ended on Wednesday 18 November (position -2); the other one takes 4 days.
    done = row("M1", state="done", actual_start=november(12), actual=november(18))
    assert earliest(done, days("M2", 4, after("M1", relation, lag))) == expected


def test_what_was_done_on_an_unknown_day_bounds_by_the_status_date():
    assert earliest(row("M1", state="done"), days("M2", 1, after("M1", lag=3))) == 3


def test_a_start_that_has_happened_no_longer_moves_what_follows_it():
    begun = days("M1", 30, state="in progress", actual_start=november(18))
    bound = found(begun, days("M2", 1, after("M1", "SS", 5)), days("M3", 1, "M1"))
    assert bound.earliest == (0, 2, 0)
    assert bound.links == (Link("M1", "M3"),)
    assert bound.held == {"M2": "M1"}


def test_without_its_actual_start_work_under_way_is_taken_to_begin_after_the_status_date():
    bound = found(days("M1", 30, state="in progress"), days("M2", 1, after("M1", "SS", 5)))
    assert bound.links == (Link("M1", "M2", "SS", 5),)


def test_an_actual_start_that_lies_ahead_is_no_fact():
    bound = found(days("M1", 3, state="in progress", actual_start=november(25)), days("M2", 1, after("M1", "SS")))
    assert (bound.links, bound.earliest) == ((Link("M1", "M2", "SS"),), (0, 0))


def test_links_to_what_is_cancelled_are_void():
    bound = found(
        row("M1", state="cancelled"), days("M2", 1, "M1", "other:M1"), external={"other:M1": External("cancelled", FRIDAY, november(26))}
    )
    assert (bound.links, bound.earliest, bound.ignored) == ((), (0,), frozenset())


def test_not_before_bounds_what_has_not_begun_and_nothing_else():
    bound = found(days("M1", 1, not_before=november(25)), days("M2", 1, state="in progress", not_before=november(25)))
    assert bound.earliest == (2, 0)
    assert bound.held == {}


def test_a_milestone_of_another_project_bounds_by_its_computed_dates():
    other = {"other:M1": External("in progress", november(16), november(26))}
    assert earliest(days("M2", 1, "other:M1"), external=other) == 4
    assert earliest(days("M2", 1, after("other:M1", "SS", 10)), external=other) == 5
    assert found(days("M2", 1, "other:M1"), external=other).held == {"M2": "other:M1"}


def test_links_to_what_nobody_knows_or_knows_no_day_of_are_ignored():
    bound = found(days("M1", 1, "M9"), days("M2", 1, "other:M9"), days("M3", 1, "other:M1"), external={"other:M1": External("ready")})
    assert bound.ignored == {"M1", "M2", "M3"}


def test_the_project_s_own_id_before_an_id_changes_nothing():
    assert found(days("M1", 1), days("M2", 1, "demo:M1"), project="demo").links == (Link("M1", "M2"),)
