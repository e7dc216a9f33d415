from datetime import date

import pytest

from builders import PROJECT, item, make_book, milestone
from pipeline.contract.cells import Choice
from pipeline.contract.findings import ERROR, INFO
from pipeline.contract.workbook import SHEETS
from rules.facts import case, case_of, cells, found, only

FILLED = {
    "Milestones": milestone(),
    "Scope": item("S1"),
    "Criteria": {"id": "C1", "subject": "M1", "kind": "exit", "text": "It works."},
    "Gates": {"id": "G1", "name": "Beta"},
    "Risks": {"id": "R1", "title": "Late hardware"},
    "Changes": {"id": "CR1", "date": date(2026, 11, 2), "kind": "closed", "description": "Agreed."},
    "People": {"name": "Pat Lee"},
    "Distribution": {"email": "a@example.org", "edition": "customer"},
    "Baseline": {"period": "1", "planned": 10.0},
    "Actuals": {"period": "1", "earned": 10.0},
}
CONTRACT = [(sheet, column) for sheet in SHEETS for column in sheet if column.required and sheet.name not in ("Project", "Charter")]
SINGULAR = [(sheet, column) for sheet, column in CONTRACT if column.key != "id" and f"{sheet.name}.{column.key}" != "Milestones.owner"]


def book_with(sheet, **fields):
    """A book whose every sheet has one filled row, with other fields on one sheet."""
    rows = {name: [row | fields if name == sheet else row] for name, row in FILLED.items()}
    return make_book(**rows)


def named(value):
    return f"{value[0].name}.{value[1].key}"


def test_the_filled_book_has_no_findings():
    assert found(case_of(book_with("Scope"))) == []


@pytest.mark.parametrize("place", SINGULAR, ids=named)
def test_a_blank_required_cell_is_reported_at_its_cell(place):
    sheet, column = place
    book = book_with(sheet.name, **{column.key: None})
    finding = only("REQUIRED_EMPTY", case_of(book))
    assert (finding.severity, finding.cell) == (ERROR, book.cell(sheet.name, column.key, 2))
    assert column.header in finding.message


@pytest.mark.parametrize("place", [place for place in CONTRACT if place[1].type.dtype.is_(str) or place[1].key == "id"], ids=named)
def test_placeholder_text_in_a_required_cell_is_reported(place):
    sheet, column = place
    if isinstance(column.type, Choice):
        return
    book = book_with(sheet.name, **{column.key: "[to be added]"})
    assert cells("REQUIRED_PLACEHOLDER", case_of(book)) == [book.cell(sheet.name, column.key, 2)]


@pytest.mark.parametrize("key", PROJECT)
def test_a_blank_project_field_is_reported(key):
    judged = case({key: None})
    assert cells("REQUIRED_EMPTY", judged) == [judged.book.cell("Project", key)]


def test_a_project_name_that_the_template_left_is_reported():
    finding = only("REQUIRED_PLACEHOLDER", case({"name": "Milestone [PROJECT NAME]"}))
    assert (finding.severity, finding.cell, finding.found) == (ERROR, "Project!B3", "Milestone [PROJECT NAME]")


@pytest.mark.parametrize("sheet", ["Milestones", "Scope", "Criteria", "Gates", "Risks", "Changes"])
def test_a_row_without_id_is_reported(sheet):
    finding = only("ID_MISSING", case_of(book_with(sheet, id=None)))
    assert (finding.severity, finding.cell) == (ERROR, f"{sheet}!A2")


def test_a_repeated_id_is_reported_at_the_later_row_and_names_the_first():
    finding = only("ID_DUPLICATE", case(Milestones=[milestone("M3"), milestone("M4"), milestone("M3")]))
    assert (finding.severity, finding.cell, finding.message) == (ERROR, "Milestones!A4", "M3 already stands in Milestones!A2")


def test_blank_ids_are_missing_but_not_repeated():
    judged = case(Milestones=[milestone(None), milestone(None), milestone("M1")])
    assert cells("ID_DUPLICATE", judged) == []
    assert cells("ID_MISSING", judged) == ["Milestones!A2", "Milestones!A3"]


def test_one_id_on_two_sheets_is_fine_unless_a_gate_has_a_milestones_id():
    rows = {"Milestones": [milestone("1")], "Scope": [item("1", milestone="1")]}
    assert cells("ID_DUPLICATE", case(**rows, Risks=[{"id": "1", "title": "Late hardware"}])) == []
    assert cells("ID_DUPLICATE", case(**rows, Gates=[{"id": "1", "name": "Beta"}])) == ["Gates!A2"]


@pytest.mark.parametrize(
    ("fields", "facts"),
    [({"status": "Active"}, {}), ({"actual_start": date(2026, 11, 2)}, {}), ({}, {"state": "in progress"})],
)
def test_begun_milestone_without_owner_is_an_error(fields, facts):
    finding = only("OWNER_MISSING", case(Milestones=[milestone(owner=None, **fields)], facts={"M1": facts}))
    assert (finding.severity, finding.cell) == (ERROR, "Milestones!E2")


def test_planned_milestone_without_owner_is_an_info():
    judged = case(Milestones=[milestone(owner=None)])
    finding = only("OWNER_OPEN", judged)
    assert (finding.severity, finding.cell) == (INFO, "Milestones!E2")
    assert found(judged) == [("OWNER_OPEN", "Milestones!E2")]


def test_finished_or_owned_milestone_asks_for_no_owner():
    rows = [milestone("M1", status="Cancelled", owner=None), milestone("M2", status="Active", actual_start=date(2026, 11, 2))]
    assert found(case(Milestones=rows)) == []


def test_placeholder_in_an_optional_text_is_a_warning():
    judged = case({"technical_lead": "TODO: Add name"}, Milestones=[milestone(goals="{3 goals}", note="TODO: call Bob")])
    assert [cell for code, cell in found(judged) if code == "PLACEHOLDER_TEXT"] == ["Project!B7", "Milestones!H2"]


def test_document_called_completed_with_placeholders_is_reported():
    rows = {"Milestones": [milestone(name="{Milestone name}")], "Scope": [item("S1", title="...")]}
    finding = only("COMPLETED_STATUS_IN_TEMPLATE", case({"document_status": "Completed"}, **rows))
    assert finding.message == "the document is called completed, but Milestones!B2, Scope!D2 still hold placeholder text"
    assert cells("COMPLETED_STATUS_IN_TEMPLATE", case({"document_status": "Active"}, **rows)) == []
    assert cells("COMPLETED_STATUS_IN_TEMPLATE", case({"document_status": "Completed"}, Milestones=[milestone()])) == []


def test_a_plan_without_milestones_is_an_error_on_the_sheet():
    finding = only("NO_MILESTONES", case(Milestones=[]))
    assert (finding.severity, finding.sheet, finding.cell) == (ERROR, "Milestones", None)
    assert finding.fix == "Enter a row for each milestone: ID, Milestone, Status, Owner."


def test_a_plan_with_a_milestone_and_no_scope_is_fine():
    assert found(case(Milestones=[milestone()], Scope=[])) == []
