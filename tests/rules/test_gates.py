from datetime import date

import pytest

from builders import milestone
from pipeline.contract.findings import ERROR, WARNING
from rules.facts import case, cells, only

REASON = "The supplier confirmed the date in writing."
WAIVED = {"state": "waived", "reason": REASON, "approver": "Pat Lee", "waived_until": date(2026, 12, 31)}
OVERRIDE = {"health": "Green", "health_reason": REASON, "health_by": "Pat Lee", "health_until": date(2026, 12, 11)}


def criterion(id_="C1", **fields):
    return {"id": id_, "subject": "G1", "kind": "exit", "text": "The document set is reviewed.", **fields}


def gated(*criteria, **gate):
    """A case with one gate, two weeks ahead unless said otherwise, and these criteria."""
    gates = [{"id": "G1", "name": "Beta", "planned": date(2026, 12, 4), "milestones": ["M1"], **gate}]
    return case(Milestones=[milestone("M1"), milestone("M2")], Criteria=criteria, Gates=gates)


@pytest.mark.parametrize("fields", [{}, {"state": "unknown"}, {"subject": "Beta"}, {"subject": "M1"}, {"subject": "M1", "kind": "success"}])
def test_an_undecided_criterion_of_a_near_gate_is_reported(fields):
    finding = only("CRITERION_UNDECIDED", gated(criterion(**fields)))
    assert (finding.severity, finding.cell) == (WARNING, "Criteria!F2")
    assert finding.message == "C1 is undecided, and gate Beta is due on 2026-12-04"


@pytest.mark.parametrize("fields", [{"state": "not met"}, {"must": "should"}, {"subject": "M2"}, {"subject": "M1", "kind": "entry"}])
def test_a_decided_or_optional_criterion_or_one_of_another_gate_is_fine(fields):
    assert cells("CRITERION_UNDECIDED", gated(criterion(**fields))) == []


@pytest.mark.parametrize("gate", [{"planned": date(2026, 12, 19)}, {"planned": None}, {"decision": "hold"}])
def test_a_far_undated_or_decided_gate_asks_for_nothing(gate):
    assert cells("CRITERION_UNDECIDED", gated(criterion(), **gate)) == []


def test_a_gate_four_weeks_ahead_or_overdue_asks_for_its_criteria():
    assert cells("CRITERION_UNDECIDED", gated(criterion(), planned=date(2026, 12, 18))) == ["Criteria!F2"]
    assert cells("CRITERION_UNDECIDED", gated(criterion(), planned=date(2026, 10, 1))) == ["Criteria!F2"]


@pytest.mark.parametrize("evidence", [None, "", "TBD"])
def test_a_met_criterion_without_evidence_is_reported(evidence):
    assert cells("CRITERION_NO_EVIDENCE", gated(criterion(state="met", evidence=evidence))) == ["Criteria!G2"]


@pytest.mark.parametrize("fields", [{"evidence": "Minutes of 2 October"}, {"computed": "milestone M1 done"}, {"state": "not met"}])
def test_evidence_a_computed_state_or_an_unmet_criterion_are_fine(fields):
    assert cells("CRITERION_NO_EVIDENCE", gated(criterion(**{"state": "met", **fields}))) == []


@pytest.mark.parametrize(("column", "cell"), [("reason", "Criteria!J2"), ("approver", "Criteria!K2"), ("waived_until", "Criteria!L2")])
def test_an_incomplete_waiver_is_reported_at_the_blank_cell(column, cell):
    finding = only("WAIVER_INCOMPLETE", gated(criterion(**WAIVED | {column: None})))
    assert (finding.severity, finding.cell) == (ERROR, cell)


@pytest.mark.parametrize(("column", "cell"), [("reason", "Criteria!J2"), ("approver", "Criteria!K2")])
def test_a_waiver_with_a_placeholder_is_incomplete(column, cell):
    assert cells("WAIVER_INCOMPLETE", gated(criterion(**WAIVED | {column: "TBD"}))) == [cell]


def test_a_criterion_that_does_not_apply_needs_a_reason_only():
    assert cells("WAIVER_INCOMPLETE", gated(criterion(state="n/a"))) == ["Criteria!J2"]
    assert cells("WAIVER_INCOMPLETE", gated(criterion(state="n/a", reason=REASON), criterion("C2", **WAIVED))) == []


@pytest.mark.parametrize("column", ["health_reason", "health_by", "health_until"])
def test_an_incomplete_override_is_reported_on_project_and_milestone(column):
    judged = case(OVERRIDE | {column: None}, Milestones=[milestone(**OVERRIDE | {column: None})])
    assert cells("WAIVER_INCOMPLETE", judged) == [judged.book.cell("Project", column), judged.book.cell("Milestones", column, 2)]


def test_a_whole_override_and_none_at_all_are_fine():
    judged = case(OVERRIDE, Milestones=[milestone("M1", **OVERRIDE), milestone("M2", health_reason="An old reason")])
    assert [code for code in ("WAIVER_INCOMPLETE", "OVERRIDE_TOO_LONG", "OVERRIDE_REASON_SHORT") if cells(code, judged)] == []


def test_an_override_of_more_than_four_weeks_is_reported():
    assert cells("OVERRIDE_TOO_LONG", case(OVERRIDE | {"health_until": date(2026, 12, 19)})) == ["Project!B16"]
    assert cells("OVERRIDE_TOO_LONG", case(OVERRIDE | {"health_until": date(2026, 12, 18)})) == []


def test_a_reason_of_fewer_than_20_characters_is_reported():
    assert cells("OVERRIDE_REASON_SHORT", case(Milestones=[milestone(**OVERRIDE | {"health_reason": "It will be fine, all"[:19]})])) == [
        "Milestones!V2"
    ]
    assert cells("OVERRIDE_REASON_SHORT", case(Milestones=[milestone(**OVERRIDE | {"health_reason": "It will be fine, all"})])) == []
