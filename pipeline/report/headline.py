"""The one sentence of page 1, made by rule: what is worst, why the end moves, and whether that is news; else what comes next."""

from collections.abc import Sequence

from pipeline.figures.outlook import Shift
from pipeline.figures.records import Health
from pipeline.report import display
from pipeline.report.facts import Facts
from pipeline.report.narrative import Milestone, last_milestone, next_milestone
from pipeline.report.words import COLOURS, INTERNAL_DIMENSIONS, NO_NEWS, reasons

CLOSED = ("done", "awaiting sign-off")


def headline(facts: Facts, project: Health) -> str:
    """The sentence for the audience of these facts, under the health of the project."""
    alive = [row for row in facts.milestones if row["state"] != "cancelled"]
    still_open = [row for row in alive if row["state"] not in CLOSED]
    if not alive:
        return "All milestones are cancelled." if facts.milestones else "The workbook lists no milestones yet."
    if not still_open:
        return _all_complete(alive)
    worst = _worst_late(still_open)
    if worst:
        return f"{_late(facts, worst, last_milestone(alive))}."
    return _unhealthy(facts, still_open, project) or _calm(alive, still_open, assessed=project.shown == "green")


def _all_complete(alive: Sequence[Milestone]) -> str:
    pending = [row["name"] for row in alive if row["state"] == "awaiting sign-off"]
    if pending:
        return f"All work is complete; {display.names(pending)} {'waits' if len(pending) == 1 else 'wait'} for sign-off."
    return "The milestone is done and signed off." if len(alive) == 1 else f"All {len(alive)} milestones are done and signed off."


def _worst_late(rows: Sequence[Milestone]) -> Milestone | None:
    return max((row for row in rows if _days_late(row) > 0), key=_days_late, default=None)


def _days_late(row: Milestone) -> int:
    return max(row["variance_days"] or 0, row["overdue_days"] or 0)


def _late(facts: Facts, worst: Milestone, last: Milestone | None) -> str:
    """The worst milestone and what it means for the last one: the cause stands behind its effect where the network says so."""
    if last is None or last["id"] == worst["id"]:
        return _lateness(worst) + (_news(facts, worst) if worst["forecast"] else "")
    moves = last["forecast"] is not None and (last["variance_days"] or 0) > 0
    if moves and worst["forecast"] and worst["id"] in _drivers(facts, last):
        return f"{_moved(facts, last)}, because {worst['name']} is {display.variance(worst['variance_days'])}"
    return f"{_lateness(worst)}; {_consequence(facts, worst, last)}"


def _lateness(row: Milestone) -> str:
    if row["forecast"] and (row["variance_days"] or 0) > 0:
        slip = display.working_days(row["variance_days"])
        return f"{row['name']} is expected on {display.day(row['forecast'])}, {slip} later than agreed"
    return f"{row['name']} is {display.working_days(row['overdue_days'])} overdue and has no new date"


def _consequence(facts: Facts, worst: Milestone, last: Milestone) -> str:
    slip, name = last["variance_days"], last["name"]
    if slip is None or last["forecast"] is None:
        return f"{name} has no forecast yet"
    if slip <= 0:
        return f"{name} keeps its agreed date, {display.day(last['baseline'])}{_float(facts, worst)}"
    late = {row["id"]: row["name"] for row in facts.milestones if row["state"] not in CLOSED and _days_late(row) > 0}
    cause = next((late[one] for one in _drivers(facts, last) if one in late), None)
    return _moved(facts, last) + (f", because of {cause}" if cause else "")


def _moved(facts: Facts, last: Milestone) -> str:
    days, finish = display.working_days(last["variance_days"]), display.day(last["forecast"])
    return f"{last['name']} moves by {days} to {finish}{_news(facts, last)}"


def _news(facts: Facts, row: Milestone) -> str:
    """How many of the days are new since the last report, or how many are gone; nothing where the agreed date moved as well."""
    changes = facts.figures.changes
    if changes is None or _shift(changes.baseline_moved, row):
        return ""
    days, since = _shift(changes.slipped, row), display.short_day(changes.since)
    if days < 0:
        return f", {-days} fewer than on {since}"
    part = "" if days >= row["variance_days"] else f"{days} of them "
    return f", {part}new since {since}" if days else ""


def _shift(shifts: Sequence[Shift], row: Milestone) -> int:
    return next((shift.days or 0 for shift in shifts if (shift.sheet, shift.id) == ("Milestones", row["id"])), 0)


def _drivers(facts: Facts, last: Milestone) -> list[str]:
    """The milestones whose finish decides that of the last one, the first to finish in front, without itself."""
    schedule = facts.figures.schedule
    return [one for one in (schedule.driving.get(last["id"], ()) if schedule else ()) if one != last["id"]]


def _float(facts: Facts, row: Milestone) -> str:
    """How far a late milestone may still move before the end does."""
    schedule = facts.figures.schedule
    placed = schedule.placed.get(row["id"]) if schedule else None
    days = int(placed.network_float or 0) if placed else 0
    return f", and {row['name']} has {display.working_days(days)} of float left" if days > 0 else ""


def _unhealthy(facts: Facts, still_open: Sequence[Milestone], project: Health) -> str:
    """The first reason of a milestone, else of the project, that is off track or at risk; empty where there is none to tell."""
    untold = INTERNAL_DIMENSIONS if facts.for_customer else NO_NEWS
    for colour in ("red", "amber"):
        for row in still_open:
            health = facts.health(row["id"])
            if health and health.shown == colour and (why := reasons(health, untold, plain=True)):
                return f"{row['name']} is {COLOURS[health.shown].word.lower()}: {why[0]}."
    why = reasons(project, untold, plain=True) if project.shown in ("red", "amber") else ()
    return f"The project is {COLOURS[project.shown].word.lower()}: {why[0]}." if why else ""


def _calm(alive: Sequence[Milestone], still_open: Sequence[Milestone], assessed: bool) -> str:
    nearest = next_milestone(still_open)
    if nearest is not None:
        when = nearest["forecast"] or nearest["baseline"]
        closed = len(alive) - len(still_open)
        state = "Everything is on track" if assessed else f"{closed} of {display.count(len(alive), 'milestone')} are complete"
        return f"{state}; {nearest['name']} comes next, on {display.day(when)}."
    first = next((row for state in ("in progress", "ready") for row in still_open if row["state"] == state), None)
    blocked = sum(row["state"] == "blocked" for row in still_open)
    if first is None:
        return f"No milestone can start: {blocked} of {len(alive)} are blocked." if blocked else "No milestone has started yet."
    behind = f"; {display.count(blocked, 'milestone waits', 'milestones wait')} for work before {'it' if blocked == 1 else 'them'}"
    return f"{first['name']} is {first['state']}{behind if blocked else ''}. No finish dates are agreed."
