"""The later sections, the findings page and the preview say nothing past the catalogues: in a language that brackets every sentence, what
stands outside of brackets is data. The sample's own texts are written in Greek letters, so that a forgotten English word stands out."""

import re
from dataclasses import replace
from html.parser import HTMLParser
from pathlib import Path

import polars as pl
import pytest

from past import past_of
from pipeline.contract.cells import Link, Long, Person, Text
from pipeline.contract.workbook import SHEETS
from pipeline.issue import Issue, make_issue
from pipeline.preview.server import EDITIONS, page
from pipeline.preview.watch import Shown
from pipeline.report.findings_page import findings_page
from pipeline.report.html import render_html
from pipeline.report.views import view
from pipeline.workbook.book import Book, Reading
from pipeline.workbook.read import read_workbook
from strange import speak_strangely

WORKBOOKS = Path(__file__).parents[2] / "workbooks"
HELD = "2026-09-11"
GREEK = str.maketrans("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz", "ΑΒΨΔΕΦΓΗΙΞΚΛΜΝΟΠΘΡΣΤΥΩΣΧΥΖαβψδεφγηιξκλμνοπθρστυωςχυζ")
COMPUTED = {"computed", "calendar"}
"""Columns whose text is read by the figures."""
SECTIONS = {"period", "finish", "promises", "scope", "network", "worth", "checks", "findings", "comparisons", "entries", "source", "pair"}
SIGNS = {"BAC", "PV", "EV", "AC", "SV", "CV", "SPI", "CPI", "TCPI", "EAC", "ETC", "VAC", "AT", "ES", "PD", "IEAC", "SHA"}
MONTHS = {"Jan", "Feb", "Mär", "März", "Apr", "Mai", "Juni", "Juli", "Aug", "Sep", "Sept", "Okt", "Nov", "Dez"}
WORD = re.compile(r"(?<![\w.])[A-Za-zäöüß]{2,}(?![\w!])")


class Sections(HTMLParser):
    """The texts and spoken attributes inside elements of one of the classes; of the whole body where there are none."""

    def __init__(self, classes=frozenset()):
        super().__init__()
        self.classes, self.depth, self.muted, self.texts = classes, 0, None, []

    def handle_starttag(self, tag, attributes):
        given = dict(attributes)
        named = set((given.get("class") or "").split())
        if tag in ("meta", "br", "link", "input", "hr", "img"):
            return
        if self.depth or (named & self.classes if self.classes else tag == "body"):
            self.depth += 1
            self.texts += [given[name] for name in ("title", "aria-label", "data-stopped", "data-footer") if given.get(name)]
        if self.muted is None and (tag in ("style", "script") or "mark" in named or "code" in named or named & {"cell", "hash", "map"}):
            self.muted = self.depth

    def handle_endtag(self, tag):
        if self.muted == self.depth:
            self.muted = None
        self.depth -= bool(self.depth)

    def handle_data(self, data):
        if self.depth and self.muted is None and data.strip():
            self.texts.append(data)


def unsaid(html, *classes, data=frozenset()):
    """The texts with words outside of brackets that are no data."""
    parser = Sections(set(classes))
    parser.feed(html)
    assert parser.texts
    return [text for text in parser.texts if {*WORD.findall(outside(text))} - SIGNS - MONTHS - data]


def outside(text):
    kept, depth = [], 0
    for letter in text:
        depth += letter == "⟦"
        kept.append(letter if depth == 0 else "")
        depth -= letter == "⟧"
    return "".join(kept)


def in_greek(book: Book) -> Book:
    """A book whose free texts are in Greek letters."""
    tables = {}
    for sheet in SHEETS:
        table = book.table(sheet.name)
        free = [column.key for column in sheet if isinstance(column.type, Text | Long | Person | Link) and column.key not in COMPUTED]
        typed = [key for key in free if key in table.columns and table[key].dtype == pl.String]
        tables[sheet.name] = table.with_columns(
            pl.Series(key, [value and value.translate(GREEK) for value in table[key]], dtype=pl.String) for key in typed
        )
    return replace(book, tables=tables)


@pytest.fixture(scope="module")
def harbour_portal() -> Issue:
    """The harbour portal after twelve weeks, in German, its texts in Greek letters."""
    weeks = [week for week in sorted((WORKBOOKS / "history").glob("2026-*")) if week.name != HELD]
    readings = [read_workbook(week / "harbour-portal.xlsx") for week in weeks]
    books = [in_greek(reading.book) for reading in readings]
    last = Reading(readings[-1].file, readings[-1].sha256, books[-1], ())
    return replace(make_issue(last, past=past_of(*books[:-1])), language="de")


@pytest.fixture(autouse=True)
def bracketing(monkeypatch):
    speak_strangely(monkeypatch)


@pytest.mark.parametrize("edition", ["customer", "executive", "team"])
def test_the_later_sections_say_nothing_past_the_catalogues(harbour_portal, edition):
    assert unsaid(render_html(view(harbour_portal, edition)), *SECTIONS, data=found_here(harbour_portal)) == []


def headers(issue):
    return {word for sheet in issue.book.headers.values() for header in sheet.values() for word in WORD.findall(header)}


def found_here(issue):
    """What stands in the cells of findings, which is shown as it stands there."""
    return {word for finding in issue.findings for word in WORD.findall(f"{finding.found} {finding.where}")}


def test_the_page_of_findings_says_nothing_past_the_catalogues(harbour_portal):
    data = headers(harbour_portal) | found_here(harbour_portal) | {"harbour", "portal", "xlsx"}
    fixed = replace(harbour_portal.findings[0], code="GONE")
    html = findings_page(harbour_portal, before=(*harbour_portal.findings[1:], fixed))
    assert '<html lang="de"' in html
    assert unsaid(html, data=data) == []


def test_the_preview_says_nothing_past_the_catalogues(harbour_portal):
    shown = Shown(harbour_portal, 1, "12:00:00")
    html = page("page.html", shown, edition="team", asked="team", editions=EDITIONS)
    assert '<html lang="de"' in html
    assert unsaid(html, data=found_here(harbour_portal) | {"harbour", "portal", "xlsx"}) == []
    assert shown.status == "⟦as saved at 12:00:00⟧"
    assert replace(shown, saving=True).status == "⟦saving…⟧"


def test_a_page_without_findings_says_so_in_its_language(harbour_portal):
    assert "⟦The workbook has no findings.⟧" in findings_page(replace(harbour_portal, findings=()))
