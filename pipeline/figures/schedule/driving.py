"""What decides a finish: the chain of milestones of which each sets the start of the next one, and that chain in words."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import reduce
from itertools import pairwise
from typing import Any

from pipeline.figures.schedule.network import Times
from pipeline.figures.schedule.remaining import UNDERWAY
from pipeline.figures.words import plural_of
from pipeline.wording import Text, note, note_many

Row = Mapping[str, Any]
ENDS = 3
"""Of a long chain so many milestones from each end are told."""


@dataclass(frozen=True, eq=False)
class Chains(Mapping[str, tuple[str, ...]]):
    """By id the chain that decides its finish, earliest first, itself last. Each is made when asked for: all at once are quadratic.

    times: of the open milestones; held: the fact that sets the start of those that no other open milestone does.
    """

    times: Mapping[str, Times]
    held: Mapping[str, str]

    def __getitem__(self, id: str) -> tuple[str, ...]:
        chain = driving_chain(self.times, id)
        fact = self.held.get(chain[0])
        return (fact, *chain) if fact else chain

    def __iter__(self) -> Iterator[str]:
        return iter(self.times)

    def __len__(self) -> int:
        return len(self.times)


def driving_chain(times: Mapping[str, Times], id: str) -> tuple[str, ...]:
    """The open milestones that decide the finish of one, earliest first, itself last."""
    chain = [id]
    while before := times[chain[-1]].driver:
        chain.append(before)
    return tuple(reversed(chain))


def chain_in_words(chain: Sequence[str], rows: Mapping[str, Row], times: Mapping[str, Times], begins: date, fact: str | None) -> Text:
    """The chain of open milestones with the working days that each still takes, such as `M1 Core (15 working days left) → M3 Limiter (20)`.

    Where the first one cannot begin at once, `begins` tells the day and `fact` what it waits for.
    """
    first = times[chain[0]]
    takes = _takes(first.ef - first.es, rows[chain[0]]["state"] in UNDERWAY, begins if first.es > 0 else None)
    if fact:
        takes = note("{takes}, after {milestone}", takes=takes, milestone=_called(fact, rows))
    steps = [note("{milestone} ({takes})", milestone=_called(chain[0], rows), takes=takes)]
    for before, id in pairwise(chain):
        wait = round(times[id].es - times[before].ef, 1)
        steps.append(_step(_called(id, rows), times[id].ef - times[id].es, wait, rows[id]["state"] in UNDERWAY))
    if len(steps) > 2 * ENDS + 1:
        steps[ENDS:-ENDS] = [note_many("{number} more", "{number} more", len(steps) - 2 * ENDS)]
    return reduce(lambda before, after: note("{before} → {after}", before=before, after=after), steps)


def finish_in_words(finish: date, agreed: date | None, late: int | None) -> Text:
    """A finish beside the agreed one; `late` in working days, positive is late."""
    if agreed is None or late is None:
        return note("finish {day}", day=finish)
    if late == 0:
        return note("finish {day}, as agreed", day=finish)
    if late > 0:
        return note_many(
            "finish {day}, {number} working day after the agreed {agreed}",
            "finish {day}, {number} working days after the agreed {agreed}",
            late,
            day=finish,
            agreed=agreed,
        )
    return note_many(
        "finish {day}, {number} working day before the agreed {agreed}",
        "finish {day}, {number} working days before the agreed {agreed}",
        -late,
        day=finish,
        agreed=agreed,
    )


def _takes(duration: float, begun: bool, since: date | None) -> Text:
    """How many working days the first milestone of a chain takes, and from which day on where it does not begin at once."""
    days = round(duration, 1)
    form = plural_of(days)
    if since is None:
        if begun:
            return note_many("{days:g} working day left", "{days:g} working days left", form, days=days)
        return note_many("{days:g} working day", "{days:g} working days", form, days=days)
    if begun:
        return note_many("{days:g} working day left from {since}", "{days:g} working days left from {since}", form, days=days, since=since)
    return note_many("{days:g} working day from {since}", "{days:g} working days from {since}", form, days=days, since=since)


def _step(milestone: str, duration: float, wait: float, begun: bool) -> Text:
    """A milestone of a chain after the first one: the working days that it takes and, where not at once, how much later it begins."""
    days = round(duration, 1)
    if wait == 0:
        if begun:
            return note("{milestone} ({days:g} left)", milestone=milestone, days=days)
        return note("{milestone} ({days:g})", milestone=milestone, days=days)
    if wait > 0:
        if begun:
            return note("{milestone} ({days:g} left, begins {wait:g} later)", milestone=milestone, days=days, wait=wait)
        return note("{milestone} ({days:g}, begins {wait:g} later)", milestone=milestone, days=days, wait=wait)
    if begun:
        return note("{milestone} ({days:g} left, begins {wait:g} earlier)", milestone=milestone, days=days, wait=-wait)
    return note("{milestone} ({days:g}, begins {wait:g} earlier)", milestone=milestone, days=days, wait=-wait)


def _called(id: str, rows: Mapping[str, Row]) -> str:
    name = rows[id]["name"] if id in rows else None
    return f"{id} {name}" if name else id
