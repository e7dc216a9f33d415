"""What if: a schedule with other durations beside the one that stands."""

import re
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any, NamedTuple

from pipeline.figures.outlook import Schedule
from pipeline.figures.schedule.remaining import by_id, remaining
from pipeline.figures.workdays import axis_of, days_late

Row = Mapping[str, Any]
CHANGE = re.compile(r"(?P<id>.+?)\s*(?P<days>[+-]\s*\d{1,4}(?:\.\d{1,3})?)\s*(?:wd|d|days?)?", re.IGNORECASE)
HOW = "write a milestone and working days more or less, such as M5+10 or M5-3"


class Moved(NamedTuple):
    """A milestone's finish before and after a change, and the working days between, positive is later; id None is the project."""

    id: str | None
    before: date | None
    after: date | None
    days: int | None


def changes_in(what: str) -> dict[str, float]:
    """Working days more or less by milestone, from a text such as `M5+10, M7-3`; several for one milestone add up.

    Raises ValueError with a sentence for what cannot be read.
    """
    found: dict[str, float] = {}
    for part in filter(None, map(str.strip, what.split(","))):
        change = CHANGE.fullmatch(part)
        if not change:
            raise ValueError(f"{part!r} is no change: {HOW}")
        found[change["id"]] = found.get(change["id"], 0) + float(change["days"].replace(" ", ""))
    if not found:
        raise ValueError(f"no change: {HOW}")
    return found


def with_change(milestones: Sequence[Row], what: str, status_date: date | None, holidays: Sequence[date]) -> list[Row]:
    """The rows of `Figures.milestones` with more or fewer remaining days, as `what` says; order kept, all else as it was.

    Raises ValueError with a sentence for what cannot be read or done.
    """
    if status_date is None:
        raise ValueError("no status date, so nothing has remaining days")
    rows = by_id(milestones)
    left = remaining(rows, axis_of(status_date, holidays))
    changed = {}
    for id, days in changes_in(what).items():
        if id not in rows:
            raise ValueError(f"there is no milestone {id}: {', '.join(list(rows)[:6])}{', …' if len(rows) > 6 else ''}")
        if id not in left:
            raise ValueError(f"{id} is {rows[id]['state']}: nothing is left of it")
        if left[id].days + days < 0:
            raise ValueError(f"{id} has {left[id].days:g} working days left: {-days:g} cannot be taken away")
        changed[id] = left[id].days + days
    return [{**row, "remaining_days": changed[row["id"]]} if row["id"] in changed else row for row in milestones]


def compared(before: Schedule, after: Schedule, holidays: Sequence[date]) -> tuple[Moved, ...]:
    """The milestones whose finish moves from one schedule to the other, in order, and last the project's finish, moved or not."""
    finishes = [(id, one.finish, after.placed[id].finish) for id, one in before.placed.items() if id in after.placed]
    moves = [each for each in finishes if each[1] != each[2]]
    return tuple(_moved(*each, holidays) for each in (*moves, (None, before.finish, after.finish)))


def _moved(id: str | None, before: date | None, after: date | None, holidays: Sequence[date]) -> Moved:
    return Moved(id, before, after, days_late(axis_of(before, holidays), after, before) if before and after else None)
