"""The Overview of a guided workbook: every formula carries its value, and the values are the report's where both count the same."""

import re
from datetime import date
from pathlib import Path
from zipfile import ZipFile

import openpyxl
import pytest
from openpyxl.formula.translate import Translator

from pipeline.issue import make_issue
from pipeline.workbook.read import read_workbook
from pipeline.workbook.template import write_template, write_workbook
from pipeline.workbook.template_counts import leaves, musts, next_due, totals, work
from pipeline.workbook.template_language import ENGLISH
from workbooks.samples import harbour_portal

EMPTY = dict.fromkeys(("Project", "Milestones", "Scope", "Criteria", "Risks"), ())


def item(id: str, level: int, **fields: object) -> dict[str, object]:
    return {"id": id, "milestone": "M1", "level": level, **fields}


@pytest.fixture(scope="module")
def harbour(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("overview") / "harbour.xlsx"
    write_workbook(path, harbour_portal.rows(), guided=True)
    return path


def lines(path: Path) -> dict[str, tuple[object, ...]]:
    """The lines of the table by milestone."""
    page = openpyxl.load_workbook(path, data_only=True)["Overview"]
    return {str(row[0]): row[1:] for row in page.iter_rows(min_row=8, max_row=27, values_only=True) if row[0]}


def test_work_of_every_milestone_is_the_figure_of_the_report(harbour):
    figures = make_issue(read_workbook(harbour)).figures
    expected = dict(figures.milestones.select("id", "work").rows())
    assert {name: pytest.approx(100 * row[3]) for name, row in lines(harbour).items()} == expected


def test_line_of_a_milestone_says_how_it_is_weighed_what_is_open_and_when_it_is_due(harbour):
    name, owner, status, _, weighed, items, still_open, due, baseline, forecast, met = lines(harbour)["M3"]
    assert (name, owner, status, weighed) == ("Case handling", "Sara Lindqvist", "Active", "effort")
    assert (items, still_open, met) == (15, 8, "2 of 5")
    assert [day.date() for day in (due, baseline, forecast)] == [date(2026, 11, 6), date(2026, 12, 18), date(2027, 1, 8)]


def test_last_line_can_be_copied_down_for_more_milestones(harbour):
    page = openpyxl.load_workbook(harbour)["Overview"]
    first, last = (page.cell(row, 1).value for row in (8, 27))
    assert Translator(first, origin="A8").translate_formula("A27") == last


def test_no_formula_is_without_a_stored_value(harbour, tmp_path):
    write_template(tmp_path / "new.xlsx", "demo", "Acme")
    for path in (harbour, tmp_path / "new.xlsx"):
        with ZipFile(path) as package:
            cells = [
                cell for part in package.namelist() if "/worksheets/" in part for cell in re.findall(rb"<f.*?</c>", package.read(part))
            ]
        assert cells
        assert all(b"<v>" in cell for cell in cells)


def test_examples_stand_on_the_overview_but_not_in_its_totals(tmp_path):
    write_template(tmp_path / "new.xlsx", "demo", "Acme")
    assert lines(tmp_path / "new.xlsx")["Example M1"][3] == pytest.approx((3 + 5 * 0.4) / 8)
    page = openpyxl.load_workbook(tmp_path / "new.xlsx", data_only=True)["Overview"]
    assert [page.cell(5, place).value for place in (1, 3, 5, 7, 9, 11)] == ["0 of 0", None, "0 of 0", 0, 0, 0]


def test_leaves_are_rows_without_parts_that_are_in_scope():
    scope = [
        item("S1", 1), item("S1.1", 2), item("S1.2", 2, kind="group"), item("S1.2.1", 3), item("S1.3", 2, status="Cancelled"),
        item("S2", 1, status="Deferred"), item("S3", 1),
    ]  # fmt: skip
    assert [row["id"] for row in leaves({**EMPTY, "Scope": scope})] == ["S1.1", "S1.2.1", "S3"]


def test_work_is_by_effort_only_where_every_item_has_one():
    half, none = item("S1", 1, percent=50, effort=9), item("S2", 1, effort=1)
    assert work([half, none]) == (0.45, "effort")
    assert work([half, item("S2", 1)]) == (0.25, "equal")
    assert work([]) == (None, None)


@pytest.mark.parametrize("over", [{"status": "Done"}, {"actual_finish": date(2026, 11, 1)}, {"percent": 100}])
def test_item_that_is_done_in_any_way_counts_whole(over):
    assert work([item("S1", 1, **over)]) == (1.0, "equal")
    assert next_due([item("S1", 1, baseline_finish=date(2026, 11, 1), **over)]) is None


def test_musts_leave_out_what_does_not_apply_and_shoulds():
    states = [("must", "met"), (None, "unknown"), ("must", "n/a"), ("should", "not met"), ("must", "waived")]
    criteria = [{"subject": "M1", "must": must, "state": state} for must, state in states]
    assert musts({**EMPTY, "Criteria": criteria}, "M1") == (1, 3)


def test_next_deadline_is_the_first_from_the_status_date_on_of_an_open_milestone():
    days = [("M1", "Active", date(2026, 11, 1)), ("M2", "Done", date(2026, 11, 21)), ("M3", "Planned", date(2026, 12, 1))]
    milestones = [{"id": name, "status": status, "baseline_finish": day} for name, status, day in days]
    rows = {**EMPTY, "Project": [{"status_date": date(2026, 11, 20)}], "Milestones": milestones}
    assert totals(rows, ENGLISH)[1] == (date(2026, 12, 1) - date(1899, 12, 30)).days
