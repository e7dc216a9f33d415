"""Tags: a text stands in that of its paragraph itself."""

import re
import zlib

import pytest

from pipeline.report.engine_tags import HOLDING
from pipeline.report.html import render_html
from pipeline.report.pdf import render_pdf
from pipeline.report.views import customer_view, executive_view, team_view

TAGGED = """<html lang="en"><head><title>Tags</title></head><body><h2>One</h2><p>two <b>three</b> <a href="#x">four</a></p>
<div id="x">five</div><ul><li>six<ul><li>seven</li></ul></li></ul><table><tr><th>eight</th><td>nine</td></tr></table></body></html>"""
TREE = (
    "Document(H2(.) P(. NonStruct(Span(.)) . Link(. .)) Div(Span(.))"
    " L(LI(Lbl(.) LBody(.)) L(LI(Lbl(.) LBody(.)))) Table(Table(TR(TH(.) TD(.)))))"
)
"""A dot is a text, or the place of a link."""
TAG = re.compile(rb"<</Type /StructElem/S /(\w+)/K \[([^]]*)\]")


def tags(pdf: bytes) -> dict[int, tuple[str, list[bytes]]]:
    """The kind of each tag of a PDF by its number, and what it holds: numbers of contents, and references to tags."""
    *_, packed, _ = map(zlib.decompress, re.findall(rb"stream\n(x.*?)\nendstream", pdf, re.DOTALL))
    numbers, _, rest = packed.partition(b"\n")
    objects = zip(map(int, numbers.split()[::2]), rest.split(b"\n"), strict=True)
    found = ((number, TAG.match(told)) for number, told in objects)
    return {number: (tag[1].decode(), re.findall(rb"\d+ 0 R|\d+", tag[2])) for number, tag in found if tag}


def tree(known: dict[int, tuple[str, list[bytes]]], number: int) -> str:
    kind, within = known[number]
    below = (tree(known, int(one.split()[0])) if one.endswith(b"R") and int(one.split()[0]) in known else "." for one in within)
    return f"{kind}({' '.join(below)})"


def test_a_text_needs_no_tag_of_its_own_where_that_around_it_may_hold_it():
    known = tags(render_pdf(TAGGED))
    [document] = [number for number, (kind, _) in known.items() if kind == "Document"]
    assert tree(known, document) == TREE


@pytest.mark.parametrize("view", [team_view, executive_view, customer_view])
def test_tags_that_group_others_hold_no_text(harbour, view):
    known = tags(render_pdf(render_html(view(harbour))))
    holding = {f"/{kind}" for kind, within in known.values() if any(not one.endswith(b"R") for one in within)}
    assert holding <= HOLDING | {"/Figure"}
    assert {"/P", "/H2", "/TD"} <= holding
