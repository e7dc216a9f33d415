"""The portfolio on paper: the worst projects have lines, and the others are counted."""

from dataclasses import replace
from datetime import date

import pytest

from pipeline.report import portfolio
from pipeline.report.html import render_html
from pipeline.report.portfolio import on_paper, portfolio_view


@pytest.fixture
def four(harbour):
    issues = [replace(harbour, project_id=f"p{number}", name=f"Project {number}") for number in range(4)]
    return portfolio_view(issues, date(2026, 11, 20), "All")


def test_a_portfolio_that_has_room_on_paper_is_there_as_on_the_web_page(four, monkeypatch):
    monkeypatch.setattr(portfolio, "ON_PAPER", 4)
    assert on_paper(four) is four
    assert "more project" not in render_html(four)


@pytest.mark.parametrize(("room", "says"), [(3, "and 1 more project on the web page"), (2, "and 2 more projects on the web page")])
def test_projects_without_room_on_paper_are_counted_behind_the_worst(four, monkeypatch, room, says):
    monkeypatch.setattr(portfolio, "ON_PAPER", room)
    paper = on_paper(four)
    assert paper.rows == four.rows[:room]
    assert paper.headline == four.headline
    assert says in render_html(paper)


def test_the_count_is_said_in_the_language_of_the_portfolio(harbour, monkeypatch):
    monkeypatch.setattr(portfolio, "ON_PAPER", 0)
    assert on_paper(portfolio_view([harbour], date(2026, 11, 20), "Alle", code="de")).more == "und 1 weiteres Projekt auf der Webseite"
