"""The percent bridge, by hand and as properties of random plans and edits."""

import math
from dataclasses import astuple
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from builders import item, make_book, milestone
from chance import examples
from past import past_of
from pipeline.figures.change.bridge import milestone_bridges, project_bridge
from pipeline.figures.change.identity import compared
from pipeline.figures.compute import compute
from pipeline.figures.outlook import Bridge

BEFORE = {"status_date": date(2026, 11, 13)}
TWO = [milestone("M1"), milestone("M2")]
PARTS = ("work", "scope_added", "scope_removed", "reweighting", "corrections")


def bridges_of(before, now, milestones=None, milestones_now=None, project=None, project_now=None):
    """The bridges of the project and of its milestones, checked to lie between the stored and today's work percent and to add up."""
    milestones = milestones or [milestone()]
    past = past_of(make_book((project or {}) | BEFORE, Milestones=milestones, Scope=before))
    figures = compute(make_book(project_now or project, Milestones=milestones_now or milestones, Scope=now))
    both = compared(past, figures)
    found, by_milestone = project_bridge(both), milestone_bridges(both)
    ends = [(found, past.last["work"], figures.progress.work)] if found else []
    before, after = (dict(rows.select("id", "work").rows()) for rows in (past.last_milestones, figures.milestones))
    old = {new: old for old, new in both.renamed_milestones.items()}
    ends += [(each, before[old.get(id, id)], after[id]) for id, each in by_milestone.items()]
    for each, first, last in ends:
        assert (each.since, each.before, each.after) == (BEFORE["status_date"], first, last)
        assert each.before + sum(getattr(each, name) for name in PARTS) == pytest.approx(each.after, abs=1e-9)
    return found, by_milestone


def bridge_of(*args, **kwargs):
    return bridges_of(*args, **kwargs)[0]


def parts(bridge):
    """The parts that are not zero."""
    return {name: pytest.approx(getattr(bridge, name), abs=1e-9) for name in PARTS if getattr(bridge, name)}


def leaves(*percents, effort=10.0, **fields):
    return [item(f"S{n}", percent=percent, effort=effort, **fields) for n, percent in enumerate(percents, start=1)]


def test_a_week_without_edits_moves_nothing():
    found = bridge_of(leaves(33.3, 70.0), leaves(33.3, 70.0))
    assert astuple(found) == (date(2026, 11, 13), found.before, 0.0, 0.0, 0.0, 0.0, 0.0, found.before)


def test_a_higher_percent_is_work():
    assert parts(bridge_of(leaves(20.0, 40.0), leaves(60.0, 40.0))) == {"work": 20.0}


def test_a_lower_percent_is_a_correction():
    assert parts(bridge_of(leaves(20.0, 40.0), leaves(20.0, 30.0))) == {"corrections": -5.0}


def test_work_and_correction_in_one_week_are_told_apart():
    assert parts(bridge_of(leaves(20.0, 40.0), leaves(30.0, 20.0))) == {"work": 5.0, "corrections": -10.0}


def test_a_row_seen_first_is_scope_added_and_never_work():
    assert parts(bridge_of(leaves(40.0), leaves(40.0, 0.0))) == {"scope_added": -20.0}
    assert parts(bridge_of(leaves(40.0), leaves(40.0, 100.0))) == {"scope_added": 30.0}


@pytest.mark.parametrize("status", ["Cancelled", "Deferred"])
def test_a_row_out_of_scope_is_removed_and_one_that_comes_back_is_added(status):
    inside, outside = leaves(40.0, 0.0), [*leaves(40.0), item("S2", status=status, effort=10.0)]
    assert parts(bridge_of(inside, outside)) == {"scope_removed": 20.0}
    assert parts(bridge_of(outside, inside)) == {"scope_added": -20.0}


def test_a_row_that_is_gone_is_scope_removed():
    assert parts(bridge_of(leaves(40.0, 0.0), leaves(40.0))) == {"scope_removed": 20.0}


def test_another_estimate_is_re_weighting():
    # (10·0 + 10·100) / 20 = 50, then (30·0 + 10·100) / 40 = 25
    now = [item("S1", percent=0.0, effort=30.0), item("S2", percent=100.0, effort=10.0)]
    assert parts(bridge_of(leaves(0.0, 100.0), now)) == {"reweighting": -25.0}


def test_every_part_at_once_by_hand():
    before = [item(f"S{n}", percent=percent, effort=effort) for n, percent, effort in ((1, 20.0, 10.0), (2, 50.0, 20.0), (3, 10.0, 10.0))]
    now = [item(f"S{n}", percent=percent, effort=effort) for n, percent, effort in ((1, 60.0, 10.0), (2, 30.0, 40.0), (4, 0.0, 10.0))]
    # 1300/40 = 32.5 · 1700/40 = 42.5 · 1700/50 = 34 · 1600/40 = 40 · 2600/60 · 1800/60 = 30
    assert parts(bridge_of(before, now)) == {
        "work": 10.0,
        "scope_added": -8.5,
        "scope_removed": 6.0,
        "reweighting": 2600 / 60 - 40,
        "corrections": 30 - 2600 / 60,
    }


def test_a_renamed_row_is_the_same_row():
    before = [item("S1", title="Log in", percent=20.0), item("S2", title="Export", percent=40.0)]
    now = [item("S1", title="Log in", percent=20.0), item("X9", title="Export", percent=60.0)]
    assert parts(bridge_of(before, now)) == {"work": 10.0}


def test_a_renamed_milestone_is_the_same_milestone():
    before, now = [item("S1", percent=20.0)], [item("S1", milestone="A", percent=50.0)]
    found, by_milestone = bridges_of(before, now, [milestone("M1", name="Alpha")], [milestone("A", name="Alpha")])
    assert parts(found) == parts(by_milestone["A"]) == {"work": 30.0}


def test_a_leaf_that_is_broken_down_gives_way_to_the_rows_below_it():
    now = [item("S1"), item("S1.1", 2, percent=100.0, effort=10.0), item("S1.2", 2, percent=0.0, effort=10.0)]
    # 40, then with two rows more (10·40 + 10·100) / 30, then without the one that is no leaf any more 50
    assert parts(bridge_of(leaves(40.0), now)) == {"scope_added": 140 / 3 - 40, "scope_removed": 50 - 140 / 3}


def test_a_new_milestone_is_scope_added():
    now = [*leaves(40.0), item("T1", milestone="M2", percent=0.0, effort=30.0)]
    found, by_milestone = bridges_of(leaves(40.0), now, TWO[:1], TWO)
    assert parts(found) == {"scope_added": -30.0}
    assert list(by_milestone) == ["M1"]


def test_a_cancelled_milestone_is_scope_removed():
    scope = [*leaves(40.0), item("T1", milestone="M2", percent=0.0, effort=30.0)]
    found, by_milestone = bridges_of(scope, scope, TWO, [TWO[0], milestone("M2", status="Cancelled")])
    assert parts(found) == {"scope_removed": 30.0}
    assert list(by_milestone) == ["M1"]


def test_scope_added_makes_its_milestone_weigh_more_where_leaves_decide():
    before = [*leaves(40.0), item("T1", milestone="M2", percent=100.0, effort=10.0)]
    # (400 + 1000) / 20 = 70, then (400 + 1000) / 40
    assert parts(bridge_of(before, [*before, item("S2", percent=0.0, effort=20.0)], TWO)) == {"scope_added": -35.0}


def test_leaves_without_weight_count_each_the_same():
    fields = {"baseline_start": date(2026, 11, 2), "baseline_finish": date(2026, 11, 5)}
    weekend = {"baseline_start": date(2026, 11, 7), "baseline_finish": date(2026, 11, 8)}
    before = [item("S1", percent=50.0, **fields), item("T1", milestone="M2", percent=0.0, **weekend)]
    # four days and a row without any: (4·50 + 1·0) / 5, then (4·50 + 1·100) / 5
    found, by_milestone = bridges_of(before, [before[0], {**before[1], "percent": 100.0}], TWO, project={"weighting": "duration"})
    assert parts(found) == {"work": 20.0}
    assert parts(by_milestone["M2"]) == {"work": 100.0}


def test_a_milestone_without_weight_stands_alone_when_the_others_are_gone():
    budgets = [milestone("M1", budget=0.0), milestone("M2", budget=5.0)]
    before = [*leaves(40.0), item("T1", milestone="M2", percent=100.0)]
    assert parts(bridge_of(before, [before[0], {**before[1], "status": "Cancelled"}], budgets)) == {"scope_removed": -60.0}


def test_milestones_with_budgets_weigh_by_them_whatever_is_added():
    budgets = [milestone("M1", budget=3000.0), milestone("M2", budget=1000.0)]
    before = [*leaves(40.0), item("T1", milestone="M2", percent=100.0)]
    # 0.75·40 + 0.25·100 = 55; M1 falls to 20: 40
    assert parts(bridge_of(before, [*leaves(40.0, 0.0), before[1]], budgets)) == {"scope_added": -15.0}


def test_another_budget_is_re_weighting():
    before = [*leaves(40.0), item("T1", milestone="M2", percent=100.0)]
    old = [milestone("M1", budget=3000.0), milestone("M2", budget=1000.0)]
    new = [milestone("M1", budget=1000.0), milestone("M2", budget=1000.0)]
    assert parts(bridge_of(before, before, old, new)) == {"reweighting": 15.0}


def test_budgets_in_another_currency_are_no_re_weighting():
    scope = [*leaves(40.0), item("T1", milestone="M2", percent=100.0)]
    more = [*scope, item("U1", milestone="M3", percent=0.0)]
    old = [milestone("M1", budget=3000.0), milestone("M2", budget=1000.0)]
    new = [milestone("M1", budget=30.0), milestone("M2", budget=10.0), milestone("M3", budget=20.0)]
    # (3000·40 + 1000·100) / 4000 = 55, then with 2000 more 36.67
    assert parts(bridge_of(scope, more, old, new)) == {"scope_added": 220_000 / 6000 - 55}


def test_weights_given_to_milestones_for_the_first_time_are_re_weighting():
    scope = [*leaves(40.0), item("T1", milestone="M2", percent=100.0, effort=10.0)]
    given_now = [milestone("M1", weight=3.0), milestone("M2", weight=1.0)]
    assert parts(bridge_of(scope, scope, TWO, given_now)) == {"reweighting": -15.0}
    assert parts(bridge_of(scope, scope, given_now, TWO)) == {"reweighting": 15.0}


def test_a_new_milestone_counts_on_the_scale_of_weights_that_are_given_up():
    before = [*leaves(40.0), item("T1", milestone="M2", percent=100.0, effort=10.0)]
    now = [*before, item("U1", milestone="M3", percent=0.0, effort=20.0)]
    old = [milestone("M1", weight=3.0), milestone("M2", weight=1.0)]
    # 220/4 = 55; M3 weighs 20 · 4/20 = 4: 220/8 = 27.5; by effort 1400/40
    assert parts(bridge_of(before, now, old, [*TWO, milestone("M3")])) == {"scope_added": -27.5, "reweighting": 7.5}


def test_an_item_that_goes_to_another_milestone_is_re_weighting_of_the_project():
    before = [*leaves(0.0, 100.0), item("T1", milestone="M2", percent=0.0, effort=10.0)]
    now = [before[0], {**before[1], "milestone": "M2"}, before[2]]
    budgets = [milestone("M1", budget=3.0), milestone("M2", budget=1.0)]
    found, by_milestone = bridges_of(before, now, budgets)
    assert parts(found) == {"reweighting": -25.0}  # 0.75·50 = 37.5, then 0.25·50 = 12.5
    assert parts(by_milestone["M1"]) == {"scope_removed": -50.0}
    assert parts(by_milestone["M2"]) == {"scope_added": 50.0}


def test_an_included_item_counts_once_for_the_project_and_in_each_milestone():
    before = [item("S1", also_in=["M2"]), item("S1.1", 2, percent=0.0), item("T1", milestone="M2", percent=0.0)]
    now = [before[0], {**before[1], "percent": 50.0}, before[2]]
    found, by_milestone = bridges_of(before, now, TWO)
    assert parts(found) == {"work": 25.0}
    assert parts(by_milestone["M1"]) == {"work": 50.0}
    assert parts(by_milestone["M2"]) == {"work": 25.0}


def test_an_item_that_a_milestone_includes_anew_is_scope_added_there_only():
    before = [item("S1", percent=50.0), item("T1", milestone="M2", percent=0.0)]
    found, by_milestone = bridges_of(before, [{**before[0], "also_in": ["M2"]}, before[1]], TWO)
    assert parts(found) == parts(by_milestone["M1"]) == {}
    assert parts(by_milestone["M2"]) == {"scope_added": 25.0}


def test_a_milestone_that_only_includes_an_item_without_an_id_has_no_bridge():
    stones, guest = [milestone("M1"), milestone("M2")], item(None, milestone="M1", also_in=["M2"], percent=50.0)
    found, by_milestone = bridges_of([guest], [guest | {"percent": 80.0}], stones, stones)
    assert found is not None
    assert by_milestone.keys() == {"M1"}


def test_shares_of_rows_that_stay_do_not_move_when_one_is_added():
    rows = [item("S1", percent=80.0, weight=1.0), item("S2", percent=40.0, weight=1.0)]
    now = [*rows, item("S3", percent=0.0, weight=1.0), item("T1", milestone="M2", percent=0.0, weight=1.0)]
    before = [*rows, now[-1]]
    # M1 60 → 40, and each milestone weighs the same: 30 → 20
    found, by_milestone = bridges_of(before, now, TWO, project={"weighting": "explicit"})
    assert parts(found) == {"scope_added": -10.0}
    assert parts(by_milestone["M1"]) == {"scope_added": -20.0}


def test_another_weighting_is_re_weighting_and_a_new_row_counts_on_the_old_scale():
    before = [item("S1", percent=0.0), item("S2", percent=100.0)]
    now = [item("S1", percent=0.0, effort=30.0), item("S2", percent=100.0, effort=10.0), item("S3", percent=0.0, effort=20.0)]
    # equal weights: 50; the new row weighs 20 · 2/40 = 1: 33.33; by effort 10/60
    assert parts(bridge_of(before, now)) == {"scope_added": 100 / 3 - 50, "reweighting": 100 / 6 - 100 / 3}


def test_one_row_alone_tells_no_change_of_unit():
    # 400/10 = 40, with ten more 400/20, by today's efforts 800/30
    now = [*leaves(40.0, effort=20.0), item("S2", percent=0.0, effort=10.0)]
    assert parts(bridge_of(leaves(40.0), now)) == {"scope_added": -20.0, "reweighting": 80 / 3 - 20}


def test_days_that_become_hours_are_no_re_weighting():
    before = leaves(20.0, 60.0)
    now = [*leaves(20.0, 60.0, effort=80.0), item("S3", percent=0.0, effort=80.0)]
    assert parts(bridge_of(before, now)) == {"scope_added": 80 / 3 - 40}


def test_with_nothing_in_scope_then_or_now_there_is_no_bridge():
    out = [item("S1", status="Cancelled")]
    assert bridges_of(out, leaves(40.0)) == (None, {})
    assert bridges_of(leaves(40.0), out) == (None, {})


def test_a_past_that_no_formula_gives_back_is_corrected_to_today():
    past = past_of(make_book(BEFORE, Milestones=[milestone()], Scope=leaves(40.0)))
    past.issues.replace_column(past.issues.get_column_index("work"), past.issues["work"] + 5)
    found = project_bridge(compared(past, compute(make_book(Milestones=[milestone()], Scope=leaves(60.0)))))
    assert found == Bridge(date(2026, 11, 13), 45.0, 20.0, 0.0, 0.0, 0.0, -5.0, 60.0)


PERCENT = st.sampled_from([None, 0.0, 33.3, 50.0, 99.9, 100.0]) | st.floats(0, 100)
WEIGHT = st.none() | st.just(0.0) | st.floats(0.01, 100)
LEAF = st.fixed_dictionaries(
    {
        "percent": PERCENT,
        "effort": st.none() | st.floats(0.01, 1000),
        "weight": WEIGHT,
        "status": st.sampled_from([None, None, None, "Done", "Cancelled", "Deferred"]),
        "also_in": st.sampled_from([None, None, None, ["M1"], ["M2", "M3"]]),
    }
)
HOME = st.sampled_from(["M1", "M2", "M3"])
TREE = st.dictionaries(st.sampled_from("ABCDE"), st.tuples(HOME, st.dictionaries(st.sampled_from("vwxyz"), LEAF, max_size=4)), min_size=1)
WEIGHTING = st.sampled_from([None, "effort", "explicit", "equal"])
GIVEN = st.fixed_dictionaries({"budget": WEIGHT, "weight": WEIGHT})
MILESTONES = st.tuples(*(GIVEN.map(lambda given, id=id: milestone(id, **given)) for id in ("M1", "M2", "M3"))).map(list)
COMMON = settings(max_examples=examples(60), deadline=None)


def rows_of(tree, order=lambda rows: rows):
    """The rows of a tree: a letter is a solution, two letters one of its leaves."""
    rows = []
    for name, (home, below) in order(list(tree.items())):
        rows.append(item(name, milestone=home))
        rows += [item(f"{name}{leaf}", 2, home, title=f"{name}{leaf}", **fields) for leaf, fields in order(list(below.items()))]
    return rows


def live(tree):
    """The leaves of a tree that are in scope."""
    return [leaf for _, below in tree.values() for leaf in below.values() if leaf["status"] not in ("Cancelled", "Deferred")]


def every(found, by_milestone):
    return [each for each in (found, *by_milestone.values()) if each]


@COMMON
@given(TREE, TREE, MILESTONES, MILESTONES, WEIGHTING, WEIGHTING)
def test_whatever_changes_the_parts_add_up(before, now, old, new, weighting, weighting_now):
    found, by_milestone = bridges_of(rows_of(before), rows_of(now), old, new, {"weighting": weighting}, {"weighting": weighting_now})
    for each in every(found, by_milestone):
        assert all(math.isfinite(part) for part in astuple(each)[1:])
        assert each.work >= 0 >= each.corrections


@COMMON
@given(TREE, MILESTONES, WEIGHTING)
def test_without_an_edit_every_part_is_zero(tree, milestones, weighting):
    found, by_milestone = bridges_of(rows_of(tree), rows_of(tree), milestones, project={"weighting": weighting})
    assert [parts(each) for each in every(found, by_milestone)] == [{}] * len(every(found, by_milestone))


@COMMON
@given(TREE, st.lists(st.tuples(HOME, LEAF), min_size=1, max_size=3), MILESTONES, WEIGHTING)
def test_rows_that_are_added_are_never_work(tree, more, milestones, weighting):
    added = [item(f"new{n}", milestone=home, **leaf) for n, (home, leaf) in enumerate(more)]
    for each in every(*bridges_of(rows_of(tree), rows_of(tree) + added, milestones, project={"weighting": weighting})):
        assert parts(each).keys() <= {"scope_added", "reweighting"}


@COMMON
@given(TREE, st.lists(st.floats(0, 1), min_size=30, max_size=30), MILESTONES, WEIGHTING)
def test_percents_that_rise_are_nothing_but_work(tree, shares, milestones, weighting):
    raised = {name: (home, {key: dict(leaf) for key, leaf in below.items()}) for name, (home, below) in tree.items()}
    for leaf, share in zip(live(raised), shares, strict=False):
        if leaf["status"] is None:
            leaf["percent"] = (leaf["percent"] or 0) + share * (100 - (leaf["percent"] or 0))
    for each in every(*bridges_of(rows_of(tree), rows_of(raised), milestones, project={"weighting": weighting})):
        assert parts(each).keys() <= {"work"}
        assert each.work >= 0


@COMMON
@given(TREE, TREE, MILESTONES, WEIGHTING, st.randoms(use_true_random=False))
def test_the_order_of_rows_changes_nothing(before, now, milestones, weighting, chance):
    def shuffled(rows):
        return chance.sample(rows, len(rows))

    plain = bridges_of(rows_of(before), rows_of(now), milestones, project={"weighting": weighting})
    mixed = bridges_of(rows_of(before, shuffled), rows_of(now, shuffled), milestones, project={"weighting": weighting})
    for one, other in zip(every(*plain), every(*mixed), strict=True):
        assert astuple(one)[1:] == pytest.approx(astuple(other)[1:], abs=1e-8)


@COMMON
@given(TREE, st.floats(0.1, 10), MILESTONES)
def test_efforts_in_another_unit_are_no_re_weighting(tree, factor, milestones):
    scaled = {
        name: (home, {key: {**leaf, "effort": leaf["effort"] and leaf["effort"] * factor} for key, leaf in below.items()})
        for name, (home, below) in tree.items()
    }
    for each in every(*bridges_of(rows_of(tree), rows_of(scaled), milestones)):
        assert parts(each) == {}
