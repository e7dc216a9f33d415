"""Markdown of project managers on a page: clean HTML where there is room, bare words where a line is printed."""

import pytest

from builders import make_book, milestone
from pipeline.report.prose import plain, prose
from pipeline.report.views import view


def test_a_line_loses_its_marks_for_code_and_bold_and_nothing_else():
    assert plain("`/healthz` and ``a`b`` are **up**") == "/healthz and a`b are up"
    assert plain("2 ** 3 ** 4 costs 5` and 6'") == "2 ** 3 ** 4 costs 5` and 6'"
    assert plain("") == ""
    assert plain(None) is None


def test_a_criterion_is_printed_without_backticks(issue_of):
    book = make_book(Milestones=[milestone()], Criteria=[{"id": "C1", "subject": "M1", "kind": "done", "text": "`make test` passes"}])
    (scope,) = view(issue_of(book), "team").scope
    assert [criterion.text for criterion in scope.criteria] == ["make test passes"]


def test_emphasis_lists_and_links_of_the_web_are_set():
    text = "Ready in **two** *weeks*:\n\n- one\n  1. deeper\n\nSee [the plan](https://acme.example/plan)."
    assert prose(text) == (
        "<p>Ready in <strong>two</strong> <em>weeks</em>:</p>\n<ul>\n<li>one\n<ol>\n<li>deeper</li>\n</ol>\n</li>\n</ul>\n"
        '<p>See <a href="https://acme.example/plan" rel="noopener noreferrer">the plan</a> '
        '<span class="quiet">(https://acme.example/plan)</span>.</p>'
    )


def test_an_address_that_is_its_own_text_stands_once():
    assert prose("<https://acme.example/>").count("acme.example") == 2
    assert prose('[acme](https://acme.example/ "a title")').count("acme.example") == 2
    assert "title" not in prose('[acme](https://acme.example/ "a title")')


@pytest.mark.parametrize(
    "address",
    ["javascript:alert(1)", "JaVaScRiPt:alert(1)", "&#106;avascript:alert(1)", "vbscript:x", "data:text/html,x", "file:///etc/passwd",
     "mailto:jo@acme.example", "//acme.example/x", "/etc/passwd", "plans/a.xlsx", "#top", "ftp://acme.example"],
)  # fmt: skip
def test_a_link_to_anything_but_the_web_is_text(address):
    html = prose(f"see [here]({address}) now")
    assert "<a" not in html
    assert "here" in html


def test_pictures_raw_html_tables_and_named_links_are_text():
    for text in ("<img src=x onerror=alert(1)>", "<script>alert(1)</script>", "| a |\n|---|\n| 1 |", "[x]: https://acme.example\n\n[x]"):
        html = prose(text)
        assert not any(f"<{tag}" in html for tag in ("img", "script", "table", "a "))
    assert "<img" not in prose("![x](https://acme.example/a.png)")


def test_a_cell_full_of_brackets_is_set_and_an_endless_word_is_cut():
    """Every bracket might begin a link; without a limit the search for their ends takes seconds."""
    assert prose("[" * 32_767) == f"<p>{'[' * 200}…</p>"
    assert prose("[ " * 16_000).count("[") == 16_000
    address = "https://acme.example/" + "x" * 2000
    assert f'href="{address}"' in prose(f"[plan]({address})")
