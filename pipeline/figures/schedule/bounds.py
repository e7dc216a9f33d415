"""What open milestones wait for: each other, and facts that can no longer move or stand in another project's report."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, NamedTuple

from pipeline.figures.schedule.network import Link, distance
from pipeline.figures.schedule.remaining import UNDERWAY
from pipeline.figures.workdays import Axis, finish_position, start_position

Row = Mapping[str, Any]


@dataclass(frozen=True)
class External:
    """A milestone of another project: its derived state, and its start and finish, actual where it is done, else the earliest computed."""

    state: str
    start: date | None = None
    finish: date | None = None


class Ends(NamedTuple):
    """Where a start and a finish stand on the axis; None while the network has to find it."""

    start: float | None = None
    finish: float | None = None


NOWHERE = Ends()


@dataclass(frozen=True)
class Bounds:
    """What bounds the open milestones. links: between them; earliest: of each, in order, from facts and Not before, never negative.

    held: by id the fact that sets `earliest`, where one does; ignored: ids with a link to what nobody knows, or knows no day of.
    """

    links: tuple[Link, ...]
    earliest: tuple[float, ...]
    held: Mapping[str, str]
    ignored: frozenset[str]


def bounds(rows: Mapping[str, Row], external: Mapping[str, External], days: Mapping[str, float], axis: Axis, project: str | None) -> Bounds:
    """The bounds on the open milestones; `rows` are those of the project by id, `days` the work left on each open one, in order.

    What is done bounds by its actual dates, by the status date where they are unknown; so does the actual start of what is under way.
    Links to what is cancelled are void. The project's own id before an id changes nothing (`demo:M1` is `M1`).
    """
    known = {id: _fact(row, axis.status_date) for id, row in rows.items()} | dict(external)
    ends = _ends(known, axis)
    not_before = start_position(axis, [None if rows[id]["state"] in UNDERWAY else rows[id]["not_before"] for id in days])
    earliest = {id: max(position or 0.0, 0.0) for id, position in zip(days, not_before, strict=True)}
    links, held, ignored = [], {}, set()
    for link in _links(rows, days, project):
        end = ends.get(link.before, NOWHERE)[link.relation[0] == "F"]
        if end is not None:
            bound = end + distance(link, 0.0, days[link.after])
            if bound > earliest[link.after]:
                earliest[link.after], held[link.after] = bound, link.before
        elif link.before in days:
            links.append(link)
        elif link.before not in known or known[link.before].state != "cancelled":
            ignored.add(link.after)
    return Bounds(tuple(links), tuple(earliest.values()), held, frozenset(ignored))


def _links(rows: Mapping[str, Row], opened: Iterable[str], project: str | None) -> Iterator[Link]:
    own = f"{project}:" if project else ""
    for id in opened:
        for link in rows[id]["depends_on"] or ():
            if link["id"]:
                yield Link(link["id"].removeprefix(own), id, link["relation"] or "FS", link["lag"] or 0)


def _fact(row: Row, status_date: date) -> External:
    """A milestone of this project with the dates of it that can no longer move."""
    begun, done = row["actual_start"], row["state"] == "done"
    if not done and row["state"] not in UNDERWAY:
        return External(row["state"])
    return External(row["state"], begun if begun and begun <= status_date else None, row["actual"] if done else None)


def _ends(known: Mapping[str, External], axis: Axis) -> dict[str, Ends]:
    """Where the known starts and finishes stand, by id; what is done has finished by the status date at the latest."""
    finishes = [each.finish or (axis.status_date if each.state == "done" else None) for each in known.values()]
    starts = [each.start or (finish if each.state == "done" else None) for each, finish in zip(known.values(), finishes, strict=True)]
    placed = zip(start_position(axis, starts), finish_position(axis, finishes), strict=True)
    return {id: NOWHERE if each.state == "cancelled" else Ends(*ends) for (id, each), ends in zip(known.items(), placed, strict=True)}
