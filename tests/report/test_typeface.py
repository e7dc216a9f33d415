"""The typeface of web pages is the one that lies in the project, cut from the package's own."""

import importlib.util
from pathlib import Path

from pipeline.report.typeface import CUT, web_faces

SCRIPT = Path(__file__).parent.parent.parent / "scripts" / "cut_typeface.py"


def test_the_cut_faces_are_those_that_the_script_makes_of_the_package():
    spec = importlib.util.spec_from_file_location("cut_typeface", SCRIPT)
    assert spec
    assert spec.loader
    script = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(script)
    assert CUT.read_text() == script.cut_typeface()


def test_pages_carry_the_rules_without_the_line_before_them():
    assert web_faces().startswith('@font-face{font-family:"Milepost Sans";font-weight:400;')
    assert web_faces().count("@font-face") == 2
    assert "/*" not in web_faces()
