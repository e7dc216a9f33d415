"""The harbour portal of an earlier Friday: today's sheets, rewound to what its project manager knew on that day."""

from datetime import date
from functools import cache

from workbooks.samples import harbour_notes, harbour_portal
from workbooks.samples.harbour_course import (
    COST,
    EARLIER,
    FORECAST,
    FRIDAYS,
    MOVED,
    MOVED_BY,
    MOVED_IN,
    PERCENT,
    REPLANNED,
    SINCE,
    STATED,
)
from workbooks.samples.harbour_weeks import OVERRIDE, WEEKS
from workbooks.samples.shape import STATUS_DATE, Row, Rows

DECIDED = ("decision", "decided_by", "decided_on", "conditions")
JUDGED = ("evidence", "by", "on", "reason", "approver", "waived_until")


def rows(day: date) -> Rows:
    """The sheets of the workbook as they were on one of the FRIDAYS; on the last of them they are today's."""
    today = harbour_portal.rows()
    if day == STATUS_DATE:
        return today
    week = FRIDAYS.index(day) + 1
    then = {sheet: [_reworded(sheet, row, week) for row in of if _there(sheet, row, week)] for sheet, of in today.items()}
    return then | {
        "Project": [_without(row, *OVERRIDE) | {"status_date": day} | WEEKS[week] for row in then["Project"]],
        "Milestones": [_milestone(row, day, week) for row in then["Milestones"]],
        "Scope": [_item(row, day, week) for row in then["Scope"]],
        "Criteria": [_without(row, *JUDGED) | {"state": "unknown"} if _later(row, "on", day) else row for row in then["Criteria"]],
        "Gates": [_without(row, *DECIDED) if _later(row, "decided_on", day) else row for row in then["Gates"]],
        "Changes": [
            _without(row, "agreed_by", "agreed_on") if _later(row, "agreed_on", day) else row
            for row in then["Changes"]
            if not _later(row, "date", day)
        ],
    }


def _milestone(row: Row, day: date, week: int) -> Row:
    """A milestone as it was: what had happened, what was promised, claimed and spent."""
    id = str(row["id"])
    happened = _without(row, *(key for key in ("actual_start", "actual_finish") if _later(row, key, day)), "forecast_finish", "actual_cost")
    status = "Done" if "actual_finish" in happened else "Active" if "actual_start" in happened else "Planned"
    then: Row = happened | {"status": status, "stated": int(_cells(STATED).get((str(week), id), "0"))}
    if promised := _cells(FORECAST).get((str(week), id)):
        then["forecast_finish"] = date.fromisoformat(promised)
    if cost := _cells(COST).get((str(week), id)):
        then["actual_cost"] = int(cost)
    return then


def _item(row: Row, day: date, week: int) -> Row:
    """A scope item as it was: agreed dates, sign-off, progress."""
    then = row | ({key: _date(row, key) - MOVED_BY for key in MOVED.get(str(row["id"]), ())} if week < MOVED_IN else {})
    if _later(then, "signed_off_on", day):
        then = _without(then, "signed_off_by", "signed_off_on") | {"signed_off": False}
    return _open(then, day, week) if "percent" in then and not _happened(then, "actual_finish", day) else then


def _open(row: Row, day: date, week: int) -> Row:
    """An item that was not finished on a day: how much of it was done, and when it was expected to finish.

    Until the recovery plan only begun items had a forecast: the agreed finish for as long as it could be met.
    """
    finish = row.get("actual_finish") or row.get("forecast_finish")
    then = _without(row, "actual_start", "actual_finish", "forecast_finish", "updated")
    if _happened(row, "actual_start", day):
        late = week >= REPLANNED or _date(row, "baseline_finish") < day
        progress = {
            "status": "In progress",
            "percent": int(_cells(PERCENT)[str(row["id"]), str(week)]),
            "actual_start": row["actual_start"],
        }
        return then | progress | {"forecast_finish": finish if late else row["baseline_finish"], "updated": day}
    then |= {"status": "Open", "percent": 0}
    if finish and week >= REPLANNED:
        then["forecast_finish"] = finish
    if _happened(row, "updated", day):
        then["updated"] = row["updated"]
    return then


def _there(sheet: str, row: Row, week: int) -> bool:
    """Whether a row was on its sheet already; a solution brings its breakdown."""
    return SINCE.get(sheet, {}).get(_name(row).split(".")[0], 1) <= week


def _reworded(sheet: str, row: Row, week: int) -> Row:
    """A row with what stood in its cells before today's values."""
    earlier = reversed((*EARLIER, *harbour_notes.EARLIER))
    then = row | {key: value for at, name, key, last, value in earlier if (at, name) == (sheet, _name(row)) and week <= last}
    return _without(then, *(key for key, value in then.items() if value is None))


def _name(row: Row) -> str:
    """By what a row is told from the others of its sheet."""
    return str(row.get("id") or row.get("section") or "")


def _without(row: Row, *keys: str) -> Row:
    return {key: value for key, value in row.items() if key not in keys}


def _happened(row: Row, key: str, day: date) -> bool:
    """Whether a row's date is there and has come on a day."""
    return key in row and _date(row, key) <= day


def _later(row: Row, key: str, day: date) -> bool:
    """Whether a row's date is there and lies after a day."""
    return key in row and _date(row, key) > day


def _date(row: Row, key: str) -> date:
    value = row[key]
    assert isinstance(value, date), f"{_name(row)} {key}"
    return value


@cache
def _cells(text: str) -> dict[tuple[str, str], str]:
    """The filled cells of a text table by the head of their row and of their column."""
    (_, *columns), *lines = ([cell.strip() for cell in line.split("|")] for line in text.strip().splitlines())
    return {(head, column): cell for head, *cells in lines for column, cell in zip(columns, cells, strict=True) if cell}
