"""The schedule: the project's finish down its driving chain, and how much room each milestone has."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from math import isclose

from pipeline.explain.ground import Ground, Row
from pipeline.explain.records import REST, Cell, Step
from pipeline.explain.standing import network_times, placed
from pipeline.figures.outlook import Schedule
from pipeline.figures.schedule.network import Link, distance
from pipeline.figures.schedule.remaining import CLOSED
from pipeline.figures.workdays import axis_of, due_position, finish_days
from pipeline.wording import note

FINISH = "EF, the earliest finish of the milestone that ends last; its driving chain, then the others"
LISTS = {
    "critical_path": "open milestones with a network float of 0: any delay moves the project's finish",
    "near_critical": "open milestones with up to 5 working days of network float: LF − EF against the project's finish",
    "partial": "open milestones that no cell gives a duration, or with a link to what nobody knows",
    "cycle": "milestones that wait for each other in a circle, which withholds the schedule",
}


def project_finish(ground: Ground) -> Step:
    """The finish of the project in the network: its driving chain, earliest first, then what does not decide it."""
    schedule = _schedule(ground)
    if schedule.finish is None:
        return Step("schedule.finish", None, f"no figure: {schedule.why}", cells=ground.days, parts=others(ground, ()))
    times = network_times(ground)
    last = max(times, key=lambda id: times[id].ef, default=None)
    told = chain(ground, last) if last else ()
    rule = f"{FINISH}. {schedule.chain}" if schedule.chain else "everything is finished: the last actual finish"
    return Step("schedule.finish", schedule.finish, rule, cells=ground.days, parts=(*told, *others(ground, [step.name for step in told])))


def listed(ground: Ground, which: str) -> Step:
    """One of the lists of the schedule, with the network float of every open milestone."""
    schedule, times = _schedule(ground), network_times(ground)
    value = getattr(schedule, which)
    rule = LISTS[which] if schedule.why is None or which == "cycle" else f"{LISTS[which]}. No schedule: {schedule.why}"
    if which == "cycle":
        links = tuple(cell for id in value or () for cell in ground.cell("Milestones", "depends_on", ground.milestones[id]))
        return Step("schedule.cycle", value, rule if value else f"none; it would be: {rule}", cells=links, parts=others(ground, ()))
    floats = tuple(
        Step(id, times[id].total_float, "network float", ground.milestones[id]["name"] or "", "working days")
        for id in sorted(times, key=lambda id: times[id].total_float)
    )
    return Step(f"schedule.{which}", value, rule, cells=ground.days, parts=(*floats, *others(ground, ())))


def float_days(ground: Ground, row: Row) -> Step:
    """The float of a milestone: its earliest finish, the latest one that no agreed finish after it forbids, and the rest of the network."""
    name, title = f"milestones.{row['id']}.float_days", row["name"] or ""
    times = network_times(ground).get(row["id"])
    if times is None:
        return _without_float(ground, row, name)
    early, late = _earliest(ground, row), _latest(ground, row, agreed=True)
    told = [step.name for step in (*early.parts, *late.parts)]
    rule = "LF − EF in working days; LF keeps the project's finish and every agreed finish from here on; negative is late"
    rest = tuple(replace(step, cells=ground.column("Milestones", "baseline_finish")) for step in others(ground, told))
    return Step(name, row["float_days"], rule, title, "working days", ground.days, (early, late, *rest))


def critical(ground: Ground, row: Row) -> Step:
    """Whether any delay of a milestone moves the project's finish."""
    name, title = f"milestones.{row['id']}.critical", row["name"] or ""
    times = network_times(ground).get(row["id"])
    if times is None:
        return _without_float(ground, row, name)
    early, late = _earliest(ground, row), _latest(ground, row, agreed=False)
    told = [step.name for step in (*early.parts, *late.parts)]
    rule = f"LF − EF against the project's finish alone is {round(times.total_float, 1):g} working days; critical from 0 down"
    return Step(name, row["critical"], rule, title, cells=ground.days, parts=(early, late, *others(ground, told)))


def chain(ground: Ground, id: str) -> tuple[Step, ...]:
    """The milestones that decide the finish of one, earliest first, itself last."""
    return tuple(placed(ground, ground.milestones[each]) for each in _schedule(ground).driving[id] if each in ground.milestones)


def others(ground: Ground, told: Sequence[str]) -> tuple[Step, ...]:
    """The rest of the network, which would decide if it took long enough; empty where nothing is left."""
    left = tuple(placed(ground, row) for id, row in ground.milestones.items() if id not in set(told))
    dates = tuple(f"{step.name} {step.value}" if step.value else step.name for step in left)
    rule = "the other milestones, by their earliest or actual finish" if told else "the milestones, by their earliest or actual finish"
    return (Step(REST, dates, rule, parts=left),) if left else ()


def _earliest(ground: Ground, row: Row) -> Step:
    told = chain(ground, row["id"])
    rule = "EF, its earliest finish, by the chain that decides it" if len(told) > 1 else "EF, its earliest finish"
    return Step("earliest finish", told[-1].value, rule, parts=told)


def _latest(ground: Ground, row: Row, agreed: bool) -> Step:
    """The latest finish of a milestone, and the milestones up to the one whose finish it has to keep."""
    axis = axis_of(ground.issue.status_date or date.min, ground.figures.holidays)
    times, way = network_times(ground), [row["id"]]
    while (after := _binding(ground, way[-1], agreed)) is not None:
        way.append(after)
    last = ground.milestones[way[-1]]
    room = times[row["id"]].deadline_float if agreed else times[row["id"]].total_float
    bound = "the agreed finish" if agreed and _kept(ground, way[-1]) else "the project's finish, which ends with"
    passed = " → ".join(way)
    rule = f"LF, the latest finish that keeps {bound} {'of ' if 'agreed' in bound else ''}{way[-1]}"
    cells: tuple[Cell, ...] = ground.cell("Milestones", "baseline_finish", last) if "agreed" in bound else ()
    day = finish_days(axis, [times[row["id"]].ef + room])[0]
    parts = tuple(placed(ground, ground.milestones[each]) for each in way[1:])
    return Step("latest finish", day, rule + (f", over {passed}" if parts else ""), cells=cells, parts=parts)


def _binding(ground: Ground, id: str, agreed: bool) -> str | None:
    """The milestone after this one that sets its latest finish; None where its own agreed finish or the project's does."""
    times = network_times(ground)
    start = {each: found.es + (found.deadline_float if agreed else found.total_float) for each, found in times.items()}
    if agreed and _kept(ground, id):
        return None
    for after, least in _followers(ground, id):
        if isclose(start[after] - least, start[id], abs_tol=1e-6):
            return after
    return None


def _kept(ground: Ground, id: str) -> bool:
    """Whether the latest finish of a milestone is its own agreed one."""
    found, axis = network_times(ground)[id], axis_of(ground.issue.status_date or date.min, ground.figures.holidays)
    (due,) = due_position(axis, [ground.milestones[id]["baseline_finish"]])
    return due is not None and isclose(due, found.ef + found.deadline_float, abs_tol=1e-6)


def _followers(ground: Ground, id: str) -> Sequence[tuple[str, float]]:
    """The open milestones that wait for one, each with the least distance of its start from the start of this one."""
    times, own = network_times(ground), f"{ground.project['id']}:"
    taken = {each: found.ef - found.es for each, found in times.items()}
    return [
        (after, distance(Link(id, after, link["relation"] or "FS", link["lag"] or 0), taken[id], taken[after]))
        for after in times
        for link in ground.milestones[after]["depends_on"] or ()
        if link["id"] and link["id"].removeprefix(own) == id
    ]


def _without_float(ground: Ground, row: Row, name: str) -> Step:
    """Why a milestone has no float."""
    why = _schedule(ground).why
    if row["state"] in CLOSED:
        rule = f"{row['state']}: it has no float and is not critical"
        return Step(name, row[name.rpartition(".")[2]], rule, row["name"] or "", parts=(placed(ground, row),))
    rule = f"no figure: {why or 'a repeated id'}"
    return Step(name, row[name.rpartition(".")[2]], rule, row["name"] or "", cells=ground.days, parts=others(ground, ()))


def _schedule(ground: Ground) -> Schedule:
    return ground.figures.schedule or Schedule(why=note("no schedule"))
