"""Pages as trees: the quick parser sees what a browser sees, and leaves to it what is not well-formed."""

from dataclasses import replace
from datetime import date
from xml.etree.ElementTree import Element

import pytest
import tinyhtml5

from pipeline.report.html import render_html
from pipeline.report.page_tree import tree_of
from pipeline.report.views import customer_view, executive_view, portfolio_view, team_view

NAMESPACE = "{http://www.w3.org/2000/xmlns/}xmlns"


def flat(element: Element) -> tuple[object, ...]:
    """An element with all below it; the namespace itself, which one of the parsers takes for an attribute, left out."""
    attributes = {name: value for name, value in element.attrib.items() if name != NAMESPACE}
    return element.tag, attributes, (element.text or ""), (element.tail or ""), tuple(flat(child) for child in element)


def as_browsers_read(html: str) -> Element:
    return tinyhtml5.parse(html, namespace_html_elements=False)


def test_every_page_is_read_as_a_browser_reads_it(harbour):
    held = team_view(replace(harbour, held="20 cells cannot be right"))
    for view in (
        customer_view(harbour),
        executive_view(harbour),
        team_view(harbour),
        held,
        portfolio_view([harbour], date(2026, 11, 20), "All"),
    ):
        html = render_html(view)
        body, expected = tree_of(html).find("body"), as_browsers_read(html).find("body")
        assert body is not None
        assert expected is not None
        body[-1].tail = body.tail = expected[-1].tail = expected.tail = ""  # browsers move the blanks behind a page into it
        assert NAMESPACE not in {name for each in body.iter() for name in each.attrib}, "this page is not well-formed, and slow"
        assert flat(body) == flat(expected)


@pytest.mark.parametrize(
    "body",
    [
        "<p>one<p>two",
        "a &nbsp; b",
        "<!-- a --><p>x</p>",
        "<p title=a>x</p>",
        '<!DOCTYPE x [<!ENTITY e "x">]><p>&e;</p>',
        "<p>\x01</p>",
        "</p>",
    ],
)
def test_what_is_not_well_formed_is_read_by_the_rules_of_html(body):
    html = f"<!doctype html>\n<html><head><title>x</title></head><body>{body}</body></html>"
    assert flat(tree_of(html)) == flat(as_browsers_read(html))


def test_elements_without_end_and_letters_of_any_script_are_read_quickly():
    html = (
        '<!doctype html><html><head><meta charset="utf-8"></head><body><p>a<br>é 漢 &lt;b&gt; &amp; &#34;</p><hr class="x"></body></html>'
    )
    assert flat(tree_of(html)) == flat(as_browsers_read(html))
