from datetime import date

import pytest

from builders import item, milestone
from pipeline.contract.findings import WARNING
from rules.facts import case, cells, found, only


def scope(*rows, mode=None, **fields):
    """A case with one milestone, a weighting and these scope rows."""
    return case({"weighting": mode}, Milestones=[milestone(**fields)], Scope=rows)


def weights(column, *values):
    """Solutions of one milestone with these weights."""
    return [item(f"S{number}", **{column: value}) for number, value in enumerate(values, start=1)]


@pytest.mark.parametrize("missing", [None, 0.0])
def test_an_item_without_effort_beside_others_is_reported_with_the_number_used(missing):
    finding = only("WEIGHT_MISSING", scope(*weights("effort", 5.0, missing, 3.0)))
    assert (finding.severity, finding.cell) == (WARNING, "Scope!K3")
    assert finding.message == "S2 has no effort, others have; 4 is used, the mean of its neighbours"


def test_a_sibling_without_share_is_reported_with_the_mean_of_the_others():
    judged = scope(*weights("weight", 5.0, None, 3.0), item("S3.1", 2, weight=9.0), mode="explicit")
    finding = only("WEIGHT_MISSING", judged)
    assert (finding.cell, finding.message) == ("Scope!L3", "S2 has no weight, others have; 4 is used, the mean of its neighbours")


def test_an_item_without_dates_is_reported_where_duration_weighs():
    dated = {"baseline_start": date(2026, 11, 2), "baseline_finish": date(2026, 11, 6)}
    assert cells("WEIGHT_MISSING", scope(item("S1", **dated), item("S2"), mode="duration")) == ["Scope!Q3"]


@pytest.mark.parametrize("values", [(5.0, 4.0), (None, None), (0.0, None)])
def test_weights_on_all_items_or_on_none_are_fine(values):
    assert cells("WEIGHT_MISSING", scope(*weights("effort", *values))) == []
    assert cells("WEIGHT_MISSING", scope(*weights("weight", *values), mode="explicit")) == (["Scope!L3"] if values == (0.0, None) else [])


def test_parents_groups_and_cancelled_items_need_no_effort():
    rows = item("S1"), item("S1.1", 2, kind="group"), item("S1.1.1", 3, effort=2.0), item("S1.2", 2, status="Cancelled")
    assert cells("WEIGHT_MISSING", scope(*rows)) == []


def test_where_equal_weights_are_asked_for_no_effort_is_missing():
    assert cells("WEIGHT_MISSING", scope(*weights("effort", 5.0, None), mode="equal")) == []


def test_a_milestone_without_weight_beside_others_is_reported():
    rows = [milestone("M1", weight=60.0), milestone("M2"), milestone("M3", status="Cancelled")]
    assert cells("WEIGHT_MISSING", case(Milestones=rows)) == ["Milestones!S3"]


def test_milestones_with_budgets_need_no_weight():
    assert cells("WEIGHT_MISSING", case(Milestones=[milestone("M1", weight=6.0, budget=5.0), milestone("M2", budget=7.0)])) == []


def test_shares_that_nearly_make_100_are_reported():
    finding = only("WEIGHT_SUM", scope(*weights("weight", 40.0, 30.0, 20.0), mode="explicit"))
    assert (finding.severity, finding.cell, finding.found) == (WARNING, "Scope!L2", "90")


@pytest.mark.parametrize("values", [(40.0, 30.0, 30.05), (5.0, 3.0, 2.0), (40.0, 30.0, None)])
def test_shares_that_make_100_or_are_no_percentages_are_fine(values):
    assert cells("WEIGHT_SUM", scope(*weights("weight", *values), mode="explicit")) == []


def test_weights_of_milestones_that_nearly_make_100_are_reported():
    assert cells("WEIGHT_SUM", case(Milestones=[milestone("M1", weight=60.0), milestone("M2", weight=30.0)])) == ["Milestones!S2"]


@pytest.mark.parametrize(("column", "mode", "cell"), [("weight", "explicit", "Scope!L2"), ("effort", "effort", "Scope!K2")])
def test_siblings_that_all_weigh_nothing_are_reported(column, mode, cell):
    assert cells("WEIGHT_ALL_ZERO", scope(*weights(column, 0.0, 0.0), mode=mode)) == [cell]
    assert cells("WEIGHT_ALL_ZERO", scope(*weights(column, 0.0, 1.0), mode=mode)) == []


def test_negative_weights_are_reported_at_their_cells():
    judged = scope(item("S1", effort=-2.0, weight=-1.0), item("S2", effort=1.0, weight=1.0), weight=-3.0)
    assert cells("WEIGHT_NEGATIVE", judged) == ["Scope!K2", "Scope!L2", "Milestones!S2"]


def test_zero_and_positive_weights_are_not_negative():
    assert found(scope(*weights("effort", 1.0, 2.0), weight=0.0)) == []
