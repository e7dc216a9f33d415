"""The schedule: when each milestone can start and finish, which ones decide the project's finish, and how much room the others have."""

from collections.abc import Mapping, Sequence
from datetime import date
from math import inf
from typing import Any

from pipeline.figures.outlook import Placed, Schedule
from pipeline.figures.schedule.bounds import Bounds, External, bounds
from pipeline.figures.schedule.driving import Chains, chain_in_words, driving_chain, finish_in_words
from pipeline.figures.schedule.network import CRITICAL, Activity, Solution, Times, solve
from pipeline.figures.schedule.remaining import UNDERWAY, Remaining, by_id, remaining
from pipeline.figures.workdays import Axis, axis_of, days_late, due_position, finish_days, start_days
from pipeline.wording import note

Row = Mapping[str, Any]
NEAR = 5
"""Working days of float up to which a milestone is near-critical."""
HORIZON = 13_050
"""Working days in fifty years: a finish beyond is a slip of the pen."""
LAST_YEAR = date.max.year - 52
"""The calendar has to go on for all of HORIZON."""
NO_OTHERS: Mapping[str, External] = {}


def schedule_of(
    milestones: Sequence[Row],
    status_date: date | None,
    holidays: Sequence[date],
    external: Mapping[str, External] = NO_OTHERS,
    project: str | None = None,
) -> Schedule:
    """The schedule of the rows of `Figures.milestones` at a status date; `quality` is left to others.

    Time is counted in working days from the end of the status date. What is done or cancelled is a fact without float; work left (see
    `remaining`) starts on the next working day at the earliest. Work begun out of sequence keeps its logic: what is left of it goes on
    only after what it waits for. Agreed finishes bound `float_days` alone; the critical path comes from the network. `external` are
    milestones of other projects by `project-id:M1`; `project` is this project's own id.

    Of the rows with one id the first counts; a row without an id is in no network. Done milestones without an actual finish and cancelled
    ones are not placed. Where no open milestone says how long it takes, or a finish lies beyond fifty years, there is no schedule.
    """
    if status_date is None:
        return Schedule(why=note("no status date"))
    if status_date.year > LAST_YEAR:
        return Schedule(why=note("the status date lies after {year:d}", year=LAST_YEAR))
    rows = by_id(milestones)
    axis = axis_of(status_date, holidays)
    left = remaining(rows, axis)
    if not left:
        return _closed(rows)
    bound = bounds(rows, external, {id: each.days for id, each in left.items()}, axis, project)
    partial = tuple(id for id, each in left.items() if not each.known or id in bound.ignored)
    solution = _solved(rows, left, bound, axis)
    if solution.cycle:
        circle = " → ".join((*solution.cycle, solution.cycle[0]))
        return Schedule(cycle=solution.cycle, why=note("a circle of dependencies: {circle}", circle=circle))
    if partial and not any(each.days for each in left.values()):
        return Schedule(partial=partial, why=note("no open milestone has a duration"))
    far = tuple(id for id, times in solution.times.items() if times.ef > HORIZON)
    if far:
        return Schedule(partial=far, why=note("{milestone} would finish more than 50 years ahead", milestone=far[0]))
    return _told(rows, solution.times, bound.held, partial, axis)


def _closed(rows: Mapping[str, Row]) -> Schedule:
    """The schedule of a project with nothing open: its last actual finish."""
    placed = _facts(rows)
    if placed:
        return Schedule(finish=max(each.finish for each in placed.values()), placed=placed)
    if any(row["state"] == "done" for row in rows.values()):
        return Schedule(why=note("no actual finish"))
    return Schedule(why=note("every milestone is cancelled") if rows else note("no milestones"))


def _solved(rows: Mapping[str, Row], left: Mapping[str, Remaining], bound: Bounds, axis: Axis) -> Solution:
    """The network of the open milestones."""
    due = due_position(axis, [rows[id]["baseline_finish"] for id in left])
    activities = [
        Activity(id, each.days, earliest, inf if latest is None else latest)
        for (id, each), earliest, latest in zip(left.items(), bound.earliest, due, strict=True)
    ]
    return solve(activities, bound.links)


def _told(rows: Mapping[str, Row], times: Mapping[str, Times], held: Mapping[str, str], partial: tuple[str, ...], axis: Axis) -> Schedule:
    """The schedule from the times of the open milestones."""
    found = _facts(rows) | _placed(rows, times, axis)
    by_time = sorted(times, key=lambda id: times[id][:2])
    last = max(reversed(by_time), key=lambda id: times[id].ef)
    chain = driving_chain(times, last)
    begins = start_days(axis, [times[chain[0]].es])[0]
    agreed = rows[last]["baseline_finish"]
    steps = chain_in_words(chain, rows, times, begins, held.get(chain[0]))
    ends = finish_in_words(found[last].finish, agreed, days_late(axis, found[last].finish, agreed))
    return Schedule(
        finish=found[last].finish,
        critical_path=tuple(id for id in by_time if found[id].critical),
        near_critical=tuple(id for id in by_time if CRITICAL < times[id].total_float <= NEAR + CRITICAL),
        partial=partial,
        placed={id: found[id] for id in rows if id in found},
        driving=Chains(times, held),
        chain=note("{steps}; {finish}", steps=steps, finish=ends),
    )


def _facts(rows: Mapping[str, Row]) -> dict[str, Placed]:
    """What is done where it happened."""
    done = {id: row for id, row in rows.items() if row["state"] == "done" and row["actual"]}
    return {id: Placed(row["actual_start"] or row["actual"], row["actual"], None, None, None, None, False) for id, row in done.items()}


def _placed(rows: Mapping[str, Row], times: Mapping[str, Times], axis: Axis) -> dict[str, Placed]:
    """The open milestones on their days; what has begun starts where it did."""
    starts = start_days(axis, [each.es for each in times.values()])
    finishes = finish_days(axis, [each.ef for each in times.values()])
    late = finish_days(axis, [each.lf for each in times.values()])
    found = {}
    for (id, each), start, finish, late_finish in zip(times.items(), starts, finishes, late, strict=True):
        begun = rows[id]["actual_start"] if rows[id]["state"] in UNDERWAY else None
        floats = (each.deadline_float, each.total_float, each.free_float, each.total_float <= CRITICAL)
        found[id] = Placed(min(begun or start, finish), finish, late_finish, *floats)
    return found
