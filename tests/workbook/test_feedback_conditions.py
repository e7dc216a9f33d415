"""Rules above conditional formats: where they stand, what they cover, what moves down, and which sheets are left alone."""

import re

import pytest

from pipeline.contract.findings import ERROR, WARNING
from pipeline.workbook.feedback.conditions import above_formats
from pipeline.workbook.feedback.marks import Place
from pipeline.workbook.feedback.styles import Styles

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
RULE = '<cfRule type="expression" priority="4" dxfId="0"><formula>1</formula></cfRule>'
OWN = f'<conditionalFormatting sqref="A1">{RULE}</conditionalFormatting>'
NUMBERS = {ERROR: 7, WARNING: 8}


def sheet(after: str) -> str:
    return f'<worksheet xmlns="{MAIN}"><sheetData/><mergeCells/>{after}</worksheet>'


def changed(after: str, severities: dict[Place, object]) -> str:
    found = re.search("<mergeCells/>(.*)</worksheet>", above_formats(sheet(after), severities, NUMBERS.__getitem__))
    assert found
    return found[1]


def test_a_rule_for_each_severity_comes_first_and_others_move_down():
    made = changed(OWN, {Place(1, 0): ERROR, Place(2, 0): ERROR, Place(3, 0): ERROR, Place(2, 2): ERROR, Place(9, 0): WARNING})
    assert re.findall(r'sqref="([^"]*)".*?dxfId="(\d)" priority="(\d)" stopIfTrue="1"', made) == [("A1:A3 C2", "7", "1"), ("A9", "8", "2")]
    assert made.endswith(OWN.replace(' priority="4" dxfId="0"', ' dxfId="0" priority="6"'))


def test_a_sheet_without_conditional_formats_stays_as_it_is():
    assert above_formats(sheet("<pageMargins/>"), {Place(1, 0): ERROR}, NUMBERS.__getitem__) == sheet("<pageMargins/>")


def test_formats_that_a_pivot_table_counts_stay_as_they_are():
    own = OWN.replace(' sqref="A1"', ' pivot="1" sqref="A1"')
    assert changed(own, {Place(1, 0): ERROR}) == own


def test_rules_of_the_extension_alone_are_enough_and_move_down_too():
    extension = '<x14:conditionalFormatting><x14:cfRule type="expression" priority="1"/></x14:conditionalFormatting>'
    made = changed(f"<dataValidations/><extLst>{extension}</extLst>", {Place(1, 0): ERROR})
    assert made.index("<conditionalFormatting") < made.index("<dataValidations/>")
    assert '<x14:cfRule type="expression" priority="2"/>' in made


def test_a_rule_covers_at_most_a_thousand_areas():
    made = changed(OWN, {Place(2 * row + 1, 0): ERROR for row in range(2500)})
    assert [len(areas.split()) for areas in re.findall(r'sqref="([^"]*)"', made)] == [1000, 1000, 500, 1]
    assert re.findall(r'priority="(\d)"', made) == ["1", "2", "3", "7"]


def styles(*, dxfs: str = "", tail: str = "") -> str:
    return (
        f'<styleSheet xmlns="{MAIN}"><fonts><font/></fonts><fills><fill/></fills><borders><border/></borders><cellXfs><xf/></cellXfs>'
        f"{tail}{dxfs}<tableStyles/></styleSheet>"
    )


@pytest.mark.parametrize("tail", ["", "<cellStyles><cellStyle/></cellStyles>"])
@pytest.mark.parametrize(("dxfs", "before"), [("", 0), ('<dxfs count="0"/>', 0), ('<dxfs count="2"><dxf/><dxf><font/></dxf></dxfs>', 2)])
def test_the_formats_of_the_rules_stand_after_those_of_the_workbook(tail, dxfs, before):
    made = Styles(styles(dxfs=dxfs, tail=tail))
    assert [made.condition(ERROR), made.condition(WARNING), made.condition(ERROR)] == [before, before + 1, before]
    found = re.search(r'</cellXfs>(?:<cellStyles>.*?</cellStyles>)?<dxfs count="(\d)">(.*)</dxfs><tableStyles/>', made.markup)
    assert found
    assert found[1] == str(before + 2)
    assert len(re.findall("<dxf(?: |/|>)", found[2])) == before + 2
