"""Gates at a glance: rows by date, counts by kind, and squares that can be told apart without colour."""

from datetime import date
from xml.etree import ElementTree

import pytest

from builders import make_book, milestone
from pipeline.report.charts.gates import MOST, legend, strip
from pipeline.report.gate_matrix import NAME
from pipeline.report.html import render_html
from pipeline.report.pdf import render_pdf
from pipeline.report.views import customer_view, executive_view, team_view

LATER, SOONER = date(2027, 4, 2), date(2027, 2, 5)


def gate(id, planned, **fields):
    return {"id": id, "name": f"Gate {id}", "planned": planned, **fields}


def criterion(id, subject, state, kind="success", **fields):
    return {"id": id, "subject": subject, "kind": kind, "text": f"Criterion {id}", "state": state, **fields}


def matrix(issue_of, gates, criteria=(), edition=executive_view):
    return edition(issue_of(make_book(Milestones=[milestone()], Gates=gates, Criteria=criteria))).gate_matrix


def counts(row):
    return [(cell.title, cell.count) for cell in row.cells]


def test_one_gate_needs_no_matrix(issue_of):
    assert matrix(issue_of, [gate("G1", LATER)]) is None


def test_gates_stand_in_the_order_of_their_dates_the_undated_last(issue_of):
    found = matrix(issue_of, [gate("G1", None), gate("G2", LATER), gate("G3", SOONER)])
    assert [(row.name, row.planned) for row in found.rows] == [
        ("Gate G3", "5\u00a0Feb\u00a02027"),
        ("Gate G2", "2\u00a0Apr\u00a02027"),
        ("Gate G1", "–"),
    ]


def test_criteria_are_counted_by_kind_and_a_waived_one_is_no_obstacle(issue_of):
    waiver = {"reason": "booked", "approver": "A. Virtanen", "waived_until": date(2027, 1, 31)}
    criteria = [
        criterion("C1", "G1", "met", kind="entry"),
        criterion("C2", "G1", "met"),
        criterion("C3", "G1", "waived", **waiver),
        criterion("C4", "G1", "not met", kind="exit"),
        criterion("C5", "G1", None, must="should"),
        criterion("C6", "G1", "n/a", reason="no such system"),
    ]
    found = matrix(issue_of, [gate("G1", SOONER), gate("G2", LATER)], criteria)
    assert found.columns == ("Entry", "Required", "Desired")
    assert counts(found.rows[0]) == [("Entry", "1 of 1"), ("Required", "2 of 3"), ("Desired", "0 of 1")]
    assert counts(found.rows[1]) == [("Entry", "–"), ("Required", "–"), ("Desired", "–")]
    titles = [ElementTree.fromstring(cell.chart).find("{*}title").text for cell in found.rows[0].cells]
    assert titles == ["Entry: 1 of 1 met", "Required: 2 of 3 met or waived, 1 of them waived", "Desired: 0 of 1 met"]


def test_a_kind_that_no_gate_has_takes_no_column(issue_of):
    found = matrix(issue_of, [gate("G1", SOONER), gate("G2", LATER)], [criterion("C1", "G2", "met")])
    assert found.columns == ("Required",)


def test_the_finding_says_how_far_the_next_gate_is(issue_of):
    gates = [gate("G1", date(2026, 9, 15), decision="go"), gate("G2", SOONER), gate("G3", LATER)]
    criteria = [criterion("C1", "G2", "met"), criterion("C2", "G2", "met", kind="entry"), criterion("C3", "G2", None)]
    says = matrix(issue_of, gates, criteria).says
    assert says == "1 of 3 gates is decided. Next is Gate G2 on 5\u00a0Feb\u00a02027: 2 of 3 required criteria are met."


@pytest.mark.parametrize(
    ("planned", "criteria", "told"),
    [
        (date(2026, 11, 6), [criterion("C1", "G1", "met")], "Gate G1 was due on 6\u00a0Nov\u00a02026: 1 of 1 required criteria are met."),
        (SOONER, [], "Next is Gate G1, for which nothing required is defined."),
        (None, [criterion("C1", "G1", None)], "Next is Gate G1: 0 of 1 required criteria are met."),
    ],
)
def test_a_gate_that_is_overdue_undefined_or_undated_says_so(issue_of, planned, criteria, told):
    found = matrix(issue_of, [gate("G1", planned), gate("G2", LATER if planned else None)], criteria)
    assert found.says == f"0 of 2 gates are decided. {told}"


def test_decided_gates_leave_nothing_next(issue_of):
    found = matrix(issue_of, [gate("G1", SOONER, decision="conditional go"), gate("G2", LATER, decision="hold")])
    assert found.says == "All 2 gates are decided."
    assert [row.decision for row in found.rows] == ["Conditional go", "Hold"]


def test_a_customer_reads_counts_of_hidden_criteria_and_not_their_texts(issue_of):
    gates, criteria = [gate("G1", SOONER), gate("G2", LATER)], [criterion("C1", "G1", "met", visible=False)]
    found = matrix(issue_of, gates, criteria, customer_view)
    assert counts(found.rows[0]) == [("Required", "1 of 1")]
    assert "Criterion C1" not in f"{found}"


def test_a_long_name_is_cut_in_the_matrix(issue_of):
    gates = [gate("G1", SOONER) | {"name": "Acceptance of the whole system " * 5}, gate("G2", LATER)]
    name = matrix(issue_of, gates).rows[0].name
    assert len(name) <= NAME
    assert name.endswith("…")


def test_every_state_has_a_square_that_is_told_apart_without_colour():
    squares = {state: strip([state], "one") for state in ("met", "waived", "unknown", "not met")}
    assert len(set(squares.values())) == 4
    assert legend(["met", "not met"]).count("<svg") == 2


def test_many_criteria_share_the_width_that_a_few_have():
    few, many = (ElementTree.fromstring(strip(["met"] * number, "all")) for number in (MOST, 10 * MOST))
    assert few.get("width") == many.get("width")
    assert len(few.findall("{*}g")) == MOST
    assert not many.findall("{*}g")


def test_bars_of_many_criteria_are_as_long_as_their_shares():
    drawn = ElementTree.fromstring(strip(["met"] * 30 + ["unknown"] * 10, "30 of 40 met"))
    track, met = (float(rect.get("width")) for rect in drawn.findall("{*}rect"))
    assert met == pytest.approx(track * 3 / 4)


def test_a_gate_that_the_matrix_tells_whole_is_not_told_again(issue_of):
    gates = [gate("G1", SOONER), gate("G2", LATER, conditions="Only after the audit")]
    html = render_html(executive_view(issue_of(make_book(Milestones=[milestone()], Gates=gates))))
    assert "<h3>Gate G1" not in html
    assert "<h3>Gate G2" in html


def test_every_edition_is_set_with_the_matrix_without_a_word_from_the_engine(issue_of):
    states = ("met", "not met", None)
    criteria = [criterion(f"C{number}", f"G{number % 2 + 1}", states[number % 3]) for number in range(40)]
    issue = issue_of(make_book(Milestones=[milestone()], Gates=[gate("G1", SOONER), gate("G2", LATER)], Criteria=criteria))
    for edition in (customer_view, executive_view, team_view):
        assert render_pdf(render_html(edition(issue))).startswith(b"%PDF")
