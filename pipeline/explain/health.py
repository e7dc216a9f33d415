"""Health: the colour of the project or a milestone from its dimensions, each from the cells and findings that caused it."""

from collections.abc import Sequence
from dataclasses import replace

from pipeline.explain import criteria, earned, milestones
from pipeline.explain.data import counting_findings, updated
from pipeline.explain.ground import Ground, Row
from pipeline.explain.leaves import told
from pipeline.explain.records import Cell, Step
from pipeline.figures.health import dimensions as dim
from pipeline.figures.health.bands import counted_colour
from pipeline.figures.records import Dimension, Health

OVERRIDE = ("health", "health_reason", "health_by", "health_until")
INDICES = {"pace": "spi_t", "cost": "cpi"}
BANDS = {
    "finish": "working days late against the agreed finish: up to 5 green, up to 10 amber, beyond or overdue without forecast red",
    "missed items": "items past their agreed finish and open, of those due: none green, one or up to 5 % amber, more red",
    "readiness": "of what starts within four weeks: not blocked green, blockers in time amber, late or without forecast red",
    "gate": "gates within four weeks: GO green, undecided or conditional amber, NO-GO red",
    "data": "errors and warnings: none green, warnings or over 5 % stale rows amber, errors or over 20 % stale red",
    "pace": "SPI(t), the time that the plan took to what is earned by the time it took: from 0.95 green, from 0.90 amber, below red",
    "cost": "CPI, earned value by actual cost: 0.95 to 1.05 green, 0.90 to 1.10 amber, outside red",
}


def project_health(ground: Ground, which: str) -> Step:
    """The health of the project, `computed` or `shown`."""
    dimensions = tuple(project_dimension(ground, each) for each in ground.health.dimensions)
    below = tuple(_counted(ground, row) for row in ground.milestones.values() if row["state"] != "cancelled")
    step = Step(
        "health.computed", ground.health.computed, "the worst of its dimensions and of its milestones; grey where nothing is known but data"
    )
    step = replace(step, parts=dimensions + below)
    return step if which == "computed" else _shown(ground, ground.health, step, "Project", ground.project)


def milestone_health(ground: Ground, row: Row, which: str) -> Step:
    """The health of a milestone, `computed` or `shown`."""
    health = ground.issue.milestone_health[row["id"]]
    step = ground.once(f"milestones.{row['id']}.health.computed", lambda: _computed(ground, row, health))
    return step if which == "computed" else _shown(ground, health, step, "Milestones", row)


def _computed(ground: Ground, row: Row, health: Health) -> Step:
    parts = tuple(milestone_dimension(ground, row, each) for each in health.dimensions)
    rule = "the worst of its dimensions; grey where nothing is known but data" if row["state"] != "cancelled" else "cancelled"
    return Step(f"milestones.{row['id']}.health.computed", health.computed, rule, row["name"] or "", parts=parts)


def _shown(ground: Ground, health: Health, computed: Step, sheet: str, row: Row) -> Step:
    name, cells = computed.name.replace("computed", "shown"), ground.cells(sheet, OVERRIDE, row)
    held = health.override
    rule = "as computed; no override is in force"
    if health.settling:
        rule = f"computed {health.computed}; {health.shown} until the next report confirms it: better only after two reports in a row"
    if held:
        rule = f"overridden by {held.by} until {held.until}; a reason of 20 characters and a last day within four weeks make it valid"
    cells = (*cells, *ground.status_date)
    return Step(name, health.shown, rule, computed.title, cells=cells, parts=(computed,))


def override(ground: Ground, health: Health, sheet: str, row: Row) -> Step:
    """The override that holds, or that there is none."""
    held = health.override
    name = "health.override" if sheet == "Project" else f"milestones.{row['id']}.health.override"
    value = f"{held.colour}, {held.by} until {held.until}: {held.reason}" if held else None
    rule = "a colour with a reason of 20 characters, a person, and a last day at most four weeks ahead"
    return Step(
        name, value, rule if held else f"none; it would be {rule}", cells=(*ground.cells(sheet, OVERRIDE, row), *ground.status_date)
    )


def _counted(ground: Ground, row: Row) -> Step:
    step = milestone_health(ground, row, "computed")
    counts = counted_colour(ground.issue.milestone_health[row["id"]].computed, row["release"], row.get("critical"))
    if step.value == "red":
        step = replace(step, cells=(*step.cells, *ground.cell("Milestones", "release", row)))
    if counts != step.value:
        return replace(step, rule=f"{step.rule}; counts {counts}: it ships no release and is not critical")
    return step


def project_dimension(ground: Ground, found: Dimension) -> Step:
    """One dimension of the project's health."""
    return ground.once(f"health.dimensions.{found.name}", lambda: _project_dimension(ground, found))


def _project_dimension(ground: Ground, found: Dimension) -> Step:
    parts: tuple[Step, ...] = ()
    going = [row for row in ground.milestones.values() if row["state"] != "cancelled"]
    if found.name == "finish":
        parts = _last_finish(ground, going)
    elif found.name == "missed items":
        parts = _due(ground, None)
    elif found.name in ("pace", "cost"):
        parts = (earned.project_value(ground, INDICES[found.name]),)
    elif found.name == "readiness":
        parts = tuple(_blocked_part(ground, row) for row in going)
    elif found.name == "gate":
        parts = _near(ground, list(ground.gates.values()))
    elif found.name == "data":
        parts = (*counting_findings(ground, None), *updated(ground, None))
    return _dimension(ground, f"health.dimensions.{found.name}", "", found, parts)


def milestone_dimension(ground: Ground, row: Row, found: Dimension) -> Step:
    """One dimension of a milestone's health."""
    return ground.once(f"milestones.{row['id']}.health.dimensions.{found.name}", lambda: _milestone_dimension(ground, row, found))


def _milestone_dimension(ground: Ground, row: Row, found: Dimension) -> Step:
    parts: tuple[Step, ...] = ()
    if row["state"] == "cancelled":
        parts = (Step("status", row["status"], "cancelled", cells=ground.cell("Milestones", "status", row)),)
    elif found.name == "finish":
        parts = (milestones.finish(ground, row, _finish_figure(row)),)
    elif found.name == "missed items":
        parts = _due(ground, row["id"])
    elif found.name in ("pace", "cost"):
        parts = earned.of_milestone(ground, row, INDICES[found.name])
    elif found.name == "readiness":
        parts = (_blocked_part(ground, row),)
    elif found.name == "gate":
        parts = _near(ground, [gate for gate in ground.gates.values() if row["id"] in (gate["milestones"] or ())])
    elif found.name == "data":
        parts = (*counting_findings(ground, row["id"]), *updated(ground, row["id"]))
    return _dimension(ground, f"milestones.{row['id']}.health.dimensions.{found.name}", row["name"] or "", found, parts)


def _dimension(ground: Ground, name: str, title: str, found: Dimension, parts: tuple[Step, ...]) -> Step:
    cells: tuple[Cell, ...] = ()
    if found.name == "cost":
        rows = [row for row in ground.milestones.values() if not title or row["name"] == title]
        cells = tuple(cell for row in rows for cell in ground.cell("Milestones", "actual_cost", row))
    number = "" if found.value is None else f" ({round(found.value, 2):g}{' %' if found.name == 'missed items' else ''})"
    return Step(name, f"{found.colour}{number}: {found.why}", BANDS[found.name], title, cells=cells, parts=parts)


def _finish_figure(row: Row) -> str:
    return "overdue_days" if row["variance_days"] is None and row["overdue_days"] else "variance_days"


def _last_finish(ground: Ground, going: Sequence[Row]) -> tuple[Step, ...]:
    dated = [row for row in going if row["baseline"] is not None]
    if not dated:
        return ()
    last = max(dated, key=lambda row: row["baseline"])
    step = milestones.finish(ground, last, _finish_figure(last))
    others = tuple(cell for row in going if row is not last for cell in ground.cell("Milestones", "baseline_finish", row))
    cells = (*ground.cell("Milestones", "name", last), *step.cells, *others)
    return (replace(step, rule=f"{step.rule}; it was agreed to be the last milestone", cells=cells),)


def _blocked_part(ground: Ground, row: Row) -> Step:
    """What holds a milestone up, with the dates that say whether it starts soon and whether its blockers are in time."""
    step = milestones.blocked(ground, row, "blocked_by")
    names = ("actual_start", "baseline_start", "not_before", "baseline_finish")
    if not dim.starts_soon(row, ground.issue.status_date):
        cells = (*ground.cells("Milestones", (*names, "status"), row), *ground.status_date)
        return replace(milestones.state(ground, row), rule="not looked at: finished, or does not start within four weeks", cells=cells)
    blockers = (ground.milestones[name] for name in row["blocked_by"] if name in ground.milestones)
    dates = tuple(cell for each in blockers for cell in ground.cells("Milestones", ("forecast_finish", "baseline_finish"), each))
    return replace(step, cells=(*step.cells, *ground.cells("Milestones", names, row), *dates, *ground.status_date))


def _due(ground: Ground, milestone: str | None) -> tuple[Step, ...]:
    """The leaves whose agreed finish is reached, each adding its part of the missed percentage."""
    status_date = ground.issue.status_date
    if status_date is None:
        return ()
    leaves = [row for row in ground.scope if row["leaf"] and row["in_scope"] and (milestone is None or row["home"] == milestone)]
    due = [row for row in leaves if row["due"] is not None and row["due"] <= status_date]
    parts = tuple(_due_leaf(ground, row, 100 / len(due)) for row in due)
    later = [row for row in leaves if row not in due]
    cells = tuple(cell for row in later for cell in ground.cell("Scope", "baseline_finish", row))
    return (*parts, Step("later", len(later), "items not due yet, or without an agreed finish", cells=cells)) if later else parts


def _due_leaf(ground: Ground, row: Row, share: float) -> Step:
    _, cells = told(ground, next(leaf for leaf in ground.below[row["index"]]), "work")
    holder = next(ground.scope[index] for index in reversed(ground.way(row["index"])) if ground.scope[index]["baseline_finish"] is not None)
    rule = "complete" if row["complete"] else "open past its agreed finish"
    dates = ground.cell("Scope", "baseline_finish", holder)
    contribution = 0.0 if row["complete"] else share
    return Step(row["id"] or "", row["work"], rule, row["title"] or "", "%", (*dates, *cells), share=share, contribution=contribution)


def _near(ground: Ground, gates: Sequence[Row]) -> tuple[Step, ...]:
    """The verdicts of the gates that the dimension looks at, those that alone are not grey, and the dates that keep the others out."""
    states = {name: row["state"] for name, row in ground.milestones.items()}
    parts = []
    for gate in gates:
        cells = ground.cells("Gates", ("planned", "decision"), gate)
        step = criteria.verdict(ground, gate)
        if dim.gate([gate], states, ground.issue.status_date).colour == "grey":
            parts.append(Step(step.name, step.value, "not looked at: not within four weeks, or decided", step.title, cells=cells))
        else:
            parts.append(replace(step, cells=(*step.cells, *cells)))
    return tuple(parts)
