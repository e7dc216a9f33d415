from datetime import date
from fractions import Fraction

import pytest

from builders import item, milestone
from figures.cases import case, column, figures_of
from pipeline.figures.progress import shown

LEAF_AVERAGES = ("op-mixed-nil-zero", "op-no-estimates", "op-no-estimates-half", "op-weights-1-2-5-closed", "op-mixed-ratio-status")
ROUNDINGS = ("round-sourcegraph", "round-lage", "round-climbingcomp", "round-low-end")


@pytest.mark.parametrize("name", LEAF_AVERAGES)
def test_leaves_weigh_their_effort_and_a_missing_one_weighs_the_mean(name):
    inputs, expected = case("rollup", name)
    rows = [
        item(f"S{number}", effort=leaf["estimate_h"], percent=leaf["pct"], status="Done" if leaf["closed"] else None)
        for number, leaf in enumerate(inputs["leaves"])
    ]
    progress = figures_of(*rows).progress
    assert progress.work == pytest.approx(float(Fraction(expected["pct_exact"])))
    assert progress.shown == f"{expected['product_displayed_floor']}%"


def test_nested_summaries_weigh_their_leaves_not_their_own_span():
    inputs, expected = case("rollup", "msproject-kb101495")
    top = inputs["tree"]
    sub, task3 = top["children"]
    rows = [item("top", 1, effort=top["duration_d"]), item("sub", 2, effort=sub["duration_d"])]
    rows += [item(task["id"], 3, effort=task["duration_d"], percent=task["pct"]) for task in sub["children"]]
    rows += [item("task3", 2, effort=task3["duration_d"], percent=task3["pct"])]
    work = column(figures_of(*rows).scope, "work")
    assert work["sub"] == pytest.approx(expected["sub_pct"])
    assert work["top"] == pytest.approx(expected["top_pct_leaf_weighted"])


def nested():
    return [item("top"), item("sub1", 2, percent=0), item("sub2", 2), item("2.1", 3, percent=100), item("2.2", 3, percent=0)]


def test_equal_weighting_is_the_mean_of_leaves_and_equal_shares_are_the_mean_of_levels():
    _, expected = case("rollup", "structure-unestimated-nested")
    equal = column(figures_of(*nested()).scope, "work")
    assert (equal["sub2"], equal["top"]) == pytest.approx((expected["sub2_pct"], expected["top_pct_leaf_mean"]), abs=1e-4)
    shares = [{**row, "weight": 1.0} for row in nested()]
    explicit = column(figures_of(*shares, project={"weighting": "explicit"}).scope, "work")
    assert (explicit["sub2"], explicit["top"]) == pytest.approx((expected["sub2_pct"], expected["top_pct_level_mean"]))


def test_story_points_add_up_through_the_levels():
    inputs, expected = case("rollup", "structure-story-points")
    rows = [item("top"), item("sub1", 2)]
    rows += [item(f"1.{number}", 3, effort=leaf["points"], percent=leaf["pct"]) for number, leaf in enumerate(inputs["sub1"])]
    rows += [item("sub2", 2, effort=inputs["sub2"]["points"], percent=inputs["sub2"]["pct"])]
    work = column(figures_of(*rows).scope, "work")
    assert (work["sub1"], work["top"]) == pytest.approx((expected["sub1_pct"], expected["top_pct"]))


def test_a_percentage_is_shown_floored():
    inputs, expected = case("rollup", "ricksoft-floor-66")
    rows = [item(f"S{number}", effort=each["duration_d"], percent=each["pct"]) for number, each in enumerate(inputs["children"])]
    progress = figures_of(*rows).progress
    assert progress.work == pytest.approx(float(Fraction(expected["pct_exact"])))
    assert progress.shown == f"{expected['displayed']}%"


def test_an_open_item_of_no_weight_holds_its_parent_below_100():
    inputs, expected = case("rollup", "ricksoft-99-rule")
    weights = [child["duration_d"] or 0 for child in inputs["children"]]
    rows = [item("S1", signed_off=True)]
    rows += [
        item(f"S1.{n}", 2, weight=w, percent=child["pct"]) for n, (w, child) in enumerate(zip(weights, inputs["children"], strict=True))
    ]
    progress = figures_of(*rows, project={"weighting": "explicit"}).progress
    assert progress.work == expected["weighted_pct_of_weighted_children"]
    assert progress.shown == f"{expected['displayed']}%"


def test_one_day_of_ten_is_10_percent():
    inputs, expected = case("rollup", "one-vs-nine-days")
    rows = [item(f"S{number}", effort=each["duration_d"], percent=each["pct"]) for number, each in enumerate(inputs["children"])]
    assert figures_of(*rows).progress.work == pytest.approx(expected["pct"])


@pytest.mark.parametrize("name", ["cancelled-8-done-2-cancelled", "cancelled-1-done-1-cancelled"])
def test_cancelled_items_leave_the_denominator(name):
    inputs, expected = case("rollup", name)
    rows = [item(f"D{number}", status="Done", signed_off=True) for number in range(inputs["done"])]
    rows += [item(f"C{number}", status="Cancelled") for number in range(inputs["cancelled"])]
    progress = figures_of(*rows).progress
    assert (progress.work, progress.shown) == (expected["product_pct"], "100%")
    assert (progress.done, progress.in_scope, progress.cancelled) == (inputs["done"], inputs["done"], inputs["cancelled"])


def test_equal_shares_of_top_level_items():
    inputs, expected = case("rollup", "roots-half-one-one")
    rows = []
    for number, root in enumerate(inputs["roots"]):
        rows.append(item(f"R{number}", weight=1, status="Done" if root.get("done") else None))
        done = root.get("children_done", 0)
        rows += [item(f"R{number}.{n}", 2, percent=100 if n < done else 0) for n in range(root.get("children_total", 0))]
    progress = figures_of(*rows, project={"weighting": "explicit"}).progress
    assert progress.work == pytest.approx(float(Fraction(expected["pct_exact"])))
    assert progress.shown == f"{expected['product_displayed_floor']}%"


@pytest.mark.parametrize("name", ROUNDINGS)
def test_neither_end_is_reached_by_rounding(name):
    inputs, expected = case("rollup", name)
    rows = [item(f"S{number}", percent=100 if number < inputs["done"] else 0, signed_off=True) for number in range(inputs["total"])]
    progress = figures_of(*rows).progress
    assert progress.work == pytest.approx(expected["pct"], abs=1e-4)
    assert progress.shown == f"{expected['product_displayed']}%"
    if "product_displayed_1dp" in expected:
        assert shown(progress.work, False, decimals=1) == f"{expected['product_displayed_1dp']}%"


def test_complete_work_without_sign_off_shows_99_and_waits_for_it():
    inputs, expected = case("rollup", "signoff-gate")
    rows = []
    for number, solution in enumerate(inputs["milestone"]):
        rows.append(item(f"S{number}", signed_off=solution["signed_off"], weight=1))
        rows += [item(f"S{number}.{n}", 2, percent=percent) for n, percent in enumerate(solution["breakdown"])]
    found = figures_of(*rows, project={"weighting": "explicit"})
    assert (found.progress.work, found.progress.shown) == (expected["work_pct"], f"{expected['displayed_headline']}%")
    assert found.progress.accepted == pytest.approx(expected["accepted_pct_equal_solution_weights"])
    assert column(found.milestones, "state") == {"M1": "awaiting sign-off"}


def test_groups_and_parents_have_no_state_of_their_own():
    rows = [item("S1", status="Done", percent=100), item("G", 2, kind="group", status="Done"), item("S1.1", 3, percent=40)]
    scope = figures_of(*rows).scope
    assert column(scope, "work") == {"S1": 40, "G": 40, "S1.1": 40}
    assert column(scope, "state") == {"S1": "in progress", "G": "in progress", "S1.1": "in progress"}


def test_a_group_without_items_below_it_is_no_work():
    found = figures_of(item("S1"), item("G", 2, kind="group"))
    assert (found.progress.in_scope, found.progress.work) == (0, None)
    assert found.progress.why["work"] == "no scope items"


def test_a_percent_that_is_blank_or_out_of_range_counts_as_0():
    rows = [item("A"), item("B", percent=140), item("C", percent=-5), item("D", percent=float("nan")), item("E", percent=50)]
    found = figures_of(*rows)
    assert column(found.scope, "work") == {"A": 0, "B": 0, "C": 0, "D": 0, "E": 50}
    assert found.progress.work == 10


def test_nothing_in_scope_is_null_and_never_0_or_100():
    found = figures_of(item("A", status="Cancelled"), item("B", status="Deferred", percent=100))
    assert (found.progress.work, found.progress.shown, found.progress.accepted, found.progress.planned) == (None, "", None, None)
    assert found.progress.why["work"] == "everything is cancelled or deferred"
    assert column(found.scope, "state") == {"A": "cancelled", "B": "deferred"}
    assert found.scope["weight_used"].to_list() == [None, None]


def test_a_parent_whose_items_are_all_out_of_scope_is_deferred_where_any_is():
    rows = [
        item("S1"),
        item("S1.1", 2, status="Cancelled"),
        item("S1.2", 2, status="Deferred"),
        item("S2"),
        item("S2.1", 2, status="Cancelled"),
    ]
    assert column(figures_of(*rows).scope, "state")["S1"] == "deferred"
    assert column(figures_of(*rows).scope, "state")["S2"] == "cancelled"


def test_an_item_also_in_another_milestone_counts_there_too_and_once_for_the_project():
    rows = [
        item("S1", milestone="M1", percent=100, signed_off=True, also_in=["M2", "M1", "M2", "M9"]),
        item("S2", milestone="M2", percent=0),
    ]
    found = figures_of(*rows, milestones=[milestone("M1"), milestone("M2")])
    assert column(found.milestones, "work") == {"M1": 100, "M2": 50}
    assert column(found.milestones, "accepted") == {"M1": 100, "M2": 50}
    assert column(found.milestones, "in_scope") == {"M1": 1, "M2": 2}
    assert (found.progress.work, found.progress.in_scope) == (50, 2)


def test_a_parent_also_in_another_milestone_brings_its_leaves():
    rows = [item("S1", also_in=["M2"]), item("S1.1", 2, percent=100, also_in=["M2"]), item("S1.2", 2, percent=0), item("S2")]
    found = figures_of(*rows, milestones=[milestone("M1"), milestone("M2")])
    assert column(found.milestones, "in_scope") == {"M1": 3, "M2": 2}
    assert column(found.milestones, "work")["M2"] == 50


def test_a_guest_is_accepted_with_its_own_solution():
    rows = [item("S1", signed_off=True), item("S1.1", 2, percent=100, also_in=["M2"]), item("S1.2", 2, percent=50)]
    found = figures_of(*rows, milestones=[milestone("M1"), milestone("M2")])
    assert column(found.milestones, "work")["M2"] == 100
    assert column(found.milestones, "accepted")["M2"] == 0
    assert column(found.milestones, "state")["M2"] == "awaiting sign-off"


def test_a_cancelled_milestone_is_out_of_scope_altogether():
    rows = [item("S1", milestone="M1", percent=0, also_in=["M3"]), item("S2", milestone="M2", percent=80, also_in=["M1"])]
    found = figures_of(*rows, milestones=[milestone("M1", status="Cancelled"), milestone("M2"), milestone("M3")])
    assert column(found.milestones, "work") == {"M1": None, "M2": 80, "M3": None}
    assert column(found.milestones, "state") == {"M1": "cancelled", "M2": "in progress", "M3": "cancelled"}
    assert (found.progress.work, found.progress.in_scope, found.progress.cancelled) == (80, 1, 1)


def test_a_row_without_a_milestone_belongs_to_that_of_its_solution():
    found = figures_of(item("S1"), {**item("S1.1", 2, percent=30), "milestone": None})
    assert column(found.milestones, "work") == {"M1": 30}


def test_a_leaf_is_complete_by_actual_finish_status_or_percent():
    rows = [item("A", actual_finish=date(2026, 11, 2), percent=80), item("B", status="Done", percent=10), item("C", percent=100)]
    assert column(figures_of(*rows).scope, "complete") == {"A": True, "B": True, "C": True}


def test_a_workbook_without_any_row_has_figures_without_numbers():
    found = figures_of(milestones=[milestone("M1"), milestone("M2", status="Cancelled")])
    assert found.progress.work is None
    assert column(found.milestones, "why_work") == {"M1": "no scope items", "M2": "no scope items"}
    assert column(found.milestones, "state") == {"M1": "ready", "M2": "cancelled"}
