"""What comes from earlier reports: steps without cells, which name the report by its number and status date."""

from collections.abc import Mapping
from datetime import date

from pipeline.explain.ground import Ground
from pipeline.explain.records import Step, Value

FIRST = "no figure: no earlier report of this project was accepted"


def report_names(ground: Ground) -> Mapping[date, str]:
    """What earlier reports are called, by status date: `report 11`, `report` where nobody numbers them."""
    rows = ground.issue.past.issues.select("status_date", "number").iter_rows()
    return {day: f"report {number}" if number is not None else "report" for day, number in rows}


def reported(ground: Ground, day: date, value: Value, unit: str = "", said: str = "") -> Step:
    """A value as an earlier report had it."""
    return Step(report_names(ground).get(day, "report"), value, said or f"as the report of {day} had it", unit=unit)


def since(ground: Ground, name: str) -> Step:
    """The status date of the last accepted report, with the workbook that it was made from."""
    last = ground.issue.past.last
    if last is None:
        return Step(name, None, FIRST)
    made = f"the status date of the last accepted report, made from {last['file']}, sha256 {last['sha256'] or ''}"
    return Step(
        name, last["status_date"], made, parts=(reported(ground, last["status_date"], last["status_date"], said="its status date"),)
    )
