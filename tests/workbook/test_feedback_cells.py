"""The cells of a sheet under new styles: only what is marked changes, in every way that a producer may write rows and cells."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.contract.findings import ERROR, Severity
from pipeline.workbook.feedback.cells import marked, with_drawing
from pipeline.workbook.feedback.marks import Place
from pipeline.workbook.feedback.markup import Unpatchable
from pipeline.workbook.look import column_index

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"


def sheet(data: str, before: str = "", after: str = "") -> str:
    return f'<worksheet xmlns="{MAIN}">{before}<sheetData>{data}</sheetData>{after}</worksheet>'


def restyled(index: int, severity: Severity) -> int:
    return 100 + index


def place(address: str) -> Place:
    found = re.fullmatch("([A-Z]+)([0-9]+)", address)
    assert found
    return Place(int(found[2]), column_index(found[1]))


def after(data: str, *addresses: str, before: str = "") -> str:
    """The rows of a sheet after marking these cells."""
    markup = marked(sheet(data, before), {place(address): ERROR for address in addresses}, restyled)
    found = re.search("<sheetData>(.*)</sheetData>", markup)
    assert found
    return found[1]


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        ('<row r="2"><c r="B2" s="3"><v>1</v></c></row>', '<row r="2"><c r="B2" s="103"><v>1</v></c></row>'),
        ('<row r="2"><c r="B2"><v>1</v></c></row>', '<row r="2"><c r="B2" s="100"><v>1</v></c></row>'),
        ("<row r='2'><c r='B2' s='3' t='s'><v>1</v></c></row>", "<row r='2'><c r='B2' t='s' s=\"103\"><v>1</v></c></row>"),
        ('<row r="2"><c r="B2" s="3"/></row>', '<row r="2"><c r="B2" s="103"/></row>'),
        ('<row r="1"/><row><c/><c><v>1</v></c></row>', '<row r="1"/><row><c/><c s="100"><v>1</v></c></row>'),
        ('<row r="2"/>', '<row r="2"><c r="B2" s="100"/></row>'),
        ('<row r="2" s="7" customFormat="1"/>', '<row r="2" s="7" customFormat="1"><c r="B2" s="107"/></row>'),
        ('<row r="2" s="7" customFormat="false"/>', '<row r="2" s="7" customFormat="false"><c r="B2" s="100"/></row>'),
        ('<row r="2" spans="1:1"><c r="A2"/></row>', '<row r="2"><c r="A2"/><c r="B2" s="100"/></row>'),
        ('<row r="2"><c r="A2"/><c r="C2"/></row>', '<row r="2"><c r="A2"/><c r="B2" s="100"/><c r="C2"/></row>'),
        ('<row r="1"/><row r="4"/>', '<row r="1"/><row r="2"><c r="B2" s="100"/></row><row r="4"/>'),
        ('<row r="1"/>', '<row r="1"/><row r="2"><c r="B2" s="100"/></row>'),
        ('<row r="4"/>', '<row r="2"><c r="B2" s="100"/></row><row r="4"/>'),
        ("", '<row r="2"><c r="B2" s="100"/></row>'),
        ('<row r="2"><c r="B2" s="1"><f>A1&gt;2</f><v>x</v></c></row >', '<row r="2"><c r="B2" s="101"><f>A1&gt;2</f><v>x</v></c></row>'),
    ],
)
def test_a_cell_is_restyled_or_created_wherever_it_stands(data, expected):
    assert after(data, "B2") == expected


def test_an_empty_sheet_gets_the_marked_cells():
    markup = marked(f'<worksheet xmlns="{MAIN}"><sheetData/></worksheet>', {place("C3"): ERROR}, restyled)
    assert '<sheetData><row r="3"><c r="C3" s="100"/></row></sheetData>' in markup


def test_a_created_cell_takes_the_style_of_its_column():
    before = '<cols><col min="2" max="3" width="9" style="5"/></cols>'
    assert after("", "B2", "D2", before=before) == '<row r="2"><c r="B2" s="105"/><c r="D2" s="100"/></row>'


@pytest.mark.parametrize(
    "data",
    ['<row r="3"/><row r="2"/>', '<row r="2"><c r="B2"/><c r="A2"/></row>', '<row r="2"><c r="B3"/></row>', '<row r="2"><c r="2"/></row>'],
)
def test_a_sheet_out_of_order_is_not_patched(data):
    with pytest.raises(Unpatchable):
        after(data, "B2", "D4")


PLACES = st.sets(st.tuples(st.integers(1, 9), st.integers(0, 6)), max_size=20)


@given(PLACES, PLACES)
def test_marking_changes_marked_cells_alone_and_keeps_the_order(filled, wanted):
    rows = {}
    for row, column in sorted(filled):
        rows.setdefault(row, []).append(f'<c r="{Place(row, column).address}" s="2"><v>{row * column}</v></c>')
    data = "".join(f'<row r="{row}">{"".join(cells)}</row>' for row, cells in rows.items())
    markup = marked(sheet(data), {Place(*one): ERROR for one in wanted}, restyled)
    found = [
        (place(address), int(style), value)
        for address, style, value in re.findall(r'<c r="(\w+)" s="(\d+)"(?:/>|><v>(\d+)</v></c>)', markup)
    ]
    expected = {
        one: (102 if one in wanted else 2, str(one[0] * one[1])) if one in filled else (100, "") for one in sorted({*filled, *wanted})
    }
    assert [((one.row, one.column), (style, value)) for one, style, value in found] == list(expected.items())
    numbers = [int(number) for number in re.findall(r'<row r="(\d+)"', markup)]
    assert numbers == sorted(set(numbers))


@pytest.mark.parametrize(
    ("tail", "at"),
    [
        ("", "</worksheet>"),
        ('<pageMargins left="1"/><drawing r:id="r1"/>', "</worksheet>"),
        ('<tableParts count="1"><tablePart r:id="r1"/></tableParts><extLst/>', "<tableParts"),
        (
            '<conditionalFormatting><cfRule><extLst><ext/></extLst></cfRule></conditionalFormatting><drawing r:id="a>b"/><extLst/>',
            "<extLst/>",
        ),
        ('<drawing r:id="r1"/><mc:AlternateContent><mc:Choice><controls/></mc:Choice></mc:AlternateContent>', "<mc:AlternateContent>"),
        ('<picture r:id="r1"/>', "<picture"),
    ],
)
def test_the_link_to_the_notes_stands_where_the_format_wants_it(tail, at):
    markup = with_drawing(sheet('<row r="1"><c r="A1"/></row>', after=tail), OFFICE, "rId7")
    assert f'<legacyDrawing xmlns:r="{OFFICE}" r:id="rId7"/>{at}' in markup
    assert markup.replace(f'<legacyDrawing xmlns:r="{OFFICE}" r:id="rId7"/>', "") == sheet('<row r="1"><c r="A1"/></row>', after=tail)
