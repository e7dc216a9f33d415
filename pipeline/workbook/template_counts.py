"""The values that the formulas of the Overview will show, counted from the rows, so that a new workbook is never uncalculated."""

from collections.abc import Mapping, Sequence
from datetime import date

from pipeline.workbook.pages import Row
from pipeline.workbook.template_language import Language

Rows = Mapping[str, Sequence[Row]]
Shown = str | int | float

OUT = ("Cancelled", "Deferred")
SETTLED = ("met", "n/a", "waived")
LOGGED = ("risk", "issue", None)


def leaves(rows: Rows, milestone: object = None) -> list[Row]:
    """The scope items without parts that are in scope: all, or those of one milestone."""
    scope = rows["Scope"]
    below = [_level(row) for row in scope[1:]] + [0]
    return [
        row
        for row, level in zip(scope, below, strict=False)  # without rows nothing lies below
        if 0 < _level(row) >= level
        and row.get("kind") != "group"
        and row.get("status") not in OUT
        and milestone in (None, row.get("milestone"))
    ]


def is_over(leaf: Row) -> bool:
    """Whether an item is done: by status, by an actual finish, or at 100 %."""
    return leaf.get("status") == "Done" or leaf.get("actual_finish") is not None or leaf.get("percent") == 100


def work(items: Sequence[Row]) -> tuple[float | None, str | None]:
    """How much of these items is done, 0 to 1, and how they are weighed: by effort where each has one, else all alike."""
    if not items:
        return None, None
    efforts = [_number(item.get("effort")) for item in items]
    weights = efforts if all(effort > 0 for effort in efforts) else [1.0] * len(items)
    done = [1.0 if is_over(item) else _number(item.get("percent")) / 100 for item in items]
    share = sum(weight * part for weight, part in zip(weights, done, strict=True)) / sum(weights)
    return share, "effort" if weights is efforts else "equal"


def next_due(items: Sequence[Row]) -> date | None:
    """The earliest agreed finish of the items that are not done."""
    return min((day for item in items if not is_over(item) and isinstance(day := item.get("baseline_finish"), date)), default=None)


def musts(rows: Rows, milestone: object) -> tuple[int, int]:
    """How many musts of a milestone are met, and how many there are."""
    states = [row.get("state") for row in rows["Criteria"] if row.get("subject") == milestone and row.get("must") != "should"]
    return states.count("met"), sum(state != "n/a" for state in states)


def totals(rows: Rows, language: Language) -> tuple[Shown | None, ...]:
    """The six figures above the table: done milestones as `2 of 7`, next deadline, done items, overdue items, open musts, open risks."""
    own = {sheet: [row for row in rows[sheet] if not _is_example(row, language)] for sheet in rows if sheet != "Project"}
    today = rows["Project"][0].get("status_date") if rows["Project"] else None
    milestones = [row for row in own["Milestones"] if row.get("status") != "Cancelled" and row.get("id")]
    items = [row for row in leaves(rows) if not _is_example(row, language)]
    deadlines = [day for row in milestones if row.get("status") != "Done" and isinstance(day := row.get("baseline_finish"), date)]
    coming = [day for day in deadlines if not isinstance(today, date) or day >= today]
    due = [day for item in items if not is_over(item) and isinstance(day := item.get("baseline_finish"), date)]
    return (
        parts(sum(row.get("status") == "Done" for row in milestones), len(milestones), language),
        serial(min(coming, default=None)),
        parts(sum(map(is_over, items)), len(items), language),
        sum(day < today for day in due) if isinstance(today, date) else 0,
        sum(row.get("must") != "should" and row.get("state") not in SETTLED for row in own["Criteria"]),
        sum(row.get("kind") in LOGGED and row.get("state") != "closed" for row in own["Risks"]),
    )


def parts(some: int, all_of_them: int, language: Language) -> str:
    """`2 of 7`."""
    return f"{some} {language.say('of')} {all_of_them}"


def serial(day: object) -> int | None:
    """A day as Excel counts it."""
    return (day - date(1899, 12, 30)).days if isinstance(day, date) else None


def _is_example(row: Row, language: Language) -> bool:
    return str(row.get("id", "")).casefold().startswith(language.say("Example").casefold())


def _level(row: Row) -> int:
    level = row.get("level")
    return level if isinstance(level, int) else 0


def _number(value: object) -> float:
    return float(value) if isinstance(value, int | float) else 0.0
