"""Earned value and earned schedule: the published cases, by formula and through a workbook, and numbers worked out by hand."""

import math
from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from builders import item, make_book, milestone
from chance import examples
from figures.cases import case
from figures.test_any_book import NUMBERS, rows_of
from pipeline.figures.compute import compute
from pipeline.figures.outlook import Value
from pipeline.figures.value.curve import Curve, earned_schedule, pace_finish, periods_until, planned_duration, times, value_at
from pipeline.figures.value.earned import values_of
from pipeline.figures.value.indices import indices

MONDAY, TWO_WEEKS = date(2026, 11, 2), {"baseline_start": date(2026, 11, 2), "baseline_finish": date(2026, 11, 13)}
NAMES = {"eac_cpi": "eac_typical", "eac_cpi_spi": "eac_combined", "tcpi_bac": "tcpi"}
"""What the oracles call a field of Value by another name; the rest (percent complete and the like) is none of it."""

NO_DATE = "sheet Baseline numbers its periods"


def values(*scope, milestones=None, project=None, **sheets):
    """Value of the project and of the milestones of a book."""
    book = make_book(project, Milestones=milestones or [milestone()], Scope=list(scope), **sheets)
    return values_of(book, compute(book))


def value(*scope, **sheets):
    """Value of the project of a book."""
    return values(*scope, **sheets)[0]


def baseline(*planned, periods=None):
    """Rows of sheet Baseline, numbered from 1 unless `periods` are given."""
    return [
        {"period": str(period), "planned": float(pv)} for period, pv in zip(periods or range(1, len(planned) + 1), planned, strict=True)
    ]


def actuals(*earned, cost=None, periods=None):
    """Rows of sheet Actuals, numbered from 1 unless `periods` are given; `cost` stands in the last."""
    rows = [{"period": str(period), "earned": float(ev)} for period, ev in zip(periods or range(1, len(earned) + 1), earned, strict=True)]
    return [*rows[:-1], rows[-1] | {"cost": cost}]


def fields(expected):
    """The expected figures that Value has, under its names."""
    return {NAMES.get(key, key): number for key, number in expected.items() if NAMES.get(key, key) in Value.__dataclass_fields__}


def figures(found, names):
    return {name: getattr(found, name) for name in names}


# Published cases


@pytest.mark.parametrize(
    "id",
    [
        "pra-book", "gray-larson-ex-12", "gray-larson-day-51", "microsoft-spi-field", "isub-12-months", "pmcontrols-evm-complete-005",
        "evmtools-etc-prime",
    ],
)  # fmt: skip
def test_the_indices_are_those_of_the_oracle(id):
    inputs, expected = case("earned-value", id)
    sums = [float(inputs[name]) if name in inputs else "not given" for name in ("bac", "pv", "ev", "ac")]
    found = indices(*sums)
    wanted = fields(expected)
    assert {name: found[name] for name in wanted} == pytest.approx(wanted, abs=1e-6)
    assert {name for name, figure in found.items() if isinstance(figure, str)} == found.keys() - wanted.keys()


@pytest.mark.parametrize("id", ["pra-book", "gray-larson-ex-12", "isub-12-months", "microsoft-spi-field", "evmtools-etc-prime"])
def test_a_workbook_with_both_sheets_has_the_figures_of_the_oracle(id):
    inputs, expected = case("earned-value", id)
    sheets = {"Baseline": baseline(inputs["pv"], inputs["bac"]), "Actuals": actuals(inputs["ev"], cost=inputs.get("ac"))}
    found, wanted = value(**sheets), fields(expected)
    assert figures(found, wanted) == pytest.approx(wanted, abs=1e-6)
    assert (found.bac, found.pv, found.ev, found.ac, found.at) == (inputs["bac"], inputs["pv"], inputs["ev"], inputs.get("ac"), 1.0)


def test_a_complete_project_has_its_costs_but_no_spi():
    inputs, expected = case("earned-value", "pmcontrols-evm-complete-005")
    found = value(Baseline=baseline(50000, inputs["pv"], inputs["bac"]), Actuals=actuals(10, inputs["ev"], cost=inputs["ac"]))
    wanted = fields(expected) | {"spi": None}
    assert figures(found, wanted) == pytest.approx(wanted, abs=1e-6)
    assert found.why == {"spi": "not shown above 90 % complete", "ev_0_100": "no scope items"}


def test_milestones_earn_their_whole_budget_when_they_are_complete():
    inputs, expected = case("earned-value", "earn-weighted-milestones-gpm")
    for period, ev in enumerate(expected["ev_cum_by_period"], start=1):
        done = [after <= period for after in inputs["complete_after_period"]]
        budgets = zip(inputs["milestones"], done, strict=True)
        scope = [
            item(f"S{budget}", effort=float(budget), earning_rule="0/100", percent=100.0 if over else 60.0) for budget, over in budgets
        ]
        assert value(*scope).ev == pytest.approx(ev)


def test_under_0_100_a_slip_of_a_period_shows_as_the_whole_budget():
    inputs, expected = case("earned-value", "earn-0-100")
    dates = {"baseline_start": date(2026, 11, 2), "baseline_finish": date(2026, 11, 6)}
    budget = [milestone(budget=float(inputs["budget"]))]
    late = value(item("S1", earning_rule="0/100", percent=90.0, **dates), milestones=budget, project={"status_date": date(2026, 11, 6)})
    done = value(item("S1", earning_rule="0/100", percent=100.0, **dates), milestones=budget, project={"status_date": date(2026, 11, 13)})
    assert (late.sv, done.ev) == (expected["sv_period_1"], expected["ev_period_2"])


def test_the_earned_schedule_of_each_week_is_that_of_the_oracle():
    inputs, expected = case("earned-schedule", "pmknowledgecenter-11-weeks")
    for week, period in enumerate(inputs["period"]):
        found = value(Baseline=baseline(*inputs["pv_cum"]), Actuals=actuals(*inputs["ev_cum"][: week + 1]))
        assert (found.at, found.pd, found.pv) == (period, inputs["pd"], inputs["pv_cum"][week])
        wanted = {name: expected[name][week] for name in expected}
        assert figures(found, wanted) == pytest.approx(wanted, abs=1e-5)


@pytest.mark.parametrize("id", ["pmcontrols-evm-complete-005", "pmcontrols-es-interp-004", "evmtools-endgame"])
def test_the_times_are_those_of_the_oracle(id):
    inputs, expected = case("earned-schedule", id)
    found = times(Curve(tuple(map(float, inputs["pv_cum"]))), inputs["ev"], "unknown" if inputs["at"] is None else inputs["at"])
    wanted = fields(expected) | {"pd": inputs["pd"]}
    wanted.pop("spi", None)
    assert {name: found[name] for name in wanted} == pytest.approx(wanted, abs=1e-6)


def test_after_the_planned_end_spi_says_little_and_is_not_shown():
    inputs, expected = case("earned-schedule", "evmtools-endgame")
    assert indices(10.0, 10.0, inputs["ev"], "not given")["spi"] == pytest.approx(expected["spi"])
    late = value(Baseline=baseline(*inputs["pv_cum"]), Actuals=actuals(inputs["ev"], periods=[inputs["at"]]))
    assert (late.spi, late.spi_t) == (None, pytest.approx(expected["spi_t"]))


def test_on_a_straight_plan_before_its_end_both_indices_agree():
    inputs, expected = case("earned-schedule", "evmtools-mid-project")
    found = value(Baseline=baseline(*range(10, 101, 10)), Actuals=actuals(30.0, periods=[4]))
    assert (found.spi, found.spi_t) == (pytest.approx(inputs["spi"]), pytest.approx(expected["spi_t"]))


# Formulas


def test_a_zero_below_the_line_gives_a_reason_never_a_number():
    found = indices(100.0, 0.0, 0.0, 0.0)
    assert (found["spi"], found["cpi"]) == ("nothing was planned until then", "nothing was spent")
    assert indices(100.0, 10.0, 0.0, 10.0)["eac_typical"] == "nothing was earned"
    assert indices(100.0, 50.0, 50.0, 100.0)["tcpi"] == "the whole budget is spent"


def test_level_of_effort_stays_out_of_spi_and_counts_in_cpi():
    found = indices(100.0, 40.0, 20.0, 30.0, loe=10.0)
    assert (found["spi"], found["cpi"], found["sv"], found["eac_atypical"]) == (0.5, 1.0, -20.0, 100.0)


def test_on_a_plateau_the_earned_schedule_is_its_end():
    curve = [0.0, 10.0, 20.0, 20.0, 20.0, 30.0, 30.0]
    assert [earned_schedule(curve, ev) for ev in (0.0, 10.0, 20.0, 25.0, 30.0, 31.0)] == [1.0, 2.0, 5.0, 5.5, 6.0, 6.0]
    assert planned_duration(curve) == 6


CURVES = st.lists(st.floats(0, 1e6), min_size=1, max_size=40).map(lambda steps: [sum(steps[: n + 1]) for n in range(len(steps))])


@given(CURVES.filter(lambda curve: curve[-1] > 1), st.floats(0, 1))
def test_what_was_planned_at_the_earned_schedule_is_what_is_earned(curve, share):
    ev = share * curve[-1]
    es = earned_schedule(curve, ev)
    assert 0 <= es <= planned_duration(curve)
    assert value_at(curve, es) == pytest.approx(ev, abs=1e-6 * curve[-1])


def test_days_lie_on_a_curve_of_unequal_months_by_their_own_length():
    ends = (date(2026, 1, 31), date(2026, 2, 28), date(2026, 3, 31))
    curve = Curve((1.0, 2.0, 3.0), date(2026, 1, 2), ends, 30)
    days = {date(2026, 1, 1): 0.0, date(2026, 1, 16): 0.5, date(2026, 2, 14): 1.5, date(2026, 3, 31): 3.0, date(2026, 4, 15): 3.5}
    assert {day: periods_until(curve, day) for day in days} == days
    assert periods_until(curve, date(2025, 12, 1)) == 0.0


# From the items

PLAN = [
    item("S1", effort=5.0, percent=50.0, **TWO_WEEKS),
    item("S2", effort=3.0, baseline_start=date(2026, 11, 16), baseline_finish=date(2026, 11, 27)),
    item("S3", effort=2.0, milestone="M2", percent=10.0, baseline_finish=date(2026, 12, 4)),
]
BOTH = [milestone("M1"), milestone("M2")]


def test_the_items_give_a_weekly_curve_and_the_time_on_it():
    found = value(*PLAN, milestones=BOTH)
    assert (found.unit, found.bac, found.starts, found.period_days) == ("effort", 10.0, MONDAY, 7)
    assert found.curve == pytest.approx((2.5, 5.0, 6.5, 8.0, 10.0))
    assert found.ends == tuple(MONDAY + timedelta(days=7 * week - 1) for week in range(1, 6))
    # by Friday of the third week: S1 is planned whole, S2 by half, S3 not yet
    assert (found.pv, found.ev, found.ev_0_100) == (pytest.approx(6.5), pytest.approx(2.7), 0.0)
    assert (found.at, found.pd) == (pytest.approx(19 / 7), 5.0)
    assert found.es == pytest.approx(1 + 0.2 / 2.5)
    assert (found.sv_t, found.spi_t) == (pytest.approx(1.08 - 19 / 7), pytest.approx(1.08 * 7 / 19))


def test_with_percent_rules_value_is_the_progress_of_the_project():
    book = make_book({"budget": 500.0}, Milestones=[milestone("M1", weight=3.0), milestone("M2", weight=1.0)], Scope=PLAN)
    figures = compute(book)
    found, by_milestone = values_of(book, figures)
    assert found.ev == pytest.approx(500 * figures.progress.work / 100)
    assert found.pv == pytest.approx(500 * figures.progress.planned / 100)
    assert {name: each.bac for name, each in by_milestone.items()} == {"M1": 375.0, "M2": 125.0}
    assert sum(each.ev for each in by_milestone.values()) == pytest.approx(found.ev)


def test_public_holidays_are_no_working_days_of_the_curve():
    dates = {"baseline_start": date(2026, 12, 21), "baseline_finish": date(2027, 1, 8)}
    book = make_book({"calendar": "DE-BE", "status_date": date(2026, 12, 31)}, Milestones=[milestone()], Scope=[item("S1", **dates)])
    figures = compute(book)
    found, _ = values_of(book, figures)
    # 25 December and 1 January are free: 4 of 13 working days, then 8, then 13
    assert found.curve == pytest.approx((4 / 13, 8 / 13, 1.0))
    assert found.pv == pytest.approx(figures.progress.planned / 100)


@pytest.mark.parametrize(
    ("rule", "open_", "started", "complete"),
    [
        ("0/100", 0.0, 0.0, 10.0),
        ("50/50", 0.0, 5.0, 10.0),
        ("25/75", 0.0, 2.5, 10.0),
        ("steps", 0.0, 6.0, 10.0),
        ("percent", 0.0, 6.0, 10.0),
        (None, 0.0, 6.0, 10.0),
    ],
)
def test_each_rule_credits_a_leaf_that_is_open_started_or_complete(rule, open_, started, complete):
    earned = [value(item("S1", effort=10.0, earning_rule=rule, **state)).ev for state in ({}, {"percent": 60.0}, {"status": "Done"})]
    assert earned == pytest.approx([open_, started, complete])


def test_a_leaf_has_started_with_its_actual_start():
    assert value(item("S1", effort=10.0, earning_rule="50/50", actual_start=date(2026, 11, 19))).ev == 5.0
    assert value(item("S1", effort=10.0, earning_rule="50/50", actual_start=date(2026, 11, 23))).ev == 0.0


def test_level_of_effort_earns_its_plan_and_stays_out_of_the_indices_of_time():
    work = item("S1", effort=6.0, percent=50.0, **TWO_WEEKS)
    support = item("S2", effort=4.0, earning_rule="LOE", percent=0.0, baseline_start=MONDAY, baseline_finish=date(2026, 11, 27))
    found = value(work, support)
    # support: 15 of 20 working days of 4 are 3
    assert (found.bac, found.pv, found.ev) == (10.0, pytest.approx(9.0), pytest.approx(6.0))
    assert (found.spi, found.sv, found.curve) == (pytest.approx(0.5), pytest.approx(-3.0), pytest.approx((3.0, 6.0)))
    assert (found.pd, found.es) == (2.0, pytest.approx(1.0))
    assert found.ev_0_100 == 0.0


def test_nothing_but_level_of_effort_has_no_schedule():
    found = value(item("S1", earning_rule="LOE", **TWO_WEEKS))
    assert (found.pv, found.ev, found.spi, found.es) == (1.0, 1.0, None, None)
    assert found.why["es"] == "all work is level of effort"
    assert found.why["spi"] == "nothing was planned until then"


def test_level_of_effort_without_dates_earns_nobody_knows_what():
    found = value(item("S1", percent=50.0, **TWO_WEEKS), item("S2", earning_rule="LOE"))
    assert (found.ev, found.why["ev"]) == (None, "an item of level of effort has no agreed dates")


def test_without_agreed_dates_on_an_item_there_is_no_schedule_but_earned_value():
    found = value(item("S1", percent=50.0, **TWO_WEEKS), item("S2"))
    assert (found.ev, found.pv, found.spi, found.at, found.es) == (0.5, None, None, None, None)
    assert {found.why[name] for name in ("pv", "sv", "spi", "at", "pd", "es", "sv_t", "spi_t", "ieac_t")} == {
        "1 of 2 items have no agreed finish"
    }


def test_finishes_alone_give_a_planned_value_but_no_time():
    found = value(item("S1", percent=50.0, baseline_finish=date(2026, 11, 13)))
    assert (found.pv, found.at, found.why["spi_t"]) == (1.0, None, "no item has an agreed start")
    begun = value(item("S1", percent=50.0, baseline_finish=date(2026, 11, 13)), milestones=[milestone(baseline_start=MONDAY)])
    assert (begun.starts, begun.at, begun.curve) == (MONDAY, pytest.approx(19 / 7), (0.0, 1.0))


def test_a_plan_of_centuries_is_a_mistyped_date():
    found = value(item("S1", baseline_start=MONDAY, baseline_finish=date(2199, 11, 2)))
    assert found.why["es"] == "the agreed dates span more than 40 years"


def test_before_the_plan_begins_no_time_has_passed():
    found = value(item("S1", **TWO_WEEKS), project={"status_date": date(2026, 10, 30)})
    assert (found.at, found.es, found.why["spi_t"]) == (0.0, 0.0, "the plan has not begun")


def test_time_stops_when_everything_is_complete():
    late = value(item("S1", percent=100.0, actual_finish=date(2026, 11, 15), **TWO_WEEKS), project={"status_date": date(2027, 6, 30)})
    assert (late.at, late.es, late.spi_t, pace_finish(late)) == (2.0, 2.0, 1.0, date(2026, 11, 15))
    unknown = value(item("S1", percent=100.0, **TWO_WEEKS), project={"status_date": date(2027, 6, 30)})
    assert (unknown.es, unknown.spi_t) == (2.0, None)
    assert unknown.why["spi_t"] == "all items are complete, but some have no actual finish"


def test_the_actual_finish_of_a_milestone_stands_for_its_items():
    over = [milestone(actual_finish=date(2026, 11, 8))]
    assert value(item("S1", percent=100.0, **TWO_WEEKS), milestones=over).spi_t == 2.0


def test_spi_is_shown_up_to_90_percent_complete():
    assert value(item("S1", percent=90.0, **TWO_WEEKS)).spi == pytest.approx(0.9)
    assert value(item("S1", percent=91.0, **TWO_WEEKS)).why["spi"] == "not shown above 90 % complete"


def test_cancelled_work_is_nothing_to_earn_and_guests_count_at_home():
    scope = [
        item("S1", effort=4.0, percent=50.0, also_in=["M2"]),
        item("S2", effort=9.0, status="Cancelled"),
        item("S3", effort=1.0, milestone="M2"),
    ]
    found, by_milestone = values(*scope, milestones=BOTH)
    assert (found.bac, found.ev) == (5.0, 2.0)
    assert {name: (each.bac, each.ev) for name, each in by_milestone.items()} == {"M1": (4.0, 2.0), "M2": (1.0, 0.0)}


def test_a_milestone_without_weight_in_the_project_has_nothing_to_earn():
    scope = [item("S1", percent=50.0, **TWO_WEEKS), item("S2", milestone="M2", percent=50.0, **TWO_WEEKS)]
    found, by_milestone = values(*scope, milestones=[milestone("M1", weight=1.0), milestone("M2", weight=0.0)])
    assert (found.ev, by_milestone["M2"].bac, by_milestone["M2"].es) == (1.0, 0.0, None)
    assert by_milestone["M2"].why["es"] == "nothing is to be earned"


def test_without_scope_and_sheets_there_is_no_value():
    assert values() == (None, {})
    assert values(item("S1", status="Cancelled")) == (None, {})


def test_without_a_status_date_there_is_earned_value_only():
    found = value(item("S1", percent=50.0, **TWO_WEEKS), project={"status_date": None})
    assert (found.ev, found.pv, found.at) == (0.5, None, None)
    assert {found.why["pv"], found.why["at"]} == {"no status date"}


# Budgets and costs


def test_the_budgets_of_all_milestones_come_before_that_of_the_project():
    money = {"budget": 999.0, "currency": "EUR"}
    found = value(*PLAN, milestones=[milestone("M1", budget=300.0), milestone("M2", budget=100.0)], project=money)
    assert (found.bac, found.unit, found.ev) == (400.0, "money (EUR)", pytest.approx(300 * 2.5 / 8 + 100 * 0.1))
    assert value(*PLAN, milestones=[milestone("M1", budget=300.0), milestone("M2")], project=money).bac == 999.0


@pytest.mark.parametrize(
    ("project", "unit"),
    [
        ({"budget": 5.0, "budget_unit": "hours"}, "hours"),
        ({"budget": 5.0}, "money"),
        ({"weighting": "equal"}, "items"),
        ({"weighting": "duration"}, "working days"),
        ({}, "effort"),
    ],
)
def test_the_unit_says_what_is_counted(project, unit):
    assert value(item("S1", effort=1.0, **TWO_WEEKS), project=project).unit == unit


def test_costs_of_the_milestones_are_set_against_the_budget():
    costly = [milestone("M1", budget=80.0, actual_cost=50.0), milestone("M2", budget=20.0, actual_cost=10.0)]
    found, by_milestone = values(*PLAN, milestones=costly)
    assert (found.ac, found.ev, found.cv) == (60.0, pytest.approx(27.0), pytest.approx(-33.0))
    assert (found.cpi, found.eac_typical, found.vac) == (pytest.approx(0.45), pytest.approx(100 / 0.45), pytest.approx(100 - 100 / 0.45))
    assert by_milestone["M1"].cpi == pytest.approx(25 / 50)
    assert by_milestone["M2"].cpi == pytest.approx(2 / 10)


def test_a_started_milestone_without_a_cost_withholds_the_costs_of_the_project():
    found, by_milestone = values(*PLAN, milestones=[milestone("M1", budget=80.0, actual_cost=50.0), milestone("M2", budget=20.0)])
    names = ("ac", "cv", "cpi", "eac_typical", "eac_atypical", "eac_combined", "etc", "vac", "tcpi")
    assert {found.why[name] for name in names} == {"milestone M2 has started, but has no actual cost"}
    assert (by_milestone["M1"].cpi, by_milestone["M2"].why["cpi"]) == (pytest.approx(0.5), "no actual cost")


def test_a_milestone_that_has_not_started_needs_no_cost():
    found = value(
        *PLAN[:2], item("S3", milestone="M2"), milestones=[milestone("M1", budget=80.0, actual_cost=50.0), milestone("M2", budget=20.0)]
    )
    assert found.ac == 50.0


def test_costs_without_a_budget_are_not_set_against_effort():
    found = value(*PLAN, milestones=[milestone("M1", actual_cost=50.0), milestone("M2", actual_cost=1.0)])
    assert (found.unit, found.ac, found.why["cpi"]) == ("effort", None, "no budget to set the actual cost against")
    assert value(*PLAN, milestones=BOTH).why["cpi"] == "no actual cost"


# Sheets Baseline and Actuals

MONTHS = ("2026-09-30", "2026-10-31", "2026-11-30", "2026-12-31")


def test_an_agreed_curve_is_earned_by_the_items():
    found = value(item("S1", percent=50.0), Baseline=baseline(100, 200, 300, 400, periods=MONTHS))
    assert (found.bac, found.ev, found.es, found.pd) == (400.0, 200.0, 2.0, 4.0)
    assert found.at == pytest.approx(2 + 20 / 30)
    assert found.pv == pytest.approx(200 + 100 * 20 / 30)
    assert (found.ends[-1], found.period_days) == (date(2026, 12, 31), 31)
    # PD / SPI(t) = 4 / (2 / 2.667) = 5.33 periods: 1.33 months of 31 days after the last day of the plan
    assert pace_finish(found) == date(2027, 2, 11)


def test_a_numbered_curve_needs_actuals_to_know_the_time():
    found = value(item("S1", percent=50.0), Baseline=baseline(100, 200, 300, 400))
    assert (found.ev, found.es, found.pv, found.at, found.starts) == (200.0, 2.0, None, None, None)
    assert (found.why["pv"], found.why["at"], found.why["spi_t"]) == (NO_DATE, NO_DATE, NO_DATE)
    assert pace_finish(found) is None


def test_the_last_row_of_actuals_is_the_time_on_a_dated_curve():
    found = value(Baseline=baseline(100, 200, 300, 400, periods=MONTHS), Actuals=actuals(90, 150, cost=180.0, periods=MONTHS[:2]))
    assert (found.at, found.pv, found.ev, found.ac, found.spi_t) == (2.0, 200.0, 150.0, 180.0, 0.75)


def test_actuals_alone_give_value_and_cost_on_the_curve_of_the_items():
    found = value(
        *PLAN, milestones=BOTH, project={"budget": 100.0}, Actuals=actuals(20, 40, cost=50.0, periods=("2026-11-08", "2026-11-15"))
    )
    assert (found.bac, found.ev, found.ac, found.cpi, found.at) == (100.0, 40.0, 50.0, 0.8, 2.0)
    assert found.es == pytest.approx(1.6)


def test_with_actuals_level_of_effort_is_work_like_any_other():
    support = item("S2", earning_rule="LOE", **TWO_WEEKS)
    found = value(item("S1", **TWO_WEEKS), support, project={"budget": 100.0}, Actuals=actuals(50.0))
    assert (found.ev, found.spi, found.curve) == (50.0, 0.5, pytest.approx((50.0, 100.0)))


def test_a_baseline_does_not_tell_level_of_effort_apart():
    support = item("S2", earning_rule="LOE", **TWO_WEEKS)
    found = value(item("S1", **TWO_WEEKS), support, Baseline=baseline(100, 200, 300, 400, periods=MONTHS))
    assert (found.ev, found.spi, found.es) == (200.0, None, None)
    assert {found.why["spi"], found.why["es"]} == {"the agreed curve does not tell level of effort apart"}


def test_costs_of_the_milestones_stand_in_where_actuals_have_none():
    sheets = {"Baseline": baseline(100, 200), "Actuals": actuals(80)}
    assert value(milestones=[milestone(actual_cost=100.0)], **sheets).cpi == 0.8
    early = [{"period": "1", "earned": 50.0, "cost": 40.0}, {"period": "2", "earned": 80.0, "cost": None}]
    assert (
        value(Baseline=baseline(100, 200), Actuals=early).why["ac"] == "sheet Actuals has no running total of costs up to its last period"
    )


@pytest.mark.parametrize(
    ("rows", "reason"),
    [
        (baseline(10, 20, periods=("1", "2026-11-06")), "sheet Baseline holds no cumulative curve"),
        (baseline(10, 20, periods=(2, 1)), "sheet Baseline holds no cumulative curve"),
        (baseline(20, 10), "sheet Baseline holds no cumulative curve"),
        (baseline(0, 0), "sheet Baseline holds no cumulative curve"),
        (baseline(10, 20, periods=(1, 3)), "sheet Baseline does not count its periods 1, 2, 3 …"),
        ([{"period": "1", "planned": None}], "sheet Baseline holds no cumulative curve"),
    ],
)
def test_a_baseline_that_is_no_curve_withholds_the_figures(rows, reason):
    found = value(item("S1", percent=50.0), Baseline=rows)
    assert (found.bac, found.pv, found.ev, found.es) == (None, None, None, None)
    assert {found.why["bac"], found.why["ev"], found.why["es"]} == {reason}


def test_actuals_out_of_order_withhold_what_they_would_say():
    found = value(Baseline=baseline(10, 20), Actuals=actuals(5, 4))
    assert (found.bac, found.ev, found.why["ev"]) == (20.0, None, "sheet Actuals holds no cumulative values")


def test_numbers_and_days_on_the_two_sheets_do_not_meet():
    found = value(Baseline=baseline(100, 200, periods=MONTHS[:2]), Actuals=actuals(50))
    assert (found.ev, found.why["at"]) == (50.0, "the actual values number their periods, the agreed curve dates them")
    assert value(Baseline=baseline(100, 200), Actuals=actuals(50, periods=MONTHS[:1])).why["at"] == NO_DATE


def test_the_pace_finish_is_the_day_on_which_the_estimated_time_ends():
    found = value(item("S1", percent=25.0, **TWO_WEEKS), project={"status_date": date(2026, 11, 8)})
    # half a week is earned after one: two weeks of plan take four
    assert (found.spi_t, found.ieac_t, pace_finish(found)) == (0.5, 4.0, date(2026, 11, 29))
    assert pace_finish(value(item("S1", **TWO_WEEKS))) is None
    assert pace_finish(Value("items", ieac_t=1e12, starts=MONDAY, period_days=7, curve=(1.0,), ends=(date(2026, 11, 8),))) is None


# Properties

LEAVES = st.lists(
    st.tuples(
        st.integers(1, 9),
        st.integers(0, 100),
        st.integers(0, 60),
        st.integers(0, 60),
        st.sampled_from(["0/100", "50/50", "25/75", "steps", "percent", "LOE"]),
        st.sampled_from(["M1", "M2"]),
    ),
    min_size=1,
    max_size=8,
)


@settings(deadline=None, max_examples=examples(60))
@given(LEAVES, st.integers(-5, 130))
def test_every_figure_follows_from_the_others_and_each_gap_has_its_reason(leaves, days):
    status_date = MONDAY + timedelta(days=days)
    scope = [
        item(f"S{n}", milestone=home, effort=float(effort), percent=float(percent), earning_rule=rule,
             baseline_start=MONDAY + timedelta(days=start), baseline_finish=MONDAY + timedelta(days=start + length))
        for n, (effort, percent, start, length, rule, home) in enumerate(leaves)
    ]  # fmt: skip
    book = make_book({"status_date": status_date}, Milestones=BOTH, Scope=scope)
    computed = compute(book)
    found, by_milestone = values_of(book, computed)
    assert found.pv == pytest.approx(found.bac * computed.progress.planned / 100, abs=1e-6)
    assert found.ev_0_100 <= found.bac + 1e-9
    assert 0 <= found.ev <= found.bac + 1e-9
    assert sum(each.ev for each in by_milestone.values()) == pytest.approx(found.ev)
    assert list(found.curve) == sorted(found.curve)
    missing = {name for name in Value.__dataclass_fields__ if getattr(found, name) is None} - {"starts", "period_days"}
    assert missing == set(found.why)
    if found.at and found.at == int(found.at) and found.at <= len(found.curve) and "LOE" not in {leaf[4] for leaf in leaves}:
        assert found.curve[int(found.at) - 1] == pytest.approx(found.pv, abs=1e-6)


def curve_of(*columns):
    """Rows of sheet Baseline or Actuals with anything in them."""
    cells = {
        "period": st.sampled_from([None, "1", "2", "3", "2026-11-06", "2026-11-13", "?"]),
        **dict.fromkeys(columns, st.none() | NUMBERS),
    }
    return st.lists(st.fixed_dictionaries(cells), max_size=3)


@settings(deadline=None, max_examples=examples(150))
@given(rows_of("Project", 1), rows_of("Milestones", 4), rows_of("Scope", 9), curve_of("planned"), curve_of("earned", "cost"))
def test_whatever_stands_in_the_cells_every_figure_is_a_number_or_has_a_reason(project, milestones, scope, agreed, reported):
    book = make_book(project[0], Milestones=milestones, Scope=scope, Baseline=agreed, Actuals=reported)
    found, by_milestone = values_of(book, compute(book))
    for each in (found, *by_milestone.values()) if found else ():
        numbers = {
            name: getattr(each, name)
            for name in Value.__dataclass_fields__
            if name not in ("unit", "why", "starts", "period_days", "curve", "ends")
        }
        assert {name for name, number in numbers.items() if number is None} == set(each.why)
        assert all(isinstance(reason, str) and reason for reason in each.why.values())
        assert all(math.isfinite(number) for number in numbers.values() if number is not None)
        pace_finish(each)
