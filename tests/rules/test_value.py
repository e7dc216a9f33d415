from datetime import date

import pytest

from builders import milestone
from pipeline.contract.findings import ERROR
from pipeline.rules.value import VALUE
from rules.facts import case, cells, found, only, told

WEEKS = ["2026-11-06", "2026-11-13", "2026-11-20"]


def baseline(*periods, planned=None):
    """Rows of sheet Baseline with these periods; each plans 10 more."""
    values = planned or [10.0 * number for number in range(1, len(periods) + 1)]
    return [{"period": period, "planned": value} for period, value in zip(periods, values, strict=True)]


def actuals(*periods, earned=None, cost=None):
    """Rows of sheet Actuals with these periods; each earns 5 more."""
    values = earned or [5.0 * number for number in range(1, len(periods) + 1)]
    costs = cost or [None] * len(periods)
    return [{"period": when, "earned": ev, "cost": ac} for when, ev, ac in zip(periods, values, costs, strict=True)]


@pytest.mark.parametrize("periods", [["1", "2", "3"], WEEKS])
def test_curves_in_order_have_no_findings(periods):
    assert found(case(Baseline=baseline(*periods), Actuals=actuals(*periods[:2], cost=[4.0, 4.0]))) == []


def test_every_rule_about_curves_is_an_error():
    assert {rule.severity for rule in VALUE} == {ERROR}


def test_a_day_among_numbers_is_reported_at_its_cell():
    finding = only("PERIOD_MIXED", case(Baseline=baseline("1", "2026-11-13", "3")))
    assert (finding.cell, finding.found) == ("Baseline!A3", "2026-11-13")
    assert finding.message == "period 2026-11-13 is a day, but Baseline!A2 holds a number"


def test_actuals_in_days_beside_a_numbered_baseline_are_mixed():
    assert cells("PERIOD_MIXED", case(Baseline=baseline("1", "2"), Actuals=actuals(*WEEKS[:2]))) == ["Actuals!A2", "Actuals!A3"]


def test_periods_that_do_not_increase_are_reported():
    assert cells("PERIOD_ORDER", case(Baseline=baseline("1", "2", "2"), Actuals=actuals("2", "1"))) == ["Baseline!A4", "Actuals!A3"]
    assert cells("PERIOD_ORDER", case(Actuals=actuals(WEEKS[1], WEEKS[0]))) == ["Actuals!A3"]


def test_a_numbered_baseline_counts_every_period_from_1_on():
    judged = case(Baseline=baseline("2", "3", "5"))
    assert cells("PERIOD_ORDER", judged) == ["Baseline!A2", "Baseline!A4"]
    assert [finding[0] for finding in found(judged)] == ["PERIOD_ORDER"] * 2


def test_actuals_may_leave_periods_out_and_so_may_days():
    assert cells("PERIOD_ORDER", case(Baseline=baseline("1", "2", "3"), Actuals=actuals("1", "3"))) == []
    assert cells("PERIOD_ORDER", case(Baseline=baseline(WEEKS[0], WEEKS[2]))) == []


def test_a_period_that_was_not_read_is_not_called_missing():
    assert cells("PERIOD_ORDER", case(Baseline=baseline("1", None, "3"), unread=["Baseline!A3"])) == []


def test_running_totals_that_fall_are_reported_at_their_cells():
    judged = case(
        Baseline=baseline("1", "2", "3", planned=[10.0, 30.0, 20.0]), Actuals=actuals("1", "2", earned=[8.0, 7.0], cost=[1500.0, 1200.5])
    )
    assert cells("CURVE_FALLS", judged) == ["Baseline!B4", "Actuals!B3", "Actuals!C3"]
    messages = [finding.message for finding in told(judged) if finding.code == "CURVE_FALLS"]
    assert messages[-1] == "Actual cost falls from 1,500 to 1,200.5; it is a running total"


def test_totals_that_stand_still_do_not_fall():
    assert found(case(Baseline=baseline("1", "2", planned=[10.0, 10.0]))) == []


@pytest.mark.parametrize(
    ("sheets", "where"),
    [
        ({"Baseline": baseline("1", planned=[100.0])}, "the last value of sheet Baseline"),
        ({"Milestones": [milestone("M1", budget=60.0), milestone("M2", budget=40.0)]}, "the budgets of the milestones"),
        ({"Milestones": [milestone("M1", budget=60.0), milestone("M2")], "project": {"budget": 100.0}}, "the budget of the project"),
    ],
)
def test_earned_value_above_what_there_is_to_earn_is_reported(sheets, where):
    finding = only("EV_ABOVE_BAC", case(Actuals=actuals("1", earned=[120.0]), **sheets))
    assert (finding.cell, finding.message) == ("Actuals!B2", f"earned value 120 is above 100, {where}")


@pytest.mark.parametrize("earned", [100.0, 20.0])
def test_earned_value_up_to_the_budget_is_fine(earned):
    assert cells("EV_ABOVE_BAC", case({"budget": 100.0}, Actuals=actuals("1", earned=[earned]))) == []
    assert cells("EV_ABOVE_BAC", case(Actuals=actuals("1", earned=[earned]))) == []


def test_negative_budgets_values_and_costs_are_reported():
    judged = case(
        {"budget": -1234567.0},
        Milestones=[milestone(budget=-1.0, actual_cost=-2.0)],
        Baseline=baseline("1", planned=[-3.0]),
        Actuals=actuals("1", earned=[-4.0], cost=[-5.0]),
    )
    assert cells("EV_ABOVE_BAC", judged) == [
        "Project!B17", "Milestones!Q2", "Milestones!R2", "Baseline!B2", "Actuals!B2", "Actuals!C2",
    ]  # fmt: skip
    assert cells("EV_ABOVE_BAC", case({"budget": 5.0}, Milestones=[milestone(budget=5.0, actual_cost=0.0)])) == []


def test_actuals_after_the_status_date_are_reported():
    finding = only("ACTUAL_IN_FUTURE", case({"status_date": date(2026, 11, 19)}, Actuals=actuals(*WEEKS)))
    assert (finding.cell, finding.message) == ("Actuals!A4", "the period ends on 2026-11-20, after the status date 2026-11-19")
    assert cells("ACTUAL_IN_FUTURE", case(Actuals=actuals(*WEEKS))) == []
    assert cells("ACTUAL_IN_FUTURE", case({"status_date": None}, Actuals=actuals(*WEEKS))) == []
