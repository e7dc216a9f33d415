"""The customer's part of status.json: the same keys, only what the contract marks visible, and nothing about us."""

from dataclasses import replace
from datetime import date

import pytest

from builders import item, make_book, milestone
from pipeline.figures.compute import compute
from pipeline.figures.health.assess import assess
from pipeline.figures.records import Override
from pipeline.figures.schedule.bounds import External
from pipeline.report.words import INTERNAL_DIMENSIONS
from pipeline.rules.registry import CODES
from pipeline.status.build import status_of
from pipeline.status.customer import DIMENSIONS, customer_status


def test_source_cells_weights_cost_and_findings_are_empty_under_the_same_keys(harbour):
    whole, part = status_of(harbour).model_dump(by_alias=True), customer_status(harbour).model_dump(by_alias=True)
    assert part.keys() == whole.keys()
    assert part["source"] == {"file": "", "sha256": ""}
    assert part["earned_value"] is None
    assert part["findings"] == []
    assert whole["findings"]
    assert {row["cell"] for row in (*part["milestones"], *part["scope"])} == {""}
    assert {row["weight"] for row in (*part["milestones"], *part["scope"])} == {None}
    assert [row["id"] for row in part["milestones"]] == ["M1", "M2", "M3", "M4"]
    assert part["milestones"][2]["finish"] == whole["milestones"][2]["finish"]


def test_items_that_are_not_for_customers_are_left_out(harbour):
    assert [row.id for row in status_of(harbour).scope] == ["S1", "S2", "S3", "S3.1", "S3.2", "S4"]
    assert [row.id for row in customer_status(harbour).scope] == ["S1", "S2", "S3", "S4"]


def test_nothing_below_a_hidden_solution_is_in_it_and_a_marked_part_of_a_shown_one_is(issue_of):
    rows = [item("S1", visible=False), item("S1.1", 2, visible=True), item("S2"), item("S2.1", 2), item("S2.1.1", 3, visible=True)]
    status = customer_status(issue_of(make_book(Milestones=[milestone()], Scope=rows)))
    assert [(row.id, row.parent) for row in status.scope] == [("S2", None), ("S2.1.1", None)]


def test_hidden_criteria_are_neither_named_nor_counted(issue_of):
    criteria = [
        {"id": "C1", "subject": "M1", "kind": "exit", "text": "Ours", "state": "not met", "visible": False},
        {"id": "C2", "subject": "M1", "kind": "exit", "text": "Yours", "state": "not met"},
    ]
    gate = {"id": "G1", "name": "Gate", "milestones": ["M1"]}
    issue = issue_of(make_book(Milestones=[milestone()], Criteria=criteria, Gates=[gate]))
    assert status_of(issue).gates[0].unmet == ["C1", "C2"]
    status = customer_status(issue)
    assert (status.gates[0].unmet, status.gates[0].reason) == (["C2"], None)
    assert status.milestones[0].criteria.not_met == 1


def test_a_milestone_of_another_project_is_no_blocker_that_a_customer_reads(issue_of):
    book = make_book(Milestones=[milestone("M1"), milestone("M2", depends_on=["M1", "other:M9"])])
    issue = issue_of(book, figures=compute(book, abroad={"other:M9": External("in progress", None, date(2026, 12, 18))}))
    assert status_of(issue).milestones[1].blocked_by == ["M1", "other:M9"]
    assert customer_status(issue).milestones[1].blocked_by == ["M1"]


def test_a_colour_that_a_person_holds_says_who_and_no_reason(harbour):
    held = Override("green", "the steering group knows", "Pat Lee", date(2026, 12, 4))
    health = customer_status(replace(harbour, health=replace(harbour.health, override=held))).health
    assert (health.override.reason, health.override.by, health.dimensions) == ("", "Pat Lee", [])


def test_dimensions_are_all_but_the_internal_ones_and_give_their_colour_alone(harbour):
    health, _, _ = assess(harbour.book, harbour.figures, ())
    assert {one.name for one in health.dimensions} == DIMENSIONS | INTERNAL_DIMENSIONS
    status = customer_status(replace(harbour, health=health))
    assert {one.name for one in status.health.dimensions} == DIMENSIONS
    assert {(one.value, one.why) for one in status.health.dimensions} == {(None, "")}


def test_a_held_issue_has_no_figures_for_a_customer(harbour):
    with pytest.raises(ValueError, match="is held"):
        customer_status(replace(harbour, held="20 cells cannot be right"))


def test_no_code_of_a_finding_is_in_it(harbour):
    text = customer_status(harbour).model_dump_json()
    assert [code.code for code in CODES if code.code in text] == []
