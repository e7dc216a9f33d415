"""The twelve weeks of the harbour portal, replayed in order: each part of the story stands in the files, and nothing else is found."""

from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from past import past_of
from pipeline.contract.findings import ERROR, INFO, Finding
from pipeline.figures.compute import compute
from pipeline.figures.health.assess import assess
from pipeline.figures.records import Health
from pipeline.rules.registry import check
from pipeline.rules.rule import Case
from pipeline.workbook.book import Book
from pipeline.workbook.read import read_workbook
from workbooks.samples.harbour_course import FRIDAYS
from workbooks.samples.harbour_history import rows
from workbooks.samples.make import HISTORY

FOLDER = Path(__file__).parents[1] / "workbooks"
WEEKS = range(1, 13)
HELD = 2


@dataclass(frozen=True)
class Week:
    """One week as it was reported: the workbook, and what was found in it beside the reports accepted before."""

    book: Book
    health: Health
    findings: tuple[Finding, ...]

    @property
    def errors(self) -> list[tuple[str, str | None]]:
        return [(finding.code, finding.cell) for finding in self.findings if finding.severity is ERROR]

    @property
    def warnings(self) -> set[str]:
        return {finding.code for finding in self.findings if finding.severity not in (ERROR, INFO)}


@cache
def book(week: int) -> Book:
    """The workbook of a week, which can be read."""
    reading = read_workbook(FOLDER / "history" / str(FRIDAYS[week - 1]) / "harbour-portal.xlsx")
    assert reading.book is not None
    assert reading.findings == ()
    return reading.book


@cache
def report(week: int) -> Week:
    """The report of a week; what came before it are the reports that nothing held back."""
    past = past_of(*(book(before) for before in range(1, week) if before != HELD))
    of, figures = book(week), compute(book(week))
    frames = {"Scope": figures.scope, "Milestones": figures.milestones, "Gates": figures.gates, "Criteria": figures.criteria}
    found = check(Case(of, {**of.tables, **frames}, issue_date=FRIDAYS[week - 1], past=past))
    health, _, further = assess(of, figures, found, past)
    return Week(of, health, (*found, *further))


def cell(week: int, sheet: str, id_: str, column: str) -> Any:
    """What stands in a column of a row in a week; None where the cell is blank or the row is not there."""
    values = book(week).table(sheet).filter(id=id_)[column].to_list()
    return values[0] if values else None


def over_weeks(sheet: str, id_: str, column: str) -> list[Any]:
    """A cell week by week."""
    return [cell(week, sheet, id_, column) for week in WEEKS]


def test_there_is_one_small_workbook_for_each_of_twelve_fridays_in_a_row():
    assert [(day.weekday(), day - FRIDAYS[0]) for day in FRIDAYS] == [(4, timedelta(weeks=week)) for week in range(12)]
    made = {FOLDER / name for name in HISTORY}
    assert set((FOLDER / "history").rglob("*.xlsx")) == made
    assert all(path.stat().st_size < 60_000 for path in made)
    assert [book(week).project["status_date"] for week in WEEKS] == list(FRIDAYS)
    assert {book(week).project["id"] for week in WEEKS} == {"harbour-portal"}


def test_the_last_week_is_the_harbour_portal_of_today():
    last = openpyxl.load_workbook(FOLDER / "history" / "2026-11-20" / "harbour-portal.xlsx")
    today = openpyxl.load_workbook(FOLDER / "harbour-portal.xlsx")
    assert last.sheetnames == today.sheetnames
    for page in today:
        assert list(last[page.title].values) == list(page.values), page.title


def test_only_the_second_week_is_held():
    assert [week for week in WEEKS if report(week).errors] == [HELD]


@pytest.mark.parametrize("week", WEEKS)
def test_a_week_has_the_warnings_of_its_story_and_no_other(week):
    watermelon = {"OVERRIDE_REASON_SHORT", "WATERMELON"}
    story = {
        1: {"CRITERION_UNDECIDED"},
        2: {"CRITERION_UNDECIDED"},
        6: watermelon,
        7: watermelon | {"PCT_STUCK"},
        8: watermelon | {"PCT_STUCK", "WATERMELON_LASTING"},
        9: {"CRITERION_UNDECIDED"},
        10: {"CRITERION_UNDECIDED"},
        11: {"STARTED_WHILE_BLOCKED"},
        12: {"STARTED_WHILE_BLOCKED", "STALE_ROW"},
    }
    assert report(week).warnings == story.get(week, set())


def test_in_week_4_an_agreed_solution_comes_into_the_scope():
    added = set(book(4).table("Scope")["id"]) - set(book(3).table("Scope")["id"])
    assert added == {"S5", "S5.1", "S5.2", "S5.3"}
    assert cell(4, "Changes", "CR2", "kind") == "scope added"
    assert cell(4, "Changes", "CR2", "agreed_on") == date(2026, 9, 23)
    assert "SCOPE_CHANGED" in {finding.code for finding in report(4).findings}


def test_a_budget_changes_with_agreed_scope_only_and_the_milestones_add_up_to_the_projects():
    for week in WEEKS:
        assert book(week).project["budget"] == book(week).table("Milestones")["budget"].sum()
    assert [book(week).project["budget"] for week in WEEKS] == [662_000] * 3 + [680_000] * 6 + [670_000, 700_000, 700_000]


def test_go_live_slips_by_three_weeks_and_recovers():
    promised = over_weeks("Milestones", "M7", "forecast_finish")
    assert promised[:5] == [date(2027, 4, 16)] * 5
    assert promised[5:] == [date(2027, 4, 23), date(2027, 5, 7), date(2027, 5, 7), date(2027, 4, 27), *[date(2027, 4, 20)] * 3]
    assert set(over_weeks("Milestones", "M7", "baseline_finish")) == {date(2027, 4, 16)}


def test_single_sign_on_stands_still_for_four_reports_and_then_moves():
    assert over_weeks("Scope", "S6.1", "percent") == [0, 0, 0, 0, 30, 30, 30, 30, 70, 100, 100, 100]
    stuck = {week: [finding.cell for finding in report(week).findings if finding.code == "PCT_STUCK"] for week in WEEKS}
    assert {week: cells for week, cells in stuck.items() if cells} == {7: ["Scope!G28"], 8: ["Scope!G28"]}


def test_a_baseline_that_moved_with_its_agreement_holds_nothing():
    assert over_weeks("Milestones", "M5", "baseline_finish") == [date(2027, 2, 12)] * 7 + [date(2027, 2, 26)] * 5
    assert cell(8, "Changes", "CR5", "kind") == "baseline moved"
    assert cell(8, "Changes", "CR5", "agreed_on") == date(2026, 10, 22)
    assert report(8).errors == []


def test_a_baseline_that_moved_without_agreement_holds_the_report_until_the_agreement_is_entered():
    assert over_weeks("Milestones", "M6", "baseline_finish") == [date(2027, 3, 18)] + [date(2027, 3, 25)] * 11
    assert [cell(week, "Changes", "CR1", "agreed_on") for week in (1, 2, 3)] == [None, None, date(2026, 9, 16)]
    assert report(2).errors == [("BASELINE_CHANGED", "Milestones!K7"), ("BASELINE_CHANGED", "Scope!Q62"), ("BASELINE_CHANGED", "Scope!Q64")]


def test_the_project_is_stated_green_while_computed_red_until_it_is_stated_honestly():
    stated = [book(week).project["health"] for week in WEEKS]
    assert stated == [None] * 5 + ["Green"] * 3 + ["Red"] * 2 + ["Amber"] * 2
    assert {report(week).health.computed for week in (6, 7, 8, 9)} == {"red"}
    assert [week for week in WEEKS if "WATERMELON" in report(week).warnings] == [6, 7, 8]
    assert [report(week).health.override is not None for week in (8, 9)] == [False, True]


def test_one_percentage_falls_once_and_its_note_says_why():
    fell = [
        (week, id_)
        for week in WEEKS[1:]
        for id_, percent in book(week).table("Scope")[["id", "percent"]].iter_rows()
        if percent is not None and percent < (cell(week - 1, "Scope", id_, "percent") or 0)
    ]
    assert fell == [(10, "S9.1")]
    assert "4 November" in cell(10, "Scope", "S9.1", "note")


def test_each_week_has_a_text_of_its_own_and_no_date_falls_on_a_weekend():
    for column in ("summary", "highlights", "next_steps"):
        assert len({book(week).project[column] for week in WEEKS}) == 12
    sheets = [of for day in FRIDAYS for of in rows(day).values()]
    days = [value for of in sheets for row in of for value in row.values() if isinstance(value, date)]
    assert len(days) > 2_000
    assert [day for day in days if day.weekday() > 4] == []
