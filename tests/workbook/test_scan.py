"""The bounded look at a package: what it sees of a sheet, in every spelling of the XML, and what it refuses."""

import random
from io import BytesIO
from zipfile import ZIP_DEFLATED, ZipFile

import fastexcel
import pytest

from handmade import package
from pipeline.settings import Limits
from pipeline.workbook.codes import Refused
from pipeline.workbook.look import Look, column_index, column_letters
from pipeline.workbook.package import CHUNK, open_package, open_zip
from pipeline.workbook.scan import scan_sheet
from pipeline.workbook.verify import verify

FIVE = '<c r="D3"><v>5</v></c>'


def look(data: bytes, **limits: int) -> Look:
    opened, _ = open_package(data, Limits(**limits))
    seen = scan_sheet(opened, opened.sheets[0], Limits(**limits))
    assert seen is not None
    return seen


def refusal(data: bytes, **limits: int) -> tuple[str, str | None]:
    with pytest.raises(Refused) as refused:
        look(data, **limits)
    return refused.value.finding.code, refused.value.finding.cell


def test_columns_are_counted_as_excel_does():
    assert [column_letters(index) for index in (0, 25, 26, 701, 702, 16383)] == ["A", "Z", "AA", "ZZ", "AAA", "XFD"]
    assert [column_index(column_letters(index)) for index in range(800)] == list(range(800))


@pytest.mark.parametrize(
    "cell",
    [
        '<c r="B3"><v>1</v></c>',
        '<c r="B3" s="1"/>',
        '<c r="B3" s="1"></c>',
        '<c r="B3"><f>1+1</f></c>',
        '<c r="B3"><f>1+1</f><v></v></c>',
        '<c r="B3"><f>1+1</f><v/></c>',
        '<c r="B3"><f>1+1</f><v>2</v></c>',
        '<c r="B3"><f t="shared" si="0"/><v>2</v></c>',
        '<c r="B3" t="str"><f>""</f><v></v></c>',
        '<c r="B3" t="str"><v></v></c>',
        '<c r="B3" t="str"><f>""</f></c>',
        '<c r="B3" t="e"><v>#DIV/0!</v></c>',
        '<c r="B3" t="e"><f>1/0</f><v>#DIV/0!</v></c>',
        '<c r="B3" t="s"></c>',
        '<c r="B3" t="inlineStr"><is><t></t></is></c>',
        '<c r="B3" t="inlineStr"><is><r><rPr><b/></rPr><t>a</t></r><r><t xml:space="preserve"> b</t></r></is></c>',
        '<c r="B3" t="d"><v>2026-11-20</v></c>',
        '<c r="B3" t="b"><v>1</v></c>',
        '<c r="B3"> <v>1</v> </c>',
        '<c t="b" r="B3"><v>1</v></c>',
        '<c r="B3" cm="1"><v>1</v></c>',
        "<c r='B3'><v>1</v></c>",
        '<c  r = "B3" ><v>1</v></c>',
        '<c r="b3"><v>1</v></c>',
        '<!-- <c r="Z99"><v>1</v></c> --><c r="B3"><v>1</v></c>',
        '<c r="B3" t="str"><v><![CDATA[<c r="Z99"><v>1</v>]]></v></c>',
    ],
)
@pytest.mark.parametrize("own_row", [False, True])
def test_extent_agrees_with_the_reading_library(cell, own_row):
    rows = f'<row r="2">{cell.replace("3", "2", 1)}</row><row r="3">{FIVE}</row>' if own_row else f'<row r="3">{cell}{FIVE}</row>'
    data = package(rows)
    seen = look(data)
    grid = fastexcel.read_excel(data).load_sheet("People", header_row=None, skip_rows=0, dtypes="string").to_polars()
    assert (seen.last_row, seen.width) == grid.shape


@pytest.mark.parametrize(
    ("rows", "columns", "last"),
    [
        ("<row><c><v>1</v></c><c><v>2</v></c></row><row><c/><c><v>3</v></c></row>", {0, 1}, 2),
        ('<row r="5"><c r="D5"><v>1</v></c></row><row r="2"><c r="B2"><v>1</v></c><c r="A2"><v>7</v></c></row>', {0, 1, 3}, 5),
        ('<row r="5"><c r="D7"><v>1</v></c></row>', {3}, 7),
        ("", set(), 0),
    ],
    ids=["without addresses", "out of order", "cell outside its row", "no rows"],
)
def test_unusual_addresses_are_seen_at_their_place(rows, columns, last):
    seen = look(package(rows))
    assert (seen.columns, seen.last_row) == (columns, last)


def test_another_namespace_prefix_is_read_alike():
    rows = '<x:row r="2" hidden="1"><x:c r="B2" s="1"><x:v>1</x:v></x:c><x:c r="C2" t="e"><x:v>#N/A</x:v></x:c></x:row>'
    seen = look(package(rows, prefix="x"))
    assert (seen.columns, seen.last_row, seen.hidden_rows) == ({1, 2}, 2, {2})
    assert (dict(seen.percent), seen.errors) == ({"B": {2}}, {("C", 2): "#N/A"})


def test_the_strict_dialect_is_read_alike():
    assert look(package(f'<row r="3">{FIVE}</row>', strict=True)).columns == {3}


def test_uncalculated_is_told_apart_from_a_stored_empty_string():
    cells = '<c r="A1"><f>1</f></c><c r="B1"><f>1</f><v/></c><c r="C1" t="str"><f>""</f><v></v></c><c r="D1"><f>1</f><v>1</v></c>'
    assert look(package(f'<row r="1">{cells}</row>')).uncalculated == {("A", 1), ("B", 1)}


def test_percent_cells_are_found_by_style_and_only_where_filled():
    cells = '<c r="A1" s="1"><v>1</v></c><c r="B1" s="1"/><c r="C1" t="b" s="1"><v>1</v></c><c r="D1" s="0"><v>1</v></c>'
    assert dict(look(package(f'<row r="1" s="1">{cells}</row>')).percent) == {"A": {1}, "C": {1}}


def test_hidden_rows_columns_and_merges_are_seen():
    before = '<cols><col min="2" max="3" hidden="1"/><col min="5" max="5"/></cols>'
    rows = '<row r="1"><c r="A1"><v>1</v></c></row><row r="2" hidden="1"><c r="A2"><v>1</v></c></row>'
    seen = look(package(rows, before=before, after='<mergeCells count="1"><mergeCell ref="B2:C4"/></mergeCells>'))
    assert (seen.hidden_rows, seen.hidden_columns, seen.merges) == ({2}, [(1, 2)], [(2, 1, 4, 2)])


def test_one_value_in_the_far_corner_is_refused_at_its_cell():
    corner = '<row r="1"><c r="A1"><v>1</v></c></row><row r="1048576"><c r="XFD1048576"><v>1</v></c></row>'
    assert refusal(package(corner)) == ("SHEET_TOO_LARGE", "People!XFD1048576")


@pytest.mark.parametrize("cell", ["ZZ1", "A200001", "SA60000"], ids=["columns", "rows", "cells"])
def test_a_stray_value_in_the_middle_of_a_row_is_refused(cell):
    rows = f'<row r="1"><c r="A1"><v>1</v></c><c r="{cell}"><v>1</v></c><c r="B1"><v>1</v></c></row>'
    assert refusal(package(rows)) == ("SHEET_TOO_LARGE", f"People!{cell}")


def test_a_million_formatted_but_empty_rows_are_no_trouble():
    empty = "".join(f'<row r="{row}" spans="1:1" s="3"><c r="A{row}" s="1"/></row>' for row in range(2, 1_048_577))
    seen = look(package(f'<row r="1"><c r="A1"><v>1</v></c></row>{empty}'))
    assert (seen.last_row, seen.columns) == (1, {0})


def test_a_sheet_of_several_pieces_is_seen_whole():
    filler = '<c r="B%d" t="inlineStr"><is><t>' + "x" * 400 + "</t></is></c>"
    rows = [f'<row r="{row}">{filler % row}</row>' for row in range(1, 22_000)]
    rows[20_999] = '<row r="21000"><c r="A21000" s="1"><v>1</v></c><c r="AB21000" t="e"><v>#REF!</v></c></row>'
    markup = "".join(rows)
    assert len(markup) > 2 * CHUNK
    seen = look(package(markup), ratio=10_000)
    assert (seen.columns, seen.last_row) == ({0, 1, 27}, 21_999)
    assert (seen.errors, dict(seen.percent)) == ({("AB", 21_000): "#REF!"}, {"A": {21_000}})


def test_too_many_merges_are_refused():
    merges = "".join(f'<mergeCell ref="A{row}:B{row}"/>' for row in range(1, 13))
    data = package(f'<row r="3">{FIVE}</row>', after=f"<mergeCells>{merges}</mergeCells>")
    assert refusal(data, merges=11) == ("SHEET_TOO_LARGE", None)
    assert len(look(data, merges=12).merges) == 12


@pytest.mark.parametrize("where", ["xl__worksheets__sheet1.xml", "xl__workbook.xml", "xl__styles.xml"])
def test_a_document_type_is_refused_wherever_it_stands(where):
    bomb = '<!DOCTYPE a [<!ENTITY b "cc">]><worksheet><sheetData/></worksheet>'
    assert refusal(package("", **{where: bomb}))[0] == "FILE_UNSAFE"


def test_limits_of_the_package_are_kept():
    data = package(f'<row r="3">{FIVE}</row>', xl__media__big="x" * (16 << 20))
    assert look(data).last_row == 3
    assert refusal(package(f'<row r="3">{FIVE}</row>', xl__media__big="x" * (17 << 20)))[0] == "FILE_UNSAFE"
    assert refusal(data, parts=5)[0] == "FILE_TOO_LARGE"
    assert refusal(package("", xl__media__big=random.Random(1).randbytes(2 << 20)), unpacked_mb=1)[0] == "FILE_TOO_LARGE"


def test_two_parts_of_one_name_are_refused():
    data = package(f'<row r="3">{FIVE}</row>', **{"XL__Workbook.xml": "<workbook/>"})
    assert refusal(data)[0] == "FILE_DAMAGED"


def test_a_wrong_checksum_is_refused():
    buffer = BytesIO()
    with ZipFile(buffer, "w", ZIP_DEFLATED) as archive:
        archive.writestr("a.txt", b"some text that is long enough to be found again")
    data = bytearray(buffer.getvalue())
    data[data.index(b"PK\x01\x02") + 16] ^= 1
    with pytest.raises(Refused) as refused:
        verify(open_zip(bytes(data), Limits()), Limits())
    assert refused.value.finding.code == "FILE_DAMAGED"
