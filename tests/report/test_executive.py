"""What the executive edition leaves to the team's, so that it stays short: what is far away, long ago, or stands on page 1."""

from datetime import date

import pytest

from builders import item, make_book, milestone
from past import past_of
from pipeline.report.views import executive_view, team_view

FRIDAY = date(2026, 11, 20)


def change(id, day):
    return {"id": id, "date": day, "kind": "scope added", "description": f"Change {id}"}


@pytest.fixture
def book():
    """A gate that is near and one that is far, one decided long ago; a done milestone and an open one; old and new changes."""
    return make_book(
        {"status_date": FRIDAY},
        Milestones=[
            milestone("M1", name="Foundation", status="Done", actual_finish=date(2026, 9, 15)),
            milestone("M2", name="Beta", status="Active"),
        ],
        Scope=[item("S1", 1, "M1", percent=100.0, signed_off=True), item("S2", 1, "M2", percent=10.0)],
        Criteria=[
            {"id": f"C{number}", "subject": subject, "kind": "exit", "text": f"Tested for {subject}", "state": state}
            for number, (subject, state) in enumerate([("G1", "met"), ("G2", "not met"), ("G3", "not met")])
        ],
        Gates=[
            {"id": "G1", "name": "Early", "planned": date(2026, 9, 15), "decision": "go", "decided_on": date(2026, 9, 15)},
            {"id": "G2", "name": "Near", "planned": date(2026, 12, 4)},
            {"id": "G3", "name": "Far", "planned": date(2027, 3, 5)},
        ],
        Risks=[{"id": "R1", "kind": "decision", "title": "Choose a provider"}, {"id": "R2", "kind": "risk", "title": "It rains"}],
        Changes=[change("X1", date(2026, 10, 22)), change("X2", date(2026, 10, 23)), change("X3", FRIDAY)],
        Charter=[{"section": "Business value", "text": "Two days a permit."}],
    )


def test_criteria_are_listed_of_gates_that_are_near_and_counted_of_others(issue_of, book):
    rows = [(gate.name, gate.missing) for gate in executive_view(issue_of(book)).gates]
    assert rows == [("Near", ("Tested for G2 (not met)",)), ("Far", ())]
    assert [gate.name for gate in team_view(issue_of(book)).gates] == ["Early", "Near", "Far"]
    assert team_view(issue_of(book)).gates[2].missing == ("Tested for G3 (not met)",)


def test_decisions_stand_on_page_1_alone(issue_of, book):
    view = executive_view(issue_of(book))
    assert [register.title for register in view.registers] == ["Risks"]
    assert [one.title for one in view.attention if "provider" in one.title] == ["Choose a provider."]


def test_changes_of_the_last_four_weeks_are_told_and_earlier_ones_counted(issue_of, book):
    view = executive_view(issue_of(book))
    assert [row.description for row in view.changes] == ["Change X3.", "Change X2."]
    assert view.changes_note == "1\u00a0earlier change stands in the team edition."
    assert (len(team_view(issue_of(book)).changes), team_view(issue_of(book)).changes_note) == (3, "")


def test_scope_that_is_done_is_left_to_the_table_of_milestones(issue_of, book):
    assert [part.milestone for part in executive_view(issue_of(book)).scope] == ["Beta"]
    assert [part.milestone for part in team_view(issue_of(book)).scope] == ["Foundation", "Beta"]


def test_what_the_project_is_for_is_told_at_first_sight(issue_of, book):
    assert [part.title for part in executive_view(issue_of(book)).charter] == ["Business value"]
    before = make_book({"status_date": date(2026, 11, 13)}, Milestones=[milestone("M1"), milestone("M2")])
    again = issue_of(book, past=past_of(before))
    assert executive_view(again).charter == ()
    assert team_view(again).charter
