"""Milestones: why one is in its state, what holds it up, and how its finish compares with the agreed one."""

from datetime import date

from pipeline.explain.criteria import entry
from pipeline.explain.ground import Ground, Row
from pipeline.explain.progress import milestone_percent
from pipeline.explain.records import Step

STATES = {
    "cancelled": "stated Cancelled, or all its leaves are cancelled",
    "done": "every leaf is complete and every solution signed off; without scope: stated Done, or the actual finish is reached",
    "awaiting sign-off": "every leaf is complete, but not every solution is signed off",
    "blocked": "not begun, and a milestone that it depends on is not done (SS: has not started)",
    "in progress": "work has begun: a leaf is above 0 % or has started, or the actual start is reached",
    "ready": "not begun, not blocked, entry criteria met, Not before blank or reached",
    "waiting": "not begun and not blocked, but an entry criterion is open or Not before is not reached",
}
FINISH = {
    "baseline": "the agreed finish as typed",
    "forecast": "the forecast as typed; none once it is past for open work",
    "actual": "the actual finish as typed; none while it lies after the status date",
    "variance_days": "working days from the agreed to the actual, else forecast finish; positive is late",
    "variance_calendar_days": "calendar days from the agreed to the actual, else forecast finish; positive is late",
    "overdue_days": "working days from the agreed finish to the status date while open; 0 when not passed or finished",
}


def state(ground: Ground, row: Row, told: set[str] | None = None) -> Step:
    """The state of a milestone, first match; `told` gathers the milestones of this tree: each is told once, however many wait for it."""
    told = set() if told is None else told
    found, without_scope = row["state"], not row["in_scope"]
    name, title = f"milestones.{row['id']}.state", row["name"] or ""
    if row["id"] in told:
        return Step(name, found, "told above", title, cells=ground.cell("Milestones", "depends_on", row))
    told.add(row["id"])
    cells = ground.cell("Milestones", "status", row) if without_scope or found == "cancelled" else ()
    cells += ground.cell("Milestones", "actual_start", row)
    cells += ground.cell("Milestones", "actual_finish", row) if without_scope else ()
    parts: tuple[Step, ...] = () if without_scope and found != "cancelled" else (milestone_percent(ground, row, "work"),)
    if found in ("done", "awaiting sign-off") and not without_scope:
        parts += (milestone_percent(ground, row, "accepted"),)
    elif found not in ("done", "cancelled"):
        cells += ground.cell("Milestones", "depends_on", row)
        parts += blockers(ground, row, told)
    if found in ("ready", "waiting"):
        cells += ground.cell("Milestones", "not_before", row) + ground.status_date
        parts += entry(ground, row)
    rule = STATES[found] + (", out of sequence: it depends on open work" if row["out_of_sequence"] else "")
    return Step(name, found, rule, title, cells=cells, parts=parts)


def blockers(ground: Ground, row: Row, told: set[str]) -> tuple[Step, ...]:
    """The states of the milestones that a milestone depends on, blocking or not; `told` as for `state`."""
    links = dict.fromkeys(link["id"] for link in row["depends_on"] or ())
    known = (ground.milestones[name] for name in links if name in ground.milestones and name != row["id"])
    return tuple(state(ground, each, told) for each in known)


def blocked(ground: Ground, row: Row, which: str) -> Step:
    """What a milestone is blocked by: directly, or at the root."""
    rule = "milestones that it depends on and that are not done (SS: have not started); none for finished work"
    if which == "root_blockers":
        rule = "unfinished milestones anywhere before it that are not blocked themselves"
    cells = ground.cell("Milestones", "depends_on", row)
    return Step(
        f"milestones.{row['id']}.{which}", tuple(row[which]), rule, row["name"] or "", cells=cells, parts=blockers(ground, row, {row["id"]})
    )


def finish(ground: Ground, row: Row, which: str) -> Step:
    """One of the finish figures of a milestone."""
    keys = ("baseline_finish", "actual_finish", "forecast_finish")
    cells = ground.cell("Milestones", f"{which}_finish", row) if f"{which}_finish" in keys else ground.cells("Milestones", keys, row)
    if which != "baseline":
        cells += ground.status_date
    if which in ("variance_days", "overdue_days"):
        cells += ground.cell("Project", "calendar", ground.project)
    value: date | int | None = row[which]
    rule = FINISH[which] if value is not None else f"no figure; it would be: {FINISH[which]}"
    unit = "" if value is None or not which.endswith("_days") else "calendar days" if "calendar" in which else "working days"
    return Step(f"milestones.{row['id']}.finish.{which}", value, rule, row["name"] or "", unit, cells)
