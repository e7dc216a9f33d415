from datetime import date

import pytest

from builders import item, milestone
from pipeline.contract.findings import ERROR, WARNING
from rules.facts import case, cells, found, only

M = [milestone("M1"), milestone("M2")]
CRITERION = {"id": "C1", "kind": "exit", "text": "It works."}
CHANGE = {"id": "CR1", "date": date(2026, 11, 2), "kind": "closed", "description": "Agreed."}


@pytest.mark.parametrize(
    ("sheets", "code", "cell"),
    [
        ({"Scope": [item("S1", milestone="M9")]}, "MILESTONE_UNKNOWN", "Scope!B2"),
        ({"Scope": [item("S1", also_in=["M2", "M9"])]}, "MILESTONE_UNKNOWN", "Scope!U2"),
        ({"Gates": [{"id": "G1", "name": "Beta", "milestones": ["M9"]}]}, "MILESTONE_UNKNOWN", "Gates!D2"),
        ({"Criteria": [CRITERION | {"subject": "M9"}]}, "SUBJECT_UNKNOWN", "Criteria!B2"),
        ({"Risks": [{"id": "R1", "title": "Late", "milestone": "M9"}]}, "REFERENCE_UNKNOWN", "Risks!E2"),
        ({"Changes": [CHANGE | {"milestone": "M9"}]}, "REFERENCE_UNKNOWN", "Changes!C2"),
        ({"Changes": [CHANGE | {"items": ["S1", "S9"]}], "Scope": [item("S1")]}, "REFERENCE_UNKNOWN", "Changes!F2"),
        ({"Charter": [{"milestone": "M9", "section": "Not doing", "text": "Apps."}]}, "REFERENCE_UNKNOWN", "Charter!A2"),
    ],
)
def test_an_id_that_no_row_has_is_reported_where_it_stands(sheets, code, cell):
    finding = only(code, case(Milestones=M, **sheets))
    assert finding.cell == cell
    assert finding.severity is (WARNING if code == "REFERENCE_UNKNOWN" else ERROR)


def test_known_ids_and_blank_references_are_fine():
    judged = case(
        Milestones=M,
        Scope=[item("S1", also_in=["M2"])],
        Gates=[{"id": "G1", "name": "Beta", "milestones": ["M1", "M2"]}, {"id": "G2", "name": "Live"}],
        Criteria=[CRITERION | {"subject": "G1"}, CRITERION | {"id": "C2", "subject": "Beta"}, CRITERION | {"id": "C3", "subject": "M2"}],
        Risks=[{"id": "R1", "title": "Late"}],
        Changes=[CHANGE | {"milestone": "M1", "items": ["S1"]}],
    )
    assert found(judged) == []


def test_the_closest_id_is_suggested_else_the_known_ones():
    rows = [milestone("ALPHA"), milestone("BETA")]
    assert only("MILESTONE_UNKNOWN", case(Milestones=rows, Scope=[item("S1", milestone="ALFA")])).fix == "Enter ALPHA if that is meant."
    assert only("MILESTONE_UNKNOWN", case(Milestones=rows, Scope=[item("S1", milestone="99")])).fix == "Enter one of ALPHA, BETA."


@pytest.mark.parametrize("id_", ["a/b", "a\\b", "..", ".hidden", "demo.", "CON", "nul.txt", "a:b", "what?", "x" * 81, "a\tb"])
def test_a_project_id_that_no_folder_can_have_is_reported(id_):
    assert cells("PROJECT_ID_UNUSABLE", case({"id": id_})) == ["Project!B2"]


@pytest.mark.parametrize("id_", ["demo", "harbour-portal", "2026.1", "Hafen Süd", "console", "7"])
def test_a_project_id_that_a_folder_can_have_is_fine(id_):
    assert cells("PROJECT_ID_UNUSABLE", case({"id": id_})) == []
