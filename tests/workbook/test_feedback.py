"""Feedback copies: the PM's workbook comes back whole, with each finding at its cell and listed in front."""

import re
import shutil
import subprocess
from io import BytesIO
from pathlib import Path
from zipfile import ZipFile

import pytest
from openpyxl import Workbook as OpenpyxlWorkbook
from openpyxl import load_workbook
from openpyxl.comments import Comment

from handmade import package, read, save
from pipeline.contract.findings import ERROR, INFO, WARNING
from pipeline.mistakes import UsageError
from pipeline.workbook.feedback.annotate import CannotAnnotate, annotated, feedback_name
from pipeline.workbook.feedback.styles import FILLS
from workbook.feedback_cases import FINDINGS, cell, finding, listed, parts, rich, rows

SOFFICE = shutil.which("soffice")
SAMPLES = sorted(path.name for path in (Path(__file__).parents[2] / "workbooks").glob("*.xlsx"))
STYLES = (
    '<styleSheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><fonts><font/></fonts><fills><fill/></fills>'
    "<borders><border/></borders><cellXfs><xf/></cellXfs></styleSheet>"
)
TOUCHED = re.compile(
    r"\[Content_Types\]\.xml|xl/(workbook|styles|comments\d+|worksheets/sheet\d+|chartsheets/sheet\d+)\.xml|.*\.rels|.*\.vml"
)


@pytest.fixture
def original(tmp_path):
    return rich(tmp_path / "rich.xlsx")


def opened_and_saved(data: bytes, folder: Path) -> bytes:
    """The workbook as LibreOffice writes it after opening it."""
    (folder / "copy.xlsx").write_bytes(data)
    command = [SOFFICE, f"-env:UserInstallation=file://{folder}/profile", "--headless", "--convert-to", "xlsx:Calc MS Excel 2007 XML"]
    subprocess.run([*command, "--outdir", folder / "out", folder / "copy.xlsx"], check=True, capture_output=True, timeout=240)
    return (folder / "out" / "copy.xlsx").read_bytes()


def test_every_part_without_a_mark_stays_byte_for_byte(original):
    before, after = parts(original), parts(annotated(original, FINDINGS))
    assert {name for name in before if before[name] != after[name] and not TOUCHED.fullmatch(name)} == set()
    kept = {
        "xl/charts/chart1.xml",
        "xl/media/image1.png",
        "xl/tables/table1.xml",
        "xl/sharedStrings.xml",
        "docProps/app.xml",
        "docProps/core.xml",
    }
    assert kept <= {name for name in before if before[name] == after[name]}
    assert list(after)[: len(before)] == list(before)


def test_a_marked_sheet_changes_in_nothing_but_marked_cells_the_link_to_its_notes_and_a_rule_that_comes_first(original):
    before, after = (parts(data)["xl/worksheets/sheet3.xml"].decode() for data in (original, annotated(original, FINDINGS)))
    back = re.sub(r'<row r="12"><c r="J12" s="\d+"/></row>', "", after)
    back = re.sub(r'(<c r="F3")( ?)([^>]*?) s="\d+"', r"\1\2\3", back)
    back = re.sub(r'<conditionalFormatting sqref="F3 J12">.*?</conditionalFormatting>', "", back)
    back = re.sub(r'(<cfRule [^>]*)( priority=")(\d+)"', lambda rule: f'{rule[1]}{rule[2]}{int(rule[3]) - 1}"', back)
    assert back == re.sub(r'(<c r="F3") s="\d+"', r"\1", before)
    assert "x14:dataBar" in after
    assert "x14:sparkline" in after


def test_a_sheet_without_findings_loses_its_selection_and_nothing_else(original):
    before, after = (parts(data)["xl/worksheets/sheet4.xml"].decode() for data in (original, annotated(original, FINDINGS)))
    assert after == before.replace(' tabSelected="1"', "") != before


def test_cells_are_filled_by_their_worst_severity_and_keep_format_and_border(original):
    copy = annotated(original, (*FINDINGS, finding("Scope!H5", WARNING)))
    both, owner, missing, own = (cell(copy, address) for address in ("Scope!F3", "Milestones!D2", "Scope!J12", "Scope!H5"))
    assert [one.fill.fgColor.rgb for one in (both, owner, missing, own)] == [FILLS[ERROR], FILLS[INFO], FILLS[ERROR], FILLS[WARNING]]
    assert (both.value, both.number_format, both.border.top.style) == (1.2, "0%", "medium")
    assert (missing.value, missing.number_format, missing.font.italic) == (None, "#,##0.00", True)
    assert own.number_format == "#,##0.00"


def test_a_mark_lies_above_every_conditional_format_of_its_sheet(original):
    book = load_workbook(BytesIO(annotated(original, (*FINDINGS, finding("Scope!D4", WARNING)))))
    rules = sorted(
        (rule.priority, str(area.sqref), rule.type, rule.stopIfTrue, rule.dxf and rule.dxf.fill.bgColor.rgb)
        for area in book["Scope"].conditional_formatting
        for rule in area.rules
    )
    assert rules == [
        (1, "F3 J12", "expression", True, FILLS[ERROR]),
        (2, "D4", "expression", True, FILLS[WARNING]),
        (3, "F2:F9", "dataBar", None, None),
        (4, "D2:D9", "iconSet", None, None),
    ]
    assert not book["Milestones"].conditional_formatting


def test_a_row_that_has_a_style_of_its_own_gives_it_to_a_created_cell(original):
    assert cell(annotated(original, [finding("Scope!B15")]), "Scope!B15").number_format == "#,##0.00"


def test_light_text_becomes_dark_on_a_marked_cell(original):
    marked = cell(annotated(original, [finding("Scope!G3")]), "Scope!G3")
    assert (marked.font.color.rgb, marked.font.bold, marked.protection.locked) == ("FF1F2933", True, False)


def test_each_cell_has_one_note_with_all_its_findings(original):
    copy = annotated(original, [*FINDINGS, finding("Scope!C2", INFO, message="look here")])
    assert cell(copy, "Scope!C2").comment.text == "Note\nLook here.\nEnter something else."
    assert cell(copy, "Milestones!D2").comment.text == "Note\nM1 has no owner yet.\nEnter the one person who answers for it."
    text = cell(copy, "Scope!F3").comment.text
    assert text.index("My own remark & more") < text.index("Error\n120 % is outside 0 to 100.") < text.index("Warning\nS2 was last updated")


def test_notes_of_the_pm_stay_where_no_finding_is(original):
    copy = annotated(original, FINDINGS)
    assert cell(copy, "Scope!A2").comment.text == "Another remark"
    drawing = parts(copy)["xl/drawings/vmlDrawing1.vml"].decode()
    assert len(re.findall("<v:shape ", drawing)) == 3
    assert len(set(re.findall(r'id="(_x0000_s\d+)"', drawing))) == 3


def test_findings_stand_in_front_worst_first_with_links_to_their_cells(original):
    copy = annotated(original, FINDINGS)
    book = load_workbook(BytesIO(copy))
    assert book.sheetnames[0] == book.active.title == "Findings"
    assert [(row[0], row[1]) for row in listed(copy)] == [
        ("Error", "Scope!F3"), ("Error", "Scope!J12"), ("Error", "Gates"),
        ("Warning", "Scope!F3"), ("Note", "Milestones!D2"), ("Note", "file"),
    ]  # fmt: skip
    assert listed(copy)[0][2:] == ("120 %", "120 % is outside 0 to 100.", "Enter a value from 0 to 100 %.", "PCT_RANGE")
    links = {one.hyperlink.location for row in book["Findings"].iter_rows() for one in row if one.hyperlink}
    assert links == {"'Scope'!F3", "'Scope'!J12", "'Milestones'!D2"}


def test_the_top_counts_and_says_what_holds_the_report(original):
    assert rows(annotated(original, FINDINGS))[1][0] == (
        "3 errors, 1 warning, 2 notes. The report is held back until the errors are corrected: Scope!F3 and 2 more."
    )
    waived = annotated(original, FINDINGS, waived={"PCT_RANGE", "DEP_UNREADABLE", "SHEET_MISSING"})
    assert rows(waived)[1][0] == "3 errors, 1 warning, 2 notes. Nothing holds the report back."
    assert listed(waived)[0][0] == "Error (waived)"
    assert rows(annotated(original, []))[1][0] == "No findings. Nothing holds the report back."


def test_findings_are_new_still_open_or_fixed_against_the_last_check(original):
    copy = annotated(original, FINDINGS[:2], before=(FINDINGS[0], FINDINGS[3]))
    assert [(row[1], row[5]) for row in listed(copy)] == [("Scope!F3", "still open"), ("Milestones!D2", "new"), ("Scope!J12", "fixed")]
    assert rows(copy)[2][0] == "Since the last check: 1 new, 1 still open, 1 fixed."
    assert cell(copy, "Scope!J12").comment is None


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@SUM(A1)", "=cmd|'/c calc'!A1"])
def test_what_a_cell_holds_is_written_as_text_and_never_as_a_formula(original, text):
    copy = annotated(original, [finding("Scope!C2", found=text, message=f"{text} is wrong")])
    written = cell(copy, "Findings!C6")
    assert (written.value, written.data_type, written.quotePrefix) == (text, "s", True)
    assert b"<f>" not in parts(copy)["xl/worksheets/sheet5.xml"]


def test_markup_and_control_characters_in_a_cell_stay_text(original):
    copy = annotated(original, [finding("Scope!C2", found='<b>&"\x07', message="</t></is>\x01 _x0041_ is wrong")])
    assert listed(copy)[0][2:4] == ('<b>&"_x0007_', "</t></is>_x0001_ _x005F_x0041_ is wrong.")  # Excel's spelling
    assert "</t></is>" in cell(copy, "Scope!C2").comment.text


def test_names_and_views_still_mean_the_same_sheets(original):
    before, after = load_workbook(BytesIO(original)), load_workbook(BytesIO(annotated(original, FINDINGS)))
    assert after.sheetnames == ["Findings", *before.sheetnames]
    for sheet in before.worksheets:
        assert dict(after[sheet.title].defined_names.items()).keys() == dict(sheet.defined_names.items()).keys()
        assert after[sheet.title].print_title_rows == sheet.print_title_rows
        assert not after[sheet.title].sheet_view.tabSelected
    assert after.defined_names["Rate"].value == before.defined_names["Rate"].value


def test_the_same_arguments_give_the_same_bytes(original):
    assert annotated(original, FINDINGS, FINDINGS[:1]) == annotated(original, FINDINGS, FINDINGS[:1])


@pytest.mark.parametrize("name", SAMPLES)
def test_our_reader_reads_the_same_book_from_the_copy_of_a_sample(samples, tmp_path, name):
    path = tmp_path / name
    book = read(samples / name).book
    found = [finding(f"{sheet}!C{row}") for sheet in ("Scope", "Milestones", "Project") for row in (1, 2, 5, 400)]
    path.write_bytes(annotated((samples / name).read_bytes(), found))
    again = read(path).book
    assert book
    assert again
    assert {sheet: table.to_dicts() for sheet, table in again.tables.items()} == {
        sheet: table.to_dicts() for sheet, table in book.tables.items()
    }
    assert again.places == book.places


def test_a_copy_can_be_annotated_again(original):
    twice = annotated(annotated(original, FINDINGS), FINDINGS[:1])
    assert load_workbook(BytesIO(twice)).sheetnames[:2] == ["Findings 2", "Findings"]


def test_a_workbook_saved_by_openpyxl_keeps_its_notes(tmp_path):
    book = OpenpyxlWorkbook()
    book.active.title = "Scope"
    book.active["B2"] = "x"
    book.active["B2"].comment = Comment("mine", "Pat")
    book.save(tmp_path / "plan.xlsx")
    copy = annotated((tmp_path / "plan.xlsx").read_bytes(), [finding("Scope!B2"), finding("Scope!D9")])
    assert cell(copy, "Scope!B2").comment.text == "mine\n\nError\nSomething is wrong.\nEnter something else."
    assert cell(copy, "Scope!D9").comment.text == "Error\nSomething is wrong.\nEnter something else."


@pytest.mark.skipif(not SOFFICE, reason="LibreOffice is not installed")
def test_libreoffice_opens_the_copy_with_its_colours_and_notes(original, tmp_path):
    saved = opened_and_saved(annotated(original, FINDINGS), tmp_path)
    assert cell(saved, "Scope!F3").fill.fgColor.rgb == FILLS[ERROR]
    assert "My own remark & more\n\nError\n120 % is outside" in cell(saved, "Scope!F3").comment.text
    assert "M1 has no owner yet." in cell(saved, "Milestones!D2").comment.text
    assert cell(saved, "Scope!A2").comment.text.endswith("Another remark")
    assert load_workbook(BytesIO(saved)).sheetnames[:2] == ["Findings", "Project"]


@pytest.mark.skipif(not SOFFICE, reason="LibreOffice is not installed")
def test_the_rules_of_marks_survive_libreoffice(original, tmp_path):
    saved = load_workbook(BytesIO(opened_and_saved(annotated(original, FINDINGS), tmp_path)))
    found = [
        (str(area.sqref), rule.dxf.fill.bgColor.rgb) for area in saved["Scope"].conditional_formatting for rule in area.rules if rule.dxf
    ]
    assert found == [("F3 J12", FILLS[ERROR])]


@pytest.mark.skipif(not SOFFICE, reason="LibreOffice is not installed")
def test_a_workbook_saved_by_libreoffice_comes_back_whole(original, tmp_path):
    saved = opened_and_saved(original, tmp_path)
    copy = annotated(saved, FINDINGS)
    before, after = parts(saved), parts(copy)
    assert {name for name in before if before[name] != after[name] and not TOUCHED.fullmatch(name)} == set()
    assert cell(copy, "Scope!F3").fill.fgColor.rgb == FILLS[ERROR]
    assert cell(copy, "Scope!F3").number_format == "0%"
    assert "My own remark & more\n\nError" in cell(copy, "Scope!F3").comment.text
    assert cell(copy, "Scope!J12").comment.text.startswith("Error\n=1+1 is no list")


def test_a_workbook_without_styles_gets_notes_and_says_so():
    copy = annotated(package('<row r="3"><c r="B3"><v>1</v></c></row>'), [finding("People!B3")])
    assert "Something is wrong." in parts(copy)["xl/comments1.xml"].decode()
    assert "carry notes and no colours" in parts(copy)["xl/worksheets/sheet2.xml"].decode()


@pytest.mark.parametrize("rows_", ['<row r="3"><c r="B3"/></row><row r="2"/>', '<!-- a --><row r="3"/>', '<row r="3"><c r="B4"/></row>'])
def test_a_sheet_that_cannot_be_patched_stays_as_it_is_and_is_named(rows_):
    original = package(rows_, **{"xl/styles.xml": STYLES})
    copy = annotated(original, [finding("People!B3"), finding("People!B2")])
    assert parts(copy)["xl/worksheets/sheet1.xml"] == parts(original)["xl/worksheets/sheet1.xml"]
    assert "xl/comments1.xml" not in parts(copy)
    assert "The cells of sheet People are not marked, because" in parts(copy)["xl/worksheets/sheet2.xml"].decode()


@pytest.mark.parametrize("prefix", ["", "x"])
@pytest.mark.parametrize("strict", [False, True])
def test_notes_reach_sheets_of_every_dialect(prefix, strict):
    tag = f"{prefix}:" if prefix else ""
    data = package(f'<{tag}row r="3"><{tag}c r="B3"><{tag}v>1</{tag}v></{tag}c></{tag}row>', prefix=prefix, strict=strict)
    sheet = parts(annotated(data, [finding("People!B3"), finding("People!A1")]))["xl/worksheets/sheet1.xml"].decode()
    office = "http://purl.oclc.org/ooxml/officeDocument/relationships" if strict else "http://schemas.openxmlformats.org/officeDocument"
    assert re.search(rf'</{tag}sheetData><{tag}legacyDrawing xmlns:r="{office}[^"]*" r:id="rId2"/></{tag}worksheet>', sheet)


def test_a_thread_of_comments_is_left_alone_and_named(tmp_path):
    path = save(
        tmp_path / "plan.xlsx", each=lambda book, pages: pages["Scope"].write_comment("D2", "[Threaded comment]", {"author": "tc={1}"})
    )
    copy = annotated(path.read_bytes(), [finding("Scope!D2"), finding("Scope!C2")])
    assert cell(copy, "Scope!D2").comment.text == "[Threaded comment]"
    assert cell(copy, "Scope!D2").fill.fgColor.rgb == FILLS[ERROR]
    assert cell(copy, "Scope!C2").comment.text.startswith("Error")
    assert "Comment threads on sheet Scope leave no room for a note: D2." in [row[0] for row in rows(copy)]


@pytest.mark.parametrize("content", [b"", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, b"ID;Name\n1;x\n"])
def test_what_is_no_xlsx_is_refused_with_the_way_out(content):
    with pytest.raises(CannotAnnotate, match=r"\.$") as refused:
        annotated(content, [])
    assert isinstance(refused.value, UsageError)


def test_folders_and_a_byte_order_mark_in_the_package_change_nothing():
    sheet = '<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData/></worksheet>'
    original = package("", **{"xl/": b"", "xl/styles.xml": STYLES, "xl/worksheets/sheet1.xml": b"\xef\xbb\xbf" + sheet.encode()})
    copy = parts(annotated(original, [finding("People!B3")]))
    assert copy["xl/"] == b""
    assert copy["xl/worksheets/sheet1.xml"].startswith(b"\xef\xbb\xbf<worksheet")
    assert b'<row r="3"><c r="B3" s="1"/></row>' in copy["xl/worksheets/sheet1.xml"]


def test_notes_that_are_damaged_leave_the_sheet_as_it_is(tmp_path):
    path = save(tmp_path / "plan.xlsx", each=lambda book, pages: pages["Scope"].write_comment("A1", "mine"))
    broken = {name: content.replace(b"</comment>", b"") for name, content in parts(path.read_bytes()).items()}
    buffer = BytesIO()
    with ZipFile(buffer, "w") as archive:
        for name, content in broken.items():
            archive.writestr(name, content)
    copy = parts(annotated(buffer.getvalue(), [finding("Scope!A1")]))
    assert copy["xl/worksheets/sheet3.xml"] == broken["xl/worksheets/sheet3.xml"]
    assert b"not marked, because its markup is damaged" in copy["xl/worksheets/sheet4.xml"]


def test_an_ods_is_refused_by_its_name():
    buffer = BytesIO()
    with ZipFile(buffer, "w") as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        archive.writestr("content.xml", "<office/>")
    with pytest.raises(CannotAnnotate, match=r"this one is \.ods\. Save it as an Excel workbook"):
        annotated(buffer.getvalue(), [])


def test_a_damaged_workbook_is_refused(original):
    with pytest.raises(CannotAnnotate):
        annotated(original[: len(original) // 2], [])


def test_the_copy_is_named_after_the_workbook():
    assert [feedback_name(name) for name in ("plan.xlsx", "a/plan.v2.XLSX", "macro.xlsm")] == [
        "plan.feedback.xlsx", "plan.v2.feedback.xlsx", "macro.feedback.xlsm",
    ]  # fmt: skip
