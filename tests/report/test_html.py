"""Pages: what cells say stays text, overrides lie beside the packaged templates, nothing comes from elsewhere."""

import re
from dataclasses import replace

import pytest
from jinja2 import UndefinedError

from builders import item, make_book, milestone
from pipeline.report.html import render_html
from pipeline.report.views import customer_view, executive_view, team_view

NASTY = '<script>alert("x")</script>{{ 7*7 }}{% raw %}<img src=x onerror=alert(1)>'


def test_markup_and_template_code_in_cells_stay_text(issue_of):
    book = make_book(
        {"name": NASTY, "customer": NASTY, "summary": NASTY, "needs": NASTY, "highlights": NASTY},
        Milestones=[milestone(name=NASTY, owner=NASTY, customer_note=NASTY, goals=NASTY)],
        Scope=[item("S1", title=NASTY, percent=3.0)],
        Charter=[{"section": "Security", "text": NASTY + "\n\n[x](javascript:alert(1))", "visible": True}],
        Risks=[{"id": "R1", "kind": "risk", "title": NASTY, "description": NASTY, "visible": True}],
    )
    for edition in (customer_view, executive_view, team_view):
        html = render_html(edition(issue_of(book, "red", {"M1": "red"})))
        assert "<script" not in html
        assert "<img" not in html
        assert "49" not in re.sub(r"<(svg|style).*?</\1>", "", html, flags=re.DOTALL)
        assert 'href="javascript' not in html
        assert "{{ 7*7 }}" in html


def test_a_page_asks_for_nothing_from_elsewhere(harbour):
    html = render_html(team_view(harbour))
    assert not re.search(r"""(?:src|href)\s*=|url\((?!data:font/woff2;)|@import|<script|<link""", html)


def test_markdown_in_the_charter_is_set_and_cleaned(harbour):
    assert "<strong>two days</strong>" in render_html(customer_view(harbour))


def test_an_override_takes_the_place_of_one_part(harbour, tmp_path):
    (tmp_path / "shared").mkdir()
    (tmp_path / "shared" / "charter.html").write_text("<p>our own charter</p>")
    html = render_html(customer_view(harbour), tmp_path)
    assert "our own charter" in html
    assert "Needs your attention" in html


def test_a_name_that_a_view_lacks_is_an_error_not_a_blank(harbour, tmp_path):
    (tmp_path / "shared").mkdir()
    (tmp_path / "shared" / "charter.html").write_text("{{ view.findings }}")
    with pytest.raises(UndefinedError):
        render_html(customer_view(harbour), tmp_path)


def test_the_page_is_the_same_each_time(harbour):
    assert render_html(team_view(harbour)) == render_html(team_view(harbour))


def test_health_is_never_colour_alone(harbour):
    assert re.search(r'class="marked at_risk"><svg.*?</svg> At risk<', render_html(customer_view(harbour)))


def test_empty_sections_leave_no_heading(issue_of):
    html = render_html(customer_view(issue_of(make_book(Milestones=[milestone()]))))
    for heading in ("Gates", "Charter", "Risks", "Changes and agreements", "What went well"):
        assert f"<h2>{heading}</h2>" not in html


def test_an_owner_is_told_to_customers_but_a_backup_is_not(harbour):
    html = render_html(customer_view(harbour))
    assert "Pat Lee" in html
    assert "Jo Aho" not in html


def test_the_brand_gives_name_and_accent(harbour):
    from_brand = replace(customer_view(harbour).masthead.brand, name="Northwind", accent="#005f5f")
    html = render_html(customer_view(harbour, from_brand))
    assert "Northwind · Port of Vantaa" in html
    assert "--brand: #005f5f" in html
