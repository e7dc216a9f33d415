"""Layouts that break easily: many milestones, no dates, everything late, long names, nothing filled in, other scripts and languages."""

import re
from collections.abc import Callable
from dataclasses import replace
from datetime import date

import pytest
from pypdfium2 import PdfDocument

from builders import item, make_book, milestone
from pipeline.issue import Issue
from pipeline.report.html import render_html
from pipeline.report.pdf import render_pdf
from pipeline.report.views import view

LONG = "A remarkably long milestone name that somebody typed because the contract says it in exactly these words, all of them here"
ARABIC, JAPANESE = "بوابة الميناء للشحن والتخليص الجمركي", "港湾ポータルの第一段階リリース"
EDITIONS = ("customer", "executive", "team")
Make = Callable[..., Issue]


def sixty(issue_of: Make) -> Issue:
    stones = [
        milestone(
            f"M{number}",
            name=f"Part {number}",
            status="Active" if number < 20 else "Queued",
            baseline_start=date(2026, 1 + number % 12, 3),
            baseline_finish=date(2027, 1 + number % 12, 20),
            forecast_finish=date(2027, 1 + number % 12, 27),
            depends_on=[f"M{number - 1}"] if number % 7 else [],
        )
        for number in range(60)
    ]
    scope = [item(f"S{number}", 1, f"M{number // 3}", title=f"Solution {number}", percent=float(number % 5 * 25)) for number in range(180)]
    late = {f"M{number}": "amber" for number in range(0, 60, 2)}
    return issue_of(make_book(Milestones=stones, Scope=scope), "amber", late)


def undated(issue_of: Make) -> Issue:
    stones = [milestone(f"M{number}", name=f"Step {number}", depends_on=[f"M{number - 1}"] if number > 1 else []) for number in range(1, 8)]
    return issue_of(make_book(Milestones=stones, Scope=[item("S1", 1, "M1", percent=30.0)]), "grey")


def late(issue_of: Make, names: tuple[str, ...]) -> Issue:
    stones = [
        milestone(
            f"M{number}",
            name=name,
            owner="Maximiliane Freifrau von Hohenstein-Wittgenstein",
            status="Active",
            baseline_start=date(2026, 9, 1),
            baseline_finish=date(2026, 12, 1 + number),
            forecast_finish=date(2027, 1, 10),
            depends_on=[f"M{number - 1}"] if number else [],
        )
        for number, name in enumerate(names)
    ]
    scope = [item(f"S{number}", 1, f"M{number}", title=name, percent=40.0) for number, name in enumerate(names)]
    return issue_of(make_book(Milestones=stones, Scope=scope), "red", {f"M{number}": "red" for number in range(len(names))})


CASES: dict[str, tuple[Callable[[Make], Issue], str]] = {
    "sixty milestones": (sixty, "Part 59"),
    "no dates": (undated, "No dates are agreed"),
    "everything late, long names": (lambda make: late(make, tuple(f"{LONG} {number}" for number in range(5))), "all of them here 4"),
    "Arabic and Japanese": (lambda make: late(make, (ARABIC, JAPANESE)), JAPANESE[:6]),
    "nothing filled in": (lambda make: make(make_book()), "The workbook lists no milestones yet."),
}


def pages(issue: Issue, edition: str) -> list[str]:
    document = PdfDocument(render_pdf(render_html(view(issue, edition))))
    return [page.get_textpage().get_text_range().replace("\r\n", " ") for page in document]


@pytest.mark.parametrize("edition", EDITIONS)
@pytest.mark.parametrize("case", CASES)
def test_a_hard_case_is_set_without_a_word_from_the_engine_and_says_what_it_must(issue_of, case, edition):
    made, expected = CASES[case]
    told = pages(made(issue_of), edition)
    assert expected in " ".join(told)
    assert all(len(page) > 60 for page in told), "a page holds nothing but its footer"


@pytest.mark.parametrize("language", ["de", "fr", "es"])
@pytest.mark.parametrize("case", ["everything late, long names", "no dates"])
def test_a_hard_case_is_set_in_each_language(issue_of, case, language):
    issue = replace(CASES[case][0](issue_of), language=language)
    assert pages(issue, "executive") != pages(replace(issue, language="en"), "executive")


def test_page_1_holds_the_headline_and_the_figures_whatever_their_length(issue_of):
    first = pages(late(issue_of, tuple(f"{LONG} {number}" for number in range(5))), "executive")[0]
    for label in ("Work done", "Accepted", "Next milestone", "Finish", "Needs your attention"):
        assert label in first


@pytest.mark.parametrize("long", ["Integration of the harbour pilots' reservation system with the national window", "Donaudampfschiff" * 4])
def test_a_name_that_is_cut_in_the_timeline_is_read_as_it_is_seen(issue_of, long):
    text = " ".join(pages(late(issue_of, (long, "Beta")), "executive"))
    assert re.search(re.escape(long[:20]) + r"[^…]{0,30}…", text)
