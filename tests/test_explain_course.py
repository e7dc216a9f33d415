"""Explanations of what a project's course says: schedule, earned value, forecast, bridge and changes; today's cells and earlier reports."""

import re
from datetime import date, timedelta
from functools import cache
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from builders import item, make_book, milestone
from chance import examples
from past import past_of
from pipeline.explain.figures import explain_figure, figures_of
from pipeline.explain.ground import ground_of
from pipeline.explain.influence import influenced
from pipeline.explain.records import Step
from pipeline.explain.text import rendered
from pipeline.figures.workdays import axis_of, days_late
from pipeline.issue import Issue, make_issue
from pipeline.store.records import FIRST_SIGHT, Past
from pipeline.workbook.book import Book, Reading
from pipeline.workbook.read import read_workbook
from test_explain import alike, assert_adds_up, changed, published, sections, steps, told

HISTORY = Path(__file__).parent.parent / "workbooks" / "history"
WEEKS = sorted(folder.name for folder in HISTORY.iterdir() if folder.is_dir())
START, LAST, TODAY = date(2026, 11, 2), date(2026, 11, 13), date(2026, 11, 20)
LATER = date(2026, 12, 18)


@cache
def book_of(week: str) -> Book:
    book = read_workbook(HISTORY / week / "harbour-portal.xlsx").book
    assert book is not None
    return book


@cache
def report(week: str = WEEKS[-1]) -> Issue:
    """The harbour portal of one week beside all weeks before."""
    before = [book_of(each) for each in WEEKS if each < week]
    return make_issue(Reading("harbour-portal.xlsx", "0" * 64, book_of(week)), past=past_of(*before))


def issue_of(past: Past = FIRST_SIGHT, **sheets) -> Issue:
    project = {"status_date": TODAY, **sheets.pop("project", {})}
    return make_issue(Reading("demo.xlsx", "0" * 64, make_book(project, **sheets)), past=past)


def figure(of: Issue, path: str) -> Step:
    return explain_figure(of, path).figure


def addresses(step: Step) -> set[str]:
    return {cell.address for each in steps(step) for cell in each.cells}


@pytest.mark.parametrize("week", WEEKS)
def test_every_figure_of_a_week_with_a_past_is_explained_and_adds_up(week):
    explained = {path: make() for path, make in figures_of(ground_of(report(week))).items()}
    for path, value in published(report(week)).items():
        if "." not in path and not value:
            continue
        found = explained[path].value
        assert (list(found) if isinstance(found, tuple) else found) == (pytest.approx(value) if isinstance(value, float) else value), path
    for step in explained.values():
        assert_adds_up(step)


OF_FINDINGS = re.compile(r"^held\.|dimensions\.data$")
"""What rests on findings, which any cell can cause."""
PRINT_FINDINGS = {"Health and its reasons", "Milestones"}
COURSE = [
    ("Scope", "percent", 42, 20.0),
    ("Scope", "percent", 46, 90.0),
    ("Scope", "status", 47, "Cancelled"),
    ("Scope", "status", 58, "Open"),
    ("Scope", "effort", 47, 25.0),
    ("Scope", "earning_rule", 44, "50/50"),
    ("Scope", "earning_rule", 62, "LOE"),
    ("Scope", "owner", 44, "Somebody Else"),
    ("Scope", "title", 44, "Something quite different"),
    ("Scope", "actual_start", 62, date(2026, 11, 16)),
    ("Scope", "baseline_finish", 62, date(2027, 2, 26)),
    ("Scope", "forecast_finish", 42, date(2027, 2, 26)),
    ("Milestones", "forecast_finish", 5, date(2027, 3, 12)),
    ("Milestones", "remaining_days", 6, 120.0),
    ("Milestones", "depends_on", 8, [{"id": "M5", "relation": "FS", "lag": 0}]),
    ("Milestones", "not_before", 7, date(2027, 6, 1)),
    ("Milestones", "baseline_finish", 8, date(2027, 6, 1)),
    ("Milestones", "baseline_start", 7, date(2027, 1, 4)),
    ("Milestones", "actual_cost", 4, 150000.0),
    ("Milestones", "budget", 4, 500000.0),
    ("Milestones", "actual_finish", 2, date(2026, 9, 21)),
    ("Project", "calendar", 0, "DE-BY"),
    ("Project", "weighting", 0, "equal"),
    ("Changes", "agreed_on", 6, None),
]


@pytest.mark.parametrize(("sheet", "key", "row", "value"), COURSE)
def test_what_changes_beside_a_past_when_a_cell_changes_is_named(sheet, key, row, value):
    before = report()
    after = changed(before, sheet, key, row, value)
    old, new = published(before), published(after)
    moved = {told(path) for path in {*old, *new} if not alike(old.get(path), new.get(path))}
    found = influenced(before, before.book.cell(sheet, key, row))
    assert {path for path in moved - set(found.figures) if not OF_FINDINGS.search(path)} == set()
    for edition in ("customer", "executive", "team") if after.held is None else ():
        old_page, new_page = sections(before, edition), sections(after, edition)
        different = {name for name in {*old_page, *new_page} if old_page.get(name) != new_page.get(name)}
        missing = different - {"Findings in the workbook"} - {place.section for place in found.places if place.edition == edition}
        assert not missing or (missing <= PRINT_FINDINGS and any(OF_FINDINGS.search(path) for path in moved)), edition


def test_the_finish_is_told_down_its_driving_chain():
    rows = [
        milestone("M1", remaining_days=5.0),
        milestone("M2", remaining_days=10.0, depends_on=["M1"]),
        milestone("M3", remaining_days=1.0),
    ]
    step = figure(issue_of(Milestones=rows), "schedule.finish")
    assert step.value == date(2026, 12, 11)
    assert [(part.name, part.value) for part in step.parts[:2]] == [("M1", date(2026, 11, 27)), ("M2", date(2026, 12, 11))]
    assert step.parts[1].rule == "begins after M1; takes 10 working days: as Remaining days says"
    assert step.parts[2].name == "others"
    assert step.parts[2].value == ("M3 2026-11-23",)


def test_float_names_the_agreed_finish_that_it_has_to_keep():
    rows = [
        milestone("M1", remaining_days=5.0),
        milestone("M2", remaining_days=10.0, depends_on=["M1"], baseline_finish=date(2026, 12, 4)),
    ]
    found = issue_of(Milestones=rows)
    step = figure(found, "milestones.M1.float_days")
    assert step.value == -5
    early, late = step.parts[:2]
    assert (early.value, late.value) == (date(2026, 11, 27), TODAY)
    assert late.rule == "LF, the latest finish that keeps the agreed finish of M2, over M1 → M2"
    assert found.book.cell("Milestones", "baseline_finish", 3) in addresses(late)
    critical = figure(found, "milestones.M1.critical")
    assert (critical.value, critical.parts[1].rule) == (
        True,
        "LF, the latest finish that keeps the project's finish, which ends with M2, over M1 → M2",
    )


def test_a_circle_withholds_the_schedule_and_names_its_links():
    found = issue_of(Milestones=[milestone("M1", depends_on=["M2"]), milestone("M2", depends_on=["M1"])])
    assert "circle of dependencies" in figure(found, "schedule.finish").rule
    step = figure(found, "schedule.cycle")
    assert {cell.address for cell in step.cells} == {"Milestones!I2", "Milestones!I3"}
    assert figure(found, "milestones.M1.float_days").rule.startswith("no figure: a circle of dependencies")


def test_an_item_earns_by_its_rule_and_says_so():
    rows = [
        item("S1", percent=40.0, earning_rule="50/50", baseline_start=START, baseline_finish=LATER),
        item("S2", percent=40.0, earning_rule="0/100", baseline_start=START, baseline_finish=LATER),
        item("S3", percent=40.0, baseline_start=START, baseline_finish=LATER),
        item("S4", earning_rule="LOE", baseline_start=START, baseline_finish=date(2026, 11, 27)),
    ]
    found = issue_of(Milestones=[milestone(budget=400.0)], Scope=rows)
    step = figure(found, "earned_value.ev")
    leaves = {part.name: part for part in step.parts[0].parts}
    assert [(leaves[name].value, leaves[name].contribution) for name in ("S1", "S2", "S3", "S4")] == [(50, 50), (0, 0), (40, 40), (75, 75)]
    assert leaves["S1"].rule.startswith("50/50: half once it has begun")
    assert "level of effort" in {part.name for part in figure(found, "earned_value.spi").parts}
    assert_adds_up(step)


def test_the_sheets_baseline_and_actuals_are_told_by_their_rows():
    curve = [{"period": str(number), "planned": 10.0 * number} for number in (1, 2, 3)]
    spent = [{"period": "1", "earned": 5.0, "cost": 6.0}, {"period": "2", "earned": 15.0, "cost": 18.0}]
    found = issue_of(Milestones=[milestone()], Scope=[item("S1")], Baseline=curve, Actuals=spent)
    told_by = {name: figure(found, f"earned_value.{name}").parts[0] for name in ("bac", "ev", "ac")}
    assert {name: (part.name, part.cells[1].value) for name, part in told_by.items()} == {
        "bac": ("period 3", 30.0),
        "ev": ("period 2", 15.0),
        "ac": ("period 2", 15.0),
    }
    es = figure(found, "earned_value.es")
    assert es.value == 1.5
    assert [(part.name, part.value) for part in es.parts[1:3]] == [("period 1", 10), ("period 2", 20)]
    assert "Baseline!B2" in addresses(es)
    assert {"earned_value.pv", "earned_value.es", "earned_value.spi_t"} <= set(influenced(found, "Baseline!B3").figures)
    assert {"earned_value.ac", "earned_value.cpi"} <= set(influenced(found, "Actuals!C3").figures)


def test_a_figure_without_a_number_tells_why_and_what_it_would_be():
    found = issue_of(Milestones=[milestone()], Scope=[item("S1")])
    step = figure(found, "earned_value.cpi")
    assert (step.value, step.rule) == (None, "no figure: no actual cost; it would be: CPI = EV ÷ AC")
    assert figure(found, "earned_value.why.cpi").value == "no actual cost"


def test_at_first_sight_bridge_and_changes_say_that_there_is_no_earlier_report():
    found = issue_of(Milestones=[milestone()], Scope=[item("S1")])
    for path in ("bridge", "changes"):
        assert (figure(found, path).value, figure(found, path).rule) == (None, "no figure: no earlier report of this project was accepted")


def before_and_after(then: list[dict], now: list[dict], **sheets) -> Issue:
    last = make_book({"status_date": LAST}, Milestones=[milestone()], Scope=then)
    return issue_of(past_of(last), **{"Milestones": [milestone()], "Scope": now, **sheets})


def test_work_done_is_told_by_the_rows_that_rose_with_the_report_that_had_them_lower():
    then = [item("S1", percent=20.0), item("S2", percent=50.0), item("S3", percent=0.0), item("S4", percent=0.0)]
    now = [item("S1", percent=60.0), item("S2", percent=30.0), item("S3", percent=0.0), item("S4", percent=0.0)]
    found = before_and_after(then, now)
    work, corrections = figure(found, "bridge.work"), figure(found, "bridge.corrections")
    assert [(part.name, part.value, part.contribution) for part in work.parts[:-1]] == [("S1", 60, 10)]
    assert [(part.name, part.value, part.contribution) for part in corrections.parts[:-1]] == [("S2", 30, -5)]
    (was,) = work.parts[0].parts
    assert (was.name, was.value, was.rule, was.cells) == ("report 1", 20, "as the report of 2026-11-13 had it", ())
    assert "S1 Item S1: 60 %, adds 10\n│  │  was at 20 %; weighed 25 % of the project then" in rendered(
        explain_figure(found, "bridge.work")
    )


def test_scope_and_weights_are_told_by_the_rows_that_came_went_and_weigh_something_else():
    then = [item("S1", effort=4.0), item("S2", effort=4.0), item("S3", effort=4.0)]
    now = [item("S1", effort=4.0), item("S2", effort=8.0), item("S3", effort=4.0, status="Cancelled"), item("S4", effort=4.0)]
    found = before_and_after(then, now)
    named = {
        which: [part.name for part in figure(found, f"bridge.{which}").parts[:-1]]
        for which in ("scope_added", "scope_removed", "reweighting")
    }
    assert named == {"scope_added": ["S4"], "scope_removed": ["S3"], "reweighting": ["S2"]}
    assert figure(found, "bridge.scope_removed").parts[0].rule == "cancelled, so it is out of scope"
    assert figure(found, "bridge.reweighting").parts[0].parts[0].value == 4


def test_a_row_that_is_gone_is_told_by_the_report_that_had_it():
    found = before_and_after([item("S1"), item("S2", percent=30.0)], [item("S1")])
    (gone, _) = figure(found, "bridge.scope_removed").parts
    assert (gone.name, gone.rule, gone.cells, gone.parts[0].value) == ("S2", "no longer in the workbook", (), 30)
    assert figure(found, "changes.removed").parts[0].rule == "no longer in the workbook"


def test_a_change_has_its_cells_of_today_and_the_value_of_the_last_report():
    agreed = {"id": "CR1", "kind": "baseline moved", "items": ["S1"], "agreed_by": "Kim Roe", "agreed_on": TODAY}
    then = [item("S1", baseline_finish=date(2026, 11, 30), forecast_finish=LATER, owner="Ann Ray")]
    now = [item("S1", baseline_finish=LATER, forecast_finish=date(2026, 12, 21), owner="Bo Lind")]
    found = before_and_after(then, now, Changes=[agreed])
    moved = figure(found, "changes.baseline_moved").parts[0]
    assert (moved.value, moved.parts[0].value, moved.rule) == (LATER, date(2026, 11, 30), "14 working days later, covered by CR1")
    assert found.book.cell("Changes", "agreed_on", 2) in addresses(moved)
    assert (figure(found, "changes.slipped.S1.days").value, figure(found, "changes.slipped.S1.from").value) == (1, LATER)
    owner = figure(found, "changes.owners").parts[0]
    assert (owner.value, owner.rule) == ("Bo Lind", "was Ann Ray")
    assert "changes.owners" in influenced(found, found.book.cell("Scope", "owner", 2)).figures


def test_the_forecast_from_history_is_told_week_by_week_with_the_report_that_each_starts_from():
    step = figure(report(), "forecast.history.p80")
    weeks = [part for part in step.parts if part.name.startswith("week to")]
    assert (len(weeks), step.value) == (report().figures.forecast.history.periods, report().figures.forecast.history.p80)
    assert [part.name for part in weeks[:2]] == ["week to 2026-11-20", "week to 2026-11-13"]
    gained = sum(part.value for part in weeks[1:])
    last, first = report().past.issues["work"][-1], report().past.issues["work"][0]
    assert gained == pytest.approx(last - first)
    assert [part.parts[0].name for part in weeks[:2]] == ["report 11", "report 10"]
    assert {"bridge.work", "progress.work"} <= {each.name for each in steps(step)}


def test_weeks_without_a_report_share_what_was_gained_between_the_reports_around_them():
    past = [
        make_book({"status_date": day}, Milestones=[milestone()], Scope=[item("S1", percent=percent)])
        for day, percent in ((date(2026, 10, 23), 10.0), (LAST, 40.0))
    ]
    step = figure(issue_of(past_of(*past), Milestones=[milestone()], Scope=[item("S1", percent=50.0)]), "forecast.history.periods")
    assert [(part.name, part.value) for part in step.parts[:4]] == [
        ("week to 2026-11-20", 10),
        *((f"week to 2026-{day}", 10) for day in ("11-13", "11-06", "10-30")),
    ]
    assert step.parts[1].rule == "from report 1 of 2026-10-23 to 40 % in report 2 of 2026-11-13, spread evenly over 3 weeks"


def test_what_leaves_a_figure_as_it_is_is_counted_and_told_in_the_whole_tree():
    explanation = explain_figure(report(), "schedule.finish")
    assert "cells: --whole tells them" in rendered(explanation)
    assert "cells: --whole tells them" not in rendered(explanation, whole=True)


def test_milestones_that_many_wait_for_are_told_once():
    rows = [milestone(f"M{number}", depends_on=[f"M{before}" for before in range(max(0, number - 3), number)]) for number in range(40)]
    found = issue_of(Milestones=rows)
    names = [step.name for step in steps(figure(found, "milestones.M39.state")) if step.rule != "told above"]
    assert len(names) == len(set(names)) == 40
    assert "milestones.M39.state" in influenced(found, "Milestones!D3").figures


def test_a_check_of_the_schedule_names_the_rows_that_fail_it():
    rows = [item("S1", baseline_finish=LAST, percent=40.0), item("S2", baseline_finish=LAST, actual_finish=LAST)]
    found = issue_of(Milestones=[milestone()], Scope=rows)
    step = figure(found, "schedule.quality.missed tasks.value")
    assert [part.name for part in step.parts[:-1]] == ["S1"]
    assert "schedule.quality" in influenced(found, found.book.cell("Scope", "baseline_finish", 3)).figures


LEAF = st.tuples(
    st.one_of(st.none(), st.floats(0, 100)), st.one_of(st.none(), st.floats(0, 100)), st.floats(0, 20), st.floats(0, 20), st.booleans()
)


@given(leaves=st.lists(LEAF, min_size=1, max_size=8), budget=st.one_of(st.none(), st.floats(1, 1000)))
@settings(max_examples=examples(40), deadline=None)
def test_work_done_and_corrections_of_any_two_reports_add_up(leaves, budget):
    def rows(which: int) -> list[dict]:
        return [
            item(f"S{number}", milestone="M2" if second else "M1", percent=leaf[which], effort=leaf[2 + which])
            for number, leaf in enumerate(leaves)
            for second in leaf[4:]
        ]

    milestones = [milestone("M1", budget=budget), milestone("M2", budget=7.0)]
    past = past_of(make_book({"status_date": LAST}, Milestones=milestones, Scope=rows(0)))
    found = issue_of(past, Milestones=milestones, Scope=rows(1))
    for path in ("bridge.work", "bridge.corrections"):
        assert_adds_up(figure(found, path))
        assert not [part for part in steps(figure(found, path)) if part.name == "rest"]


@given(
    taken=st.lists(st.integers(0, 15), min_size=1, max_size=7),
    links=st.sets(
        st.tuples(st.integers(0, 6), st.integers(0, 6), st.sampled_from(["FS", "SS", "FF", "SF"]), st.integers(-3, 5)), max_size=8
    ),
    agreed=st.lists(st.one_of(st.none(), st.integers(1, 60)), min_size=7, max_size=7),
)
@settings(max_examples=examples(40), deadline=None)
def test_the_latest_finish_that_is_told_lies_as_far_away_as_the_float_says(taken, links, agreed):
    rows = []
    for number, days in enumerate(taken):
        into = [
            {"id": f"M{before}", "relation": kind, "lag": float(lag)}
            for before, after, kind, lag in sorted(links)
            if before < after == number
        ]
        due = None if agreed[number] is None else TODAY + timedelta(days=agreed[number])
        rows.append(milestone(f"M{number}", remaining_days=float(days), depends_on=into or None, baseline_finish=due))
    found = issue_of(Milestones=rows)
    for number in range(len(taken)):
        step = figure(found, f"milestones.M{number}.float_days")
        early, late = step.parts[:2]
        assert days_late(axis_of(TODAY, ()), early.value, late.value) == -step.value
