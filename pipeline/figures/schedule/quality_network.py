"""How well the network of milestones is made: its open ends, its parts, its links, and whether a delay gets through to the finish."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, NamedTuple

from pipeline.figures.outlook import Schedule
from pipeline.figures.schedule.bounds import External
from pipeline.figures.schedule.network import Link
from pipeline.figures.schedule.plan import NO_OTHERS, schedule_of
from pipeline.figures.schedule.remaining import CLOSED, by_id, remaining
from pipeline.figures.workdays import Axis, axis_of, days_late, finish_position, span

Row = Mapping[str, Any]
INJECTED = 600
"""Working days of delay that the critical path test puts into a critical milestone (DCMA, check 12)."""


@dataclass(frozen=True)
class Plan:
    """What the checks of the network look at. rows: milestones by id, without cancelled ones, in order of their computed finish;
    opened: ids of those that are not done; links: of rows, also to milestones of other projects; agreed: the last agreed finish."""

    rows: Mapping[str, Row]
    opened: tuple[str, ...]
    links: tuple[Link, ...]
    schedule: Schedule
    axis: Axis
    holidays: Sequence[date]
    agreed: date | None
    external: Mapping[str, External]
    project: str | None


class OpenEnds(NamedTuple):
    """Ids without a predecessor and without a successor; start and finish of the network are exempt; missing: all others, in order."""

    no_predecessor: tuple[str, ...]
    no_successor: tuple[str, ...]
    start: str | None
    finish: str | None
    missing: tuple[str, ...]


def plan_of(
    milestones: Sequence[Row],
    schedule: Schedule,
    status_date: date,
    holidays: Sequence[date],
    external: Mapping[str, External] = NO_OTHERS,
    project: str | None = None,
) -> Plan:
    """The plan behind a schedule; what has no computed finish comes first, in the order of the workbook."""
    first = {id: row for id, row in by_id(milestones).items() if row["state"] != "cancelled"}
    rows = dict(sorted(first.items(), key=lambda each: _finish(schedule, each[0])))
    opened = tuple(id for id, row in rows.items() if row["state"] not in CLOSED)
    links = tuple(link for link in _links(rows.values(), project) if link.before in rows or ":" in link.before)
    agreed = max((row["baseline_finish"] for row in rows.values() if row["baseline_finish"]), default=None)
    return Plan(rows, opened, links, schedule, axis_of(status_date, holidays), holidays, agreed, external, project)


def _finish(schedule: Schedule, id: str) -> date:
    return schedule.placed[id].finish if id in schedule.placed else date.min


def _links(rows: Iterable[Row], project: str | None) -> Iterable[Link]:
    own = f"{project}:" if project else ""
    for row in rows:
        for link in row["depends_on"] or ():
            if link["id"]:
                yield Link(link["id"].removeprefix(own), row["id"], link["relation"] or "FS", link["lag"] or 0)


def open_ends(ids: Sequence[str], links: Sequence[Link]) -> OpenEnds:
    """The open ends of a network: the first id without a predecessor is its start, the last one without a successor its finish."""
    followed, following = {link.before for link in links}, {link.after for link in links}
    starts = tuple(id for id in ids if id not in following)
    ends = tuple(id for id in ids if id not in followed)
    start, finish = (starts or (None,))[0], (ends or (None,))[-1]
    missing = tuple(id for id in ids if (id not in following and id != start) or (id not in followed and id != finish))
    return OpenEnds(starts, ends, start, finish, missing)


def networks(ids: Sequence[str], links: Sequence[Link]) -> tuple[tuple[str, ...], ...]:
    """The parts between which there is no link, each in the order of `ids`, by their first id."""
    near: dict[str, set[str]] = {id: set() for id in ids}
    for link in links:
        if link.before in near and link.after in near:
            near[link.before].add(link.after)
            near[link.after].add(link.before)
    found: list[list[str]] = []
    which: dict[str, int] = {}
    for id in ids:
        if id not in which:
            which[id], waiting = len(found), [id]
            while waiting:
                further = [each for each in near[waiting.pop()] if each not in which]
                which |= dict.fromkeys(further, len(found))
                waiting += further
            found.append([])
        found[which[id]].append(id)
    return tuple(map(tuple, found))


def logic_density(links: Sequence[Link], ids: Sequence[str]) -> float:
    """Links for each of the ids, a link counted at both of its ends."""
    return sum((link.before in ids) + (link.after in ids) for link in links) / len(ids)


def cpli(length: float, total_float: float) -> float | None:
    """Critical path length index: (length + float) / length, in working days; None without a path ahead."""
    return (length + total_float) / length if length > 0 else None


def path_ahead(plan: Plan) -> tuple[int, int] | None:
    """Working days from the status date to the computed finish, and from there to the last agreed finish, negative when late."""
    if plan.schedule.finish is None or plan.agreed is None:
        return None
    (length,), late = finish_position(plan.axis, [plan.schedule.finish]), days_late(plan.axis, plan.schedule.finish, plan.agreed)
    return None if length is None or late is None else (length, -late)


def durations(plan: Plan) -> dict[str, int]:
    """Working days from agreed start to agreed finish, both included, of the open milestones that have both."""
    rows = [plan.rows[id] for id in plan.opened]
    days = span(plan.axis, [row["baseline_start"] for row in rows], [row["baseline_finish"] for row in rows])
    return {id: count for id, count in zip(plan.opened, days, strict=True) if count is not None}


def moved_by_delay(plan: Plan) -> int | None:
    """Working days by which the finish moves when the first critical milestone takes INJECTED longer; None where there is none."""
    if plan.schedule.finish is None or not plan.schedule.critical_path:
        return None
    delayed = plan.schedule.critical_path[0]
    left = remaining(plan.rows, plan.axis)[delayed].days
    rows = [{**row, "remaining_days": left + INJECTED} if id == delayed else row for id, row in plan.rows.items()]
    later = schedule_of(rows, plan.axis.status_date, plan.holidays, plan.external, plan.project)
    return days_late(plan.axis, later.finish, plan.schedule.finish) if later.finish else None
