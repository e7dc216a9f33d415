"""Pictures that are laid aside until they are drawn: pages show what they would without that."""

import re
from xml.etree.ElementTree import fromstring

from weasyprint import html

from pdf_streams import said
from pipeline.report import pdf
from pipeline.report.engine_pictures import DRAWN, SVG, fold, unfolded
from pipeline.report.html import render_html
from pipeline.report.pdf import render_pdf
from pipeline.report.views import customer_view, executive_view, team_view

PICTURES = """<html lang="en"><head><title>Pictures</title><style>svg { width: 3cm } svg.hidden { display: none } svg path { display: none }
td svg { height: 5mm }</style></head><body>
<p>a <svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9" role="img"><title>Two</title>
<rect width="50%" height="5"/><svg x="1" y="1" width="5"><path d="M0 0h5v5z"/><text x="1" y="4" font-size="3">in</text></svg></svg> b</p>
<p><svg xmlns="http://www.w3.org/2000/svg" class="hidden" viewBox="0 0 9 9"><rect width="5" height="5"/></svg>c</p>
<table><thead><tr><td><svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9"><circle cx="4" cy="4" r="2e0"/></svg></td></tr></thead>
<tbody><tr><td style="height: 30cm">d</td></tr><tr><td>e</td></tr></tbody></table></body></html>"""


def test_pages_show_what_they_would_with_shapes_among_their_elements(harbour, monkeypatch):
    pages = [PICTURES, *(render_html(view(harbour)) for view in (team_view, executive_view, customer_view))]
    quick = [said(render_pdf(page)) for page in pages]
    monkeypatch.setattr(pdf, "fold", lambda tree: None)
    monkeypatch.setitem(html.HTML_HANDLERS, SVG, DRAWN)
    assert quick == [said(render_pdf(page)) for page in pages]


def test_a_picture_is_whole_again_where_it_is_drawn_and_for_whoever_draws_it_again(monkeypatch):
    page = fromstring(re.sub(r"<style>.*?</style>", "", PICTURES, flags=re.DOTALL))
    [one, inner, *others] = page.iter(SVG)
    fold(page)
    assert [*page.iter(SVG)] == [one, *others]
    assert len(one) == 0
    assert len(inner) == 2
    monkeypatch.setattr("pipeline.report.engine_pictures.DRAWN", lambda picture: [child.tag.partition("}")[2] for child in picture])
    assert unfolded(one) == ["title", "rect", "svg"]
    assert unfolded(one) == ["title", "rect", "svg"]
