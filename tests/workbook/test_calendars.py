"""Codes of calendars: which are known, and which lie close."""

import pytest

from pipeline.workbook.calendars import calendar_of, close_codes


@pytest.mark.parametrize(
    ("text", "known"),
    [
        ("DE", ("DE", None)),
        (" de_be ", ("DE", "BE")),
        ("DE-", ("DE", None)),
        ("DE-XX", ("DE", None)),
        ("XX-YY", None),
        ("", None),
        ("Jan", None),
        ("BANK", None),
        ("WEEKEND", None),
    ],
)
def test_a_calendar_is_a_country_with_or_without_a_region(text, known):
    assert calendar_of(text) == known


def test_close_codes_come_from_codes_names_and_the_regions_of_a_country():
    assert "DE" in close_codes("DEE")
    assert close_codes("Germny") == ("DE",)
    assert close_codes("DE-BER") == ("DE-BE",)
    assert close_codes("DE-XX") == ("DE-Augsburg", "DE-BB", "DE-BE")
    assert close_codes("Qqqqqq") == ()
