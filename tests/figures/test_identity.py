"""The last report beside this one: which rows are the same, and what is kept of both."""

from datetime import date

from builders import item, make_book, milestone
from past import past_of
from pipeline.figures.change.identity import compared
from pipeline.figures.compute import compute
from pipeline.store.records import Past

BEFORE = {"status_date": date(2026, 11, 13)}


def beside(before, now, milestones_before=None, milestones_now=None, project=None):
    then = make_book(BEFORE | (project or {}), Milestones=milestones_before or [milestone()], Scope=before)
    return compared(past_of(then), compute(make_book(project, Milestones=milestones_now or milestones_before or [milestone()], Scope=now)))


def test_at_first_sight_there_is_nothing_to_compare_with():
    assert compared(Past(), compute(make_book(Milestones=[milestone()]))) is None


def test_only_the_last_accepted_report_is_compared():
    older = make_book({"status_date": date(2026, 11, 6)}, Milestones=[milestone("M1"), milestone("M2")])
    last = make_book(BEFORE, Milestones=[milestone("M1")])
    both = compared(past_of(older, last), compute(make_book(Milestones=[milestone("M1")])))
    assert both.since == date(2026, 11, 13)
    assert both.then.milestones["id"].to_list() == ["M1"]


def test_rows_below_a_renamed_milestone_and_item_have_the_ids_of_today():
    before = [item("S1", title="Log in"), item("S1.1", 2, title="Form", percent=40.0), item("S2", title="Export", also_in=["M2"])]
    now = [
        item("A", milestone="X1", title="Log in"),
        item("A.1", 2, "X1", title="form", percent=40.0),
        item("S2", milestone="X1", title="Export", also_in=["M2"]),
    ]
    old = [milestone("M1", name="Alpha"), milestone("M2", name="Beta")]
    both = beside(before, now, old, [milestone("X1", name="Alpha"), milestone("M2", name="Beta")])
    assert (both.renamed_milestones, both.renamed_items) == ({"M1": "X1"}, {"S1": "A", "S1.1": "A.1"})
    assert both.then.items.select("id", "milestone", "parent").rows() == [("A", "X1", None), ("A.1", "X1", "A"), ("S2", "X1", None)]
    assert both.then.milestones["id"].to_list() == ["X1", "M2"]


def test_an_included_item_follows_the_new_id_of_the_milestone():
    old = [milestone("M1", name="Alpha"), milestone("M2", name="Beta")]
    scope = [item("S1", also_in=["M2"])]
    both = beside(scope, [item("S1", also_in=["B"])], old, [milestone("M1", name="Alpha"), milestone("B", name="Beta")])
    assert both.then.items["also_in"].to_list() == both.now.items["also_in"].to_list() == [["B"]]


def test_a_report_keeps_the_same_of_a_row_then_and_now():
    scope = [
        item("S1", owner="Kim Ray", also_in=["M2"], effort=3.0),
        item("S1.1", 2, percent=30.0, effort=3.0, forecast_finish=date(2027, 1, 4)),
        item("S1.2", 2, status="Cancelled"),
        item("S2", milestone="M2", actual_finish=date(2026, 11, 5)),
    ]
    both = beside(scope, scope, [milestone("M1", weight=2.0), milestone("M2", weight=1.0, actual_finish=date(2026, 11, 5))])
    assert both.then.items.equals(both.now.items)
    assert both.then.milestones.equals(both.now.milestones)
    assert both.then.leaves.equals(both.now.leaves)
    assert both.now.leaves["id"].to_list() == ["S1.1", "S2"]
    assert both.now.items["finish"].to_list() == [None, date(2027, 1, 4), None, date(2026, 11, 5)]


def test_weights_of_milestones_follow_their_leaves_unless_they_are_given():
    scope = [item("S1", effort=3.0), item("S2", milestone="M2", effort=4.0)]
    assert beside(scope, scope, [milestone("M1"), milestone("M2")]).now.follows_leaves
    assert not beside(scope, scope, [milestone("M1", weight=1.0), milestone("M2", weight=1.0)]).now.follows_leaves
    shares = [{**row, "weight": 1.0} for row in scope]
    assert not beside(shares, shares, [milestone("M1"), milestone("M2")], project={"weighting": "explicit"}).now.follows_leaves


def test_a_milestone_whose_leaves_weigh_nothing_follows_their_number():
    weekend = {"baseline_start": date(2026, 11, 7), "baseline_finish": date(2026, 11, 8)}
    scope = [item("S1", **weekend), item("S2", **weekend)]
    assert beside(scope, scope, project={"weighting": "duration"}).now.follows_leaves


def test_a_repeated_id_belongs_to_the_first_row_only():
    both = beside([item("S1")], [item("S1", title="Log in"), item("S1", title="Export")])
    assert both.now.items["id"].to_list() == ["S1", None]
