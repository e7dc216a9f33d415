"""The sample workbooks: the committed files are what `workbooks.samples` makes, and they hold their sources whole."""

from collections import Counter
from datetime import date, datetime
from pathlib import Path
from zipfile import ZipFile

import openpyxl
import pytest

from pipeline.contract.workbook import SHEET
from workbooks.samples.make import SAMPLES, make

FOLDER = Path(__file__).parents[1] / "workbooks"
HELD = ("000-milestone-template.xlsx", "002-milestone-charter.xlsx")
ISSUED = tuple(name for name in SAMPLES if name not in HELD)


def records(name: str, sheet: str) -> list[dict[str, object]]:
    """The rows of a sheet by contract key, blank cells left out."""
    headers, *rows = openpyxl.load_workbook(FOLDER / name)[sheet].iter_rows(values_only=True)
    keys = [SHEET[sheet].by_header[str(header).casefold()].key for header in headers]
    return [{key: value for key, value in zip(keys, row, strict=True) if value is not None} for row in rows]


def project(name: str) -> dict[str, object]:
    """The fields of sheet Project by their header, blank ones left out."""
    rows = openpyxl.load_workbook(FOLDER / name)["Project"].iter_rows(min_row=2, max_col=2, values_only=True)
    return {str(header): value for header, value in rows if value is not None}


def texts(name: str, subject: str, kind: str) -> list[object]:
    """The criteria of one kind of a milestone or gate."""
    return [row["text"] for row in records(name, "Criteria") if (row["subject"], row["kind"]) == (subject, kind)]


def parts(path: Path) -> dict[str, bytes]:
    """The files inside a workbook; how they are packed depends on the machine's zlib."""
    with ZipFile(path) as package:
        return {part: package.read(part) for part in package.namelist()}


def test_made_again_the_samples_are_the_committed_ones(tmp_path):
    for path in make(tmp_path):
        name = path.relative_to(tmp_path)
        assert parts(path) == parts(FOLDER / name), name


def test_every_workbook_of_the_folder_is_made_and_described():
    assert {path.name for path in FOLDER.glob("*.xlsx")} == set(SAMPLES)
    readme = (FOLDER / "README.md").read_text()
    assert [name for name in SAMPLES if f"`{name}`" not in readme] == []


@pytest.mark.parametrize("name", SAMPLES)
def test_project_id_is_the_name_of_the_file_and_the_status_date_is_one(name):
    fields = project(name)
    assert fields["Project ID"] == Path(name).stem
    assert fields["Status date"] == datetime(2026, 11, 20)


def test_000_has_the_example_scope_with_its_levels_and_groups():
    scope = records("000-milestone-template.xlsx", "Scope")
    assert Counter((row["level"], row["kind"]) for row in scope) == {(1, "item"): 4, (2, "item"): 5, (2, "group"): 3, (3, "item"): 4}
    assert [row["title"] for row in scope if row["level"] == 1] == [
        "Deploy the application to the customer infrastructure",
        "Frontend",
        "Backend",
        "...",
    ]
    assert [row["title"] for row in scope].count("...") == 3
    assert [row["note"] for row in scope if "note" in row] == ["this must not be an issue", *["must be an issue"] * 5]
    assert not any("issue" in row or "percent" in row for row in scope)


def test_000_keeps_its_placeholders_and_its_checklist():
    name = "000-milestone-template.xlsx"
    (milestone,) = records(name, "Milestones")
    assert (project(name)["Project"], milestone["baseline_finish"]) == ("[PROJECT NAME]", "[DEADLINE]")
    assert "let TL, KAM, ... review where applicable" in texts(name, "M1", "entry")
    assert len(texts(name, "M1", "entry")) == 6
    assert texts(name, "M1", "exit")[0] == "all scope was completed"


def test_001_has_seven_milestones_with_owner_backup_and_dependencies():
    rows = records("001-release-milestones.xlsx", "Milestones")
    assert [(row["id"], row["status"], row["owner"], row["backup"], row.get("depends_on"), row.get("release")) for row in rows] == [
        ("1", "Active", "Jamie Patel", "Priya Shah", None, None),
        ("2", "Queued", "Alice Nguyen", "Daniel Reed", "1", None),
        ("3", "Queued", "Morgan Lee", "Priya Shah", "1-2", "Alpha"),
        ("4", "Planned", "Rafael Torres", "Erin Zhao", None, None),
        ("5", "Planned", "Carol Smith", "Ethan Wu", "4", None),
        ("6", "Planned", "Priya Shah", "Morgan Lee", "5", "RC"),
        ("7", "Planned", "Morgan Lee", "Alice Nguyen", "6", "GA"),
    ]
    assert all("responsibility" in row for row in rows)
    assert str(rows[1]["note"]).startswith("Queued: starts after Milestone 1.")
    assert not any(isinstance(value, date) for row in rows for value in row.values())


def test_001_has_each_deliverable_success_and_gate_criterion():
    rows = records("001-release-milestones.xlsx", "Criteria")
    assert Counter(row["kind"] for row in rows) == {"deliverable": 19, "success": 14, "exit": 12}
    assert texts("001-release-milestones.xlsx", "1", "success") == [
        "endpoints return 200",
        "malformed configs fail with descriptive messages",
    ]
    assert Counter(row["subject"] for row in rows if row["kind"] == "exit") == {"Alpha": 1, "Beta": 4, "RC": 3, "GA": 4}
    assert [(row["name"], row.get("milestones")) for row in records("001-release-milestones.xlsx", "Gates")] == [
        ("Alpha", "1-3"),
        ("Beta", None),
        ("RC", None),
        ("GA", None),
    ]


def test_001_has_a_scope_without_rows_and_everybody_among_its_people():
    assert records("001-release-milestones.xlsx", "Scope") == []
    people = {row["name"]: row["role"] for row in records("001-release-milestones.xlsx", "People")}
    assert len(people) == 9
    assert people["Priya Shah"] == "QA Lead, @priya"
    named = {row[key] for row in records("001-release-milestones.xlsx", "Milestones") for key in ("owner", "backup")}
    assert named == set(people)


def test_002_has_every_section_with_its_mark_and_its_placeholder():
    rows = records("002-milestone-charter.xlsx", "Charter")
    assert [row["section"] for row in rows] == list(SHEET["Charter"]["section"].type.values)
    assert [row["section"] for row in rows if row["required"] == "no"] == ["Technical description", "Open questions", "Not doing"]
    assert [row["section"] for row in rows if "text" not in row] == ["Metrics destination"]
    assert rows[0]["text"] == "{1-2 sentences describing milestone at a high-level}"
    assert str(rows[2]["text"]).count("{perform action") == 4


def test_002_has_its_field_table_and_its_checklists():
    name = "002-milestone-charter.xlsx"
    fields = project(name)
    assert (fields["Document status"], fields["Project manager"], fields["Technical lead"]) == ("Completed", "Lucas Brown", "Aaron Couch")
    assert fields["Epic Link"] == "TODO: Add link"
    assert fields["Epic Dashboard"] == "[Milestone Roadmap](https://github.com/orgs/HHS/projects/12)"
    assert {row["role"]: row["name"] for row in records(name, "People")}["Document Owner"] == "TODO: Add name"
    assert [row["name"] for row in records(name, "Milestones")] == ["{Milestone name}"]
    assert texts(name, "M1", "done")[:2] == ["[to be added]", "Code is deployed to `main` & PROD"]
    assert len(texts(name, "M1", "done")) == 5
    assert texts(name, "M1", "entry") == ["[to be added]"] * 2


def test_003_has_each_subtask_once_with_its_other_milestones():
    rows = records("003-update-milestones.xlsx", "Scope")
    assert Counter(row["milestone"] for row in rows) == {"1": 7, "2": 5, "3": 6, "4": 8}
    assert Counter(row["task"] for row in rows) == {
        "Task 1": 5, "Task 2": 5, "Task 3": 5, "Task 4": 5, "Task 5": 5, "Tasks 1–3": 1,
    }  # fmt: skip
    assert {row["id"]: row["also_in"] for row in rows if "also_in" in row} == {"T1.3": "2", "T4.4": "2", "T5.1": "3"}
    assert {row["id"]: row["contribution"] for row in rows if "contribution" in row} == {
        "T1.3": "dependencies completed",
        "T4.1": "kicked off",
        "T4.2": "scoped",
        "T4.3": "extended to mobile toolchains",
        "T4.4": "kickoff",
        "T5.1": "telemetry pipelines",
    }
    assert {row["level"] for row in rows} == {1}
    assert not any("percent" in row or "effort" in row for row in rows)


def test_003_has_goals_stated_percent_and_criteria_but_neither_owner_nor_dependency():
    name = "003-update-milestones.xlsx"
    rows = records(name, "Milestones")
    assert [(row["id"], row["status"], row["stated"]) for row in rows] == [(str(number), "Planned", 0) for number in range(1, 5)]
    assert all("goals" in row and not {"owner", "depends_on"} & set(row) for row in rows)
    assert project(name)["Version"] == "1.00"
    assert [len(texts(name, str(number), "entry")) for number in range(1, 5)] == [4, 4, 4, 4]
    assert [len(texts(name, str(number), "exit")) for number in range(1, 5)] == [6, 6, 6, 7]
    assert [len(texts(name, str(number), "test")) for number in range(1, 5)] == [6, 6, 6, 6]
    assert texts(name, "1", "entry")[1] == "Dependency scans in place"


def test_deploy_app_has_replaced_every_placeholder():
    book = openpyxl.load_workbook(FOLDER / "deploy-app.xlsx")
    values = [str(cell.value) for page in book for row in page.iter_rows() for cell in row if cell.value is not None]
    assert [value for value in values if "..." in value or "[" in value or "TODO" in value] == []


def test_harbour_portal_has_three_levels_of_scope_and_every_sheet_but_the_curves():
    book = openpyxl.load_workbook(FOLDER / "harbour-portal.xlsx")
    assert book.sheetnames == [*(name for name in SHEET if name not in ("Baseline", "Actuals")), "Lists"]
    rows = records("harbour-portal.xlsx", "Scope")
    assert Counter(row["level"] for row in rows) == {1: 16, 2: 49, 3: 12}
    assert sum(row["effort"] for row in rows if row["milestone"] == "M2" and "effort" in row) == 84
    assert sum(row["budget"] for row in records("harbour-portal.xlsx", "Milestones")) == project("harbour-portal.xlsx")["Budget"] == 700_000
    states = Counter(row.get("state") for row in records("harbour-portal.xlsx", "Criteria"))
    assert {"met", "not met", "unknown", "waived", "n/a"} <= set(states)


def test_no_date_of_the_harbour_portal_falls_on_a_weekend():
    book = openpyxl.load_workbook(FOLDER / "harbour-portal.xlsx")
    days = [cell for page in book for row in page.iter_rows() for cell in row if isinstance(cell.value, datetime)]
    assert len(days) > 250
    assert [f"{cell.parent.title}!{cell.coordinate}" for cell in days if cell.value.weekday() > 4] == []
