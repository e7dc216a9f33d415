from dataclasses import replace
from datetime import date

import polars as pl
import pytest

from builders import item, make_book, milestone
from figures.judged import LATE, OVERRIDE, STATUS, assessed, dimension
from pipeline.contract.findings import ERROR, INFO, WARNING, Finding
from pipeline.figures.compute import compute
from pipeline.figures.health.assess import assess
from pipeline.figures.outlook import Value


def finding(cell, severity=WARNING, code="PCT_BLANK"):
    sheet = cell.partition("!")[0] if cell else None
    return Finding(code, severity, sheet, cell, "", "", "")


def test_dimensions_stand_in_one_order():
    names = ["finish", "pace", "missed items", "cost", "readiness", "gate", "data"]
    project, milestones, _ = assessed(milestone())
    assert [each.name for each in project.dimensions] == names
    assert [each.name for each in milestones["M1"].dimensions] == names


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        ({}, ("grey", None, "no agreed finish")),
        ({"baseline_finish": date(2026, 12, 18)}, ("grey", None, "no forecast, agreed 18 Dec 2026")),
        (
            {"baseline_finish": date(2026, 12, 18), "forecast_finish": date(2026, 12, 30)},
            ("amber", 8, "8 working days late, agreed 18 Dec 2026"),
        ),
        (
            {"baseline_finish": date(2026, 12, 18), "forecast_finish": date(2026, 12, 17)},
            ("green", -1, "1 working day early, agreed 18 Dec 2026"),
        ),
        ({"baseline_finish": date(2026, 12, 18), "forecast_finish": date(2026, 12, 18)}, ("green", 0, "on time, agreed 18 Dec 2026")),
        ({"baseline_finish": date(2026, 11, 13)}, ("red", 5, "5 working days overdue without a forecast, agreed 13 Nov 2026")),
        (
            {"baseline_finish": date(2026, 11, 13), "forecast_finish": STATUS},
            ("green", 5, "5 working days late, agreed 13 Nov 2026"),
        ),
        (
            {"baseline_finish": date(2026, 11, 13), "status": "Done"},
            ("grey", None, "the finish date is not recorded, agreed 13 Nov 2026"),
        ),
    ],
)
def test_finish_of_a_milestone(fields, expected):
    assert dimension(assessed(milestone(**fields))[1]["M1"], "finish") == expected


def test_the_finish_of_the_project_is_that_of_the_milestone_agreed_to_be_last():
    early = milestone("M1", baseline_finish=date(2026, 12, 1), forecast_finish=date(2027, 2, 1))
    last = milestone("M2", baseline_finish=date(2027, 1, 29), forecast_finish=date(2027, 2, 1))
    dropped = milestone("M3", status="Cancelled", baseline_finish=date(2028, 1, 1))
    project, _, _ = assessed(early, last, dropped)
    assert dimension(project, "finish") == ("green", 1, "Milestone M2: 1 working day late, agreed 29 Jan 2027")


def test_pace_and_cost_say_why_they_are_not_assessed():
    project, milestones, _ = assessed(milestone("M1"), milestone("M2", actual_cost=10))
    assert dimension(project, "pace") == ("grey", None, "no earned schedule")
    assert dimension(milestones["M1"], "cost") == ("grey", None, "no actual cost")
    assert dimension(milestones["M2"], "cost") == ("grey", None, "no earned value to set the cost against")
    assert dimension(project, "cost")[2] == "no earned value to set the cost against"


def test_pace_and_cost_hand_on_the_reason_of_earned_value():
    lacking = Value("hours", why={"spi_t": "no agreed dates on S4", "cpi": "milestone M2 has started, but has no actual cost"})
    project, milestones, _ = assessed(milestone(), earned={"value": lacking, "values": {"M1": lacking}})
    for health in (project, milestones["M1"]):
        assert dimension(health, "pace") == ("grey", None, "no agreed dates on S4")
        assert dimension(health, "cost") == ("grey", None, "milestone M2 has started, but has no actual cost")


WEEKLY = Value("hours", es=9.2, at=11.0, sv_t=-1.8, spi_t=9.2 / 11, cpi=0.92, period_days=7)


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (WEEKLY, ("red", 9.2 / 11, "work stands where the plan was 1.8 weeks ago (SPI(t) 0.84)")),
        (replace(WEEKLY, sv_t=-1.0, spi_t=10 / 11), ("amber", 10 / 11, "work stands where the plan was 1.0 week ago (SPI(t) 0.91)")),
        (replace(WEEKLY, sv_t=-0.04, spi_t=0.996), ("green", 0.996, "work stands where the plan is today (SPI(t) 1.00)")),
        (replace(WEEKLY, sv_t=2.0, spi_t=1.2), ("green", 1.2, "work stands where the plan will be in 2.0 weeks (SPI(t) 1.20)")),
        (replace(WEEKLY, period_days=28), ("red", 9.2 / 11, "work stands where the plan was 7.2 weeks ago (SPI(t) 0.84)")),
        (replace(WEEKLY, period_days=None), ("red", 9.2 / 11, "work stands where the plan was 1.8 periods ago (SPI(t) 0.84)")),
    ],
)
def test_pace_says_when_the_plan_was_where_work_is(value, expected):
    project, milestones, _ = assessed(milestone(), earned={"value": value, "values": {"M1": value}})
    assert dimension(project, "pace") == dimension(milestones["M1"], "pace") == expected


def test_what_is_finished_has_no_pace_but_its_cost():
    rows = {"scope": [item("A", percent=100)], "earned": {"value": WEEKLY, "values": {"M1": WEEKLY}}}
    project, milestones, _ = assessed(milestone(), **rows)
    for health in (project, milestones["M1"]):
        assert dimension(health, "pace") == ("grey", None, "its work is complete")
        assert dimension(health, "cost")[0] == "amber"
    project, milestones, _ = assessed(milestone("M1"), milestone("M2"), milestone("M3", status="Cancelled"), **rows)
    assert (dimension(project, "pace")[0], dimension(milestones["M1"], "pace")[0]) == ("red", "grey")


@pytest.mark.parametrize(
    ("cpi", "expected"),
    [
        (0.92, ("amber", 0.92, "work worth 0.92 was done for each 1.00 spent (CPI 0.92)")),
        (1.0, ("green", 1.0, "work worth 1.00 was done for each 1.00 spent (CPI 1.00)")),
        (1.2, ("red", 1.2, "work worth 1.20 was done for each 1.00 spent (CPI 1.20)")),
    ],
)
def test_cost_says_what_was_done_for_what_was_spent(cpi, expected):
    value = replace(WEEKLY, cpi=cpi)
    project, milestones, _ = assessed(milestone(), earned={"value": value, "values": {"M1": value}})
    assert dimension(project, "cost") == dimension(milestones["M1"], "cost") == expected


@pytest.mark.parametrize(("cpi", "printed"), [(0.9496, "0.9496"), (1.0501, "1.0501"), (0.8966, "0.897"), (0.9516, "0.95"), (2 / 3, "0.67")])
def test_a_ratio_is_not_rounded_into_another_band(cpi, printed):
    project, _, _ = assessed(milestone(), earned={"value": replace(WEEKLY, cpi=cpi)})
    assert dimension(project, "cost")[2].endswith(f"(CPI {printed})")


def test_pace_and_cost_colour_the_health_as_any_dimension():
    project, milestones, _ = assessed(milestone("M1"), milestone("M2"), earned={"values": {"M2": WEEKLY}})
    assert [milestones[name].computed for name in ("M1", "M2")] == ["grey", "red"]
    assert project.computed == "red"


def test_missed_items_are_those_due_and_not_complete():
    due = {"baseline_finish": STATUS}
    scope = [
        item("A", **due, percent=100),
        item("B", **due),
        item("C", **due, percent=99),
        item("D", **due, status="Cancelled"),
        item("E", baseline_finish=date(2026, 11, 23)),
    ]
    project, milestones, _ = assessed(milestone(), scope=scope)
    expected = ("red", pytest.approx(200 / 3), "2 of 3 items due are not complete")
    assert dimension(milestones["M1"], "missed items") == dimension(project, "missed items") == expected
    assert dimension(assessed(milestone(), scope=scope[:2])[0], "missed items")[::2] == ("amber", "1 of 2 items due is not complete")
    assert dimension(assessed(milestone(), scope=scope[:1])[0], "missed items") == ("green", 0, "1 item due, all complete")
    assert dimension(assessed(milestone(), scope=scope[4:])[0], "missed items") == ("green", 0.0, "no item is due yet")
    assert dimension(assessed(milestone(), scope=[item("A")])[0], "missed items") == ("grey", None, "no item has an agreed finish")


def blocked(blocker, **fields):
    rows = [milestone("M1", **blocker), milestone("M2", depends_on=["M1"], **fields)]
    return dimension(assessed(*rows)[1]["M2"], "readiness")


def test_readiness_looks_four_weeks_ahead():
    soon, later = date(2026, 12, 18), date(2026, 12, 21)
    assert blocked({}, baseline_start=later) == ("grey", None, "does not start within four weeks")
    assert blocked({}, baseline_start=soon) == ("red", 1, "blocked by Milestone M1, which has no forecast")
    assert blocked({}, not_before=soon)[0] == blocked({}, baseline_finish=soon)[0] == "red"
    assert blocked({"status": "Done"}, baseline_start=soon) == ("green", 0, "not blocked")


def test_readiness_asks_whether_the_blocker_is_in_time():
    start = {"baseline_start": date(2026, 12, 14)}
    assert blocked({"forecast_finish": date(2026, 12, 14)}, **start) == ("amber", 1, "blocked by Milestone M1, expected in time")
    late = "blocked by Milestone M1, which finishes on 15 Dec 2026, after the start on 14 Dec 2026"
    assert blocked({"forecast_finish": date(2026, 12, 15)}, **start) == ("red", 1, late)
    assert blocked({"baseline_finish": date(2026, 12, 11)}, **start)[0] == "amber"
    assert blocked({"baseline_finish": date(2026, 11, 11)}, **start)[0] == "red"


def test_readiness_without_dates_is_asked_of_active_milestones():
    assert blocked({}, status="Active") == ("red", 1, "blocked by Milestone M1, which has no forecast")
    assert blocked({"forecast_finish": date(2027, 5, 3)}, status="Active")[0] == "amber"
    assert blocked({}, status="Queued")[0] == "grey"


def test_a_blocker_that_only_lacks_its_sign_off_says_so():
    rows = [milestone("M1"), milestone("M2", status="Active", depends_on=["M1"])]
    health = assessed(*rows, scope=[item("A", percent=100)])[1]["M2"]
    assert dimension(health, "readiness") == ("red", 1, "blocked by Milestone M1, which awaits its sign-off")


@pytest.mark.parametrize(
    ("finish", "expected"),
    [
        (date(2026, 12, 14), ("amber", 1, "blocked by another project, expected in time")),
        (date(2026, 12, 15), ("red", 1, "blocked by another project, which finishes on 15 Dec 2026, after the start on 14 Dec 2026")),
        (None, ("red", 1, "blocked by another project, which has no forecast")),
    ],
)
def test_a_blocker_of_another_project_is_judged_by_its_finish_and_not_named(finish, expected):
    book = make_book(Milestones=[milestone(baseline_start=date(2026, 12, 14))])
    figures = compute(book)
    blocked_by = pl.Series("blocked_by", [["quay:M7"]])
    figures = replace(figures, milestones=figures.milestones.with_columns(blocked_by), abroad={"quay:M7": finish})
    assert dimension(assess(book, figures, ())[1]["M1"], "readiness") == expected


def test_readiness_of_the_project_counts_the_blocked_ones():
    rows = [milestone("M1", status="Active"), milestone("M2", status="Active", depends_on=["M1"]), milestone("M3")]
    assert dimension(assessed(*rows)[0], "readiness") == ("red", 1, "1 of 2 milestones to start within four weeks is blocked")
    assert dimension(assessed(rows[0])[0], "readiness") == ("green", 0, "1 milestone to start within four weeks, none blocked")
    assert dimension(assessed(milestone())[0], "readiness") == ("grey", None, "no milestone starts within four weeks")


def gates(*rows, **fields):
    named = [{"id": f"G{number}", "name": f"Gate {number}", "milestones": ["M1"], **row} for number, row in enumerate(rows, start=1)]
    criteria = [{"id": "C1", "subject": "G1", "kind": "success", "text": "It works", "state": "met"}]
    project, milestones, _ = assessed(milestone(**fields), Gates=named, Criteria=criteria)
    assert dimension(project, "gate") == dimension(milestones["M1"], "gate")
    return dimension(project, "gate")


def test_gates_that_are_near_are_judged_by_their_verdict():
    soon, later, past = date(2026, 12, 18), date(2026, 12, 19), date(2026, 11, 2)
    assert gates({"planned": soon}) == ("green", 0, "Gate 1: GO")
    assert gates({"planned": soon}, {"planned": past}) == ("red", 1, "Gate 2: NO-GO (no criteria defined)")
    assert gates({"planned": later}) == ("grey", None, "no gate within four weeks")
    assert gates({"planned": soon}, {"planned": past, "decision": "hold"})[0] == "green"


def test_a_gate_without_a_date_is_near_when_its_milestones_are_complete():
    assert gates({})[0] == "grey"
    assert gates({}, status="Done")[0] == "green"
    assert gates({"decision": "go"}, status="Done")[0] == "grey"


def test_data_counts_findings_where_they_belong():
    scope = [item("A"), item("B", milestone="M2")]
    criteria = [{"id": "C1", "subject": "M2", "kind": "exit", "text": "It works"}]
    found = [finding("Scope!G2"), finding("Scope!AA3"), finding("Criteria!F2"), finding("Milestones!A3"), finding("Milestones!A2", INFO)]
    found += [finding("Project!B3", ERROR), finding(None), finding("Risks!A2")]
    project, milestones, _ = assessed(milestone("M1"), milestone("M2"), scope=scope, Criteria=criteria, findings=found)
    assert dimension(milestones["M1"], "data") == ("amber", 1, "1 warning")
    assert dimension(milestones["M2"], "data") == ("amber", 3, "3 warnings")
    assert dimension(project, "data") == ("red", 7, "1 error and 6 warnings")


def test_stale_rows_count_by_their_share_and_not_as_warnings():
    old, fresh = date(2026, 11, 5), date(2026, 11, 6)
    scope = [item("S0", updated=old), *(item(f"S{number}", updated=fresh) for number in range(1, 10)), item("D", updated=old, percent=100)]
    project, _, _ = assessed(milestone(), scope=scope, findings=[finding("Scope!Y2", code="STALE_ROW")])
    assert dimension(project, "data") == ("amber", 0, "1 of 10 open items not updated for two weeks")


def test_data_alone_colours_nothing():
    project, milestones, _ = assessed(milestone(), findings=[finding("Milestones!A2")])
    assert (project.computed, milestones["M1"].computed) == ("grey", "grey")


def test_a_milestone_is_as_bad_as_its_worst_dimension_and_the_project_as_its_worst_milestone():
    on_time = {"baseline_finish": date(2027, 1, 29), "forecast_finish": date(2027, 1, 29)}
    project, milestones, _ = assessed(milestone("M1", **LATE), milestone("M2", **on_time))
    assert (milestones["M1"].computed, milestones["M2"].computed) == ("red", "green")
    assert (project.computed, dimension(project, "finish")[0]) == ("red", "green")


def test_a_cancelled_milestone_is_not_assessed_and_does_not_count():
    project, milestones, _ = assessed(milestone(**{**LATE, "status": "Cancelled"}))
    assert (milestones["M1"].computed, project.computed) == ("grey", "grey")
    assert dimension(milestones["M1"], "finish") == ("grey", None, "cancelled")


@pytest.mark.parametrize(
    ("critical", "release", "colour"), [(False, None, "amber"), (False, "Beta", "red"), (True, None, "red"), (None, None, "red")]
)
def test_a_red_milestone_counts_amber_where_it_is_neither_critical_nor_shipped(critical, release, colour):
    last = milestone("M2", baseline_finish=date(2027, 1, 29), forecast_finish=date(2027, 1, 29))
    book = make_book(Milestones=[milestone(**LATE, release=release), last])
    figures = compute(book)
    figures = replace(figures, milestones=figures.milestones.with_columns(pl.lit(critical, pl.Boolean).alias("critical")))
    project, milestones, _ = assess(book, figures, ())
    assert (milestones["M1"].computed, project.computed) == ("red", colour)


def test_without_a_status_date_nothing_of_time_is_judged():
    project, milestones, found = assessed(milestone(**LATE, health="Green", **OVERRIDE), scope=[item("A")], project={"status_date": None})
    assert dimension(milestones["M1"], "finish")[0] == "grey"
    assert milestones["M1"].override is None
    assert (project.computed, found) == ("green", ())
