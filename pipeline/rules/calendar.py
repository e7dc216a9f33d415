"""The rule about the working calendar: a code that nobody knows would silently count other days."""

from collections.abc import Iterator

from pipeline.contract.findings import WARNING
from pipeline.contract.names import either
from pipeline.rules.rule import Case, FunctionRule, Rule, Trouble, function_rule
from pipeline.rules.told import shown
from pipeline.wording import note
from pipeline.workbook.calendars import calendar_of, close_codes
from pipeline.workbook.cells import explained, line


@function_rule("CALENDAR_UNKNOWN", WARNING, on="Project.calendar")
def unknown_calendar(case: Case) -> Iterator[Trouble]:
    """The working calendar names a country or region that is not known; working days leave out fewer public holidays than meant."""
    text = line(case.project["calendar"] or "")
    if not text or explained(text):  # a dash means none, and placeholder text has a rule of its own
        return
    known, region = calendar_of(text), len(text.replace("_", "-").split("-", 1)) > 1
    if known and (known[1] or not region):
        return
    if known:
        says = note("region {code} is not known; the public holidays of the whole country {country} are used", code=text, country=known[0])
    else:
        says = note("calendar {code} is not known; working days are Monday to Friday without any public holidays", code=text)
    fix = note("Enter a code of a country or region, such as DE or DE-BE.")
    if close := close_codes(text):
        fix = note("Enter {codes} if that is meant, else another code of a country or region, such as DE or DE-BE.", codes=either(close))
    yield Trouble("Project", "calendar", None, shown(text), says, fix)


CALENDAR: tuple[Rule | FunctionRule, ...] = (unknown_calendar,)
