"""Named styles of a new workbook: Excel's own list shows them, and the cells use them."""

import openpyxl
import pytest

from pipeline.workbook.template import write_template, write_workbook
from pipeline.workbook.template_styles import with_names

STYLES = (
    '<styleSheet><cellStyleXfs count="1"><xf numFmtId="0"/></cellStyleXfs>'
    '<cellXfs count="3"><xf numFmtId="0" xfId="0"/><xf numFmtId="9" xfId="0"><alignment vertical="top"/></xf>'
    '<xf numFmtId="14" xfId="0"/></cellXfs>'
    '<cellStyles count="1"><cellStyle name="Normal" xfId="0" builtinId="0"/></cellStyles></styleSheet>'
)


def test_a_named_format_points_to_its_style_and_keeps_its_look():
    named = with_names(STYLES, {"Milepost percent": 1, "Milepost share": 1})
    assert '<cellStyleXfs count="2"><xf numFmtId="0"/><xf numFmtId="9"><alignment vertical="top"/></xf></cellStyleXfs>' in named
    assert '<xf numFmtId="9" xfId="1"><alignment vertical="top"/></xf><xf numFmtId="14" xfId="0"/></cellXfs>' in named
    assert '<cellStyles count="2"><cellStyle name="Normal" xfId="0" builtinId="0"/><cellStyle name="Milepost percent" xfId="1"/>' in named


@pytest.mark.parametrize("language", ["en", "de"])
def test_headers_and_cells_of_a_new_workbook_have_named_styles(tmp_path, language):
    write_template(tmp_path / "plan.xlsx", "demo", "Acme", language)
    book = openpyxl.load_workbook(tmp_path / "plan.xlsx")
    assert {"Milepost header, required", "Milepost percent", "Milepost date", "Milepost id"} <= set(book.named_styles)
    scope = book.worksheets[4]
    assert (scope["A1"].style, scope["G1"].style) == ("Milepost header, required", "Milepost header, optional")


def test_a_filled_cell_has_the_style_of_its_type(tmp_path):
    rows = {"Scope": [{"id": "S1", "milestone": "M1", "level": 1, "title": "Map", "percent": 40}]}
    write_workbook(tmp_path / "plan.xlsx", rows)
    scope = openpyxl.load_workbook(tmp_path / "plan.xlsx")["Scope"]
    assert (scope["A2"].style, scope["G2"].style, scope["G2"].value) == ("Milepost id", "Milepost percent", 0.4)
