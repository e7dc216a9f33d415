"""What differs from the last report: each list with its rows, the cells of today and what that report had."""

from collections.abc import Iterable
from datetime import date

from pipeline.contract.workbook import SHEET
from pipeline.explain import reports
from pipeline.explain.ground import Ground, Row
from pipeline.explain.records import REST, Cell, Step, Value
from pipeline.figures.outlook import Changes, Entry, Move, Shift

STANDING = ("status", "percent", "actual_start", "actual_finish", "signed_off")
DATES = ("forecast_finish", "actual_finish")
RULES: dict[str, tuple[str, tuple[str, ...]]] = {
    "finished": ("rows that are done now and were not in the last report", STANDING),
    "started": ("rows that have begun and had not in the last report", STANDING),
    "regressed": ("rows whose percentage is visibly lower than in the last report", ("percent", "status", "actual_finish")),
    "added": ("rows in scope that were not in the last report, or not in scope", ("id", "status")),
    "removed": ("rows of the last report that are gone, cancelled or deferred", ("id", "status")),
    "reweighted": (
        "rows that weigh something else than in the last report, after a common change of scale",
        ("effort", "weight", "budget", "baseline_start", "baseline_finish"),
    ),
    "renamed": ("rows that go on under another id: alike in title and place, and their old id is gone", ("id",)),
    "retitled": ("rows whose title says something else than in the last report", ("title", "name")),
    "slipped": ("rows whose expected finish (actual, else forecast) moved, either way", (*DATES, "status")),
    "baseline_moved": (
        "rows whose agreed finish moved; an agreement on sheet Changes since the last report covers it",
        ("baseline_finish",),
    ),
    "owners": ("rows that somebody else answers for", ("owner",)),
}
AGREEMENT = ("id", "date", "milestone", "kind", "items", "agreed_by", "agreed_on")
LATER = "working days; positive is later"


def listed(ground: Ground, which: str) -> Step:
    """One list of changes, by the ids of its rows."""
    return ground.once(f"changes {which}", lambda: _listed(ground, which))


def row_of(ground: Ground, which: str, entry: Entry, field: str, value: Value) -> Step:
    """One field of one change: `from`, `to`, `days`, `agreed` or the id of the row."""
    step = _row(ground, which, entry)
    unit = "working days" if field == "days" and value is not None else ""
    rule = f"{step.rule}; in {LATER}" if field == "days" else step.rule
    return Step(f"changes.{which}.{entry.id}.{field}", value, rule, entry.name, unit, step.cells, step.parts)


def entries(changes: Changes, which: str) -> tuple[Entry, ...]:
    """The rows of one list."""
    found: tuple[Entry, ...] = getattr(changes, which)
    return found


def _listed(ground: Ground, which: str) -> Step:
    name, (rule, keys), changes = f"changes.{which}", RULES[which], ground.figures.changes
    if changes is None:
        return Step(name, None, reports.FIRST)
    rows = tuple(_row(ground, which, entry) for entry in entries(changes, which))
    cells = [*_cells(ground, ground.milestones.values(), "Milestones", keys), *_cells(ground, ground.scope, "Scope", keys)]
    if which == "baseline_moved":
        cells += ground.of_sheet("Changes")
    elif which == "reweighted":
        cells += ground.cell("Project", "weighting", ground.project)
    told = {cell for row in rows for cell in row.cells}
    rest = Step(REST, None, "the rows of which this did not change", cells=tuple(cell for cell in cells if cell not in told))
    return Step(name, tuple(entry.id for entry in entries(changes, which)), rule, parts=(*rows, rest))


def _row(ground: Ground, which: str, entry: Entry) -> Step:
    """One row that changed, with its cells of today and what the last report had."""
    rows = ground.milestones if entry.sheet == "Milestones" else ground.items
    row, keys = rows.get(entry.id), RULES[which][1]
    cells = _cells(ground, [row] if row else [], entry.sheet, keys)
    day = ground.figures.changes.since if ground.figures.changes else date.min
    was = (_was(ground, which, entry, day),)
    if isinstance(entry, Shift) and entry.agreed:
        cells += [cell for each in _agreements(ground) if each["id"] == entry.agreed for cell in ground.cells("Changes", AGREEMENT, each)]
    value, rule = _now(which, entry, row)
    return Step(entry.id, value, rule, entry.name, cells=tuple(cells), parts=was)


def _now(which: str, entry: Entry, row: Row | None) -> tuple[Value, str]:
    """What a changed row is now, and the sentence about it."""
    if isinstance(entry, Shift):
        moved = f"{abs(entry.days)} working days {'later' if entry.days > 0 else 'earlier'}" if entry.days else "moved"
        covered = f", covered by {entry.agreed}" if entry.agreed else ", which no agreement covers"
        return entry.after, moved + (covered if which == "baseline_moved" else "")
    if isinstance(entry, Move):
        return entry.after, f"was {entry.before or 'blank'}"
    if row is None:
        return None, "no longer in the workbook"
    if which == "reweighted":
        return row["weight_used"], "its weight"
    return row["state"], "its state" if row.get("leaf", True) else "its state, by the items below it"


def _was(ground: Ground, which: str, entry: Entry, day: date) -> Step:
    """What the last report had of a row that changed."""
    if isinstance(entry, Move | Shift):
        return reports.reported(ground, day, entry.before)
    both = ground.both
    old = {}
    if both:
        table = both.then.milestones if entry.sheet == "Milestones" else both.then.items
        old = {row["id"]: row for row in table.to_dicts()}
    row = old.get(entry.id)
    if row is None:
        return reports.reported(ground, day, None, said=f"the report of {day} did not have it")
    return reports.reported(ground, day, row["weight"] if which == "reweighted" else row["state"])


def _cells(ground: Ground, rows: Iterable[Row], sheet: str, keys: tuple[str, ...]) -> list[Cell]:
    return [cell for row in rows for key in keys if key in SHEET[sheet].schema for cell in ground.cell(sheet, key, row)]


def _agreements(ground: Ground) -> list[Row]:
    return list(ground.book.table("Changes").to_dicts())
