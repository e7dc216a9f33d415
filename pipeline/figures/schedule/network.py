"""The critical path method on numbers: activities, links with relation and lag, earliest and latest times, floats."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from math import inf
from typing import Literal, NamedTuple

from pipeline.workbook.cycles import shortest_cycles

Relation = Literal["FS", "SS", "FF", "SF"]
CRITICAL = 1e-9
"""Up to so much total float an activity is critical."""


class Activity(NamedTuple):
    """Work of `duration` days that cannot start before `earliest`, days after the start of the network; `latest`: its agreed finish."""

    id: str
    duration: float
    earliest: float = 0.0
    latest: float = inf


class Link(NamedTuple):
    """`after` waits for `before`; lag in days, negative for a lead."""

    before: str
    after: str
    relation: Relation = "FS"
    lag: float = 0.0


class Times(NamedTuple):
    """Earliest and latest start and finish of an activity, in days after the start of the network, and its floats in days.

    total_float: until the network's finish moves, never negative; deadline_float: until that or an agreed finish at or after it is missed,
    negative when the agreed one is too early; free_float: until the next activity or the network's finish moves. driver: the activity
    that sets the start, None where nothing but `earliest` does; of several the first.
    """

    es: float
    ef: float
    ls: float
    lf: float
    total_float: float
    deadline_float: float
    free_float: float
    driver: str | None


@dataclass(frozen=True)
class Solution:
    """A solved network: its finish and the times of each activity by id, in their order; `ignored` links name an unknown activity.

    With a circle of links there is only `cycle`, the shortest one, each activity before the one that waits for it.
    """

    finish: float | None = None
    times: dict[str, Times] = field(default_factory=dict)
    ignored: tuple[Link, ...] = ()
    cycle: tuple[str, ...] | None = None


Arrows = list[list[tuple[int, float]]]
"""For each activity those that wait for it, each with the least distance from its start to theirs."""


def solve(activities: Sequence[Activity], links: Iterable[Link] = ()) -> Solution:
    """The earliest and latest times of a network; linear in activities and links. Ids are unique.

    A relation bounds a start or finish by another; with fixed durations each is a least distance between the two starts: lag, plus the
    duration before where it leaves from a finish, minus the duration after where it arrives at one. Nothing starts before 0, nothing
    finishes after the network does. Late times, total and free float: J. J. Moder, C. R. Phillips, E. W. Davis, Project Management with
    CPM, PERT and Precedence Diagramming (1983).
    """
    place = {activity.id: number for number, activity in enumerate(activities)}
    arrows, ignored = _arrows(activities, links, place)
    order = _order(arrows)
    if len(order) < len(activities):
        return Solution(cycle=_cycle([activity.id for activity in activities], arrows))
    if not activities:
        return Solution(ignored=ignored)
    starts, drivers = _forward(activities, arrows, order)
    finish = max(start + activity.duration for start, activity in zip(starts, activities, strict=True))
    late = _backward([finish - activity.duration for activity in activities], arrows, order)
    agreed = _backward([min(finish, activity.latest) - activity.duration for activity in activities], arrows, order)
    times = {}
    for number, (id, duration, _, _) in enumerate(activities):
        es, ls, driver = starts[number], late[number], drivers[number]
        free = min([finish - es - duration, *(starts[after] - es - least for after, least in arrows[number])])
        before = activities[driver].id if driver >= 0 else None
        times[id] = Times(es, es + duration, ls, ls + duration, ls - es, agreed[number] - es, free, before)
    return Solution(finish, times, ignored)


def _arrows(activities: Sequence[Activity], links: Iterable[Link], place: dict[str, int]) -> tuple[Arrows, tuple[Link, ...]]:
    arrows: Arrows = [[] for _ in activities]
    durations = [activity.duration for activity in activities]
    ignored = []
    for link in links:
        before, after = place.get(link.before), place.get(link.after)
        if before is None or after is None:
            ignored.append(link)
        else:
            arrows[before].append((after, distance(link, durations[before], durations[after])))
    return arrows, tuple(ignored)


def distance(link: Link, before: float, after: float) -> float:
    """Least days from the start of what comes before to the start of what comes after, from their durations."""
    return link.lag + (before if link.relation[0] == "F" else 0.0) - (after if link.relation[1] == "F" else 0.0)


def _order(arrows: Arrows) -> list[int]:
    """Each activity after all it waits for (Kahn 1962); those on or behind a circle are missing."""
    waiting = [0] * len(arrows)
    for leaving in arrows:
        for after, _ in leaving:
            waiting[after] += 1
    order = [number for number, count in enumerate(waiting) if not count]
    for number in order:
        for after, _ in arrows[number]:
            waiting[after] -= 1
            if not waiting[after]:
                order.append(after)
    return order


def _cycle(ids: Sequence[str], arrows: Arrows) -> tuple[str, ...]:
    """The shortest circle; a link of an activity to itself is one of a single activity."""
    followers = {}
    for number, leaving in enumerate(arrows):
        if any(after == number for after, _ in leaving):
            return (ids[number],)
        followers[ids[number]] = [ids[after] for after, _ in leaving]
    return tuple(sorted(shortest_cycles(followers), key=len)[0])


def _forward(activities: Sequence[Activity], arrows: Arrows, order: Sequence[int]) -> tuple[list[float], list[int]]:
    """Earliest start and driver of each activity, -1 for none; of two drivers that set the same start the first in order of activities."""
    starts = [max(activity.earliest, 0.0) for activity in activities]
    drivers = [-1] * len(activities)
    for number in order:
        start = starts[number]
        for after, least in arrows[number]:
            bound, known = start + least, starts[after]
            if bound > known or (bound == known and number < drivers[after]):
                starts[after], drivers[after] = bound, number
    return starts, drivers


def _backward(starts: list[float], arrows: Arrows, order: Sequence[int]) -> list[float]:
    """Latest starts, from those that each activity would have without others behind it."""
    for number in reversed(order):
        start = starts[number]
        for after, least in arrows[number]:
            bound = starts[after] - least
            if bound < start:
                start = bound
        starts[number] = start
    return starts
