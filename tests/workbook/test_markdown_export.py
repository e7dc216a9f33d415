"""The scope as a check list in Markdown: readable, and the same rows again when it is imported."""

from datetime import date
from pathlib import Path

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from polars.testing import assert_frame_equal

from builders import item, make_book, milestone
from chance import examples
from pipeline.workbook.book import Book
from pipeline.workbook.markdown.export import export_scope
from pipeline.workbook.markdown.lines import line_of, row_of
from pipeline.workbook.markdown.read import read_markdown
from pipeline.workbook.read import read_workbook
from pipeline.workbook.template import write_workbook

WORKBOOKS = sorted((Path(__file__).parents[2] / "workbooks").glob("*.xlsx"))
TEXTS = st.text("ab1 ·:*<br>%\n[]x`_-~#|", min_size=1, max_size=20).map(str.strip).filter(bool)


def scope(book: Book) -> pl.DataFrame:
    """The scope without row numbers; a blank kind means item."""
    return book.table("Scope").drop("row").with_columns(pl.col("kind").fill_null("item"))


def again(book: Book, folder: Path) -> Book:
    """The book of the workbook that the exported scope becomes."""
    imported = read_markdown(export_scope(book), "scope.md")
    write_workbook(folder / "scope.xlsx", imported.rows)
    read = read_workbook(folder / "scope.xlsx").book
    assert read
    assert imported.notes == ()
    return read


@pytest.mark.parametrize("path", WORKBOOKS, ids=lambda path: path.stem)
def test_scope_of_a_sample_is_the_same_after_export_and_import(path, tmp_path):
    book = read_workbook(path).book
    assert book
    assert_frame_equal(scope(again(book, tmp_path)), scope(book))


def test_items_are_boxes_groups_are_bullets_and_milestones_are_headings():
    book = make_book(
        Milestones=[milestone("M1", name="Booking"), milestone("M2", name="Payment")],
        Scope=[
            item("S1", signed_off=True, signed_off_by="Marja Laine", signed_off_on=date(2026, 11, 2)),
            item("S1.1", 2, kind="group"),
            item("S1.1.1", 3, status="Done", percent=100.0),
            item("S1.1.2", 3, status="In progress", percent=12.5, also_in=["M2"]),
            item("S2", 1, "M2", effort=5.0, note="first\nsecond"),
        ],
    )
    assert export_scope(book) == (
        "<!-- milepost scope -->\n"
        "\n"
        "# Demo\n"
        "\n"
        "## Milestone M1: Booking\n"
        "\n"
        "- [x] **S1** Item S1 · Signed off by: Marja Laine · Signed off on: 2026-11-02\n"
        "    - **S1.1** Item S1.1\n"
        "        - [x] **S1.1.1** Item S1.1.1 · 100 %\n"
        "        - [ ] **S1.1.2** Item S1.1.2 · 12.5 % · Status: In progress · Also in: M2\n"
        "\n"
        "## Milestone M2: Payment\n"
        "\n"
        "- [ ] **S2** Item S2 · Effort: 5 · Note: first<br>second\n"
    )


def test_levels_that_jump_and_milestones_that_alternate_keep_their_order(tmp_path):
    rows = [item("A"), item("B", 3), item("C", 4), item("D", 2, "M2"), item("E", 1, "M1"), item("F", 9)]
    book = make_book(Milestones=[milestone("M1"), milestone("M2")], Scope=rows)
    columns = ["id", "milestone", "level"]
    assert again(book, tmp_path).table("Scope").select(columns).rows() == book.table("Scope").select(columns).rows()


def test_milestones_may_have_any_id_and_name(tmp_path):
    milestones = [milestone("Core", name="Half (50%)"), milestone("M 1", name="Web: all – Target: Week 4"), milestone("x-9", name="")]
    book = make_book(Milestones=milestones, Scope=[item(f"S{one['id']}", 1, one["id"]) for one in milestones])
    read = again(book, tmp_path)
    assert read.table("Scope")["milestone"].to_list() == ["Core", "M 1", "x-9"]
    assert read.table("Milestones")["name"].to_list() == ["Half (50%)", "Web: all – Target: Week 4", "Milestone x-9"]


def test_a_ticked_box_of_an_exported_list_is_done_or_signed_off():
    assert row_of("**S1** Booking · Status: In progress", True, 1) == {
        "id": "S1", "level": 1, "title": "Booking", "status": "In progress", "signed_off": True,
    }  # fmt: skip
    assert row_of("**S1.1** Form · 40 % · Status: In progress", True, 2)["status"] == "Done"


def test_a_value_that_is_none_of_its_column_stays_for_the_check_to_name():
    row = row_of("**S1** Booking · Effort: much · Baseline finish: soon · Colour: red", None, 2)
    assert row == {
        "id": "S1", "level": 2, "title": "Booking · Colour: red", "kind": "group", "effort": "much", "baseline_finish": "soon",
    }  # fmt: skip


@settings(max_examples=examples(60), deadline=None)
@given(title=TEXTS, note=TEXTS, percent=st.floats(0, 100), level=st.integers(1, 4))
def test_no_sign_in_a_text_breaks_its_line(title, note, percent, level):
    row = {"id": "S1", "level": level, "title": title, "percent": percent, "note": note, "kind": "group"}
    line = line_of(row, level)
    assert "\n" not in line
    assert row_of(line, None, level) == row
