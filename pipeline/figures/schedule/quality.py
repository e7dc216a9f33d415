"""The quality of the schedule: the checks of the DCMA that a workbook allows, in their order, and four readings beside them.

Shares are judged from 20 rows on; below, one row is more than any limit, so the rows are listed. What must not occur at all, and
what is no share of rows, is judged always.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import Any

import polars as pl

from pipeline.figures.outlook import QualityCheck, Schedule
from pipeline.figures.schedule.bounds import External
from pipeline.figures.schedule.network import CRITICAL
from pipeline.figures.schedule.plan import NO_OTHERS
from pipeline.figures.schedule.quality_items import executed, marked_leaves, resources
from pipeline.figures.schedule.quality_limits import FEW, MOST, NEARLY, few, many
from pipeline.figures.schedule.quality_network import (
    INJECTED,
    Plan,
    cpli,
    durations,
    logic_density,
    moved_by_delay,
    networks,
    open_ends,
    path_ahead,
    plan_of,
)
from pipeline.wording import Text, note, note_as

Row = Mapping[str, Any]
LONG = 44
"""Working days from which float or duration counts as high."""
DENSE = 2.0
LEADS, LAGS, FINISH_TO_START = (
    note_as("check of the schedule", "leads"),
    note_as("check of the schedule", "lags"),
    note_as("check of the schedule", "finish-to-start links"),
)
OF_LINKS: Mapping[Text, float] = {LEADS: 0.0, LAGS: FEW, FINISH_TO_START: MOST}
"""Checks with their limits."""
DENSITY, DELAY, CPLI = (
    note_as("check of the schedule", "logic density"),
    note_as("check of the schedule", "critical path test"),
    note_as("check of the schedule", "CPLI"),
)
NOTHING_OPEN = note("no milestone is open")


def quality_of(
    milestones: Sequence[Row],
    items: pl.DataFrame,
    schedule: Schedule,
    status_date: date | None,
    holidays: Sequence[date],
    external: Mapping[str, External] = NO_OTHERS,
    project: str | None = None,
) -> tuple[QualityCheck, ...]:
    """The checks of a schedule in the order of the DCMA's 14-point assessment, then the other reading of BEI, hit tasks, logic density.

    `milestones` are the rows of `Figures.milestones`, `items` is `Figures.scope`. Logic, float, durations: of open milestones; dates: of
    milestones and leaves; owners, missed tasks, BEI: of leaves. value and limit are shares 0..1, ratios, or links for each milestone.
    A check that is skipped has no value, no verdict, and its reason.
    """
    if status_date is None:
        return ()
    plan = plan_of(milestones, schedule, status_date, holidays, external, project)
    lasting = durations(plan)
    leaves = marked_leaves(items, status_date)
    missed, *further = executed(leaves)
    return (
        *_logic(plan),
        QualityCheck(note_as("check of the schedule", "hard constraints"), None, FEW, None, why=note("a workbook has no fixed dates")),
        *_floats(plan),
        few(
            note_as("check of the schedule", "high duration"),
            [id for id, days in lasting.items() if days > LONG],
            len(lasting),
            FEW,
            note("no agreed durations"),
        ),
        _invalid_dates(plan, leaves, status_date),
        resources(leaves),
        missed,
        _critical_path_test(plan),
        _cpli(plan),
        *further,
        _density(plan),
    )


def _logic(plan: Plan) -> tuple[QualityCheck, ...]:
    """Missing logic, leads, lags and finish-to-start links of the open milestones."""
    ends, parts, opened = open_ends(tuple(plan.rows), plan.links), networks(tuple(plan.rows), plan.links), set(plan.opened)
    missing = few(
        note_as("check of the schedule", "missing logic"),
        [id for id in ends.missing if id in opened],
        len(plan.opened),
        FEW,
        NOTHING_OPEN,
    )
    if len(parts) > 1 and missing.items:
        apart = note("{number} networks without a link between them", number=len(parts))
        missing = replace(missing, why=note("{reason}; {networks}", reason=missing.why, networks=apart) if missing.why else apart)
    links = [link for link in plan.links if link.after in opened]
    if not links:
        return (missing, *(QualityCheck(check, None, limit, None, why=note("no links")) for check, limit in OF_LINKS.items()))
    other = [link.after for link in links if link.relation != "FS"]
    return (
        missing,
        few(LEADS, [link.after for link in links if link.lag < 0], len(links), OF_LINKS[LEADS]),
        few(LAGS, [link.after for link in links if link.lag > 0], len(links), OF_LINKS[LAGS]),
        many(FINISH_TO_START, (len(links) - len(other)) / len(links), len(links), OF_LINKS[FINISH_TO_START], other),
    )


def _floats(plan: Plan) -> tuple[QualityCheck, QualityCheck]:
    """High and negative float of the open milestones; negative against an agreed finish, which the network alone cannot be."""
    placed = {id: plan.schedule.placed[id] for id in plan.opened if id in plan.schedule.placed}
    why = plan.schedule.why or NOTHING_OPEN
    high = [id for id, each in placed.items() if each.network_float is not None and each.network_float > LONG]
    negative = [id for id, each in placed.items() if each.float_days is not None and each.float_days < -CRITICAL]
    return few(note_as("check of the schedule", "high float"), high, len(placed), FEW, why), few(
        note_as("check of the schedule", "negative float"), negative, len(placed), 0, why
    )


def _invalid_dates(plan: Plan, leaves: pl.DataFrame, status_date: date) -> QualityCheck:
    """Actual dates after the status date, and forecasts of open work before it."""
    invalid, opened = [], set(plan.opened)
    for id, row in plan.rows.items():
        ahead = any(row[name] and row[name] > status_date for name in ("actual_start", "actual_finish"))
        if ahead or (row["forecast_finish"] and row["forecast_finish"] < status_date and id in opened):
            invalid.append(id)
    items = leaves["id"].filter(leaves["invalid"])
    of = len(plan.rows) + leaves.height
    return few(note_as("check of the schedule", "invalid dates"), [*invalid, *items], of, 0, note("no milestones and no items"))


def _critical_path_test(plan: Plan) -> QualityCheck:
    """Whether a long delay of a critical milestone moves the finish by as much; value: the part of it that gets through."""
    moved = moved_by_delay(plan)
    if moved is None:
        return QualityCheck(DELAY, None, 1.0, None, why=plan.schedule.why or NOTHING_OPEN)
    tested = () if moved == INJECTED else plan.schedule.critical_path[:1]
    return QualityCheck(DELAY, moved / INJECTED, 1.0, moved == INJECTED, tested)


def _cpli(plan: Plan) -> QualityCheck:
    ahead = path_ahead(plan)
    if ahead is None:
        return QualityCheck(CPLI, None, NEARLY, None, why=plan.schedule.why or note("no agreed finish"))
    value = cpli(*ahead) if plan.opened else None
    return QualityCheck(CPLI, value, NEARLY, None if value is None else value >= NEARLY, why=NOTHING_OPEN if value is None else None)


def _density(plan: Plan) -> QualityCheck:
    ids = tuple(plan.rows)
    if not ids:
        return QualityCheck(DENSITY, None, DENSE, None, why=note("no milestones"))
    return many(DENSITY, logic_density(plan.links, ids), len(ids), DENSE)
