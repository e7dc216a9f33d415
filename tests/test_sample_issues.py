"""The sample workbooks read, checked and figured: what each of them stands for in the issue."""

from datetime import date
from functools import cache
from pathlib import Path

import pytest

from pipeline.contract.findings import ERROR
from pipeline.issue import Issue, Terms, make_issue
from pipeline.workbook.read import read_workbook
from pipeline.workbook.template import write_template
from workbooks.samples.make import SAMPLES

FOLDER = Path(__file__).parents[1] / "workbooks"
HELD = ("000-milestone-template.xlsx", "002-milestone-charter.xlsx")
TERMS = Terms(issue_date=date(2026, 11, 20))


@cache
def issue(name: str) -> Issue:
    """The issue of a sample on its own date."""
    return make_issue(read_workbook(FOLDER / name), TERMS)


def errors(of: Issue) -> set[tuple[str, str | None]]:
    """Code and cell of each error."""
    return {(finding.code, finding.cell) for finding in of.findings if finding.severity is ERROR}


def column(of: Issue, frame: str, key: str) -> dict[str, object]:
    """One column of a figures table, by id."""
    assert of.figures is not None
    return dict(getattr(of.figures, frame).select("id", key).iter_rows())


@pytest.mark.parametrize("name", [name for name in SAMPLES if name not in HELD])
def test_issued_sample_has_no_error(name):
    assert errors(issue(name)) == set()
    assert issue(name).held is None


@pytest.mark.parametrize("name", SAMPLES)
def test_sample_is_its_own_project_at_its_status_date(name):
    assert (issue(name).project_id, issue(name).status_date) == (Path(name).stem, date(2026, 11, 20))


def test_000_is_held_by_its_placeholders_at_their_cells():
    held = issue("000-milestone-template.xlsx")
    cells = {"Project!B3", "Milestones!B2", "Milestones!K2", "Scope!D14", "Scope!D16", "Scope!D17"}
    assert errors(held) == {("REQUIRED_PLACEHOLDER", cell) for cell in cells}
    assert held.held


def test_002_is_held_by_its_placeholders_and_its_empty_section():
    held = issue("002-milestone-charter.xlsx")
    sections = (2, 3, 4, 6, 7, 9, 10, 13, 14, 15, 16, 17)
    cells = {"Milestones!B2", "Criteria!D2", "Criteria!D7", "Criteria!D8", "People!A3", *(f"Charter!D{row}" for row in sections)}
    assert errors(held) == {*(("REQUIRED_PLACEHOLDER", cell) for cell in cells), ("REQUIRED_EMPTY", "Charter!D8")}
    assert "COMPLETED_STATUS_IN_TEMPLATE" in {finding.code for finding in held.findings}


def test_001_knows_who_is_blocked_by_whom():
    blocked = column(issue("001-release-milestones.xlsx"), "milestones", "blocked_by")
    assert blocked == {"1": [], "2": ["1"], "3": ["1", "2"], "4": [], "5": ["4"], "6": ["5"], "7": ["6"]}


def test_001_alpha_needs_the_success_of_milestones_1_to_3_and_its_own_criterion():
    unmet = column(issue("001-release-milestones.xlsx"), "gates", "unmet")
    assert unmet["Alpha"] == ["S1.1", "S1.2", "S2.1", "S2.2", "S3.1", "S3.2", "Alpha.1"]
    assert unmet["RC"] == ["RC.1", "RC.2", "RC.3"]


def test_003_counts_a_shared_subtask_once_for_the_project_and_once_in_each_milestone():
    update = issue("003-update-milestones.xlsx")
    assert column(update, "milestones", "in_scope") == {"1": 7, "2": 7, "3": 7, "4": 8}
    assert update.figures is not None
    assert update.figures.progress.in_scope == 26
    assert update.figures.scope["id"].to_list().count("T4.1") == 1


def test_deploy_app_is_on_its_way_without_any_finding():
    assert issue("deploy-app.xlsx").findings == ()
    assert column(issue("deploy-app.xlsx"), "milestones", "shown") == {"M1": "66%"}


def test_harbour_portal_has_only_honest_warnings():
    found = [(finding.code, finding.cell) for finding in issue("harbour-portal.xlsx").findings]
    assert found == [
        ("STALE_ROW", "Scope!Y46"),
        ("STARTED_WHILE_BLOCKED", "Milestones!D5"),
        ("CHILDREN_DONE_PARENT_OPEN", "Scope!H16"),
        ("CHILDREN_DONE_PARENT_OPEN", "Scope!H23"),
        ("CHILDREN_DONE_PARENT_OPEN", "Scope!H27"),
    ]


def test_harbour_portal_stands_where_its_summary_says():
    portal = issue("harbour-portal.xlsx")
    assert column(portal, "milestones", "shown") == {
        "M1": "100%", "M2": "99%", "M3": "62%", "M4": "17%", "M5": "0%", "M6": "0%", "M7": "0%",
    }  # fmt: skip
    assert column(portal, "milestones", "state") == {
        "M1": "done",
        "M2": "awaiting sign-off",
        "M3": "in progress",
        "M4": "in progress",
        "M5": "waiting",
        "M6": "blocked",
        "M7": "blocked",
    }
    assert column(portal, "gates", "verdict") == {"G1": "GO", "G2": "GO WITH WAIVER", "G3": "NO-GO", "G4": "NO-GO"}
    assert not any(column(portal, "gates", "differs").values())


def test_harbour_portal_shows_the_override_beside_the_computed_health():
    health = issue("harbour-portal.xlsx").health
    assert health is not None
    assert health.override is not None
    assert (health.computed, health.shown, health.override.by) == ("red", "amber", "Elina Saari")


def test_template_read_again_lacks_only_its_required_cells(tmp_path):
    write_template(tmp_path / "new.xlsx", "acme-portal", "Acme")
    fresh = make_issue(read_workbook(tmp_path / "new.xlsx"))
    assert {code for code, _ in errors(fresh)} == {"REQUIRED_EMPTY", "NO_MILESTONES"}
    assert {cell for _, cell in errors(fresh)} == {"Project!B3", "Project!B5", "Project!B8", "Project!B9", None}
