"""What decides a finish: the chain of milestones of which each sets the start of the next one, and that chain in words."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import pairwise
from typing import Any

from pipeline.figures.health.dimensions import day, number
from pipeline.figures.schedule.network import Times
from pipeline.figures.schedule.remaining import UNDERWAY

Row = Mapping[str, Any]
ENDS = 3
"""Of a long chain so many milestones from each end are told."""
SHOWN = 0.05
"""Waits of less than that are not told: days have one decimal."""


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


def chain_in_words(chain: Sequence[str], rows: Mapping[str, Row], times: Mapping[str, Times], begins: date, fact: str | None) -> str:
    """The chain of open milestones with the working days that each still takes, such as `M1 Core (15 working days left) → M3 Limiter (20)`.

    Where the first one cannot begin at once, `begins` tells the day and `fact` what it waits for.
    """
    first = times[chain[0]]
    since = f" from {day(begins)}" if first.es > 0 else ""
    after = f", after {_called(fact, rows)}" if fact else ""
    steps = [_step(rows[chain[0]], _working_days(first) + _left(rows[chain[0]]) + since + after)]
    for before, id in pairwise(chain):
        steps.append(_step(rows[id], _amount(times[id].ef - times[id].es) + _left(rows[id]) + _wait(times[id].es - times[before].ef)))
    if len(steps) > 2 * ENDS + 1:
        steps[ENDS:-ENDS] = [f"{len(steps) - 2 * ENDS} more"]
    return " → ".join(steps)


def finish_in_words(finish: date, agreed: date | None, late: int | None) -> str:
    """A finish beside the agreed one; `late` in working days, positive is late."""
    if agreed is None or late is None:
        return f"finish {day(finish)}"
    if late == 0:
        return f"finish {day(finish)}, as agreed"
    return f"finish {day(finish)}, {number(abs(late), 'working day')} {'after' if late > 0 else 'before'} the agreed {day(agreed)}"


def _step(row: Row, days: str) -> str:
    return f"{_called(row['id'], {row['id']: row})} ({days})"


def _called(id: str, rows: Mapping[str, Row]) -> str:
    name = rows[id]["name"] if id in rows else None
    return f"{id} {name}" if name else id


def _working_days(times: Times) -> str:
    amount = _amount(times.ef - times.es)
    return f"{amount} working day" if amount == "1" else f"{amount} working days"


def _left(row: Row) -> str:
    return " left" if row["state"] in UNDERWAY else ""


def _wait(days: float) -> str:
    """How long after the one before it a milestone begins, where it is not at once."""
    if abs(days) < SHOWN:
        return ""
    return f", begins {_amount(abs(days))} {'later' if days > 0 else 'earlier'}"


def _amount(days: float) -> str:
    return f"{round(days, 1):g}"
