"""Readiness: which milestone is done, started, blocked and by what, from the links between milestones."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

Links = Mapping[str, tuple[str, ...]]
BEGUN = ("in progress", "awaiting sign-off", "done")


@dataclass(frozen=True)
class Standing:
    """Where a milestone stands by itself, before its links are looked at; `links` are (id, relation)."""

    cancelled: bool
    done: bool
    complete: bool
    started: bool
    links: tuple[tuple[str, str], ...] = ()
    not_before: date | None = None

    @property
    def outcome(self) -> str:
        """done, cancelled or open."""
        return "cancelled" if self.cancelled else "done" if self.done else "open"


NOBODY: Mapping[str, Standing] = {}


@dataclass(frozen=True)
class Readiness:
    """The derived state of a milestone; `blocked_by` are direct blockers, `root_blockers` those that are not blocked themselves."""

    state: str
    out_of_sequence: bool
    blocked_by: tuple[str, ...]
    root_blockers: tuple[str, ...]


def standing(milestone: Mapping[str, Any], status_date: date | None, project: str | None = None) -> Standing:
    """Where a milestone stands, from a row of `progress.milestone_progress`; `project` is whose own prefix its links may have.

    Cancelled: stated so, or every leaf is cancelled. With anything in scope it is done when every leaf is complete and every solution
    signed off, and started with any leaf started (above 0 % or actually started) or its own actual start reached; what the team states
    does not count. With nothing in scope it is done when stated Done or its actual finish is reached, and started when stated Active or
    it has an actual start.
    """
    own = f"{project}:" if project else ""
    live, leaves, status = milestone["in_scope"], milestone["leaves"], milestone["status"]
    if live:
        done = milestone["credited"] == live
        started = milestone["started"] > 0 or _reached(milestone["actual_start"], status_date)
    else:
        done = status == "Done" or _reached(milestone["actual_finish"], status_date)
        started = status == "Active" or milestone["actual_start"] is not None
    all_cancelled = leaves > 0 and live == 0 and milestone["deferred"] == 0
    return Standing(
        cancelled=status == "Cancelled" or all_cancelled,
        done=done,
        complete=live > 0 and milestone["done"] == live,
        started=started,
        links=tuple((link["id"].removeprefix(own), link["relation"] or "FS") for link in milestone["depends_on"] or () if link["id"]),
        not_before=milestone["not_before"],
    )


def _reached(day: date | None, status_date: date | None) -> bool:
    return day is not None and status_date is not None and day <= status_date


def blockers(standings: Mapping[str, Standing], abroad: Mapping[str, Standing] = NOBODY) -> dict[str, tuple[str, ...]]:
    """The direct blockers of each milestone that is neither done nor cancelled, in the order of its links.

    FS waits until the other one is done, SS until it has started; FF and SF do not hold up a start. A link to a cancelled milestone, to
    itself or to an unknown id blocks nothing. `abroad` are milestones of other projects, by `project:id`.
    """

    def holds(link: tuple[str, str], own: str) -> bool:
        other = standings.get(link[0]) or abroad.get(link[0])
        if other is None or link[0] == own or other.cancelled or other.done:
            return False
        return link[1] == "FS" or (link[1] == "SS" and not other.started)

    return {
        own: tuple(dict.fromkeys(link[0] for link in milestone.links if holds(link, own)))
        for own, milestone in standings.items()
        if not (milestone.done or milestone.cancelled)
    }


def roots(blocked_by: Links, order: Sequence[str]) -> dict[str, tuple[str, ...]]:
    """The root blockers of each blocked milestone: unsatisfied ones anywhere before it that are not blocked themselves.

    In the order of `order`, those of other projects last; a circle of links has none.
    """
    rank = {name: number for number, name in enumerate(order)}
    found = {}
    for name, direct in blocked_by.items():
        seen, waiting = set(direct), list(direct)
        while waiting:
            further = [other for other in blocked_by.get(waiting.pop(), ()) if other not in seen]
            seen.update(further)
            waiting.extend(further)
        free = (other for other in seen if not blocked_by.get(other))
        found[name] = tuple(sorted(free, key=lambda other: (rank.get(other, len(rank)), other)))
    return found


def standing_abroad(state: str) -> Standing:
    """Where a milestone of another project stands, from its derived state."""
    return Standing(cancelled=state == "cancelled", done=state == "done", complete=state in BEGUN[1:], started=state in BEGUN)


def readiness(
    standings: Mapping[str, Standing], entry_met: Mapping[str, bool], status_date: date | None, abroad: Mapping[str, Standing] = NOBODY
) -> dict[str, Readiness]:
    """The derived state of every milestone, first match: cancelled, done, awaiting sign-off, blocked, in progress, ready, waiting.

    Ready needs its entry criteria met and Not before absent or reached. What has started although it is blocked is in progress, out of
    sequence.
    """
    blocked_by = blockers(standings, abroad)
    root_blockers = roots(blocked_by, tuple(standings))

    def state(name: str, milestone: Standing) -> str:
        if milestone.cancelled:
            return "cancelled"
        if milestone.done:
            return "done"
        if milestone.complete:
            return "awaiting sign-off"
        if milestone.started:
            return "in progress"
        if blocked_by[name]:
            return "blocked"
        free = milestone.not_before is None or _reached(milestone.not_before, status_date)
        return "ready" if free and entry_met.get(name, True) else "waiting"

    return {
        name: Readiness(
            state=state(name, milestone),
            out_of_sequence=milestone.started and bool(blocked_by.get(name)),
            blocked_by=blocked_by.get(name, ()),
            root_blockers=root_blockers.get(name, ()),
        )
        for name, milestone in standings.items()
    }
