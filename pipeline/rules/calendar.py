"""The rule about the working calendar: a code that nobody knows would silently count other days."""

from collections.abc import Iterator

from pipeline.contract.findings import WARNING
from pipeline.rules.rule import Case, FunctionRule, Rule, Trouble, function_rule, shown
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
        says = f"region {text} is not known; the public holidays of the whole country {known[0]} are used"
    else:
        says = f"calendar {text} is not known; working days are Monday to Friday without any public holidays"
    close = close_codes(text)
    offer = f"Enter {' or '.join(close)} if that is meant, else another" if close else "Enter a"
    yield Trouble("Project", "calendar", None, shown(text), says, f"{offer} code of a country or region, such as DE or DE-BE.")


CALENDAR: tuple[Rule | FunctionRule, ...] = (unknown_calendar,)
