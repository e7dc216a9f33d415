"""Rows of Figures.milestones as the schedule takes them, and a week of November 2026 to place them in."""

from datetime import date
from typing import Any

FRIDAY = date(2026, 11, 20)
"""The status date: the working days after it are Monday 23 November, and so on."""
NOTHING = dict.fromkeys(
    ("work", "baseline_start", "baseline_finish", "actual_start", "actual", "forecast", "not_before", "remaining_days", "depends_on")
)


def november(day: int) -> date:
    return date(2026, 11, day)


def row(id: str | None, *depends_on: str | dict[str, Any], state: str = "ready", **fields: Any) -> dict[str, Any]:
    """A milestone `M1` with a name; a plain id of `depends_on` is finish to start, `after` makes other links."""
    links = [after(each) if isinstance(each, str) else each for each in depends_on]
    return {**NOTHING, "id": id, "name": f"Part {id}", "state": state, "depends_on": links or None, **fields}


def days(id: str, count: float | None, *depends_on: str | dict[str, Any], **fields: Any) -> dict[str, Any]:
    """A milestone with so many remaining days."""
    return row(id, *depends_on, remaining_days=count, **fields)


def after(id: str, relation: str = "FS", lag: int = 0) -> dict[str, Any]:
    return {"id": id, "relation": relation, "lag": lag}
