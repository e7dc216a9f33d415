"""Views: each audience gets what the contract allows, and nothing else."""

from dataclasses import replace
from datetime import date

import pytest

from builders import item, make_book, milestone
from pipeline.contract.cells import Link, Long, Person, Text
from pipeline.contract.sheets import Column
from pipeline.contract.workbook import SHEET, SHEETS
from pipeline.figures.records import Dimension, Health, Override
from pipeline.report.html import render_html
from pipeline.report.records import CustomerView, HeldView, TeamView
from pipeline.report.typeface import web_faces
from pipeline.report.views import customer_view, executive_view, portfolio_view, team_view, view

CANARY = "kanarienvogel"
HIDDEN_SHEETS = ("People", "Distribution")


def writable(column: Column) -> bool:
    return isinstance(column.type, (Text, Long, Person, Link))


def planted(sheet: str, **given: object) -> dict[str, object]:
    """A row with a canary in every internal text and a telling number in every internal amount."""
    row = dict(given)
    for column in SHEET[sheet]:
        if column.internal and column.key not in row:
            row[column.key] = f"{CANARY} {column.key}" if writable(column) else 987654.0 if column.type.dtype.is_float() else None
    return row


def everything_hidden() -> object:
    """A book whose internal columns and not-visible rows all hold canaries."""
    hidden = f"{CANARY} hidden"
    return make_book(
        planted("Project", budget_unit="money"),
        Milestones=[planted("Milestones", **milestone("M1", baseline_finish=date(2026, 12, 18), status="Active"))],
        Scope=[
            planted("Scope", **item("S1", title="Open promise", percent=100.0)),
            planted("Scope", **item("S1.1", 2, title=hidden, percent=100.0)),
            planted("Scope", **item("S2", title=hidden, percent=100.0, visible=False)),
            planted("Scope", **item("S2.1", 2, title=hidden, percent=100.0, visible=True)),
        ],
        Criteria=[
            {"id": "C1", "subject": "G1", "kind": "exit", "text": hidden, "state": "not met", "visible": False, "evidence": hidden},
            {"id": "C2", "subject": "M1", "kind": "success", "text": hidden, "state": "not met", "visible": False},
            {"id": "C3", "subject": "G1", "kind": "exit", "text": "Open criterion", "state": "met"},
        ],
        Gates=[{"id": "G1", "name": "Gate", "planned": date(2026, 12, 1), "milestones": ["M1"]}],
        Risks=[
            {"id": "R1", "kind": "risk", "title": hidden, "description": hidden, "response": hidden, "owner": hidden},
            {"id": "R2", "kind": "decision", "title": hidden, "visible": False, "due": date(2026, 11, 1)},
        ],
        Changes=[
            planted("Changes", id="X1", date=date(2026, 11, 1), kind="scope added", description="Open change"),
            {"id": "X2", "date": date(2026, 11, 1), "kind": "side agreement", "description": hidden, "agreed_by": hidden, "visible": False},
        ],
        Charter=[{"section": "Security", "text": hidden}, {"section": "Metrics", "text": hidden, "visible": False}],
        People=[{"name": hidden, "role": hidden, "email": f"{CANARY}@example.org", "organisation": hidden}],
        Distribution=[{"name": hidden, "email": f"{CANARY}@example.org", "edition": "team"}],
    )


def test_no_internal_field_and_no_hidden_row_reaches_the_customer(issue_of):
    issue = issue_of(everything_hidden(), "red", {"M1": "red"})
    html = render_html(customer_view(issue)).replace(web_faces(), "")
    assert CANARY not in html
    assert "987" not in html
    assert "Open promise" in html
    assert "Open criterion" not in render_html(replace(customer_view(issue), gates=()))


def test_the_canaries_do_reach_the_team(issue_of):
    html = render_html(team_view(issue_of(everything_hidden(), "red", {"M1": "red"})))
    for where in (f"{CANARY} backup", f"{CANARY} note", f"{CANARY} owner", f"{CANARY} issue", f"{CANARY} hidden"):
        assert where in html


def test_cost_data_and_findings_never_give_the_customer_a_reason(issue_of):
    secret = (Dimension("cost", "red", 0.4, f"{CANARY} CPI 0.4"), Dimension("data", "amber", 2, f"{CANARY} 2 warnings"))
    secret_health = Health("red", "red", None, secret)
    book = make_book(Milestones=[milestone(status="Active")], Scope=[item("S1", percent=10.0)])
    issue = issue_of(book, health=secret_health, milestone_health={"M1": secret_health})
    assert CANARY not in render_html(customer_view(issue))
    assert CANARY in render_html(executive_view(issue))


def test_an_override_tells_everybody_what_was_computed_and_the_customer_no_reason(issue_of):
    override = Override("green", f"{CANARY} the steering group accepted the slip", "Pat Lee", date(2026, 12, 4))
    health = Health("red", "green", override, (Dimension("finish", "red", 15, f"{CANARY} 15 days late"),))
    issue = issue_of(make_book(Milestones=[milestone()]), health=health)
    customer = render_html(customer_view(issue))
    said = "computed off track; assessed on track by Pat Lee until 4\u00a0Dec\u00a02026"
    assert customer_view(issue).masthead.health_note == said
    assert said in customer
    assert CANARY not in customer
    assert executive_view(issue).masthead.health_note == said
    (row,) = portfolio_view([issue], date(2026, 11, 20), "All").rows
    assert (row.health.word, row.note) == ("On track", f"C{said[1:]}: {override.reason}.")
    assert "Stated on track, computed off track" in executive_view(issue).health.override


def test_an_override_that_agrees_with_what_was_computed_says_who_and_when(issue_of):
    override = Override("amber", "the supplier answers on Monday", "Pat Lee", date(2026, 12, 4))
    issue = issue_of(make_book(Milestones=[milestone()]), health=Health("amber", "amber", override, ()))
    assert customer_view(issue).masthead.health_note == "assessed at risk by Pat Lee until 4\u00a0Dec\u00a02026"


def test_the_customer_view_has_no_field_for_internal_things():
    names = set(CustomerView.__dataclass_fields__)
    assert not names & {"health", "findings", "comparisons", "source", "held", "findings_note"}


def test_every_internal_column_is_planted():
    """The leak tests above are only worth what they plant: each internal text column of a printed sheet must hold a canary."""
    book = everything_hidden()
    for sheet in SHEETS:
        for column in sheet:
            if column.internal and writable(column) and sheet.name not in HIDDEN_SHEETS:
                assert CANARY in str(book.table(sheet.name)[column.key].to_list()), (sheet.name, column.key)


def test_a_visible_item_below_level_1_is_shown_to_the_customer(issue_of):
    book = make_book(
        Milestones=[milestone()], Scope=[item("S1", percent=None), item("S1.1", 2, title="Seen part", visible=True, percent=5.0)]
    )
    (part,) = customer_view(issue_of(book)).scope
    assert [child.title for child in part.items[0].children] == ["Seen part"]


def test_a_held_issue_has_only_a_team_edition_with_its_findings_first(harbour):
    held = replace(harbour, held="20 cells cannot be right")
    for edition in ("customer", "executive"):
        with pytest.raises(ValueError, match="is held"):
            view(held, edition)
    html = render_html(view(held, "team"))
    assert html.index("Findings in the workbook") < html.index("The report as it would go out") < html.index("Needs your attention")
    assert view(held, "team").masthead.health.word == "Held"


def test_a_workbook_that_cannot_be_read_has_a_page_with_its_findings(harbour):
    broken = replace(harbour, book=None, figures=None, health=None, milestone_health={}, held="the file is encrypted")
    page = team_view(broken)
    assert isinstance(page, HeldView)
    assert page.held == "Held: The file is encrypted."
    assert "140 % is outside 0 to 100" in render_html(page)


def test_findings_are_grouped_and_cut_with_a_count(harbour):
    page = team_view(harbour)
    assert isinstance(page, TeamView)
    first, second = page.findings
    assert (first.code, len(first.places), first.left_out) == ("PCT_RANGE", 12, "and 8\u00a0more places")
    assert second.mark.word == "Warning"
    assert page.findings_note == "The workbook has 20\u00a0errors and 1\u00a0warning."


def test_a_waived_rule_prints_its_reason(harbour):
    page = team_view(replace(harbour, waived={"PCT_RANGE": "accepted by Pat Lee for November"}))
    assert page.findings[0].fix == "Enter 0 to 100 %. Waived: Accepted by Pat Lee for November."


def test_stated_and_computed_stand_beside_each_other(harbour):
    rows = [(row.subject, row.stated, row.computed, row.cell) for row in team_view(harbour).comparisons]
    assert ("Case handling", "90\u00a0%", "62\u00a0%", "Milestones!T4") in rows


def test_executives_read_what_changes_cost_and_customers_do_not(harbour):
    assert executive_view(harbour).changes[0].impact == "+12 effort, +9,600 budget"
    assert not hasattr(customer_view(harbour).changes[0], "impact")
    assert "9,600" not in render_html(customer_view(harbour))


def test_the_gate_prints_its_decision_beside_a_verdict_that_differs(harbour):
    (gate,) = customer_view(harbour).gates
    assert gate.mark.word == "No-go"
    assert gate.decision == "Decided: go by Steering group; the criteria say no-go."
    assert gate.missing == ("Six pilot users finish a permit (not met)",)
    assert gate.waivers == ("Audit passed (waived by A. Virtanen until 31\u00a0Jan\u00a02027: booked for January).",)


def test_a_complete_item_without_sign_off_shows_99_percent(harbour):
    identity = next(part for part in customer_view(harbour).scope if part.milestone == "Identity")
    assert [(row.percent, row.sign_off) for row in identity.items] == [("99\u00a0%", "sign-off pending")]


def test_the_portfolio_counts_colours_and_puts_reds_first(harbour):
    red = replace(harbour, name="Red", health=replace(harbour.health, shown="red"))
    held = replace(harbour, name="<b>Held</b>", held="no summary")
    page = portfolio_view([held, harbour, red], date(2026, 11, 20), "Customer projects")
    assert [row.project for row in page.rows] == ["Red", "Harbour Portal", "<b>Held</b>"]
    assert [(count.mark.word, count.number) for count in page.counts] == [("Off track", "1"), ("At risk", "1"), ("Held", "1")]
    assert page.headline == "Red is off track; 1\u00a0project is at risk; 1\u00a0report is held back."
    html = render_html(page)
    assert "&lt;b&gt;Held" in html
    assert "<b>Held" not in html


def test_a_project_without_scope_shows_no_empty_figures_in_the_portfolio(issue_of):
    html = render_html(portfolio_view([issue_of(make_book(Milestones=[milestone()]))], date(2026, 11, 20), "All"))
    assert "done, plan" not in html


def test_an_empty_portfolio_says_so():
    assert "There are no projects yet." in render_html(portfolio_view([], date(2026, 11, 20), "Customer projects"))
