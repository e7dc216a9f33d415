from datetime import date

import pytest

from builders import item, milestone
from figures.cases import column, figures_of


def weights(*rows, **more):
    return column(figures_of(*rows, **more).scope, "weight_used")


def test_weighting_is_effort_where_any_item_has_one_and_equal_otherwise():
    assert figures_of(item("A"), item("B", effort=3)).progress.weighting == "effort"
    assert figures_of(item("A"), item("B", effort=0)).progress.weighting == "equal"
    assert figures_of(item("A", effort=3, status="Cancelled"), item("B")).progress.weighting == "equal"


def test_a_weighting_that_no_row_supports_is_equal():
    for wanted in ("effort", "duration", "explicit"):
        found = figures_of(item("A"), item("B"), project={"weighting": wanted})
        assert found.progress.weighting == "equal"
        assert found.scope["weight_used"].to_list() == [1, 1]


def test_equal_weighting_is_kept_although_there_are_efforts():
    assert weights(item("A", effort=5), item("B"), project={"weighting": "equal"}) == {"A": 1, "B": 1}


@pytest.mark.parametrize("missing", [None, 0, -2, float("inf")])
def test_a_missing_effort_is_the_mean_of_its_leaf_siblings(missing):
    rows = [item("S"), item("A", 2, effort=5), item("B", 2, effort=missing), item("C", 2, effort=3), item("T", effort=90)]
    assert weights(*rows) == {"S": None, "A": 5, "B": 4, "C": 3, "T": 90}


def test_a_missing_effort_on_level_1_is_the_mean_of_the_level_1_leaves_of_its_milestone():
    rows = [item("A", effort=6), item("B"), item("P"), item("P.1", 2, effort=100), item("C", milestone="M2", effort=50)]
    assert weights(*rows, milestones=[milestone("M1"), milestone("M2")])["B"] == 6


def test_without_siblings_to_ask_the_nearest_row_above_that_knows_decides():
    rows = [
        item("S"),
        item("P", 2),
        item("P.1", 3, effort=2),
        item("P.2", 3, effort=4),
        item("Q", 2, kind="group"),
        item("Q.1", 3),
        item("T", effort=9),
    ]
    assert weights(*rows)["Q.1"] == 3


def test_then_its_milestone_then_the_project():
    rows = [item("S"), item("S.1", 2), item("T"), item("T.1", 2, effort=8), item("U", milestone="M2")]
    found = weights(*rows, milestones=[milestone("M1"), milestone("M2")])
    assert found == {"S": None, "S.1": 8, "T": None, "T.1": 8, "U": 8}


def test_rows_out_of_scope_have_no_say_in_the_mean():
    rows = [item("A", effort=5), item("B"), item("C", effort=500, status="Cancelled")]
    assert weights(*rows) == {"A": 5, "B": 5, "C": None}


def test_duration_counts_the_working_days_of_the_baseline_both_ends_included():
    monday, friday, saturday = date(2026, 3, 2), date(2026, 3, 6), date(2026, 3, 7)
    rows = [
        item("A", baseline_start=monday, baseline_finish=friday),
        item("B", baseline_start=monday, baseline_finish=monday),
        item("C", baseline_start=saturday, baseline_finish=saturday),
        item("D", baseline_start=friday, baseline_finish=monday),
    ]
    assert weights(*rows, project={"weighting": "duration"}) == {"A": 5, "B": 1, "C": 0, "D": 2}


def test_duration_leaves_out_the_holidays_of_the_working_calendar():
    row = item("A", baseline_start=date(2026, 3, 30), baseline_finish=date(2026, 4, 7))
    assert weights(row, project={"weighting": "duration", "calendar": "DE"}) == {"A": 5}
    assert weights(row, project={"weighting": "duration"}) == {"A": 7}


def test_where_all_durations_are_zero_items_weigh_the_same():
    saturday = date(2026, 3, 7)
    rows = [item(name, baseline_start=saturday, baseline_finish=saturday, percent=percent) for name, percent in (("A", 100), ("B", 0))]
    assert figures_of(*rows, project={"weighting": "duration"}).progress.work == 50


def test_explicit_weights_are_shares_among_siblings():
    rows = [item("S", weight=60), item("S.1", 2, weight=1), item("S.2", 2, weight=3), item("T", weight=20)]
    found = weights(*rows, project={"weighting": "explicit"})
    assert found == {"S": None, "S.1": pytest.approx(0.75 * 0.25), "S.2": pytest.approx(0.75 * 0.75), "T": pytest.approx(0.25)}


def test_explicit_weights_blank_is_the_mean_and_all_zero_is_equal():
    rows = [item("A", weight=5), item("B"), item("C", weight=3), item("D", weight=-7)]
    rows += [item("E", weight=4), item("E.1", 2, weight=0), item("E.2", 2, weight=0)]
    found = weights(*rows, project={"weighting": "explicit"})
    fifth = pytest.approx(4 / 20)
    assert found == {"A": pytest.approx(5 / 20), "B": fifth, "C": pytest.approx(3 / 20), "D": fifth, "E": None, "E.1": 0.1, "E.2": 0.1}


def test_explicit_zero_is_a_real_zero():
    found = figures_of(item("A", weight=1, percent=100), item("B", weight=0), project={"weighting": "explicit"})
    assert (found.progress.work, found.progress.shown) == (100, "99%")


def test_explicit_shares_leave_out_what_has_nothing_in_scope():
    rows = [item("A", weight=1), item("B", weight=9), item("B.1", 2, status="Cancelled"), item("G", weight=9), item("G.1", 2, kind="group")]
    assert weights(*rows, project={"weighting": "explicit"})["A"] == 1
