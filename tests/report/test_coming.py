"""What is to come: what is due until the next report, gates to decide, and what waits since when."""

from datetime import date

import polars as pl
import pytest

from builders import item, make_book, milestone
from past import past_of
from pipeline.figures.compute import compute
from pipeline.report.coming import blocked_since, interval
from pipeline.report.html import render_html
from pipeline.report.views import customer_view, executive_view
from pipeline.store.records import ISSUE, Past

GAP = "\u00a0"
NOW = date(2026, 11, 20)


def told(view):
    return [
        (group.title, f"{line.subject} {line.text}".strip().replace(GAP, " "), line.detail.replace(GAP, " "))
        for group in view.coming.groups
        for line in group.lines
    ]


@pytest.mark.parametrize(
    ("days", "expected"),
    [((), 7), ((date(2026, 11, 6),), 14), ((date(2026, 10, 23), date(2026, 11, 6), date(2026, 11, 13)), 7)],
)
def test_the_usual_interval_is_the_middle_one_of_the_past_and_a_week_without_any(days, expected):
    past = Past(issues=pl.DataFrame({"status_date": days}, schema={"status_date": ISSUE["status_date"]}))
    assert interval(past, NOW) == expected


def test_what_is_due_by_then_stands_in_order_of_time_and_later_things_do_not(issue_of):
    stones = [milestone("M1", name="Build", status="Active", baseline_finish=date(2026, 11, 27), forecast_finish=date(2026, 11, 26))]
    scope = [
        item("S1", title="Forms", percent=80.0, forecast_finish=date(2026, 11, 24)),
        item("S2", title="Search", percent=10.0, forecast_finish=date(2026, 11, 30)),
        item("S3", title="Store", percent=50.0, baseline_finish=date(2026, 11, 18)),
        item("S4", title="Shell", percent=100.0, baseline_finish=date(2026, 11, 18)),
    ]
    issue = issue_of(make_book(Milestones=stones, Scope=scope))
    view = executive_view(issue)
    assert view.coming.title.replace(GAP, " ") == "Until the next report, 27 Nov 2026"
    assert told(view) == [("Due", "Build: by 26 Nov 2026, 60 % done", "Pat Lee")]


def test_items_of_a_milestone_that_is_not_due_are_named_with_it_and_their_owner(issue_of):
    stones = [milestone("M1", name="Build", status="Active", baseline_finish=date(2027, 1, 29))]
    scope = [
        item("S1", title="Forms", percent=80.0, forecast_finish=date(2026, 11, 24), owner="K. Salo"),
        item("S3", title="Store", percent=50.0, baseline_finish=date(2026, 11, 18), forecast_finish=date(2026, 11, 19)),
        item("S4", title="Today", percent=50.0, baseline_finish=NOW),
    ]
    issue = issue_of(make_book(Milestones=stones, Scope=scope))
    assert told(executive_view(issue)) == [
        ("Due", "Store: was due 18 Nov 2026, no new date, 50 % done", "Build"),
        ("Due", "Today: by 20 Nov 2026, 50 % done", "Build"),
        ("Due", "Forms: by 24 Nov 2026, 80 % done", "Build, K. Salo"),
    ]
    assert "Salo" not in render_html(customer_view(issue))


def test_a_gate_that_is_to_be_decided_by_then_stands_with_what_it_lacks(issue_of):
    gates = [
        {"id": "G1", "name": "Early use", "planned": date(2026, 11, 25)},
        {"id": "G2", "name": "Beta gate", "planned": date(2026, 12, 11)},
        {"id": "G3", "name": "Start", "planned": date(2026, 11, 13), "decision": "go"},
    ]
    stones = [milestone("M1", status="Active", baseline_finish=date(2027, 1, 29))]
    rows = told(executive_view(issue_of(make_book(Milestones=stones, Gates=gates))))
    assert rows == [("Gates", "Early use: 25 Nov 2026: no-go", "No criteria are defined, so it cannot be decided.")]


def weeks(*states):
    """The past of M2, which waits for M1 in weeks of `blocked` and has its blocker done in the others; the last is this week."""
    books = []
    for number, state in enumerate(states):
        blocker = {"status": "Active"} if state == "blocked" else {"status": "Done", "actual_finish": date(2026, 10, 1)}
        stones = [milestone("M1", name="Build", **blocker), milestone("M2", name="Live", depends_on=["M1"])]
        books.append(make_book({"status_date": date(2026, 10, 23 + 7 * number) if number < 2 else date(2026, 11, 6)}, Milestones=stones))
    return past_of(*books)


@pytest.mark.parametrize(
    ("states", "expected"),
    [
        (("blocked", "blocked", "blocked"), "since 23 Oct or earlier"),
        (("ready", "blocked", "blocked"), "since 30 Oct"),
        (("blocked", "ready", "blocked"), "since 6 Nov"),
        (("blocked", "blocked", "ready"), "new"),
    ],
)
def test_a_milestone_is_blocked_since_the_first_report_of_an_unbroken_row(states, expected):
    assert blocked_since(weeks(*states), "M2", NOW).replace(GAP, " ") == expected


def test_without_a_past_nobody_says_since_when(issue_of):
    stones = [milestone("M1", name="Build", status="Active"), milestone("M2", name="Live", depends_on=["M1"])]
    assert told(executive_view(issue_of(make_book(Milestones=stones)))) == [("Blocked", "Live waits for Build", "")]


def test_the_blocker_of_a_waiting_milestone_stands_with_the_time(issue_of):
    stones = [milestone("M1", name="Build", status="Active"), milestone("M2", name="Live", depends_on=["M1"])]
    past, book = weeks("ready", "blocked"), make_book(Milestones=stones)
    issue = issue_of(book, past=past, figures=compute(book, past))
    assert told(customer_view(issue)) == [("Blocked", "Live waits for Build", "since 30 Oct")]


def test_a_project_without_dates_promises_no_day_for_the_next_report(issue_of):
    stones = [milestone("M1", name="Build", status="Active"), milestone("M2", name="Live", depends_on=["M1"])]
    assert executive_view(issue_of(make_book(Milestones=stones))).coming.title == "What waits"
    assert executive_view(issue_of(make_book(Milestones=stones[:1]))).coming is None


def test_a_dated_project_with_nothing_due_says_so(issue_of):
    issue = issue_of(make_book(Milestones=[milestone(status="Active", baseline_finish=date(2027, 1, 29))]))
    assert executive_view(issue).coming.note.replace(GAP, " ") == "Nothing is due by 27 Nov 2026."
    assert customer_view(issue).coming.note.replace(GAP, " ") == "No milestone or solution is due by 27 Nov 2026."
