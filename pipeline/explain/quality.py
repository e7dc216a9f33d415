"""The quality checks of the schedule: each with the rows that fail it, beside all rows that it looks at."""

from pipeline.explain.ground import Ground
from pipeline.explain.network import others
from pipeline.explain.records import REST, Cell, Step, Value
from pipeline.figures.outlook import QualityCheck

DATES = ("baseline_start", "baseline_finish", "actual_start", "actual_finish", "forecast_finish")
LOOKED_AT = {
    "Milestones": ("depends_on", "status", "owner", "not_before", "remaining_days", *DATES),
    "Scope": ("status", "percent", "owner", *DATES),
}


def checks(ground: Ground) -> Step:
    """All checks, each with its value."""
    found = ground.figures.schedule.quality if ground.figures.schedule else ()
    parts = tuple(Step(each.check, each.value, _verdict(each)) for each in found)
    rule = "the checks of the schedule that the workbook has what it takes for"
    return Step("schedule.quality", tuple(each.check for each in found), rule, parts=(*parts, _rows(ground)))


def check(ground: Ground, name: str, field: str, value: Value) -> Step:
    """One field of one check, with the rows that fail it."""
    found = next(each for each in ground.figures.schedule.quality if each.check == name) if ground.figures.schedule else None
    failing = tuple(_failing(ground, id) for id in found.items) if found else ()
    return Step(f"schedule.quality.{name}.{field}", value, _verdict(found) if found else name, parts=(*failing, _rows(ground)))


def _verdict(check: QualityCheck) -> str:
    if check.pass_ is None or check.limit is None:
        return check.why or "reported only"
    return f"{'passed' if check.pass_ else 'not passed'}; the limit is {check.limit:g}"


def _failing(ground: Ground, id: str) -> Step:
    sheet = "Milestones" if id in ground.milestones else "Scope"
    row = (ground.milestones | ground.items).get(id, {}) if sheet == "Scope" else ground.milestones[id]
    cells: tuple[Cell, ...] = ground.cells(sheet, LOOKED_AT[sheet], row) if row else ()
    return Step(id, row.get("state"), "it fails the check", row.get("name") or row.get("title") or "", cells=cells)


def _rows(ground: Ground) -> Step:
    cells = tuple(cell for sheet, keys in LOOKED_AT.items() for cell in ground.column(sheet, *keys)) + ground.days
    return Step(REST, None, "every row that the checks look at", cells=cells, parts=others(ground, ()))
