"""Languages: every sentence of every page and mail comes from a template, and dates and numbers are written as the language does."""

from dataclasses import replace
from datetime import UTC, date, datetime
from functools import cache
from gettext import NullTranslations
from pathlib import Path

import pytest

import pseudo
from past import past_of
from pipeline.contract.addresses import Address, mailbox
from pipeline.delivery.message import Cover, message_of
from pipeline.delivery.recipients import Recipient
from pipeline.issue import Issue, Terms, make_issue
from pipeline.report import display
from pipeline.report.html import render_html
from pipeline.report.mail import Correction, Enclosed, mail_html, mail_text, mail_view
from pipeline.report.views import customer_view, executive_view, portfolio_view, view
from pipeline.store.records import FIRST_SIGHT
from pipeline.wording import speaking
from pipeline.workbook.book import Book, Reading
from pipeline.workbook.read import read_workbook

FOLDER = Path(__file__).parents[2] / "workbooks"
SAMPLES = sorted(path.stem for path in FOLDER.glob("*.xlsx"))
HELD = ("000-milestone-template", "002-milestone-charter")
FRIDAY = date(2026, 11, 20)
GAP = "\u00a0"


@pytest.fixture(autouse=True)
def bracketed(monkeypatch):
    """The catalogue of the language made up for tests in place of the German one."""
    made_up = pseudo.Bracketed()
    for module in ("pipeline.wording.text", "pipeline.wording.values"):
        monkeypatch.setattr(f"{module}.catalogue", lambda code: NullTranslations() if code == "en" else made_up)


def issue_of(book: Book, name: str, past=FIRST_SIGHT) -> Issue:
    """The issue of a veiled book in the language made up for tests."""
    reading = Reading(f"{pseudo.veil(name)}.xlsx", "ab" * 32, pseudo.veiled(book))
    return replace(make_issue(reading, Terms(issue_date=FRIDAY), past), language=pseudo.CODE)


@cache
def sample(name: str) -> Issue:
    """The issue of a sample workbook at first sight."""
    return issue_of(read_workbook(FOLDER / f"{name}.xlsx").book, name)


@cache
def twelfth() -> Issue:
    """The issue of the harbour portal in its twelfth week, beside the eleven before."""
    weeks = [read_workbook(path).book for path in sorted((FOLDER / "history").glob("*/harbour-portal.xlsx"))]
    return issue_of(weeks[-1], "harbour-portal", past_of(*map(pseudo.veiled, weeks[:-1])))


def issued(issue: Issue) -> Issue:
    """The issue as if nothing held it back."""
    return replace(issue, held=None)


def untold(html: str) -> set[tuple[str, str]]:
    """What no template says, with its place."""
    return set(pseudo.untold(html))


@pytest.fixture(params=["harbour", "history", *SAMPLES])
def issue(request, harbour) -> Issue:
    if request.param == "harbour":
        return issue_of(harbour.book, "harbour")
    return twelfth() if request.param == "history" else sample(request.param)


@pytest.mark.parametrize("edition", ["customer", "executive", "team"])
def test_every_text_of_a_page_is_said_by_a_template_or_stands_in_the_workbook(issue, edition):
    assert untold(render_html(view(issued(issue), edition))) == set()


@pytest.mark.parametrize("name", HELD)
def test_a_held_page_says_so_by_templates(name):
    assert sample(name).held
    assert untold(render_html(view(sample(name), "team"))) == set()


def test_the_portfolio_is_said_by_templates():
    issues = [*(sample(name) for name in SAMPLES), twelfth()]
    html = render_html(portfolio_view(issues, FRIDAY, pseudo.veil("All"), code=pseudo.CODE))
    assert untold(html) == set()
    assert "⟦Projects⟧" in html


@pytest.mark.parametrize("make", [customer_view, executive_view])
def test_a_mail_is_said_by_templates(issue, make):
    with speaking(pseudo.CODE):
        page_one = make(issued(issue))
    mails = [
        mail_view(page_one, Enclosed(("pdf", "html"))),
        mail_view(page_one, Enclosed(("html",), 40, "https://example.org/1"), Correction(1, (pseudo.veil("Changed"),))),
        mail_view(page_one, Enclosed(("pdf",), 40)),
    ]
    for mail in mails:
        assert {text for _, text in untold(mail_html(mail))} == ({mail.link} if mail.link else set())
        assert [line for line in mail_text(mail).splitlines() if pseudo.loose(line) and line != mail.link] == []


def test_the_headers_of_a_message_speak_the_language_of_its_edition(harbour):
    with speaking(pseudo.CODE):
        edition = customer_view(issued(issue_of(harbour.book, "harbour")))
    cover = Cover("key", datetime(2026, 11, 20, tzinfo=UTC), mailbox("a@b.example"), None, "1", FRIDAY, 1)
    reader = Recipient("", Address("a", "b.example"), "customer", ("pdf",))
    made = message_of(edition, reader, cover, {"pdf": b"%PDF-"})
    assert b"subject=%E2%9F%A6Remove%20me%3A%20%E2%9F%A71" in made


def test_a_page_and_its_mail_name_their_language(harbour):
    german = replace(harbour, language="de")
    assert '<html lang="de"' in mail_html(mail_view(view(german, "customer"), Enclosed(())))
    assert view(german, "customer").masthead.language == "de"
    assert portfolio_view([german], FRIDAY, "All", code="de").masthead.language == "de"


def test_dates_are_written_as_germans_do():
    with speaking("de"):
        assert display.day(FRIDAY) == "20.11.2026"
        assert display.short_day(FRIDAY) == f"20.{GAP}Nov."
        assert display.long_day(FRIDAY) == f"Freitag,{GAP}20.{GAP}November{GAP}2026"
        assert [display.month(date(2027, 3, 1), with_year) for with_year in (False, True)] == ["Mär", f"Mär{GAP}2027"]


def test_dates_are_written_as_the_french_and_the_spanish_do():
    with speaking("fr"):
        assert display.day(FRIDAY) == f"20{GAP}nov.{GAP}2026"
        assert display.long_day(FRIDAY) == f"vendredi{GAP}20{GAP}novembre{GAP}2026"
    with speaking("es"):
        assert display.day(FRIDAY) == f"20{GAP}nov{GAP}2026"
        assert display.long_day(FRIDAY) == f"viernes,{GAP}20{GAP}de{GAP}noviembre{GAP}de{GAP}2026"


def test_two_dates_share_what_the_language_lets_them_share():
    april = date(2027, 4, 9), date(2027, 4, 23)
    with speaking("de"):
        assert display.span(*april) == "09.04.⟦ to ⟧23.04.2027"
        assert display.span(FRIDAY, april[0]) == "20.11.2026⟦ to ⟧09.04.2027"
        assert display.span(*april, "→") == "09.04. → 23.04.2027"
    with speaking("fr"):
        assert display.span(*april) == f"9⟦ to ⟧23{GAP}avr.{GAP}2027"
    assert display.span(*april) == f"9 to 23{GAP}Apr{GAP}2027"


def test_numbers_have_the_signs_of_the_language():
    with speaking("de"):
        assert [display.number(-23471.9, 1), display.amount(9600.5, "EUR")] == ["−23.471,9", f"+9.600,5{GAP}EUR"]
        assert [display.decimal(465), display.points(-23)] == [f"46,5{GAP}%", "−2,3"]
        assert [display.percent(41.4), display.whole_percent(0.38)] == [f"41{GAP}%", f"38{GAP}%"]


def test_names_and_counts_are_joined_by_templates():
    with speaking("de"):
        assert display.names(["А", "Б"]) == "А⟦ and ⟧Б"
        assert display.names(list("АБВГД")) == "А, Б, В⟦ and ⟧2⟦ more⟧"
        assert display.clauses(["А", "Б", "В"]) == "А⟦; ⟧Б⟦; ⟧В"
        assert display.variance(3) == "3⟦ working days late⟧"
