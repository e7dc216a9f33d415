"""Hostile cells: whatever a workbook says stays text on every page, nothing runs, nothing is fetched, nothing hides."""

import re
import unicodedata
from collections import Counter
from dataclasses import replace
from datetime import UTC, date, datetime
from html.parser import HTMLParser
from urllib.request import urlopen

import pypdfium2 as pdfium
import pytest
from markupsafe import Markup

from builders import item, make_book, milestone
from hostile import HIDDEN, MARK, attacks, listening, write_hostile
from pipeline.contract.addresses import Address, mailbox
from pipeline.delivery.message import Cover, message_of
from pipeline.delivery.recipients import Recipient
from pipeline.issue import issue_of as issue_of_file
from pipeline.report.findings_page import findings_page
from pipeline.report.html import render_html
from pipeline.report.mail import Enclosed, mail_html, mail_text, mail_view
from pipeline.report.pdf import PdfError, render_pdf
from pipeline.report.printable import printed
from pipeline.report.prose import TAGS
from pipeline.report.views import portfolio_view, view
from pipeline.settings import load
from pipeline.wording import note
from pipeline.workbook.template import write_workbook
from report.conftest import make_issue

DAY = date(2026, 11, 20)
LONGEST = 32_767
"""How many characters a cell can hold."""
EDITIONS = ("customer", "executive", "team")
NEVER = {
    "script",
    "img",
    "image",
    "iframe",
    "object",
    "embed",
    "link",
    "base",
    "form",
    "input",
    "button",
    "audio",
    "video",
    "source",
    "use",
}
OF_SECTIONS = {
    "h2",
    "h3",
    "h4",
    "article",
    "section",
    "table",
    "thead",
    "tbody",
    "tr",
    "th",
    "td",
    "i",
    "small",
    "b",
    "div",
    "dl",
    "dt",
    "dd",
} | {"rect", "circle", "path", "g", "line", "polyline", "polygon"}
SPOKEN = {"content", "data-footer", "aria-label", "alt", "title"}
"""Attributes that may hold what a workbook says."""


class Elements(HTMLParser):
    """The elements of a page with their attributes."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.found: list[tuple[str, dict[str, str]]] = []
        self.text: list[str] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append((tag, {name: value or "" for name, value in attrs}))

    def handle_data(self, data: str) -> None:
        self.text.append(data)


@pytest.fixture(scope="module")
def server():
    with listening() as (port, asked):
        yield port, asked


@pytest.fixture(scope="module")
def issue(server, tmp_path_factory):
    """The issue of the hostile workbook, as it was read from a file; what the rules hold against it does not matter here."""
    folder = tmp_path_factory.mktemp("hostile")
    write_hostile(folder / "hostile.xlsx", server[0])
    (folder / "milepost.toml").write_text("")
    return issue_of_file(folder / "hostile.xlsx", load(folder / "milepost.toml"))


@pytest.fixture(scope="module")
def pages(issue):
    """Every page that this program makes of the workbook, by name."""
    free = replace(issue, held=None)
    made = {edition: render_html(view(free, edition)) for edition in EDITIONS}
    made["held"] = render_html(view(replace(issue, held=f"{MARK} <script>alert(1)</script>"), "team"))
    made["portfolio"] = render_html(portfolio_view([free, issue], DAY, f"{MARK} <script>alert(1)</script>"))
    made["findings"] = findings_page(issue)
    made["mail"] = mail_html(mail_view(view(free, "customer"), Enclosed(("pdf",))))
    return made


@pytest.fixture(scope="module")
def harmless():
    """The same pages of a workbook that means no harm."""
    book = make_book(Milestones=[milestone()], Scope=[item("S1", percent=4.0)])
    return {edition: Elements(render_html(view(make_issue(book), edition))).found for edition in EDITIONS}


def test_the_workbook_reaches_every_page(pages):
    for name, html in pages.items():
        assert MARK in html, name


@pytest.mark.parametrize("name", ["customer", "executive", "team", "held", "portfolio", "findings", "mail"])
def test_no_element_or_attribute_comes_from_a_cell(pages, name):
    for tag, attributes in Elements(pages[name]).found:
        assert tag not in NEVER
        assert re.fullmatch(r"[a-z][a-z0-9]*|lineargradient|clippath", tag, re.IGNORECASE), tag
        for key, value in attributes.items():
            assert not key.startswith("on"), (tag, key)
            assert key not in ("src", "srcdoc", "action", "formaction", "background", "poster", "data", "xlink:href"), (tag, key)
            assert key != "href" or re.match(r"(https?://|#)", value), (tag, value)
            assert MARK not in value or key in SPOKEN, (tag, key, value[:80])
            assert key != "style" or not re.search(r"url|@import|expression|//", value), (tag, value[:80])


@pytest.mark.parametrize("edition", EDITIONS)
def test_what_stands_once_on_a_harmless_page_stands_once_on_a_hostile_one(pages, harmless, edition):
    found, usual = (Counter(tag for tag, _ in elements) for elements in (Elements(pages[edition]).found, harmless[edition]))
    for tag in ("html", "head", "body", "meta", "style", "main", "h1", "footer", "header"):
        assert found[tag] == usual[tag], tag
    assert set(found) - set(usual) - TAGS <= OF_SECTIONS


@pytest.mark.parametrize("name", ["customer", "executive", "team", "held", "portfolio", "findings", "mail"])
def test_no_template_in_a_cell_is_computed_and_attacks_are_printed_as_they_are(pages, name, server):
    text = " ".join(" ".join(Elements(pages[name]).text).split())
    assert "{{ 7*7 }}" in pages[name] or name in ("portfolio", "mail", "findings")
    assert not re.search(r"\b49\b.{0,9}cycler|root:x:|<module|<class|<built-in", text)
    if name in EDITIONS:
        for attack in attacks(server[0])[:4]:
            assert " ".join(attack.split())[:60] in text, attack


@pytest.mark.parametrize("name", ["customer", "executive", "team", "held", "portfolio", "findings", "mail"])
def test_no_control_sign_and_no_turn_of_direction_is_on_a_page(pages, name):
    left = {f"U+{ord(sign):04X}" for sign in pages[name] if unicodedata.category(sign) in ("Cc", "Cs", "Cn") and sign not in "\n\t"}
    left |= {
        f"U+{ord(sign):04X}" for sign in pages[name] if sign in "\u200e\u200f\u061c\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"
    }
    assert left == set()


@pytest.mark.parametrize("name", ["customer", "executive", "team", "held", "portfolio", "findings"])
def test_a_pdf_is_made_and_asks_nobody_for_anything(pages, name, server):
    _, asked = server
    before = list(asked)
    pdf = render_pdf(pages[name])
    document = pdfium.PdfDocument(pdf)
    text = "\n".join(page.get_textpage().get_text_bounded() for page in document)
    assert MARK in text
    assert "root:x:" not in text
    assert document.count_attachments() == 0
    assert asked == before


def test_the_server_would_have_noticed(server):
    port, asked = server
    urlopen(f"http://127.0.0.1:{port}/proof").close()
    assert asked[-1] == "/proof"


def test_the_engine_refuses_what_a_template_of_ones_own_asks_for(harbour, server):
    port, asked = server
    html = render_html(view(harbour, "customer"))
    before = list(asked)
    for asks in (
        f"<img src='http://127.0.0.1:{port}/a.png'>",
        f"<style>@import url(http://127.0.0.1:{port}/a.css);</style>",
        f"<p style='background:url(http://127.0.0.1:{port}/b.png)'>x</p>",
        "<img src='file:///etc/hostname'>",
        "<link rel=attachment href='file:///etc/passwd'>",
        "<a rel=attachment href='file:///etc/passwd'>x</a>",
        "<object data='file:///etc/passwd'></object>",
        "<svg xmlns='http://www.w3.org/2000/svg' width='9' height='9'><image href='file:///etc/passwd'/></svg>",
    ):
        with pytest.raises(PdfError):
            render_pdf(html.replace("<main>", f"<main>{asks}"))
    assert asked == before


def test_the_longest_texts_that_cells_can_hold_are_set(tmp_path):
    """Words without end are cut, since no line can hold them; texts with blanks, and scripts that need none, stand in full.

    Cells that repeat one sign do not even reach a page: they pack so well that the file is refused.
    """
    endless = "".join(f"{number:x}" for number in range(10_000))[:LONGEST]
    sentence = " ".join(f"word {number}" for number in range(3_000))
    stones = [milestone("M1", name=endless, owner=endless[::-1], customer_note=sentence)]
    rows = {
        "Project": [
            {
                "id": "long",
                "name": endless,
                "customer": "Acme",
                "manager": "Pat Lee",
                "status_date": DAY,
                "summary": f"<b>{endless}"[:LONGEST],
            }
        ],
        "Milestones": stones,
        "Scope": [item("S1", title="".join(map(chr, range(0x4E00, 0x5A00))), percent=4.0)],
        "Charter": [{"section": "Security", "text": f"[{endless}"[:LONGEST], "visible": True}],
    }
    write_workbook(tmp_path / "long.xlsx", rows)
    (tmp_path / "milepost.toml").write_text("")
    issue = issue_of_file(tmp_path / "long.xlsx", load(tmp_path / "milepost.toml"))
    assert len(issue.name) == LONGEST
    html = render_html(view(replace(issue, held=None), "customer"))
    body = html.partition("<body")[2]
    assert f">{endless[:200]}…</h1>" in body
    assert "".join(map(chr, range(0x4E00, 0x5A00))) in body
    text = "\n".join(page.get_textpage().get_text_bounded() for page in pdfium.PdfDocument(render_pdf(html)))
    assert text.lower().count("word") >= 3_000


def test_a_mail_is_made_whole(issue):
    customer = view(replace(issue, held=None), "customer")
    cover = Cover(
        key="hostile.2026-11-20.customer.0123",
        written=datetime(2026, 11, 20, 15, 0, tzinfo=UTC),
        sender=mailbox("Status reports <status@house.example>"),
        manager=None,
        project_id="hostile",
        status_date=DAY,
        attach_limit_mb=10,
    )
    made = message_of(customer, Recipient("Ann", Address("ann", "acme.example"), "customer", ("pdf",)), cover, {"pdf": b"%PDF"})
    assert b"\nTo: Ann <ann@acme.example>" in made.replace(b"\r\n", b"\n")
    assert len(made) < 200_000
    assert MARK in mail_text(mail_view(customer, Enclosed(())))


def test_reading_takes_controls_and_turns_of_direction_out(issue):
    """The first of two doors; the second one is the page itself."""
    summary = issue.book.project["summary"]
    assert MARK in summary
    assert not re.search("[\x00-\x08\x0e-\x1f\x7f\u200b\u200f\u202e\ufeff]", summary)


def test_printing_takes_out_what_reading_leaves():
    assert printed(HIDDEN) == "abcdefg gnirts iso \u200bzero alm  tag".replace("  tag", "  tag")
    assert printed("a\x00b\u0085c\ud800d") == "abc\ufffdd"
    assert printed("tab\tand\nline, é, 日本, 👩\u200d👧, no-break\u00a0space") == "tab\tand\nline, é, 日本, 👩\u200d👧, no-break\u00a0space"


def test_markup_stays_markup_and_text_stays_text():
    assert isinstance(printed(Markup("<b>a\u202eb</b>")), Markup)
    assert printed(Markup("<b>a\u202eb</b>")) == "<b>ab</b>"
    assert not isinstance(printed("<b>\u202e"), Markup)
    assert printed(note("{name} is late", name="M\u202e1")) == "M1 is late"
    assert printed(7) == 7
