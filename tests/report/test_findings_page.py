"""The page of findings: counts, kinds with pictures of the sheet, states; nothing of a workbook becomes markup."""

from dataclasses import replace
from datetime import date

import pytest

from builders import item, make_book, milestone
from pipeline.contract.findings import ERROR, INFO, WARNING, Finding
from pipeline.report.findings_page import PICTURES, findings_page, findings_view
from pipeline.report.findings_picture import picture
from pipeline.report.parts import Brand

BOOK = make_book(
    Milestones=[milestone("M1", name="Foundation", baseline_finish=date(2026, 12, 1), depends_on=["M2", "M3"])],
    Scope=[item("S1", title="Sign-in", percent=45.5), item("S2", title="Search <b>", percent=None)],
)


def finding(sheet, column, row, severity=ERROR, **changed):
    """A finding at a column of the book."""
    one = Finding(
        "PCT_RANGE", severity, sheet, BOOK.cell(sheet, column, row), "", "120 % is outside 0 to 100", "Enter a value from 0 to 100 %."
    )
    return replace(one, **changed)


@pytest.fixture
def page_of(issue_of):
    def make(*findings, **changed):
        return issue_of(BOOK, findings=findings, **changed)

    return make


def cells(one):
    return [(cell.letter, cell.header, cell.text) for cell in one.cells]


def test_a_picture_shows_the_row_with_names_neighbours_and_the_marked_cell():
    shown = picture(BOOK, finding("Scope", "percent", 2, found="120 %"), "", "")
    assert (shown.where, shown.row) == ("Scope!G2", 2)
    assert cells(shown) == [
        ("A", "ID", "S1"), ("D", "Item", "Sign-in"), ("E", "Kind", ""), ("F", "Status", ""),
        ("G", "% complete", "120 %"), ("H", "Signed off", ""), ("I", "Signed off by", ""),
    ]  # fmt: skip
    assert [cell.letter for cell in shown.cells if cell.marked] == ["G"]
    assert [cell.letter for cell in shown.cells if cell.gap] == ["D"]


def test_a_picture_shows_dates_percentages_and_lists_as_the_sheet_does():
    texts = {header: text for _, header, text in cells(picture(BOOK, finding("Milestones", "baseline_start", 2), "", ""))}
    assert (texts["Depends on"], texts["Baseline finish"]) == ("M2, M3", "2026-12-01")
    texts = {header: text for _, header, text in cells(picture(BOOK, finding("Scope", "status", 2), "", ""))}
    assert texts["% complete"] == "45.5 %"


def test_a_picture_of_a_field_shows_its_label():
    assert cells(picture(BOOK, finding("Project", "name", 0), "", "")) == [("A", "Field", "Project"), ("B", "Value", "Demo")]


@pytest.mark.parametrize("cell", ["Scope!C900", "Other!C3"])
def test_a_cell_that_was_not_read_is_shown_alone(cell):
    assert cells(picture(BOOK, finding("Scope", "percent", 2, cell=cell, found="x"), "", "")) == [("C", "", "x")]


def test_a_finding_without_a_cell_has_no_picture():
    assert picture(BOOK, finding("Scope", "percent", 2, cell=None), "", "").cells == ()
    assert picture(None, finding("Scope", "percent", 2), "", "").cells[0].letter == "G"


def test_findings_are_ranked_and_repeats_grouped(page_of):
    errors = [finding("Scope", "percent", row) for row in range(2, 10)]
    view = findings_view(page_of(finding("Scope", "title", 2, INFO, code="OTHER"), *errors))
    assert [(kind.code, kind.count) for kind in view.kinds] == [("PCT_RANGE", "8\u00a0places"), ("OTHER", "")]
    assert (len(view.kinds[0].pictures), len(view.kinds[0].places)) == (PICTURES, 8 - PICTURES)
    assert [count for _, count in view.counts] == ["8\u00a0errors", "1\u00a0note"]
    assert view.verdict == "The report is held back until the 8 errors are corrected."


def test_a_waived_error_does_not_hold_and_says_why(page_of):
    view = findings_view(page_of(finding("Scope", "percent", 2), waived={"PCT_RANGE": "known (Pat)"}))
    assert view.verdict == "Nothing in the workbook holds the report back."
    assert view.kinds[0].waived == "Waived: Known (Pat)."


def test_states_are_told_against_the_last_check(page_of):
    new, old = finding("Scope", "percent", 2), finding("Scope", "title", 3, WARNING, code="OLD", message="gone")
    view = findings_view(page_of(new), before=[old])
    assert view.since == "Since the last check: 1 new, 0 still open, 1 fixed."
    assert view.kinds[0].pictures[0].state == "new"
    assert [(place.where, place.found) for place in view.fixed] == [(old.cell, "Gone.")]


def test_the_page_holds_no_markup_of_the_workbook(page_of):
    html = findings_page(
        page_of(finding("Scope", "percent", 3, message="<script>alert(1)</script>", found='"><img src=x>'), file="<i>.xlsx"),
        brand=Brand("A & B"),
    )
    assert "Search &lt;b&gt;" in html
    assert "&lt;script&gt;" in html
    assert "A &amp; B" in html
    assert not any(raw in html for raw in ("<script", "<img", "<i>.xlsx", "Search <b>"))


def test_the_page_of_a_sound_workbook_says_so(page_of):
    html = findings_page(page_of())
    assert "The workbook has no findings." in html
    assert "<figure" not in html


def test_the_page_of_a_file_that_is_no_workbook_lists_its_finding(page_of):
    broken = page_of(Finding("FILE_DAMAGED", ERROR, None, None, "", "the file is damaged", "Copy it again."))
    html = findings_page(replace(broken, book=None, figures=None))
    assert "The file is damaged." in html
    assert "<table" not in html
