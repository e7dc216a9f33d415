import pytest

from builders import milestone
from pipeline.contract.findings import WARNING
from rules.facts import case, cells, only


def with_calendar(text):
    return case({"calendar": text}, Milestones=[milestone()])


def test_an_unknown_country_is_told_with_the_days_that_are_used_instead():
    finding = only("CALENDAR_UNKNOWN", with_calendar("XX-YY"))
    assert finding.severity is WARNING
    assert (finding.cell, finding.found) == (with_calendar("DE").book.cell("Project", "calendar"), "XX-YY")
    assert finding.message == "calendar XX-YY is not known; working days are Monday to Friday without any public holidays"


def test_an_unknown_region_is_told_with_the_country_that_is_used_instead_and_close_codes():
    finding = only("CALENDAR_UNKNOWN", with_calendar("DE-BER"))
    assert finding.message == "region DE-BER is not known; the public holidays of the whole country DE are used"
    assert finding.fix == "Enter DE-BE if that is meant, else another code of a country or region, such as DE or DE-BE."


@pytest.mark.parametrize("text", [None, "", "DE", "de-be", "DE_BY", "-", "n/a", "[calendar]"])
def test_known_calendars_and_none_are_fine(text):
    assert cells("CALENDAR_UNKNOWN", with_calendar(text)) == []
