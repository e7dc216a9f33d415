"""Codes of calendars: which are known, and which lie close."""

import subprocess
import sys

import holidays as public
import pytest

from pipeline.workbook.calendars import calendar_of, close_codes

LOADED = """
import sys
from pipeline.workbook.calendars import calendar_of
assert calendar_of("DE-BE")
print(*(name for name in sys.modules if name.startswith("holidays.countries.")))
"""


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


def test_a_country_is_loaded_without_the_others_and_every_one_can_be():
    told = subprocess.run([sys.executable, "-c", LOADED], capture_output=True, encoding="utf-8", check=True).stdout
    assert told.split() == ["holidays.countries.germany"]
    codes = [entry[1] for entry in public.registry.COUNTRIES.values()]
    assert len(codes) > 200
    assert [code for code in codes if calendar_of(code) != (code, None)] == []
