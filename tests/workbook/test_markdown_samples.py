"""The four seed documents become the sample workbooks that were written by hand from them, and lose no word."""

import re
from pathlib import Path

import pytest

from pipeline.contract.workbook import SHEET
from pipeline.workbook.book import Book
from pipeline.workbook.markdown.read import import_file, read_markdown
from pipeline.workbook.read import read_workbook

FOLDER = Path(__file__).parent / "markdown_samples"
WORKBOOKS = Path(__file__).parents[2] / "workbooks"
SOURCES = sorted(FOLDER.glob("*.md"))
STYLES = {
    "000-milestone-template": "check list",
    "001-release-milestones": "milestone list",
    "002-milestone-charter": "charter template",
    "003-update-milestones": "milestone headings",
}
INVENTED = {
    "000-milestone-template": {"customer", "manager", "status_date"},
    "001-release-milestones": {"name", "customer", "manager", "status_date"},
    "002-milestone-charter": {"name", "customer", "status_date", "summary"},
    "003-update-milestones": {"customer", "manager", "status_date", "summary"},
}
"""Fields of sheet Project that a workbook must have and the source does not: the samples hold values of their own."""

UNDERSTOOD = {
    "000-milestone-template": "title name To create the milestone: close once Scope Example",
    "001-release-milestones": (
        "Executive Table of Contents Milestone List milestone-list Actively maintained Owner/DRI Backup Responsibility Deliverables "
        "Decision Go/No-Go go-no-go must meet milestone"
    ),
    "002-milestone-charter": (
        "Field Value Document Status Goals Business description & value User Stories Technical Required Optional Proposed metrics for "
        "measuring goals/value/definition of done Destination for live updating Planning Assumptions & dependencies Integrations "
        "Services going into PROD for the first time being integrated shared publicly considerations"
    ),
    "003-update-milestones": "Version Included tasks/subtasks Subtask Subtasks Key Entry Exit criteria tests Milestone and",
}
"""The labels of each source: words that say which cell a text belongs to and need not stand in the workbook themselves."""


RELATIVES = {
    "004-percent-places": "v2 1A 1B Milestone 12,5 complete Completion Completed Overview Deliverables Exit criteria Tasks Task",
    "005-bold-fields": (
        "Upcoming Milestones DRI progress Target date Acceptance criteria Dependencies Gates until must meet Subtasks Subtask and "
        "Included tasks"
    ),
    "006-filled-issue": "title Milestone Scope Definition of Done",
}
"""The same for documents of other authors in these styles."""


@pytest.fixture(scope="module")
def books(tmp_path_factory) -> dict[str, Book]:
    """The book of each seed's workbook, imported with no further help."""
    folder = tmp_path_factory.mktemp("imported")
    books = {}
    for name in STYLES:
        import_file(FOLDER / f"{name}.md", folder / f"{name}.xlsx")
        book = read_workbook(folder / f"{name}.xlsx").book
        assert book
        books[name] = book
    return books


def sample(name: str) -> Book:
    book = read_workbook(WORKBOOKS / f"{name}.xlsx").book
    assert book
    return book


def rows(book: Book, sheet: str) -> list[dict[str, object]]:
    """The rows of a sheet by key, without row numbers and blank cells; a blank kind of a scope row means item."""
    kind = {"kind": "item"} if sheet == "Scope" else {}
    return [
        kind | {key: value for key, value in row.items() if key != "row" and value is not None}
        for row in book.table(sheet).iter_rows(named=True)
    ]


def words(text: str) -> set[str]:
    return set(re.findall(r"\w+", text.casefold()))


@pytest.mark.parametrize("name", STYLES)
def test_the_style_of_each_seed_is_recognised_and_everything_is_understood(name):
    imported = read_markdown((FOLDER / f"{name}.md").read_text(), f"{name}.md")
    assert imported.style == STYLES[name]
    assert imported.notes == ()


@pytest.mark.parametrize("sheet", ["Milestones", "Scope", "Criteria", "Gates", "Charter", "People"])
@pytest.mark.parametrize("name", STYLES)
def test_a_seed_becomes_the_sample_that_was_written_by_hand(books, name, sheet):
    expected = rows(sample(name), sheet)
    for row in expected:
        if row.get("id") == "RW":  # the sample's own id of a bullet that has none
            row["id"] = "S1"
    assert rows(books[name], sheet) == expected


@pytest.mark.parametrize("name", STYLES)
def test_the_fields_of_a_project_are_the_samples_where_the_seed_says_them(books, name):
    expected = {key: value for key, value in sample(name).project.items() if key not in INVENTED[name] | {"row"}}
    assert {key: books[name].project[key] for key in expected} == expected


@pytest.mark.parametrize("name", STYLES)
def test_what_a_seed_does_not_say_stays_blank(books, name):
    assert books[name].project["customer"] is None
    assert books[name].project["status_date"] is None


@pytest.mark.parametrize("path", SOURCES, ids=lambda path: path.stem)
def test_every_word_of_a_source_stands_in_the_workbook_or_in_the_notes(path):
    imported = read_markdown(path.read_text(), path.name)
    cells = [str(part) for sheet in imported.rows.values() for row in sheet for pair in row.items() for part in pair]
    headers = [column.header for sheet in SHEET.values() for column in sheet]
    held = words(" ".join([*cells, *headers, *(note.text for note in imported.notes)]))
    source = re.sub(r"^\s*(?:[-*+]|\d+\.)\s+(?:\[[ xX]\])?", " ", path.read_text(), flags=re.MULTILINE)
    labels = UNDERSTOOD.get(path.stem, RELATIVES.get(path.stem, ""))
    assert words(source) - held - words(labels) == set()


def test_a_made_workbook_names_the_required_cells_that_the_seed_lacks(books):
    assert [books["003-update-milestones"].project[key] for key in ("id", "name", "version", "manager")] == [
        "003-update-milestones",
        "Update Milestone List",
        "1.00",
        None,
    ]


def test_the_example_of_the_documentation_becomes_what_stands_there():
    page = (Path(__file__).parents[2] / "docs" / "markdown.md").read_text()
    first, second = re.findall(r"```markdown\n(.*?)```", page, re.DOTALL)
    imported = read_markdown(first, "plan.md")
    assert imported.style == "milestone headings"
    assert imported.rows["Project"] == [
        {"id": "plan", "name": "Fleet Planner", "version": "1.2", "summary": "The second release of the planner."}
    ]
    assert [(row["id"], row["name"], row["status"], row.get("stated")) for row in imported.rows["Milestones"]] == [
        ("1", "Planning service", "Active", 40),
        ("2", "Rollout", "Planned", None),
    ]
    assert [(row["id"], row["title"], row.get("also_in"), row.get("contribution")) for row in imported.rows["Scope"]] == [
        ("T1.1", "Import of orders", None, None),
        ("T1.2", "Proposal of tours", "2", "tuned"),
    ]
    assert [(row["id"], row["text"]) for row in imported.rows["Criteria"]] == [
        ("X1.1", "Orders are imported every hour"),
        ("X1.2", "Tours keep to rest times"),
    ]
    assert [(note.line, note.text, note.kept) for note in imported.notes] == [(12, "Mood: cheerful", "Milestones 1, Note")]
    again = read_markdown(second, "plan.md")
    assert again.style == "exported scope"
    assert [(row["id"], row.get("percent"), row.get("status")) for row in again.rows["Scope"]] == [
        ("S1", None, None),
        ("S1.1", 100, "Done"),
        ("S1.2", 40, "In progress"),
    ]
