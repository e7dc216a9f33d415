"""The one sentence of page 1, made by rule: what is worst, why the end moves, and whether that is news; else what comes next."""

from collections.abc import Sequence

from pipeline.figures.outlook import Shift
from pipeline.figures.records import Health
from pipeline.report import display
from pipeline.report.facts import Facts
from pipeline.report.narrative import Milestone, last_milestone, next_milestone
from pipeline.report.words import COLOURS, INTERNAL_DIMENSIONS, NO_NEWS, reasons
from pipeline.wording import say, say_many

CLOSED = ("done", "awaiting sign-off")


def headline(facts: Facts, project: Health) -> str:
    """The sentence for the audience of these facts, under the health of the project."""
    alive = [row for row in facts.milestones if row["state"] != "cancelled"]
    still_open = [row for row in alive if row["state"] not in CLOSED]
    if not alive:
        return say("All milestones are cancelled.") if facts.milestones else say("The workbook lists no milestones yet.")
    if not still_open:
        return _all_complete(alive)
    worst = _worst_late(still_open)
    if worst:
        return f"{display.unbroken(_late(facts, worst, last_milestone(alive)))}."
    return _unhealthy(facts, still_open, project) or _calm(alive, still_open, assessed=project.shown == "green")


def _all_complete(alive: Sequence[Milestone]) -> str:
    pending = [row["name"] for row in alive if row["state"] == "awaiting sign-off"]
    if pending:
        return say_many(
            "All work is complete; {names} waits for sign-off.",
            "All work is complete; {names} wait for sign-off.",
            len(pending),
            names=display.names(pending),
        )
    return say_many("The milestone is done and signed off.", "All {number} milestones are done and signed off.", len(alive))


def _worst_late(rows: Sequence[Milestone]) -> Milestone | None:
    return max((row for row in rows if _days_late(row) > 0), key=_days_late, default=None)


def _days_late(row: Milestone) -> int:
    return max(row["variance_days"] or 0, row["overdue_days"] or 0)


def _late(facts: Facts, worst: Milestone, last: Milestone | None) -> str:
    """The worst milestone and what it means for the last one: the cause stands behind its effect where the network says so."""
    if last is None or last["id"] == worst["id"]:
        return _with_news(_lateness(worst), facts, worst) if worst["forecast"] else _lateness(worst)
    moves = last["forecast"] is not None and (last["variance_days"] or 0) > 0
    if moves and worst["forecast"] and worst["id"] in _drivers(facts, last):
        return say_many(
            "{moved}, because {name} is {number:,} working day late",
            "{moved}, because {name} is {number:,} working days late",
            worst["variance_days"],
            moved=_moved(facts, last),
            name=worst["name"],
        )
    return display.clauses((_lateness(worst), _consequence(facts, worst, last)))


def _lateness(row: Milestone) -> str:
    if row["forecast"] and (row["variance_days"] or 0) > 0:
        return say_many(
            "{name} is expected on {day}, {number:,} working day later than agreed",
            "{name} is expected on {day}, {number:,} working days later than agreed",
            row["variance_days"],
            name=row["name"],
            day=display.day(row["forecast"]),
        )
    return say_many(
        "{name} is {number:,} working day overdue and has no new date",
        "{name} is {number:,} working days overdue and has no new date",
        row["overdue_days"],
        name=row["name"],
    )


def _consequence(facts: Facts, worst: Milestone, last: Milestone) -> str:
    slip, name = last["variance_days"], last["name"]
    if slip is None or last["forecast"] is None:
        return say("{name} has no forecast yet", name=name)
    if slip <= 0:
        return _kept(facts, worst, name, display.day(last["baseline"]))
    late = {row["id"]: row["name"] for row in facts.milestones if row["state"] not in CLOSED and _days_late(row) > 0}
    cause = next((late[one] for one in _drivers(facts, last) if one in late), None)
    moved = _moved(facts, last)
    return say("{moved}, because of {name}", moved=moved, name=cause) if cause else moved


def _kept(facts: Facts, worst: Milestone, name: str, agreed: str) -> str:
    """That the last milestone keeps its date, and how far the late one may still move before it does not."""
    schedule = facts.figures.schedule
    placed = schedule.placed.get(worst["id"]) if schedule else None
    days = int(placed.network_float or 0) if placed else 0
    if days <= 0:
        return say("{name} keeps its agreed date, {day}", name=name, day=agreed)
    return say_many(
        "{name} keeps its agreed date, {day}, and {late} has {number:,} working day of float left",
        "{name} keeps its agreed date, {day}, and {late} has {number:,} working days of float left",
        days,
        name=name,
        day=agreed,
        late=worst["name"],
    )


def _moved(facts: Facts, last: Milestone) -> str:
    moved = say_many(
        "{name} moves by {number:,} working day to {day}",
        "{name} moves by {number:,} working days to {day}",
        last["variance_days"],
        name=last["name"],
        day=display.day(last["forecast"]),
    )
    return _with_news(moved, facts, last)


def _with_news(moved: str, facts: Facts, row: Milestone) -> str:
    """How many of the days are new since the last report, or how many are gone; nothing where the agreed date moved as well."""
    changes = facts.figures.changes
    if changes is None or _shift(changes.baseline_moved, row):
        return moved
    days, since = _shift(changes.slipped, row), display.short_day(changes.since)
    if days < 0:
        return say_many("{moved}, {number} fewer than on {day}", "{moved}, {number} fewer than on {day}", -days, moved=moved, day=since)
    if not days:
        return moved
    if days >= row["variance_days"]:
        return say("{moved}, new since {day}", moved=moved, day=since)
    return say_many("{moved}, {number} of them new since {day}", "{moved}, {number} of them new since {day}", days, moved=moved, day=since)


def _shift(shifts: Sequence[Shift], row: Milestone) -> int:
    return next((shift.days or 0 for shift in shifts if (shift.sheet, shift.id) == ("Milestones", row["id"])), 0)


def _drivers(facts: Facts, last: Milestone) -> list[str]:
    """The milestones whose finish decides that of the last one, the first to finish in front, without itself."""
    schedule = facts.figures.schedule
    return [one for one in (schedule.driving.get(last["id"], ()) if schedule else ()) if one != last["id"]]


def _unhealthy(facts: Facts, still_open: Sequence[Milestone], project: Health) -> str:
    """The first reason of a milestone, else of the project, that is off track or at risk; empty where there is none to tell."""
    untold = INTERNAL_DIMENSIONS if facts.for_customer else NO_NEWS
    for colour in ("red", "amber"):
        for row in still_open:
            health = facts.health(row["id"])
            if health and health.shown == colour and (why := reasons(health, untold, plain=True)):
                return say("{name} is {health}: {reason}.", name=row["name"], health=COLOURS[health.shown].running, reason=why[0])
    why = reasons(project, untold, plain=True) if project.shown in ("red", "amber") else ()
    return say("The project is {health}: {reason}.", health=COLOURS[project.shown].running, reason=why[0]) if why else ""


def _calm(alive: Sequence[Milestone], still_open: Sequence[Milestone], assessed: bool) -> str:
    nearest = next_milestone(still_open)
    if nearest is not None:
        name, day = nearest["name"], display.day(nearest["forecast"] or nearest["baseline"])
        if assessed:
            return say("Everything is on track; {name} comes next, on {day}.", name=name, day=day)
        return display.unbroken(
            say_many(
                "{complete} of {number} milestone are complete; {name} comes next, on {day}.",
                "{complete} of {number} milestones are complete; {name} comes next, on {day}.",
                len(alive),
                complete=len(alive) - len(still_open),
                name=name,
                day=day,
            )
        )
    return _undated(alive, still_open)


def _undated(alive: Sequence[Milestone], still_open: Sequence[Milestone]) -> str:
    """What runs and what waits where nothing has a date."""
    first = next((row for state in ("in progress", "ready") for row in still_open if row["state"] == state), None)
    blocked = sum(row["state"] == "blocked" for row in still_open)
    if first is None and not blocked:
        return say("No milestone has started yet.")
    if first is None:
        return say_many(
            "No milestone can start: {number} of {total} are blocked.",
            "No milestone can start: {number} of {total} are blocked.",
            blocked,
            total=len(alive),
        )
    running = first["state"] == "in progress"
    told = say("{name} is in progress", name=first["name"]) if running else say("{name} is ready", name=first["name"])
    if not blocked:
        return say("{state}. No finish dates are agreed.", state=told)
    waiting = say_many(
        "{state}; {number} milestone waits for work before it. No finish dates are agreed.",
        "{state}; {number} milestones wait for work before them. No finish dates are agreed.",
        blocked,
        state=told,
    )
    return display.unbroken(waiting)
