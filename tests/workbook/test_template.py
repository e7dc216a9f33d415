"""What `write_workbook` and `write_template` put into a workbook, seen through openpyxl."""

import time
from datetime import date, datetime
from pathlib import Path
from zipfile import ZipFile

import openpyxl
import pytest
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.worksheet import Worksheet

from pipeline.contract.cells import Choice, Date, Dependencies, Id, Ids, Percent
from pipeline.contract.sheets import Layout, Sheet
from pipeline.contract.workbook import SHEET, SHEETS
from pipeline.workbook.guards import cure
from pipeline.workbook.read import read_workbook
from pipeline.workbook.template import write_template, write_workbook

TABLES = [sheet for sheet in SHEETS if sheet.layout is Layout.TABLE]
PROJECT = {"id": "demo", "name": "Demo", "customer": "Acme", "manager": "Pat Lee", "status_date": date(2026, 11, 20)}


@pytest.fixture(scope="module")
def template(tmp_path_factory: pytest.TempPathFactory) -> openpyxl.Workbook:
    path = tmp_path_factory.mktemp("template") / "new.xlsx"
    write_template(path, "acme-portal", "Acme & Söhne")
    return openpyxl.load_workbook(path)


@pytest.fixture
def filled(tmp_path: Path):
    """A function that writes rows and opens the workbook again."""

    def write(**rows) -> openpyxl.Workbook:
        write_workbook(tmp_path / "filled.xlsx", rows)
        return openpyxl.load_workbook(tmp_path / "filled.xlsx")

    return write


def guard(page: Worksheet, place: str) -> DataValidation:
    """The data validation of a cell."""
    return next(guard for guard in page.data_validations.dataValidation if place in guard.sqref)


def letter(sheet: Sheet, key: str) -> str:
    """The column letter of a contract column."""
    return get_column_letter([column.key for column in sheet].index(key) + 1)


def dropdown(book: openpyxl.Workbook, source: str) -> list[object]:
    """The words that a list validation points to, through a name of the workbook."""
    name, cells = book.defined_names[source.lstrip("=")].attr_text.split("!")
    return [cell.value for (cell,) in book[name][cells.replace("$", "")]]


def test_template_has_instructions_and_overview_then_every_sheet_of_the_contract_then_hidden_lists(template):
    assert template.sheetnames == ["Instructions", "Overview", *(sheet.name for sheet in SHEETS), "Lists"]
    assert template["Lists"].sheet_state == "hidden"


def test_template_names_every_sheet_in_its_instructions(template):
    texts = {cell.value for row in template["Instructions"].iter_rows() for cell in row}
    assert {sheet.name for sheet in SHEETS} <= texts


def test_template_fills_in_id_and_customer_and_nothing_else(template):
    values = {label.value: value.value for label, value in template["Project"].iter_rows(min_row=2, max_col=2)}
    assert {label: value for label, value in values.items() if value is not None} == {
        "Project ID": "acme-portal",
        "Customer": "Acme & Söhne",
    }
    assert len(values) == 23


@pytest.mark.parametrize("sheet", TABLES, ids=lambda sheet: sheet.name)
def test_sheet_is_an_excel_table_with_the_contract_headers_filters_and_room_to_type(template, sheet):
    page = template[sheet.name]
    assert [cell.value for cell in page[1]] == [column.header for column in sheet]
    table = page.tables[sheet.name]
    assert table.ref == table.autoFilter.ref == f"A1:{get_column_letter(len(sheet.columns))}26"
    assert [column.name for column in table.tableColumns] == [column.header for column in sheet]


@pytest.mark.parametrize("sheet", TABLES, ids=lambda sheet: sheet.name)
def test_sheet_prints_landscape_with_its_header_on_every_page(template, sheet):
    page = template[sheet.name]
    assert page.freeze_panes.endswith("2")
    assert (page.page_setup.orientation, page.page_setup.fitToHeight) == ("landscape", 0)
    assert page.sheet_properties.pageSetUpPr.fitToPage
    assert page.print_title_rows == "$1:$1"
    assert "&P" in page.oddFooter.right.text


def test_wide_sheet_prints_on_three_pages_with_its_first_columns_on_each(template):
    assert (template["Scope"].page_setup.fitToWidth, template["Scope"].print_title_cols) == (3, "$A:$D")
    assert (template["Risks"].page_setup.fitToWidth or 1, template["Risks"].print_title_cols) == (1, None)


def test_the_only_rows_of_a_template_are_examples(template):
    for sheet in TABLES:
        ids = [row[0] for row in template[sheet.name].iter_rows(min_row=2, values_only=True) if any(row)]
        assert all(str(value).startswith("Example ") for value in ids), sheet.name
        assert bool(ids) == ("id" in sheet.by_key), sheet.name


def test_example_rows_turn_plain_when_their_id_is_overwritten(template):
    rules = [rule for found in template["Scope"].conditional_formatting for rule in found.rules if rule.type == "expression"]
    (grey,) = {rule.formula[0] for rule in rules if "Example" in rule.formula[0]}
    assert grey == 'LEFT($A2,7)="Example"'


def test_workbook_carries_the_version_of_its_template(template):
    assert template.custom_doc_props["milepost_template"].value == 1
    assert template.defined_names["milepost_template"].attr_text == "1"


def test_people_and_milestones_are_offered_but_not_demanded(template):
    owner = guard(template["Scope"], f"{letter(SHEETS[2], 'owner')}2")
    assert (owner.type, owner.formula1, owner.showErrorMessage) == ("list", "people_names", False)
    milestone = guard(template["Scope"], f"{letter(SHEETS[2], 'milestone')}2")
    assert (milestone.type, milestone.formula1, milestone.showErrorMessage) == ("list", "milestone_ids", False)


def test_rows_of_the_scope_are_grouped_by_level(filled):
    page = filled(Scope=[{"id": "S1", "level": 1}, {"id": "S1.1", "level": 2}, {"id": "S1.1.1", "level": 3}])["Scope"]
    assert [page.row_dimensions[row].outlineLevel for row in (2, 3, 4)] == [0, 1, 2]
    assert page.sheet_properties.outlinePr.summaryBelow is False


@pytest.mark.parametrize("sheet", TABLES, ids=lambda sheet: sheet.name)
def test_required_headers_are_dark_and_the_others_light(template, sheet):
    dark = [cell.value for cell in template[sheet.name][1] if cell.font.b and cell.fill.fgColor.rgb == "FF1B5E8C"]
    assert dark == [column.header for column in sheet if column.required]


@pytest.mark.parametrize("sheet", SHEETS, ids=lambda sheet: sheet.name)
def test_every_choice_of_the_contract_has_its_dropdown(template, sheet):
    page = template[sheet.name]
    for number, column in enumerate(sheet, start=2):
        if isinstance(column.type, Choice):
            place = f"B{number}" if sheet.layout is Layout.FIELDS else f"{letter(sheet, column.key)}1000"
            assert guard(page, place).type == "list"
            assert tuple(dropdown(template, guard(page, place).formula1)) == column.type.values


@pytest.mark.parametrize("sheet", TABLES, ids=lambda sheet: sheet.name)
def test_every_column_says_what_belongs_into_it(template, sheet):
    for column in sheet:
        found = guard(template[sheet.name], f"{letter(sheet, column.key)}2")
        assert found.promptTitle == column.header
        assert found.prompt.startswith(column.help)
        assert found.error == cure(column.type)


@pytest.mark.parametrize(
    ("sheet", "key", "text"),
    [
        ("Scope", "percent", "lots"),
        ("Scope", "level", "12"),
        ("Scope", "effort", "plenty"),
        ("Scope", "signed_off", "perhaps"),
        ("Scope", "baseline_finish", "some day"),
        ("Scope", "status", "qqq"),
    ],
)
def test_a_wrong_value_is_told_in_excel_what_the_finding_tells(tmp_path, template, sheet, key, text):
    row = {"id": "S1", "milestone": "M1", "level": 1, "title": "One", key: text}
    write_workbook(tmp_path / "wrong.xlsx", {"Project": [PROJECT], "Milestones": [], sheet: [row]})
    cell = f"{letter(SHEET[sheet], key)}2"
    (finding,) = [one for one in read_workbook(tmp_path / "wrong.xlsx").findings if one.cell == f"{sheet}!{cell}"]
    assert guard(template[sheet], cell).error == finding.fix


def test_guards_leave_the_header_alone_and_reach_the_last_row(template):
    assert str(guard(template["Scope"], "A2").sqref) == "A2:A1048576"


def test_cells_typed_later_have_the_format_of_their_type(template):
    formats = {Percent: "0%", Date: "yyyy-mm-dd", Id: "@", Ids: "@", Dependencies: "@"}
    for sheet in TABLES:
        for column in sheet:
            if type(column.type) in formats:
                style = template[sheet.name].column_dimensions[letter(sheet, column.key)]
                assert style.number_format == formats[type(column.type)], (sheet.name, column.key)


def test_row_is_as_high_as_its_text_and_may_grow(filled, tmp_path):
    page = filled(Risks=[{"id": "R1", "title": "One"}, {"id": "R2", "title": "Two", "response": "first\nsecond\nthird"}])["Risks"]
    assert (page.row_dimensions[2].height, page.row_dimensions[3].height) == (None, 45)
    with ZipFile(tmp_path / "filled.xlsx") as package:
        assert not [part for part in package.namelist() if b" customHeight=" in package.read(part)]


def test_percent_is_a_fraction_in_a_percent_cell(filled):
    page = filled(Scope=[{"id": "S1", "percent": 45}])["Scope"]
    cell = page[f"{letter(SHEETS[2], 'percent')}2"]
    assert (cell.value, cell.number_format) == (0.45, "0%")


def test_date_is_a_real_date(filled):
    cell = filled(Project=[PROJECT])["Project"]["B8"]
    assert (cell.value, cell.number_format) == (datetime(2026, 11, 20), "yyyy-mm-dd")


def test_ids_and_dependencies_stay_texts(filled):
    page = filled(Milestones=[{"id": "3", "depends_on": "1-2"}, {"id": "4", "depends_on": ["1", "3 SS+5"]}])["Milestones"]
    column = letter(SHEETS[1], "depends_on")
    assert [page["A2"].value, page[f"{column}2"].value, page[f"{column}3"].value] == ["3", "1-2", "1, 3 SS+5"]
    assert page[f"{column}2"].number_format == "@"


def test_text_that_looks_like_a_formula_or_link_stays_a_text(filled):
    page = filled(People=[{"name": "=1+1", "role": "https://example.org", "email": "{=A1}"}])["People"]
    assert [(cell.value, cell.data_type) for cell in page[2][:3]] == [("=1+1", "s"), ("https://example.org", "s"), ("{=A1}", "s")]
    assert page["B2"].hyperlink is None


def test_placeholder_in_a_date_column_stays_as_it_is(filled):
    page = filled(Milestones=[{"id": "M1", "baseline_finish": "[DEADLINE]"}])["Milestones"]
    assert page[f"{letter(SHEETS[1], 'baseline_finish')}2"].value == "[DEADLINE]"


def test_flags_are_words(filled):
    page = filled(Scope=[{"id": "S1", "signed_off": True, "visible": False}])["Scope"]
    assert [page[f"{letter(SHEETS[2], key)}2"].value for key in ("signed_off", "visible")] == ["yes", "no"]


def test_only_the_sheets_given_are_written_and_one_without_rows_has_its_headers(filled):
    book = filled(Project=[PROJECT], Scope=[])
    assert book.sheetnames == ["Project", "Scope", "Lists"]
    assert [cell.value for cell in book["Scope"][1]][:2] == ["ID", "Milestone"]


def test_own_fields_of_a_project_stand_after_the_contracts(filled):
    page = filled(Project=[{**PROJECT, "Epic Link": "TODO: Add link"}])["Project"]
    assert [cell.value for cell in page[page.max_row][:2]] == ["Epic Link", "TODO: Add link"]
    assert page.max_row == 25


@pytest.mark.parametrize("rows", [{"Scoop": []}, {"Scope": [{"titel": "x"}]}, {"Project": [{**PROJECT, "custmer": "x"}]}])
def test_misspelt_sheet_or_key_is_refused(tmp_path, rows):
    with pytest.raises(ValueError, match=r"Scoop|titel|custmer"):
        write_workbook(tmp_path / "x.xlsx", rows)
    assert list(tmp_path.iterdir()) == []


def test_text_too_long_for_a_cell_leaves_the_old_file_and_no_other(tmp_path):
    path = tmp_path / "x.xlsx"
    write_workbook(path, {"Project": [PROJECT]})
    before = path.read_bytes()
    with pytest.raises(ValueError, match="40000 characters"):
        write_workbook(path, {"Project": [{**PROJECT, "summary": "x" * 40_000}]})
    assert path.read_bytes() == before
    assert list(tmp_path.iterdir()) == [path]


def test_folder_that_is_no_file_is_left_without_a_trace(tmp_path):
    (tmp_path / "x.xlsx").mkdir()
    with pytest.raises(IsADirectoryError):
        write_workbook(tmp_path / "x.xlsx", {"Project": [PROJECT]})
    assert [path.name for path in tmp_path.iterdir()] == ["x.xlsx"]


def test_same_rows_give_the_same_bytes_at_any_time(tmp_path):
    write_template(tmp_path / "a.xlsx", "demo", "Acme")
    time.sleep(2.1)  # a zip stores times in steps of two seconds
    write_template(tmp_path / "b.xlsx", "demo", "Acme")
    assert (tmp_path / "a.xlsx").read_bytes() == (tmp_path / "b.xlsx").read_bytes()


def test_package_carries_no_time_and_no_author(tmp_path):
    write_template(tmp_path / "a.xlsx", "demo", "Acme")
    with ZipFile(tmp_path / "a.xlsx") as package:
        assert {info.date_time for info in package.infolist()} == {(1980, 1, 1, 0, 0, 0)}
        assert b"2026-01-01T00:00:00Z" in package.read("docProps/core.xml")


@pytest.mark.parametrize("value", [float("nan"), float("inf"), {"a": 1}])
def test_value_that_no_cell_can_hold_is_refused(tmp_path, value):
    with pytest.raises(ValueError, match="cannot hold"):
        write_workbook(tmp_path / "x.xlsx", {"Scope": [{"id": "S1", "effort": value}]})


def test_periods_are_written_and_read_as_numbers_or_days(tmp_path):
    rows = {"Baseline": [{"period": 1, "planned": 10.0}], "Actuals": [{"period": date(2026, 11, 20), "earned": 5.0}]}
    write_workbook(tmp_path / "curves.xlsx", {"Project": [], "Milestones": [], "Scope": [], **rows})
    book = read_workbook(tmp_path / "curves.xlsx").book
    assert (book.table("Baseline")["period"].to_list(), book.table("Actuals")["period"].to_list()) == (["1"], ["2026-11-20"])
