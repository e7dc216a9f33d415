"""The schedule of large plans: how its price grows with activities and links."""

import random
from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from typing import Any

from timing import compared, line, milliseconds

from pipeline.figures.schedule.network import Activity, Link, Relation, solve
from pipeline.figures.schedule.plan import schedule_of

SMALL, LARGE = 5_000, 20_000
STATUS_DATE = date(2026, 11, 20)
SHORT = 10
LINKS = 3
"""Links to each activity, from any of the hundred before it."""


def network(size: int) -> tuple[list[Activity], list[Link]]:
    """Activities in order of time, each waiting for LINKS others; all four relations, every tenth link with a lag."""
    draw = random.Random(size)
    activities = [Activity(f"A{n}", draw.randrange(20)) for n in range(size)]
    relations: tuple[Relation, ...] = ("FS", "FS", "FS", "SS", "FF", "SF")
    links = [
        Link(f"A{max(n - draw.randrange(1, 100), 0)}", f"A{n}", draw.choice(relations), draw.choice((0,) * 9 + (2,)))
        for n in range(1, size)
        for _ in range(LINKS)
    ]
    return activities, links


def milestones(activities: Sequence[Activity], links: Iterable[Link]) -> list[dict[str, Any]]:
    """The same network as rows of milestones in the figures, short enough for the calendar."""
    waits: dict[str, list[dict[str, Any]]] = {activity.id: [] for activity in activities}
    for link in links:
        waits[link.after].append({"id": link.before, "relation": link.relation, "lag": link.lag})
    blank = dict.fromkeys(("work", "baseline_start", "baseline_finish", "actual_start", "actual", "forecast", "not_before"))
    return [
        {**blank, "id": id, "name": id, "state": "ready", "remaining_days": duration / SHORT, "depends_on": waits[id]}
        for id, duration, _, _ in activities
    ]


def lines() -> Iterator[str]:
    """The rows of the table about the schedule."""
    plans = {size: network(size) for size in (SMALL, LARGE)}
    rows = {size: milestones(*plan) for size, plan in plans.items()}
    engine = compared({str(size): lambda size=size: solve(*plans[size]) for size in plans}, rounds=5)
    whole = compared({str(size): lambda size=size: schedule_of(rows[size], STATUS_DATE, ()) for size in plans}, rounds=3)
    for what, best in (("Critical path", engine), ("Schedule in days, with floats and driving chains,", whole)):
        small, large = best[str(SMALL)], best[str(LARGE)]
        yield line(
            f"{what} of {LARGE:,} activities, {len(plans[LARGE][1]):,} links",
            f"{SMALL:,} activities, {len(plans[SMALL][1]):,} links: {milliseconds(small)}",
            milliseconds(large),
            f"{large / small:.2f} × for {LARGE // SMALL} times the work",
        )
