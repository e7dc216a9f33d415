"""Every figure of status.json by its path, each with the function that explains it."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from difflib import get_close_matches
from functools import partial

from pipeline.explain import criteria, health, milestones, network, progress, weights
from pipeline.explain.course import Maker, Named, course
from pipeline.explain.data import finding_step
from pipeline.explain.ground import Ground, Row, ground_of
from pipeline.explain.records import Explanation, Step
from pipeline.figures.records import Health
from pipeline.issue import Issue
from pipeline.mistakes import UsageError
from pipeline.status.build import status_of
from pipeline.status.schema import Dimension, Gate, Milestone, ScopeItem, Status

PERCENTS = ("work", "accepted", "planned")
COUNTS = ("in_scope", "done", "cancelled")
TYPED = "as typed"
NAMED = 8


def explain_figure(issue: Issue, path: str) -> Explanation:
    """Where one figure of status.json comes from, such as `progress.work`, `milestones.M3.state`, `gates.G1.verdict`, `scope.S9.work`.

    `health` and `milestones.M3.health` are the shown colours. Raises: UsageError for a path that is no figure of this workbook.
    """
    figures = figures_of(ground_of(issue))
    wanted = path.strip()
    if wanted not in figures:
        raise UsageError(f"{issue.file} has no figure {wanted!r}; {_nearest(wanted, figures)}")
    return Explanation(issue.file, issue.sha256, figures[wanted]())


def _nearest(wanted: str, figures: Iterable[str]) -> str:
    """The names that somebody may have meant: those below the path, else those that look or end alike."""
    folded = {name.casefold(): name for name in figures}
    below = [name for name in folded if name.startswith(f"{wanted.casefold().rstrip('.')}.")]
    alike = below or get_close_matches(wanted.casefold(), folded, n=NAMED, cutoff=0.5) or [name for name in folded if "." not in name]
    alike = alike or ["progress.work"]
    more = f" and {len(alike) - NAMED} more" if len(alike) > NAMED else ""
    return f"near it: {', '.join(folded[name] for name in alike[:NAMED])}{more}"


def figures_of(ground: Ground) -> Mapping[str, Maker]:
    """Every figure of status.json by its path, with the function that explains it; of a repeated id the first row's."""
    status = status_of(ground.issue)
    found: dict[str, Maker] = {}
    for name, maker in (*_project(ground, status), *_rows(ground, status)):
        found.setdefault(name, maker)
    return found


def _project(ground: Ground, status: Status) -> Named:
    for key in ("id", "name", "customer", "status_date"):
        yield f"project.{key}", partial(_typed, ground, "Project", key, ground.project, f"project.{key}", getattr(status.project, key))
    if status.held:
        yield "held.reason", partial(_held, ground, "held.reason", status.held.reason)
        yield "held.codes", partial(_held, ground, "held.codes", tuple(status.held.codes))
    for measure in PERCENTS:
        yield f"progress.{measure}", partial(progress.project_percent, ground, measure)
    for which in COUNTS:
        yield f"progress.{which}", partial(progress.project_count, ground, which)
    shown = ground.figures.progress.shown
    yield "progress.shown", lambda: progress.shown_text("progress.shown", shown, progress.project_percent(ground, "work"))
    yield "progress.weighting", partial(_weighting, ground, "progress.weighting")
    yield "health", partial(health.project_health, ground, "shown")
    dimension = zip(ground.health.dimensions, status.health.dimensions if status.health else (), strict=True)
    tellers = [(each, partial(health.project_dimension, ground, found)) for found, each in dimension]
    yield from _health("health", ground, ground.health, partial(health.project_health, ground), tellers, ("Project", ground.project))
    yield from course(ground, status)


def _rows(ground: Ground, status: Status) -> Named:
    for milestone in status.milestones:
        if milestone.id in ground.milestones:
            yield from _milestone(ground, milestone, ground.milestones[milestone.id])
    for item in status.scope:
        if item.id in ground.items:
            yield from _item(ground, item, ground.items[item.id])
    for gate in status.gates:
        if gate.id in ground.gates:
            yield from _gate(ground, gate, ground.gates[gate.id])


def _milestone(ground: Ground, shown: Milestone, row: Row) -> Named:
    name = f"milestones.{shown.id}"
    for key, column in {"id": "id", "name": "name", "release": "release", "stated_status": "status"}.items():
        yield f"{name}.{key}", partial(_typed, ground, "Milestones", column, row, f"{name}.{key}", getattr(shown, key))
    yield f"{name}.weight", partial(weights.milestone_weight, ground, row)
    for measure in PERCENTS:
        yield f"{name}.progress.{measure}", partial(progress.milestone_percent, ground, row, measure)
    for which in COUNTS:
        yield f"{name}.progress.{which}", partial(progress.milestone_count, ground, row, which)
    work = partial(progress.milestone_percent, ground, row, "work")
    yield f"{name}.progress.shown", lambda: progress.shown_text(f"{name}.progress.shown", row["shown"], work())
    yield f"{name}.progress.stated", partial(_typed, ground, "Milestones", "stated", row, f"{name}.progress.stated", row["stated"])
    yield f"{name}.progress.weighting", partial(_weighting, ground, f"{name}.progress.weighting")
    yield f"{name}.state", partial(milestones.state, ground, row)
    for which in ("blocked_by", "root_blockers"):
        yield f"{name}.{which}", partial(milestones.blocked, ground, row, which)
    for which in milestones.FINISH:
        yield f"{name}.finish.{which}", partial(milestones.finish, ground, row, which)
    yield f"{name}.float_days", partial(network.float_days, ground, row)
    yield f"{name}.critical", partial(network.critical, ground, row)
    for which in criteria.STATES:
        yield f"{name}.criteria.{which}", partial(criteria.counted, ground, row, which)
    found = ground.issue.milestone_health[shown.id]
    yield f"{name}.health", partial(health.milestone_health, ground, row, "shown")
    tellers = [
        (each, partial(health.milestone_dimension, ground, row, one))
        for one, each in zip(found.dimensions, shown.health.dimensions, strict=True)
    ]
    yield from _health(f"{name}.health", ground, found, partial(health.milestone_health, ground, row), tellers, ("Milestones", row))


def _health(
    name: str,
    ground: Ground,
    found: Health,
    colour: Callable[[str], Step],
    dimensions: Iterable[tuple[Dimension, Maker]],
    place: tuple[str, Row],
) -> Named:
    yield f"{name}.computed", partial(colour, "computed")
    yield f"{name}.shown", partial(colour, "shown")
    override = partial(health.override, ground, found, *place)
    yield f"{name}.override", override
    if found.override:
        for which in ("colour", "reason", "by", "until"):
            yield f"{name}.override.{which}", partial(_renamed, override, f"{name}.override.{which}", getattr(found.override, which))
    for shown, maker in dimensions:
        path = f"{name}.dimensions.{shown.name}"
        yield path, maker
        for which in ("colour", "value", "why"):
            yield f"{path}.{which}", partial(_renamed, maker, f"{path}.{which}", getattr(shown, which))


def _item(ground: Ground, shown: ScopeItem, row: Row) -> Named:
    name = f"scope.{shown.id}"
    for key in ("id", "milestone", "title", "level", "kind", "signed_off"):
        blank = {"level": ", blank means 1", "kind": ", blank means item", "signed_off": ", blank means no"}.get(key, "")
        yield f"{name}.{key}", partial(_typed, ground, "Scope", key, row, f"{name}.{key}", getattr(shown, key), TYPED + blank)
    yield f"{name}.parent", partial(_parent, ground, row, shown)
    yield f"{name}.work", partial(progress.item_work, ground, row)
    yield f"{name}.weight", partial(weights.item_weight, ground, row)
    yield f"{name}.shown", lambda: progress.shown_text(f"{name}.shown", shown.shown, progress.item_work(ground, row))
    yield f"{name}.state", partial(_item_state, ground, row, shown)


def _gate(ground: Ground, shown: Gate, row: Row) -> Named:
    name = f"gates.{shown.id}"
    for key in ("id", "name", "decision"):
        yield f"{name}.{key}", partial(_typed, ground, "Gates", key, row, f"{name}.{key}", getattr(shown, key))
    for which in ("verdict", "reason", "differs"):
        yield f"{name}.{which}", partial(criteria.verdict, ground, row, which)
    yield f"{name}.unmet", partial(criteria.unmet, ground, row)


def _typed(ground: Ground, sheet: str, key: str, row: Row, name: str, value: object, rule: str = TYPED) -> Step:
    cells = ground.cell(sheet, key, row)
    return Step(name, value, rule if cells else "the workbook has no such column", cells=cells)


def _renamed(maker: Maker, name: str, value: object) -> Step:
    return replace(maker(), name=name, value=value)


def _held(ground: Ground, name: str, value: object) -> Step:
    parts = tuple(finding_step(finding) for finding in ground.issue.blocking)
    return Step(name, value, "errors hold a report back until they are mended or waived", parts=parts)


def _weighting(ground: Ground, name: str) -> Step:
    rule = "the weighting of sheet Project; by default effort where any leaf has one, else equal, and equal where its numbers are missing"
    efforts = tuple(cell for row in ground.scope if row["leaf"] and row["in_scope"] for cell in ground.cell("Scope", "effort", row))
    cells = ground.cell("Project", "weighting", ground.project)
    return Step(name, ground.figures.progress.weighting, rule, cells=cells if ground.project["weighting"] else (*cells, *efforts))


def _parent(ground: Ground, row: Row, shown: ScopeItem) -> Step:
    above = () if row["parent"] is None else ground.cell("Scope", "level", ground.scope[row["parent"]])
    rule = "the nearest row above with a lower level" if above else "none: it is of level 1"
    return Step(f"scope.{shown.id}.parent", shown.parent, rule, shown.title, cells=(*ground.cell("Scope", "level", row), *above))


def _item_state(ground: Ground, row: Row, shown: ScopeItem) -> Step:
    rule = (
        "done when every leaf at or below it is at 100 %, in progress once one has begun or is stated so, else open; out of scope as stated"
    )
    leaves: list[Row] = [ground.scope[leaf.index] for leaf in ground.below[row["index"]]] or [row]
    keys = ("status", "percent", "actual_start", "actual_finish")
    cells = tuple(cell for leaf in leaves for cell in ground.cells("Scope", keys, leaf))
    return Step(f"scope.{shown.id}.state", shown.state, rule, shown.title, cells=(*cells, *ground.status_date))
