"""A sound workbook damaged as real ones are: there is another finding, or every figure is as before. Two readers see the same cells."""

import json
import re
from collections import Counter
from datetime import date, datetime, time
from pathlib import Path

import pytest
from openpyxl import load_workbook

from pipeline.issue import issue_of
from pipeline.settings import Limits, Settings
from pipeline.status.build import status_of
from pipeline.workbook.values import raw_workbook

ROOT = Path(__file__).parents[1]
SAMPLE = ROOT / "workbooks" / "deploy-app.xlsx"
EVERY = sorted((ROOT / "workbooks").glob("*.xlsx")) + sorted((ROOT / "workbooks" / "history").glob("*/*.xlsx"))
DONE = "S1.1"
"""An item that is done; S1 is above it."""

# what happens to the cell in this column of the row with this id, or to the field of sheet Project
CELLS = [
    ("Scope", DONE, "% complete", 0.5),
    ("Scope", DONE, "% complete", 140),
    ("Scope", DONE, "% complete", -1),
    ("Scope", DONE, "% complete", 10),
    ("Scope", DONE, "% complete", "almost"),
    ("Scope", DONE, "% complete", "#REF!"),
    ("Scope", DONE, "% complete", "=1/0"),
    ("Scope", DONE, "% complete", "=A1"),
    ("Scope", DONE, "Status", "Finnished"),
    ("Scope", DONE, "Status", "Not started"),
    ("Scope", DONE, "Status", None),
    ("Scope", DONE, "ID", "S1.2"),
    ("Scope", DONE, "ID", None),
    ("Scope", DONE, "Milestone", "M9"),
    ("Scope", DONE, "Milestone", None),
    ("Scope", DONE, "Level", 5),
    ("Scope", DONE, "Level", "two"),
    ("Scope", DONE, "Item", None),
    ("Scope", DONE, "Item", "TBD"),
    ("Scope", DONE, "Effort", "3 days"),
    ("Scope", DONE, "Effort", -3),
    ("Scope", DONE, "Weight", 7),
    ("Scope", DONE, "Baseline finish", "23.10.26"),
    ("Scope", DONE, "Baseline finish", 46318),
    ("Scope", DONE, "Baseline finish", datetime(1926, 10, 23)),
    ("Scope", DONE, "Actual start", datetime(2026, 12, 10)),
    ("Scope", DONE, "Actual finish", datetime(2026, 10, 1)),
    ("Scope", DONE, "Actual finish", datetime(2027, 10, 1)),
    ("Scope", DONE, "Owner", "Somebody Else"),
    ("Milestones", "M1", "Baseline finish", datetime(2026, 10, 1)),
    ("Milestones", "M1", "Baseline finish", "soon"),
    ("Milestones", "M1", "Forecast finish", datetime(2026, 10, 1)),
    ("Milestones", "M1", "Status", "Done"),
    ("Milestones", "M1", "Depends on", "M7"),
    ("Milestones", "M1", "Depends on", "M1"),
    ("Criteria", "E1", "State", "perhaps"),
    ("Criteria", "E1", "For", "M8"),
    ("Criteria", "E1", "On", datetime(2027, 1, 1)),
    ("Gates", "G1", "Milestones", "M1, M5"),
    ("Gates", "G1", "Decision", "go"),
    ("Project", "Status date", "Value", "20/11/26"),
    ("Project", "Status date", "Value", None),
    ("Project", "Status date", "Value", datetime(2026, 11, 20, 18, 30)),
    ("Project", "Health", "Value", "green"),
    ("Project", "Health", "Value", "fine"),
    ("Project", "Project ID", "Value", None),
    ("Distribution", "Henrik Paulsen", "Email", "paulsen at nordlicht"),
    ("Distribution", "Henrik Paulsen", "Edition", "all"),
]


def judged(path: Path) -> tuple[Counter[tuple[str, str | None, str | None]], object]:
    """The findings of a workbook as (code, sheet, cell), and its figures wherever they stand."""
    issue = issue_of(path, Settings())
    told = json.loads(re.sub(r'"cell":"[^"]*"', '"cell":""', status_of(issue).model_dump_json()))
    return Counter((one.code, one.sheet, one.cell) for one in issue.findings), {**told, "findings": [], "source": {}}


@pytest.fixture(scope="module")
def before(tmp_path_factory):
    """What the sound workbook comes to, saved by the library that damages it."""
    path = tmp_path_factory.mktemp("sound") / SAMPLE.name
    load_workbook(SAMPLE).save(path)
    return judged(path)


def assert_not_silent(book, path, before):
    book.save(path)
    findings, figures = judged(path)
    assert findings - before[0] or figures == before[1]


def place(page, row: str, column: str):
    """The cell in the column under this heading, of the row that begins so."""
    (number,) = [cell.column for cell in page[1] if cell.value == column]
    (line,) = [cell.row for cell in page["A"] if cell.value == row]
    return page.cell(line, number)


@pytest.mark.parametrize(("sheet", "row", "column", "value"), CELLS)
def test_a_damaged_cell_is_found_or_changes_no_figure(tmp_path, before, sheet, row, column, value):
    book = load_workbook(SAMPLE)
    place(book[sheet], row, column).value = value
    assert_not_silent(book, tmp_path / SAMPLE.name, before)


def hide(page) -> None:
    page.row_dimensions[3].hidden = True


def swap(page) -> None:
    finish, start = place(page, DONE, "Baseline finish"), place(page, DONE, "Baseline start")
    finish.value, start.value = datetime(2026, 10, 5), datetime(2026, 10, 23)


def as_text(page) -> None:
    for cell in page["G"][1:]:
        cell.value = None if cell.value is None else f"{cell.value:.0%}"


def mixed(page) -> None:
    for line in range(3, 9):
        page.cell(line, 7).value, page.cell(line, 7).number_format = (page.cell(line, 7).value or 0) * 100, "General"


DAMAGES = {
    "a hidden row": hide,
    "dates the wrong way round": swap,
    "percentages as text": as_text,
    "percentages in two scales": mixed,
    "a column taken out": lambda page: page.delete_cols(7),
    "a column put in": lambda page: page.insert_cols(1),
    "lines above the header": lambda page: page.insert_rows(1, 3),
    "a row moved away": lambda page: page.move_range("A3:R3", rows=40),
    "cells merged": lambda page: page.merge_cells("B3:B6"),
    "a header of ones own": lambda page: setattr(page["G1"], "value", "Progress of the week"),
    "a header twice": lambda page: setattr(page["H1"], "value", "% complete"),
    "a sheet renamed": lambda page: setattr(page, "title", "Scope (old)"),
    "a filter": lambda page: setattr(page.auto_filter, "ref", "A1:R23"),
}


@pytest.mark.parametrize("damage", DAMAGES.values(), ids=DAMAGES)
def test_a_damaged_sheet_is_found_or_changes_no_figure(tmp_path, before, damage):
    book = load_workbook(SAMPLE)
    damage(book["Scope"])
    assert_not_silent(book, tmp_path / SAMPLE.name, before)


def text_of(value: object) -> str:
    """A cell's value as the text that our reader has of it."""
    match value:
        case None:
            return ""
        case bool():
            return str(value).lower()
        case datetime():
            return str(value)
        case date() | time():
            return str(value)
        case float() | int():
            return f"{value:g}"
        case _:
            return str(value).replace("\r\n", "\n")


@pytest.mark.parametrize("path", EVERY, ids=lambda path: f"{path.parent.name}/{path.stem}")
def test_two_readers_see_the_same_cells(path):
    ours, theirs = raw_workbook(path.read_bytes(), Limits()), load_workbook(path, data_only=True)
    assert ours.sheets
    for raw in ours.sheets.values():
        page = theirs[raw.name]
        seen = {}
        for line, row in enumerate(raw.grid.iter_rows(), start=1):
            seen |= {(line, raw.first + column): text for column, text in enumerate(row, start=1) if text}
        other = {(cell.row, cell.column): text for row in page.iter_rows() for cell in row if (text := text_of(cell.value))}
        numbers = {key: f"{float(text):g}" for key, text in seen.items() if key in other and isinstance(page.cell(*key).value, int | float)}
        assert {**seen, **numbers} == other
