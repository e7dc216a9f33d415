"""The marks as letters: every tone has one, they look like the pictures, and paper gets letters where the web gets pictures."""

import re
from io import BytesIO

import pytest
from fontTools.pens.areaPen import AreaPen
from fontTools.ttLib import TTFont
from pypdfium2 import PdfDocument
from weasyprint import CSS
from weasyprint.css.counters import CounterStyle
from weasyprint.html import UA

from pipeline.report import pdf, sign_font
from pipeline.report.charts.signs import MARKS, SHAPES
from pipeline.report.html import render_html
from pipeline.report.pdf import render_pdf
from pipeline.report.sign_font import EM, LETTERS, SIZE, lettered
from pipeline.report.typeface import FACES, font_file
from pipeline.report.views import customer_view, executive_view, team_view


def test_every_tone_has_a_letter_that_the_typeface_lacks():
    assert set(LETTERS) == set(SHAPES)
    for name, _, _ in FACES:
        assert not {ord(letter) for letter in LETTERS.values()} & set(TTFont(font_file(name)).getBestCmap())


@pytest.mark.parametrize(
    ("tone", "area"),
    [
        ("on_track", 3.14159 * 4.4**2),
        ("at_risk", 9.8 * 9 / 2),
        ("off_track", 8.4**2),
        ("ready", 3.14159 * (4.5**2 - 3.1**2)),
        ("pending", 3.14159 * (4.6**2 - 3.4**2) + 3.14159 * 3.4**2 / 2),
        ("waiting", 3.14159 * 1.6**2),
        ("held", 2 * 2.7 * 8.4),
    ],
)
def test_a_letter_covers_what_the_picture_covers(tone, area):
    glyphs = TTFont(BytesIO(sign_font.sign_font())).getGlyphSet()
    pen = AreaPen(glyphs)
    glyphs[tone].draw(pen)
    assert abs(pen.value) == pytest.approx(area * (EM * SIZE / 10) ** 2, rel=0.01)


def test_letters_are_as_wide_as_each_other():
    widths = TTFont(BytesIO(sign_font.sign_font()))["hmtx"].metrics
    assert {widths[tone][0] for tone in LETTERS} == {EM * SIZE}


def test_its_blanks_are_as_wide_as_those_of_the_typeface():
    own, beside = TTFont(BytesIO(sign_font.sign_font())), TTFont(font_file("Regular"))
    for blank in " \u2007":
        assert own["hmtx"][own.getBestCmap()[ord(blank)]][0] == beside["hmtx"][beside.getBestCmap()[ord(blank)]][0]


def test_the_font_has_the_same_bytes_each_time():
    assert sign_font.sign_font.__wrapped__() == sign_font.sign_font.__wrapped__()


@pytest.mark.parametrize("tone", SHAPES)
def test_on_paper_a_mark_is_a_letter(tone):
    found = lettered(f"<p>{MARKS[tone]} word</p>")
    assert re.sub(r"<.*?>", "", found) == f"{LETTERS[tone]} word"
    assert "svg" not in found


def test_the_web_keeps_the_pictures_and_a_pdf_reads_the_letters(harbour):
    page = render_html(customer_view(harbour))
    assert not set(LETTERS.values()) & set(page)
    text = "".join(one.get_textpage().get_text_bounded() for one in PdfDocument(render_pdf(page)))
    assert f"{LETTERS['off_track']} Off track" in text


@pytest.mark.parametrize("make", [customer_view, executive_view, team_view])
def test_the_lean_sheet_of_elements_sets_a_page_as_the_engines_own_does(harbour, make, monkeypatch):
    page = render_html(make(harbour))
    lean = render_pdf(page)
    own, few_bookmarks = CSS(string=UA, counter_style=CounterStyle()), CSS(string="h3, h4, h5, h6 { bookmark-level: none }")
    monkeypatch.setattr(pdf._Page, "_ua_stylesheets", lambda self, forms=False: [own, few_bookmarks])
    assert render_pdf(page) == lean
