import pytest

from builders import item, milestone
from figures.cases import column, figures_of
from pipeline.figures.progress import shown


@pytest.mark.parametrize(
    ("percent", "complete", "decimals", "text"),
    [
        (None, True, 0, ""),
        (0.0, False, 0, "0%"),
        (0.0, False, 1, "0%"),
        (0.2, False, 0, "1%"),
        (0.02, False, 1, "0.1%"),
        (66.99, False, 0, "66%"),
        (57.99999999, False, 0, "58%"),
        (58.4, False, 1, "58.4%"),
        (99.99, False, 0, "99%"),
        (99.99, False, 1, "99.9%"),
        (100.0, False, 0, "99%"),
        (100.0, False, 1, "99.9%"),
        (100.0, True, 0, "100%"),
        (99.99999999, True, 0, "100%"),
        (50.0, True, 0, "50%"),
    ],
)
def test_shown(percent, complete, decimals, text):
    assert shown(percent, complete, decimals) == text


def test_milestones_weigh_their_budget_where_every_one_with_scope_has_one():
    rows = [item("A", milestone="M1", percent=100, effort=1), item("B", milestone="M2", percent=0, effort=9)]
    budgets = [milestone("M1", budget=30, weight=1), milestone("M2", budget=10, weight=1), milestone("M3")]
    found = figures_of(*rows, milestones=budgets)
    assert found.progress.work == 75
    assert column(found.milestones, "weight_used") == {"M1": 30, "M2": 10, "M3": None}


def test_else_their_weight_else_the_sum_of_their_items():
    rows = [item("A", milestone="M1", percent=100, effort=1), item("B", milestone="M2", percent=0, effort=9)]
    assert figures_of(*rows, milestones=[milestone("M1", budget=30, weight=1), milestone("M2", weight=4)]).progress.work == 20
    assert figures_of(*rows, milestones=[milestone("M1", budget=30, weight=1), milestone("M2")]).progress.work == 10


def test_budgets_that_are_all_zero_weigh_the_same():
    rows = [item("A", milestone="M1", percent=100), item("B", milestone="M2", percent=0), item("C", milestone="M2", percent=0)]
    assert figures_of(*rows, milestones=[milestone("M1", budget=0), milestone("M2", budget=0)]).progress.work == 50


def test_the_project_shows_100_percent_only_when_every_milestone_is_done():
    complete = item("A", status="Done", signed_off=True)
    assert figures_of(complete).progress.shown == "100%"
    assert figures_of(complete, milestones=[milestone("M1"), milestone("M2")]).progress.shown == "99%"
    assert figures_of(complete, milestones=[milestone("M1"), milestone("M2", status="Cancelled")]).progress.shown == "100%"


def test_accepted_weighs_solutions_by_their_items_in_scope():
    rows = [
        item("S", signed_off=True),
        item("S.1", 2, effort=3, percent=100),
        item("S.2", 2, effort=90, status="Cancelled"),
        item("T", effort=1, percent=100),
        item("U", effort=4, percent=80, signed_off=True),
    ]
    progress = figures_of(*rows).progress
    assert progress.accepted == pytest.approx(100 * 3 / 8)
    assert progress.work == pytest.approx(100 * (3 + 1 + 3.2) / 8)


def test_a_repeated_milestone_id_counts_once():
    found = figures_of(item("A", percent=50), milestones=[milestone("M1"), milestone("M1", name="Twin")])
    assert (found.progress.work, found.progress.in_scope) == (50, 1)
    assert found.milestones["weight_used"].to_list() == [1, None]


def test_items_of_an_unknown_milestone_are_not_in_the_project():
    found = figures_of(item("A", percent=50), item("B", milestone="M9", percent=100))
    assert (found.progress.work, found.progress.in_scope) == (50, 1)
    assert column(found.scope, "work") == {"A": 50, "B": 100}
