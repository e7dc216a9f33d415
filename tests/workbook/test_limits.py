"""Limits before parsing, for every format alike: what a file claims, what it really holds, and what it makes of a few bytes."""

import re
import struct
from io import BytesIO
from pathlib import Path
from zipfile import ZIP_DEFLATED, ZipFile

import pytest

from handmade import found, package, read, save
from pipeline.settings import Limits, ReadingSettings, load
from pipeline.workbook.mapping.propose import propose
from pipeline.workbook.mapping.read import read_adopted
from pipeline.workbook.mapping.source import source_of
from pipeline.workbook.mapping.toml import write_mapping

SEEDS = Path(__file__).parents[1] / "fuzz" / "seeds"
ONE = '<row r="1"><c r="A1"><v>1</v></c></row>'


def codes(path: Path, data: bytes, **limits: int) -> list[str]:
    """The codes of what is said about a file under these limits, without those of sheets that are not there."""
    path.write_bytes(data)
    return [code for code, _ in found(read(path, limits=Limits(**limits))) if code not in ("SHEET_MISSING", "HEADER_MISSING")]


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "plan.xlsx"


def claiming(data: bytes, part: str, size: int) -> bytes:
    """The package whose directory says that a part has this size unpacked."""
    changed = bytearray(data)
    for sign, name_at, size_at in ((b"PK\x01\x02", 46, 24), (b"PK\x03\x04", 30, 22)):
        for record in re.finditer(re.escape(sign), data):
            if data[record.start() + name_at :].startswith(part.encode()):
                struct.pack_into("<I", changed, record.start() + size_at, size)
    return bytes(changed)


@pytest.mark.parametrize("part", ["xl/worksheets/sheet1.xml", "xl/styles.xml", "xl/media/photo"])
@pytest.mark.parametrize("size", [1, 10_000_000], ids=["smaller", "larger"])
def test_a_part_of_another_size_than_the_directory_says_is_damaged(part, size, path):
    data = package(ONE, xl__media__photo="x" * 1000)
    assert codes(path, data) == []
    assert codes(path, claiming(data, part, size), ratio=10_000_000) == ["FILE_DAMAGED"]


def test_two_names_that_windows_takes_for_one_are_refused(path):
    assert codes(path, package(ONE, **{"xl\\worksheets\\sheet1.xml": "<x/>"})) == ["FILE_DAMAGED"]


def test_what_a_mac_adds_where_it_packs_a_workbook_again_is_no_part_of_it(path):
    data = BytesIO(package(ONE))
    with ZipFile(data, "a") as archive:
        archive.writestr("__MACOSX/xl/._sharedStrings.xml", b"\0\5\26\7\0\2\0\0Mac OS X        ")
    assert codes(path, data.getvalue()) == []


def test_too_many_shared_texts_and_too_large_ones_are_refused(path):
    texts = "".join(f"<si><t>text {number}</t></si>" for number in range(1000))
    data = package(ONE, xl__sharedStrings="", **{"xl__sharedStrings.xml": f"<sst>{texts}</sst>"})
    assert codes(path, data, strings=1000) == []
    assert codes(path, data, strings=999) == ["FILE_TOO_LARGE"]
    large = package(ONE, **{"xl__sharedStrings.xml": f"<sst><si><t>{'x' * (1 << 20)}</t></si></sst>"})
    assert codes(path, large, ratio=10_000, strings_mb=2) == []
    assert codes(path, large, ratio=10_000, strings_mb=1) == ["FILE_TOO_LARGE"]


@pytest.mark.parametrize("announced", ["count", "uniqueCount"])
@pytest.mark.parametrize("start", ["", "<!-- -->", "<?x y?>\n" * 200_000])
def test_room_for_texts_that_are_announced_and_not_there_is_not_made(announced, start, path):
    shared = f'{start}<sst {announced}="2147483647"><si><t>a</t></si></sst>'
    assert codes(path, package(ONE, **{"xl__sharedStrings.xml": shared}), ratio=10_000) == ["FILE_TOO_LARGE"]
    nested = f'<a><sst/><sst {announced}="2147483647"/></a>'
    assert codes(path, package(ONE, **{"xl__sharedStrings.xml": nested})) == ["FILE_DAMAGED"]
    assert codes(path, package(ONE, **{"xl__sharedStrings.xml": f'<sst {announced}="+9999999999"/>'})) == ["FILE_TOO_LARGE"]
    coded = f'<?xml version="1.0" encoding="UTF-16"?><sst {announced}="2147483647"/>'.encode("utf-16")
    assert codes(path, package(ONE, **{"xl__sharedStrings.xml": coded})) == ["FILE_TOO_LARGE"]


@pytest.mark.parametrize("part", ["xl__styles.xml", "xl__workbook.xml"])
def test_xml_that_is_nested_too_deeply_is_refused(part, path):
    deep = "<a>" * 200 + "</a>" * 200
    assert codes(path, package(ONE, **{part: deep})) == ["FILE_UNSAFE"]


def test_nesting_of_any_depth_ends_as_a_finding(path):
    assert codes(path, package(ONE, **{"xl__styles.xml": "<a>" * 300_000 + "</a>" * 300_000}), ratio=10_000) == ["FILE_UNSAFE"]


def test_merged_ranges_over_each_other_are_refused(path):
    def merged(*ranges: str) -> bytes:
        rows = '<row r="1"><c r="A1"><v>1</v></c></row><row r="9"><c r="C9"><v>1</v></c></row>'
        return package(rows, after="<mergeCells>" + "".join(f'<mergeCell ref="{one}"/>' for one in ranges) + "</mergeCells>")

    assert codes(path, merged("A2:C4", "A5:C7", "E1:XFD1048576", "A20:C99")) == []
    assert codes(path, merged("A1:C9", "A1:C9")) == ["SHEET_UNREADABLE"]


def test_the_cells_of_all_sheets_count_together(path):
    workbook = (Path(__file__).parents[2] / "workbooks" / "harbour-portal.xlsx").read_bytes()
    assert codes(path, workbook) == []
    assert codes(path, workbook, cells=2500) == ["FILE_TOO_LARGE"]


def test_a_row_that_breaks_off_after_many_cells_ends(path):
    cells = "".join(f'<c r="{chr(65 + column)}1"><v>1</v></c>' for column in range(26)) + "".join(
        f'<c r="A{chr(65 + column)}1"><v>1</v></c>' for column in range(26)
    )
    assert codes(path, package(f'<row r="1">{cells}<c r="BA1"<v>1</v></c></row>')) in (["FILE_UNREADABLE"], ["SHEET_UNREADABLE"])


@pytest.mark.parametrize("opened", ["<!-- ", "<![CDATA["])
def test_a_comment_without_an_end_is_refused(opened, path):
    assert codes(path, package(f'<row r="1"><c r="A1"><v>1{opened}</v></c></row>')) == ["SHEET_UNREADABLE"]


def test_a_merged_range_above_the_first_row_is_no_trouble():
    data = package("", after='<mergeCells><mergeCell ref="A0:B0"/></mergeCells>')
    assert [page.covered for page in source_of("plan.xlsx", data, Limits()).pages] == [{}]


@pytest.mark.parametrize("tag", ["<c ", '<c r="A1" ', "<x:c ", "<mergeCell ", "<col ", '<c r="', "<!-- --><c "])
def test_a_million_tags_that_are_never_closed_end(tag, path):
    assert codes(path, package(tag * 500_000), ratio=10_000) in (["FILE_UNREADABLE"], ["SHEET_UNREADABLE"], [])


SPACES = " ".join(f'xmlns:{name}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"' for name in ("office", "table", "text"))


def spreadsheet(rows: str, name: str = "People") -> bytes:
    """An .ods file of one table with these rows."""
    body = f'<office:body><office:spreadsheet><table:table table:name="{name}">{rows}</table:table></office:spreadsheet></office:body>'
    buffer = BytesIO()
    with ZipFile(buffer, "w", ZIP_DEFLATED) as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        archive.writestr("content.xml", f"<office:document-content {SPACES}>{body}</office:document-content>")
        archive.writestr("META-INF/manifest.xml", "<manifest/>")
    return buffer.getvalue()


def repeated(rows: int = 1, columns: int = 1, text: str = "x") -> str:
    cell = (
        f'<table:table-cell office:value-type="string" table:number-columns-repeated="{columns}"><text:p>{text}</text:p></table:table-cell>'
    )
    return f'<table:table-row table:number-rows-repeated="{rows}">{cell}</table:table-row>'


@pytest.mark.parametrize(
    ("rows", "code"),
    [
        (repeated(3, 3), None),
        (repeated(1_000_000), "SHEET_TOO_LARGE"),
        (repeated(1, 16_384), "SHEET_TOO_LARGE"),
        (repeated(100_000, 100), "SHEET_TOO_LARGE"),
        (repeated(150_000, 30, "x" * 1000), "FILE_TOO_LARGE"),
        (repeated(10**12, 10**12), "FILE_TOO_LARGE"),
        (repeated().replace('"1"', '"many"'), "FILE_DAMAGED"),
        ("<table:table-row>" * 200 + "</table:table-row>" * 200, "FILE_UNSAFE"),
        ("<table:table-row>", "FILE_DAMAGED"),
    ],
)
def test_what_an_opendocument_file_repeats_is_counted_before_it_is_read(rows, code, path):
    said = codes(path, spreadsheet(rows))
    assert [one for one in said if one != "FORMAT_LIMITED"] == ([code] if code else [])


@pytest.mark.parametrize("kind", ["xls", "ods"])
def test_old_and_foreign_formats_keep_to_the_limits_of_rows_and_cells(kind, path):
    data = (SEEDS / f"plan.{kind}").read_bytes()
    assert "SHEET_TOO_LARGE" not in codes(path, data)
    assert "SHEET_TOO_LARGE" in codes(path, data, rows=5)
    assert "SHEET_TOO_LARGE" in codes(path, data, cells=20)


def test_a_document_type_in_any_format_is_refused(path):
    data = BytesIO(spreadsheet(repeated()))
    with ZipFile(data, "a") as archive:
        archive.writestr("styles.xml", '<!DOCTYPE a [<!ENTITY b "cc">]><a/>')
    assert codes(path, data.getvalue()) == ["FILE_UNSAFE"]


def test_more_milestones_than_a_report_can_show_are_one_finding(path):
    rows = [["ID", "Milestone", "Status", "Owner"], *([f"M{number}", "One", "Active", "Pat"] for number in range(3))]
    save(path, {"Milestones": rows})
    assert codes(path, path.read_bytes(), milestones=3) == []
    reading = read(path, limits=Limits(milestones=2))
    assert (reading.book, found(reading)) == (None, [("SHEET_TOO_LARGE", "Milestones")])
    assert reading.findings[0].message == "The file has 3 milestones; the limit is 2"


def test_a_plan_of_more_milestones_than_a_report_can_show_is_one_finding(samples, tmp_path):
    path = tmp_path / "plan.xlsx"
    path.write_bytes((samples / "legacy" / "ms-project.xlsx").read_bytes())
    write_mapping(tmp_path / "milepost.toml", propose(path), "plan.xlsx")
    (mapping,) = load(tmp_path / "milepost.toml").mapping.values()
    assert read_adopted(path, mapping, ReadingSettings()).book
    assert found(read_adopted(path, mapping, ReadingSettings(limits=Limits(milestones=1)))) == [("SHEET_TOO_LARGE", "Milestones")]


def test_the_limit_of_the_file_counts_what_is_there_and_not_what_is_said(path):
    path.write_bytes(b"x" * (1 << 20))
    assert found(read(path, limits=Limits(file_mb=1))) == [("FILE_NOT_WORKBOOK", "file")]
    path.write_bytes(b"x" * (3 << 20))
    assert found(read(path, limits=Limits(file_mb=1))) == [("FILE_TOO_LARGE", "file")]
