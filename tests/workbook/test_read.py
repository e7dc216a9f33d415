"""From real files to Books: where things stand in a workbook, and what is said about what is wrong with it."""

import hashlib
import os
import re
from datetime import date, datetime
from io import BytesIO
from pathlib import Path
from zipfile import ZipFile

import openpyxl
import pytest

from handmade import MILESTONES, PROJECT, SCOPE, column, found, package, read, save
from pipeline.contract.findings import ERROR
from pipeline.contract.workbook import SHEETS
from pipeline.workbook.codes import READING_CODES, SEVERITY
from pipeline.workbook.read import read_workbook
from pipeline.workbook.tree import with_tree


def scope(*rows, headers=(), **options):
    """Sheets with a Scope of the usual four columns and `headers`; each row holds the values of `headers`."""
    body = [[f"S{number}", "M1", 1, f"Item {number}", *row] for number, row in enumerate(rows, start=1)]
    return {"Scope": [[*SCOPE[0], *headers], *body], **options}


def test_a_clean_workbook_reads_without_findings(tmp_path):
    path = save(tmp_path / "plan.xlsx")
    reading = read(path)
    assert reading.findings == ()
    assert (reading.file, reading.sha256) == ("plan.xlsx", hashlib.sha256(path.read_bytes()).hexdigest())
    assert reading.book
    assert reading.book.project["status_date"] == date(2026, 11, 20)
    assert reading.book.cell("Project", "status_date") == "Project!B6"
    assert reading.book.cell("Scope", "title", 2) == "Scope!D2"
    assert reading.book.table("Scope").select("row", "id", "level").rows() == [(2, "S1", 1)]


def test_every_table_has_its_schema_and_missing_sheets_are_empty(tmp_path):
    book = read(save(tmp_path / "plan.xlsx")).book
    assert book
    for sheet in SHEETS:
        assert dict(book.table(sheet.name).schema) == dict(sheet.schema), sheet.name
    assert not book.has("Risks")
    assert book.table("Risks").is_empty()


def test_titles_above_the_header_leading_blanks_and_any_order_keep_addresses(tmp_path):
    rows = [[], [None, None, "Plan of the milestones"], [], [None, None, "Owner", "Progress (mine)", "STATUS ", "Milestone", "ID"]]
    rows += [[], [None, None, "Pat", 3, "Done", "One", "M1"], [], [None, None, "Kim", None, "Active", "Two", "M2"]]
    reading = read(save(tmp_path / "plan.xlsx", {"Milestones": rows}))
    assert reading.findings == ()
    assert reading.book
    assert reading.book.table("Milestones").select("row", "id", "owner").rows() == [(6, "M1", "Pat"), (8, "M2", "Kim")]
    assert reading.book.cell("Milestones", "id", 6) == "Milestones!G6"


def test_percent_is_read_by_value_and_number_format(tmp_path):
    rows = [[(0.45, "0%")], [(1, "0%")], [(0.672, "0.0%")], ["45 %"], ["45,5%"], [(1.4, "0%")], [True], [None]]
    reading = read(save(tmp_path / "plan.xlsx", scope(*rows, headers=["% complete"])))
    assert column(reading, "Scope", "percent") == [45.0, 100.0, 67.2, 45.0, 45.5, 140.0, 100.0, None]
    assert reading.findings == ()


def test_bare_fractions_are_one_error_unless_the_setting_decides(tmp_path):
    path = save(tmp_path / "plan.xlsx", scope([0.5], [1], headers=["Progress"]))
    reading = read(path)
    assert found(reading) == [("PCT_SCALE_AMBIGUOUS", "Scope!E2")]
    assert "E2, E3" in reading.findings[0].message
    assert column(read(path, percent="fraction"), "Scope", "percent") == [50.0, 100.0]
    assert column(read(path, percent="points"), "Scope", "percent") == [0.5, 1.0]


@pytest.mark.parametrize("date_1904", [False, True])
def test_both_date_epochs_give_the_same_day(tmp_path, date_1904):
    rows = scope([date(2026, 12, 24), 46380 - 1462 * date_1904], headers=["Due", "Updated"])
    reading = read(save(tmp_path / "plan.xlsx", rows, date_1904=date_1904))
    assert column(reading, "Scope", "baseline_finish") == [date(2026, 12, 24)]
    assert column(reading, "Scope", "updated") == [date(2026, 12, 24)]
    assert found(reading) == [("DATE_SERIAL_READ", "Scope!F2")]


def test_error_cells_are_reported_at_their_address(tmp_path):
    path = tmp_path / "plan.xlsx"
    book = openpyxl.load_workbook(save(path, scope([3], [4], headers=["Effort", "My notes"])))
    book["Scope"]["E2"] = "#DIV/0!"
    book["Scope"]["F3"] = "#N/A"
    book.save(path)
    reading = read(path)
    assert found(reading) == [("CELL_ERROR", "Scope!E2")]
    assert reading.findings[0].found == "#DIV/0!"
    assert column(reading, "Scope", "effort") == [None, 4.0]


def test_a_formula_without_result_is_an_error(tmp_path):
    path = tmp_path / "plan.xlsx"
    book = openpyxl.load_workbook(save(path, scope([3], headers=["Effort"])))
    book["Scope"]["E2"] = "=1+1"
    book.save(path)
    assert found(read(path)) == [("FORMULA_UNCALCULATED", "Scope!E2")]


def test_rows_below_a_gap_are_read_and_formatted_empty_rows_are_not(tmp_path):
    def pad(book, pages):
        grey = book.add_format({"bg_color": "#eeeeee"})
        for row in (*range(5, 2000), 1_048_575):
            pages["Scope"].write_blank(row, 0, None, grey)
        pages["Scope"].write_row(49, 0, ["S2", "M1", 1, "Late"])

    reading = read(save(tmp_path / "plan.xlsx", each=pad))
    assert reading.book
    assert reading.book.table("Scope").select("row", "id").rows() == [(2, "S1"), (50, "S2")]
    assert reading.findings == ()


def test_merged_cells_show_their_top_left_value_and_report_what_lies_under(tmp_path):
    def merge(book, pages):
        pages["Scope"].merge_range("D2:D3", "Both", None)
        pages["Scope"].write("D3", "unseen")

    reading = read(save(tmp_path / "plan.xlsx", scope([], []), each=merge))
    assert found(reading) == [("MERGED_VALUE", "Scope!D3")]
    assert reading.findings[0].found == "unseen"
    assert column(reading, "Scope", "title") == ["Both", None]


def test_hidden_rows_are_read_and_counted_or_skipped(tmp_path):
    def hide(book, pages):
        for row in (2, 3, 9):
            pages["Scope"].set_row(row, None, None, {"hidden": True})

    path = save(tmp_path / "plan.xlsx", scope([], [], []), each=hide)
    reading = read(path)
    assert found(reading) == [("HIDDEN_ROWS", "Scope")]
    assert "3-4" in reading.findings[0].message
    assert reading.book
    assert (reading.book.hidden_rows, column(reading, "Scope", "id")) == (2, ["S1", "S2", "S3"])
    skipped = read(path, hidden="skip")
    assert (column(skipped, "Scope", "id"), skipped.findings) == (["S1"], ())


def test_hidden_columns_and_sheets_are_mentioned(tmp_path):
    def hide(book, pages):
        pages["Scope"].set_column("D:D", None, None, {"hidden": True})
        pages["Milestones"].hide()

    assert found(read(save(tmp_path / "plan.xlsx", each=hide))) == [("SHEET_HIDDEN", "Milestones"), ("COLUMN_HIDDEN", "Scope")]


def test_numeric_ids_are_texts_without_decimals(tmp_path):
    rows = {"Milestones": [MILESTONES[0], [7, "One", "Active", "Pat"]], "Scope": [[*SCOPE[0], "Also in"], [1, 7.0, 1, "First", 7]]}
    reading = read(save(tmp_path / "plan.xlsx", rows))
    assert column(reading, "Milestones", "id") == ["7"]
    assert reading.book
    assert reading.book.table("Scope").select("id", "milestone", "also_in").rows() == [("1", "7", ["7"])]


def test_an_id_that_became_a_date_is_reported(tmp_path):
    reading = read(save(tmp_path / "plan.xlsx", {"Scope": [SCOPE[0], [date(2026, 2, 1), "M1", 1, "First"]]}))
    assert found(reading) == [("ID_IS_DATE", "Scope!A2")]
    assert "text" in reading.findings[0].fix


def test_duplicate_headers_are_errors_and_the_first_is_read(tmp_path):
    reading = read(save(tmp_path / "plan.xlsx", scope(["Open", "Done"], headers=["Status", "Status"])))
    assert found(reading) == [("HEADER_DUPLICATE", "Scope!F1")]
    assert column(reading, "Scope", "status") == ["Open"]


def test_two_aliases_of_a_column_are_a_warning_and_one_beside_its_header_is_a_note(tmp_path):
    both = read(save(tmp_path / "two.xlsx", scope(["Pat", "Kim"], headers=["Assignee", "Responsible"])))
    assert found(both) == [("HEADER_OVERLAP", "Scope!E1")]
    assert column(both, "Scope", "owner") == ["Kim"]
    note = read(save(tmp_path / "note.xlsx", scope(["Pat", "Kim"], headers=["Assignee", "Owner"])))
    assert (note.findings, column(note, "Scope", "owner")) == ((), ["Kim"])


def test_missing_sheets_and_columns_are_errors_only_where_required(tmp_path):
    milestones = [["ID", "Milstone", "Status", "Owner"], ["M1", "One", "Active", "Pat"]]
    rows = {"Scope": None, "Milestones": milestones, "Risks": [["Title"], ["Rain"]]}
    reading = read(save(tmp_path / "plan.xlsx", rows))
    assert found(reading) == [("COLUMN_MISSING", "Milestones"), ("SHEET_MISSING", "Scope"), ("HEADER_MISSING", "Risks")]
    assert "milstone" in reading.findings[0].fix


def test_a_workbook_of_other_sheets_has_a_book_with_one_blank_project(tmp_path):
    reading = read(save(tmp_path / "plan.xlsx", {"Project": None, "Milestones": None, "Scope": None, "Notes": [["hello"]]}))
    assert found(reading) == [("SHEET_MISSING", "Project"), ("SHEET_MISSING", "Milestones"), ("SHEET_MISSING", "Scope")]
    assert reading.book
    assert set(reading.book.project.values()) == {1, None}


def test_fields_are_found_by_name_with_and_without_a_header(tmp_path):
    rows = [["Our project"], ["Project ID:", "demo"], ["Project *", "Demo"], ["Client", "Acme"], ["PM", "Pat"], ["My own", "x"]]
    rows += [["Status date", "TBD"], ["Summary", "a\nb"], ["Budget", "1.200,50 €"], ["PM", "Kim"]]
    reading = read(save(tmp_path / "plan.xlsx", {"Project": rows}))
    assert found(reading) == [("HEADER_DUPLICATE", "Project!A10"), ("DATE_TBD", "Project!B7")]
    assert reading.book
    assert [reading.book.project[key] for key in ("id", "customer", "manager", "budget")] == ["demo", "Acme", "Pat", 1200.5]
    assert reading.book.cell("Project", "budget") == "Project!B9"


def test_field_values_stand_under_the_header_value(tmp_path):
    rows = [[row[0], "help", row[1]] for row in PROJECT]
    rows[0] = ["Field", "Meaning", "Value"]
    reading = read(save(tmp_path / "plan.xlsx", {"Project": rows}))
    assert reading.findings == ()
    assert reading.book
    assert reading.book.cell("Project", "customer") == "Project!C4"


def test_sheet_names_are_matched_loosely_and_the_first_of_two_is_read(tmp_path):
    reading = read(save(tmp_path / "plan.xlsx", {"Scope": None, "SCOPE ": SCOPE, "scope:": None}))
    assert reading.findings == ()
    assert reading.book
    assert reading.book.cell("Scope", "id", 2) == "SCOPE !A2"
    twice = read(save(tmp_path / "two.xlsx", {"Scope ": [["x"]]}))
    assert found(twice) == [("SHEET_DUPLICATE", "Scope")]
    assert column(twice, "Scope", "id") == ["S1"]


def test_levels_come_from_numbered_ids_where_there_is_no_level_column(tmp_path):
    rows = [["WBS", "Milestone", "Task name"], ["1", "M1", "A"], ["1.1", "M1", "B"], ["1.1.1", "M1", "C"], ["2", "M1", "D"]]
    reading = read(save(tmp_path / "plan.xlsx", {"Scope": rows}))
    assert found(reading) == [("LEVEL_FROM_WBS", "Scope")]
    assert column(reading, "Scope", "level") == [1, 2, 3, 1]
    assert reading.book
    assert with_tree(reading.book.table("Scope"))["parent"].to_list() == [None, 0, 1, None]
    named = read(save(tmp_path / "named.xlsx", {"Scope": [["WBS", "Milestone", "Task name"], ["S1", "M1", "A"]]}))
    assert found(named) == [("COLUMN_MISSING", "Scope")]


def test_example_rows_are_left_out(tmp_path):
    reading = read(save(tmp_path / "plan.xlsx", {"Scope": [*SCOPE, ["Example 1", "M1", 1, "An example"]]}))
    assert found(reading) == [("EXAMPLE_ROW", "Scope!A3")]
    assert column(reading, "Scope", "id") == ["S1"]


def test_many_findings_of_a_kind_end_in_one_sentence(tmp_path):
    reading = read(save(tmp_path / "plan.xlsx", scope(*[["no number"]] * 150, headers=["Effort"])))
    assert len(reading.findings) == 101
    assert (reading.findings[-1].cell, reading.findings[-1].severity) == (None, ERROR)
    assert "50 more" in reading.findings[-1].message


@pytest.mark.parametrize("name", ["~$plan.xlsx", ".~lock.plan.xlsx#"])
def test_lock_files_are_named_as_such(tmp_path, name):
    path = tmp_path / name
    path.write_bytes(b"\x03Pat")
    assert found(read(path)) == [("FILE_LOCK", "file")]


@pytest.mark.parametrize(
    ("content", "code", "word"),
    [
        (b"", "FILE_TRUNCATED", ""),
        (b"\0" * 5000, "FILE_TRUNCATED", ""),
        (b"ID;Milestone\n1;One\n", "FILE_NOT_WORKBOOK", "semicolon"),
        (b"<html><table><tr><td>1</td></tr></table></html>", "FILE_NOT_WORKBOOK", "web page"),
        (b"%PDF-1.7", "FILE_NOT_WORKBOOK", "PDF"),
        (b"just words", "FILE_NOT_WORKBOOK", "plain text"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600 + "EncryptedPackage".encode("utf-16-le"), "FILE_ENCRYPTED", ""),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600 + "WordDocument".encode("utf-16-le"), "FILE_NOT_WORKBOOK", "Word"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, "FILE_UNREADABLE", ""),
    ],
)
def test_files_that_are_no_workbook_are_one_finding(tmp_path, content, code, word):
    path = tmp_path / "plan.xlsx"
    path.write_bytes(content)
    reading = read(path)
    assert (reading.book, found(reading)) == (None, [(code, "file")])
    assert word in reading.findings[0].message
    assert reading.findings[0].fix


def test_a_word_document_with_the_ending_of_a_workbook_is_named(tmp_path):
    path = tmp_path / "plan.xlsx"
    path.write_bytes(package("", word__document="<w/>").replace(b"workbook", b"document").replace(b"worksheet", b"documents"))
    reading = read(path)
    assert [finding.found for finding in reading.findings] == ["a Word document"]


def written_long_ago(path, content):
    """A file that nobody can still be writing: a broken one is looked at once."""
    path.write_bytes(content)
    os.utime(path, (0, 0))
    return path


def test_every_cut_of_a_file_is_one_finding_and_never_raises(tmp_path):
    whole = save(tmp_path / "plan.xlsx").read_bytes()
    for length in range(1, len(whole), 401):
        reading = read(written_long_ago(tmp_path / "cut.xlsx", whole[:length]))
        assert (reading.book, len(reading.findings)) == (None, 1)
        assert reading.findings[0].severity is ERROR


def test_damaged_bytes_never_raise(tmp_path):
    whole = save(tmp_path / "plan.xlsx").read_bytes()
    for position in range(0, len(whole), 211):
        bad = whole[:position] + bytes([whole[position] ^ 0x5A]) + whole[position + 1 :]
        reading = read(written_long_ago(tmp_path / "bad.xlsx", bad))
        assert reading.book or reading.findings


def test_missing_files_folders_and_files_past_the_limit_are_findings(tmp_path):
    assert found(read(tmp_path / "none.xlsx")) == [("FILE_UNREADABLE", "file")]
    assert found(read(tmp_path)) == [("FILE_UNREADABLE", "file")]
    path = tmp_path / "big.xlsx"
    path.write_bytes(b"x" * (1 << 20) + b"x")
    assert found(read(path, limits={"file_mb": 1})) != []


def test_one_value_in_the_far_corner_is_one_finding(tmp_path):
    path = save(tmp_path / "plan.xlsx", each=lambda _, pages: pages["Scope"].write("XFD1048576", 1))
    reading = read(path)
    assert (reading.book, found(reading)) == (None, [("SHEET_TOO_LARGE", "Scope!XFD1048576")])


def test_a_far_value_on_a_sheet_of_the_pm_does_not_matter(tmp_path):
    path = save(tmp_path / "plan.xlsx", {"Notes": [["x"]]}, each=lambda _, pages: pages["Notes"].write("XFD1048576", 1))
    assert read(path).findings == ()


def opendocument(rows, tab="People", **parts):
    """The bytes of an .ods file with one sheet."""
    urn = "urn:oasis:names:tc:opendocument:xmlns:"
    spaces = " ".join(f'xmlns:{name}="{urn}{name}:1.0"' for name in ("office", "table", "text"))
    cell = '<table:table-cell office:value-type="string"><text:p>%s</text:p></table:table-cell>'
    body = "".join(f"<table:table-row>{''.join(cell % value for value in row)}</table:table-row>" for row in rows)
    sheet = f'<office:body><office:spreadsheet><table:table table:name="{tab}">{body}</table:table></office:spreadsheet></office:body>'
    buffer = BytesIO()
    with ZipFile(buffer, "w") as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        archive.writestr("META-INF/manifest.xml", "<manifest/>")
        archive.writestr("content.xml", f"<office:document-content {spaces}>{sheet}</office:document-content>")
        for name, text in parts.items():
            archive.writestr(name.replace("__", "/"), text)
    return buffer.getvalue()


def test_a_foreign_format_is_read_with_a_warning(tmp_path):
    path = tmp_path / "plan.xlsx"
    path.write_bytes(opendocument([["Name", "Role"], ["Pat", "PM"]]))
    reading = read(path)
    assert found(reading)[0] == ("FORMAT_LIMITED", "file")
    assert column(reading, "People", "name") == ["Pat"]


def test_an_opendocument_file_with_spaces_between_its_rows_and_cells_is_read(tmp_path):
    path = tmp_path / "plan.ods"
    with ZipFile(BytesIO(opendocument([["Name", "Role"], ["Pat Lee", "PM"]]))) as source, ZipFile(path, "w") as target:
        for name in source.namelist():
            target.writestr(
                name,
                source.read(name)
                .replace(b"<table:table-cell", b"\n\t<table:table-cell")
                .replace(b"</table:table-row>", b"\n</table:table-row>"),
            )
    reading = read(path)
    assert found(reading)[0] == ("FORMAT_LIMITED", "file")
    assert column(reading, "People", "name") == ["Pat Lee"]


def test_an_excel_package_cannot_pass_as_another_format(tmp_path):
    corner = '<row r="1"><c r="A1"><v>1</v></c><c r="XFD1048576"><v>1</v></c></row>'
    path = tmp_path / "plan.ods"
    path.write_bytes(package(corner, mimetype="application/vnd.oasis.opendocument.spreadsheet"))
    assert found(read(path)) == [("SHEET_TOO_LARGE", "People!XFD1048576")]
    path.write_bytes(package(corner, xl__workbook="", **{"xl__workbook.bin": ""}))
    assert found(read(path)) == [("FILE_UNSAFE", "file")]
    path.write_bytes(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + package(corner))
    assert found(read(path)) == [("FILE_UNSAFE", "file")]


def test_the_same_cells_are_read_as_by_openpyxl(tmp_path):
    rows = scope(["Open", 3.5, date(2026, 1, 2)], ["Done", 7, date(2027, 2, 3)], headers=["Status", "Effort", "Due"])
    path = save(tmp_path / "plan.xlsx", rows)
    sheet = openpyxl.load_workbook(path)["Scope"]
    there = [tuple(v.date() if isinstance(v, datetime) else v for v in row) for row in sheet.iter_rows(min_row=2, values_only=True)]
    reading = read(path)
    assert reading.book
    keys = ["id", "milestone", "level", "title", "status", "effort", "baseline_finish"]
    assert reading.book.table("Scope").select(keys).rows() == there


def test_every_code_is_listed_once_and_every_listed_code_is_used():
    folder = Path(read_workbook.__code__.co_filename).parent
    modules = [
        "apart/ask",
        "cells",
        "columns",
        "dates",
        "formats",
        "header",
        "lists",
        "notes",
        "numbers",
        "package",
        "read",
        "rows",
        "scan",
        "snapshot",
        "values",
        "template_version",
    ]
    used = {code for name in modules for code in re.findall(r'"([A-Z]{2,}(?:_[A-Z]+)+)"', (folder / f"{name}.py").read_text())}
    assert used == {entry.code for entry in READING_CODES}
    assert len(SEVERITY) == len(READING_CODES)
    assert all(entry.meaning.endswith(".") for entry in READING_CODES)


def test_a_workbook_of_another_layout_is_pointed_to_adopt(tmp_path):
    book = openpyxl.Workbook()
    book.active.append(["Task name", "Due", "% done"])
    book.save(tmp_path / "plan.xlsx")
    missing = [finding for finding in read_workbook(tmp_path / "plan.xlsx").findings if finding.code == "SHEET_MISSING"]
    assert [finding.sheet for finding in missing] == ["Project", "Milestones", "Scope"]
    assert all("milepost adopt" in finding.fix for finding in missing)


def test_one_of_an_old_format_is_to_be_saved_as_xlsx_before_it_is_adopted(tmp_path):
    path = tmp_path / "plan.ods"
    path.write_bytes(opendocument([["Task name", "Due"], ["Build", "soon"]], tab="Plan"))
    missing = [finding for finding in read(path).findings if finding.code == "SHEET_MISSING"]
    assert missing
    assert all("save it as an Excel workbook (.xlsx) and run `milepost adopt` on that" in finding.fix for finding in missing)
