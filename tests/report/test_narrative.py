"""Sentences: worst first, what follows from it, and honest where data are missing."""

from datetime import date

import pytest

from builders import item, make_book, milestone
from pipeline.report import narrative
from pipeline.report.facts import facts_of
from pipeline.report.html import render_html
from pipeline.report.views import customer_view, executive_view
from pipeline.report.words import gate_mark

GAP = "\u00a0"


def said(sentence: str) -> str:
    return sentence.replace(GAP, " ")


@pytest.fixture
def headline(issue_of):
    def made(stones, colours=None, project="green", scope=()):
        book = make_book(Milestones=stones, Scope=scope)
        return said(customer_view(issue_of(book, project, colours or {})).headline)

    return made


def test_the_end_that_moves_comes_first_with_the_late_milestone_that_drives_it(harbour):
    expected = "Beta moves by 5 working days to 2 Apr 2027, because Case handling is 15 working days late."
    assert said(executive_view(harbour).headline) == expected


def test_a_late_milestone_that_moves_nothing_says_that_the_end_keeps_its_date(headline):
    stones = [
        milestone("M1", status="Active", baseline_finish=date(2026, 12, 4), forecast_finish=date(2026, 12, 11)),
        milestone("M2", baseline_finish=date(2027, 3, 1), forecast_finish=date(2027, 3, 1)),
    ]
    late = "Milestone M1 is expected on 11 Dec 2026, 5 working days later than agreed"
    assert headline(stones) == f"{late}; Milestone M2 keeps its agreed date, 1 Mar 2027."


def test_an_overdue_milestone_without_a_new_date_says_so(headline):
    stones = [milestone("M1", status="Active", baseline_finish=date(2026, 11, 6))]
    assert headline(stones) == "Milestone M1 is 10 working days overdue and has no new date."


def test_a_project_without_dates_tells_what_runs_and_what_waits(headline):
    stones = [milestone("M1", status="Active"), milestone("M2", depends_on=["M1"]), milestone("M3", depends_on=["M1"])]
    assert (
        headline(stones, project="grey")
        == "Milestone M1 is in progress; 2 milestones wait for work before them. No finish dates are agreed."
    )


def test_everything_done_is_said_aloud(headline):
    stones = [milestone(f"M{n}", status="Done", actual_finish=date(2026, 11, 2)) for n in (1, 2)]
    assert headline(stones) == "All 2 milestones are done and signed off."


def test_complete_work_without_sign_off_waits_for_it(headline):
    stones = [milestone("M1", status="Active")]
    assert headline(stones, scope=[item("S1", percent=100.0)]) == "All work is complete; Milestone M1 waits for sign-off."


def test_no_milestones_is_said_not_hidden(headline):
    assert headline([]) == "The workbook lists no milestones yet."


def test_a_red_milestone_that_is_not_late_gives_its_reason(headline):
    stones = [milestone("M1", status="Active")]
    assert headline(stones, {"M1": "red"}, "red") == "Milestone M1 is off track: 15 working days late, agreed 18 Dec 2026."


def test_on_track_names_what_comes_next(headline):
    stones = [milestone("M1", status="Active", baseline_finish=date(2026, 12, 4), forecast_finish=date(2026, 12, 4))]
    assert headline(stones, {"M1": "green"}) == "Everything is on track; Milestone M1 comes next, on 4 Dec 2026."


def test_a_project_that_nobody_assessed_is_never_called_on_track(headline):
    stones = [milestone("M1", status="Active", baseline_finish=date(2026, 12, 4))]
    assert "on track" not in headline(stones, {"M1": "grey"}, "grey")


def test_attention_lists_needs_decisions_sign_offs_gates_then_red_and_amber(harbour):
    rows = [(said(one.when), one.title) for one in customer_view(harbour).attention]
    assert rows == [
        ("Needed", ""),
        ("by 27 Nov 2026", "Choose the payment provider."),
        ("Now", "Sign off Identity."),
        ("Off track", "Case handling."),
        ("At risk", "Beta."),
    ]


def test_nothing_to_attend_to_is_said_aloud(issue_of):
    issue = issue_of(make_book(Milestones=[milestone()]), milestones={"M1": "green"})
    assert narrative.NOTHING_NEEDED in render_html(customer_view(issue))


def test_figures_without_data_show_a_dash_and_the_reason(issue_of):
    tiles = customer_view(issue_of(make_book(Milestones=[milestone()]), "grey")).tiles
    assert [tile.value for tile in tiles] == ["–"] * 4
    assert all(tile.note for tile in tiles)


def test_the_four_figures_of_a_dated_project(harbour):
    tiles = [(said(tile.value), tile.subject, said(tile.note)) for tile in customer_view(harbour).tiles]
    assert tiles[2:] == [
        ("8 Jan 2027", "Case handling", "agreed 18 Dec 2026, 15 working days late"),
        ("2 Apr 2027", "Beta", "agreed 26 Mar 2027, 5 working days late"),
    ]
    assert tiles[1][2] == "1 of 4 solutions signed off"


def test_an_overdue_milestone_shows_no_past_date_as_expected(issue_of):
    book = make_book(Milestones=[milestone("M1", status="Active", baseline_finish=date(2026, 11, 6))])
    tile = customer_view(issue_of(book)).tiles[2]
    assert (tile.value, said(tile.note)) == ("–", "agreed 6 Nov 2026, 10 working days overdue, no new date")


def test_a_circle_of_dependencies_still_has_steps(issue_of):
    book = make_book(Milestones=[milestone("M1", depends_on=["M2"]), milestone("M2", depends_on=["M1"]), milestone("M3")])
    assert set(facts_of(issue_of(book), "team").steps()) == {"M1", "M2", "M3"}


@pytest.mark.parametrize(
    ("planned", "decision", "word"),
    [
        (date(2026, 12, 4), None, "No-go"),
        (date(2026, 11, 6), None, "No-go"),
        (date(2027, 2, 5), None, "No-go so far"),
        (None, None, "No-go so far"),
        (date(2027, 2, 5), "hold", "No-go"),
    ],
)
def test_a_no_go_alarms_only_when_the_gate_is_near_or_decided(planned, decision, word):
    gate = {"verdict": "NO-GO", "planned": planned, "decision": decision}
    assert gate_mark(gate, date(2026, 11, 20)).word == word


def test_many_sign_offs_take_few_lines(issue_of):
    stones = [milestone(f"M{number}", name=f"Part {number}") for number in range(9)]
    done = [item(f"S{number}", 1, f"M{number}", title=f"Solution {number}", percent=100.0) for number in range(9)]
    rows = customer_view(issue_of(make_book(Milestones=stones, Scope=done))).attention
    assert [row.title for row in rows[:5]] == [f"Sign off Part {number}." for number in range(5)]
    assert said(rows[5].text) == "4 more milestones wait for sign-off: see Milestones."
    assert len(rows) == 6
