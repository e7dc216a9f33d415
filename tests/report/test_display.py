"""Figures as the page writes them."""

from datetime import date

import pytest

from pipeline.report import display

GAP = "\u00a0"


@pytest.mark.parametrize(("value", "text"), [(None, "–"), (0, "0 %"), (0.2, "1 %"), (41.37, "41 %"), (99.99, "99 %"), (100, "100 %")])
def test_percent_is_floored_and_100_only_when_full(value, text):
    assert display.percent(value) == text.replace(" ", GAP)


def test_dates_never_wrap():
    assert display.day(date(2026, 11, 20)) == f"20{GAP}Nov{GAP}2026"
    assert display.long_day(date(2026, 11, 20)) == f"Friday{GAP}20{GAP}November{GAP}2026"
    assert display.day(None) == "–"


@pytest.mark.parametrize(("days", "text"), [(1, "1 working day late"), (-3, "3 working days early"), (0, "as agreed"), (None, "–")])
def test_variance_is_said_in_words(days, text):
    assert display.variance(days).replace(GAP, " ") == text


@pytest.mark.parametrize(("given", "text"), [([], ""), (["A"], "A"), (["A", "B"], "A and B"), (list("ABCDEF"), "A, B, C and 3 more")])
def test_names_are_joined_and_cut(given, text):
    assert display.names(given) == text


def test_lines_lose_their_bullets_and_blanks():
    assert display.lines("- one\n\n* two\n  three") == ("one", "two", "three")
    assert display.lines(None) == ()


def test_amounts_are_signed_and_trimmed():
    assert display.amount(12.0) == "+12"
    assert display.amount(-9600.5, "EUR") == f"−9,600.5{GAP}EUR"
    assert display.amount(None) == ""
    assert display.amount(100.0) == "+100"


def test_a_sentence_gets_its_capital_and_stop_once():
    assert display.capital("no dates") == "No dates."
    assert display.capital("Is it?") == "Is it?"
    assert display.capital("  ") == ""


def test_numbers_have_thousands_and_a_true_minus():
    assert [display.number(-23471.9, 0), display.number(0.93274, 3), display.number(None, 1)] == ["−23,472", "0.933", "–"]
