"""The team's course: network, earned value and schedule quality, each with its reasons."""

from dataclasses import replace
from datetime import date

import pytest

from builders import make_book, milestone
from pipeline.figures.outlook import QualityCheck, Schedule, Value
from pipeline.report.html import render_html
from pipeline.report.views import executive_view, team_view
from pipeline.wording import speaking

NOVEMBER = {"status_date": date(2026, 11, 20)}


@pytest.fixture
def network(issue_of):
    """Three milestones: M1 then M3 decide the finish, M2 has 3 working days of float."""
    stones = [
        milestone("M1", name="Case handling", remaining_days=10, baseline_finish=date(2026, 12, 2)),
        milestone("M2", name="Payments", remaining_days=7),
        milestone("M3", name="Go-live", remaining_days=5, depends_on=["M1", "M2"]),
    ]
    return issue_of(make_book(NOVEMBER, Milestones=stones))


def course(issue, **changed):
    return team_view(replace(issue, figures=replace(issue.figures, **changed))).course


def test_each_open_milestone_has_its_finish_its_float_and_what_it_waits_for(network):
    rows = [
        (row.name, row.finish, row.agreed_float, row.network_float, row.waits, row.mark and row.mark.word) for row in course(network).placed
    ]
    assert rows == [
        ("Case handling", "4\u00a0Dec\u00a02026", "−2", "0", "", "Critical"),
        ("Payments", "1\u00a0Dec\u00a02026", "3", "3", "", "Near-critical"),
        ("Go-live", "11\u00a0Dec\u00a02026", "0", "0", "Case handling", "Critical"),
    ]


def test_floats_have_a_decimal_only_where_it_counts_in_every_language(network):
    with speaking("de"):
        placed = network.figures.schedule.placed
        half = {**placed, "M2": replace(placed["M2"], float_days=2.5)}
        rows = course(network, schedule=replace(network.figures.schedule, placed=half)).placed
    assert [row.agreed_float for row in rows] == ["−2", "2,5", "0"]


def test_the_path_is_told_in_words(network):
    assert course(network).path == "M1 Case handling (10 working days) → M3 Go-live (5); finish 11 Dec 2026."


def test_a_circle_is_told_in_place_of_the_path(issue_of):
    issue = issue_of(make_book(NOVEMBER, Milestones=[milestone("M1", depends_on=["M2"]), milestone("M2", depends_on=["M1"])]))
    found = course(issue)
    assert found.path.startswith("A circle of dependencies: M")
    assert found.placed == ()


def test_what_is_not_known_makes_the_schedule_partial(network):
    found = course(network, schedule=Schedule(finish=date(2026, 12, 11), partial=("M2",), chain="M1"))
    assert found.notes == ("Partial: how long Payments will take, or what comes before, is not known.",)


def test_earned_value_is_written_with_signs_and_units(network):
    why = {"cpi": "no actual cost", "cv": "no actual cost"}
    value = Value("money (EUR)", bac=700000.0, sv=-23471.9, spi=0.93274, spi_t=0.9723, sv_t=-0.546, period_days=7, why=why)
    found = course(network, value=value)
    shown = {row.sign: row.value for group in found.amounts for row in group.rows}
    assert (shown["BAC"], shown["SV"], shown["SPI"], shown["SPI(t)"], shown["SV(t)"]) == ("700,000", "−23,472", "0.933", "0.972", "−0.5")
    assert shown["CPI"] == shown["CV"] == "–"
    assert found.missing == ("CV and CPI: no actual cost.",)
    assert found.value == "Amounts in money (EUR), times in weeks; variances are good when positive."


def test_small_amounts_keep_a_decimal(network):
    shown = {row.sign: row.value for group in course(network, value=Value("items", bac=12.0, ev=2.25)).amounts for row in group.rows}
    assert (shown["BAC"], shown["EV"]) == ("12.0", "2.2")


def test_nothing_to_earn_leaves_no_section(network):
    html = render_html(team_view(replace(network, figures=replace(network.figures, value=None))))
    assert "Earned value" not in html


def test_checks_that_pass_are_one_sentence_and_the_others_a_row_each(network):
    checks = (
        QualityCheck("leads", 0.0, 0, True),
        QualityCheck("lags", 0.375, 0.05, None, ("M3", "M5"), "too few"),
        QualityCheck("CPLI", 0.875, 0.95, False),
        QualityCheck("resources", 0.25, None, None, ("S2",), "reported only"),
        QualityCheck("hard constraints", None, 0.05, None, why="a workbook has no fixed dates"),
    )
    found = course(network, schedule=Schedule(quality=checks))
    assert found.quality == "1\u00a0of 2\u00a0checks that can be judged passes: leads."
    assert [(row.mark.word, row.name, row.value, row.items, row.why) for row in found.checks] == [
        ("Listed", "Lags", "38\u00a0%, at most 5\u00a0%", "M3 and M5", "too few"),
        ("Fails", "CPLI", "0.88, at least 0.95", "", ""),
        ("Reported", "Resources", "25\u00a0%", "S2", "reported only"),
    ]


def test_the_course_is_the_teams_alone(network):
    html = render_html(executive_view(network))
    assert "Schedule quality" not in html
    assert "Earned value" not in html
    assert "Schedule quality" in render_html(team_view(network))
