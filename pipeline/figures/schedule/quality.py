"""The quality of the schedule: the checks of the DCMA that a workbook allows, in their order, and four readings beside them.

Shares are judged from 20 rows on; below, one row is more than any limit, so the rows are listed. What must not occur at all, and
what is no share of rows, is judged always.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import Any

import polars as pl
from polars import col

from pipeline.figures.outlook import QualityCheck, Schedule
from pipeline.figures.schedule.bounds import External
from pipeline.figures.schedule.network import CRITICAL
from pipeline.figures.schedule.plan import NO_OTHERS
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

Row = Mapping[str, Any]
JUDGED_FROM = 20
LONG = 44
"""Working days from which float or duration counts as high."""
FEW, MOST, NEARLY = 0.05, 0.90, 0.95
DENSE = 2.0
OF_LINKS = {"leads": 0.0, "lags": FEW, "finish-to-start links": MOST}
OF_ITEMS_DUE = {"missed tasks": FEW, "BEI": NEARLY, "BEI of tasks due": NEARLY, "hit tasks": None}
"""Checks with their limits."""
OF_ITEM = ("id", "leaf", "in_scope", "complete", "owner", "due", "actual_start", "actual_finish", "forecast_finish")
NOTHING_OPEN = "no milestone is open"


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
    leaves = _marked(items, status_date)
    missed, *executed = _due(leaves)
    return (
        *_logic(plan),
        QualityCheck("hard constraints", None, FEW, None, why="a workbook has no fixed dates"),
        *_floats(plan),
        _few("high duration", [id for id, days in lasting.items() if days > LONG], len(lasting), FEW, "no agreed durations"),
        _invalid_dates(plan, leaves, status_date),
        _resources(leaves),
        missed,
        _critical_path_test(plan),
        _cpli(plan),
        *executed,
        _density(plan),
    )


def bei(completed: int, due: int) -> float | None:
    """Baseline execution index: tasks completed over tasks due by the status date; None where none is due."""
    return completed / due if due else None


def _few(check: str, failing: Sequence[str | None], of: int, limit: float, none: str) -> QualityCheck:
    """A check of which at most the share `limit` may fail; `failing` has an id for each failure, of `of` rows or links."""
    if not of:
        return QualityCheck(check, None, limit, None, why=none)
    value, ids = len(failing) / of, tuple(dict.fromkeys(filter(None, failing)))
    small = limit > 0 and of < JUDGED_FROM
    return QualityCheck(check, value, limit, None if small else value <= limit, ids, _small(of) if small else None)


def _many(check: str, value: float, of: int, limit: float, ids: Sequence[str] = ()) -> QualityCheck:
    """A check of `of` rows whose value must reach `limit`."""
    small = of < JUDGED_FROM
    return QualityCheck(check, value, limit, None if small else value >= limit, tuple(dict.fromkeys(ids)), _small(of) if small else None)


def _small(of: int) -> str:
    return f"too few to judge a share: {of} of at least {JUDGED_FROM}"


def _logic(plan: Plan) -> tuple[QualityCheck, ...]:
    """Missing logic, leads, lags and finish-to-start links of the open milestones."""
    ends, parts = open_ends(tuple(plan.rows), plan.links), networks(tuple(plan.rows), plan.links)
    missing = _few("missing logic", [id for id in ends.missing if id in plan.opened], len(plan.opened), FEW, NOTHING_OPEN)
    if len(parts) > 1 and missing.items:
        apart = f"{len(parts)} networks without a link between them"
        missing = replace(missing, why="; ".join(filter(None, (missing.why, apart))))
    links = [link for link in plan.links if link.after in plan.opened]
    if not links:
        return (missing, *(QualityCheck(check, None, limit, None, why="no links") for check, limit in OF_LINKS.items()))
    leads, lags, fs = OF_LINKS
    other = [link.after for link in links if link.relation != "FS"]
    return (
        missing,
        _few(leads, [link.after for link in links if link.lag < 0], len(links), OF_LINKS[leads], ""),
        _few(lags, [link.after for link in links if link.lag > 0], len(links), OF_LINKS[lags], ""),
        _many(fs, (len(links) - len(other)) / len(links), len(links), OF_LINKS[fs], other),
    )


def _floats(plan: Plan) -> tuple[QualityCheck, QualityCheck]:
    """High and negative float of the open milestones; negative against an agreed finish, which the network alone cannot be."""
    placed = {id: plan.schedule.placed[id] for id in plan.opened if id in plan.schedule.placed}
    why = plan.schedule.why or NOTHING_OPEN
    high = [id for id, each in placed.items() if each.network_float is not None and each.network_float > LONG]
    negative = [id for id, each in placed.items() if each.float_days is not None and each.float_days < -CRITICAL]
    return _few("high float", high, len(placed), FEW, why), _few("negative float", negative, len(placed), 0, why)


def _marked(items: pl.DataFrame, status_date: date) -> pl.DataFrame:
    """Leaves in scope: id, complete, and which are invalid (as in `_invalid_dates`), alone (open without an owner), due, and of these
    done_of_due, late (open or finished later than agreed), undated (done without an actual finish)."""
    due, opened, finish = (col("due") <= status_date).fill_null(False), ~col("complete"), col("actual_finish")
    ahead = (col("actual_start") > status_date).fill_null(False) | (finish > status_date).fill_null(False)
    return (
        items[OF_ITEM]
        .filter("leaf", "in_scope")
        .select_seq(
            "id",
            "complete",
            invalid=ahead | (opened & (col("forecast_finish") < status_date).fill_null(False)),
            alone=opened & col("owner").is_null(),
            due=due,
            done_of_due=due & col("complete"),
            late=due & (opened | (finish > col("due")).fill_null(False)),
            undated=due & col("complete") & finish.is_null(),
        )
    )


def _invalid_dates(plan: Plan, leaves: pl.DataFrame, status_date: date) -> QualityCheck:
    """Actual dates after the status date, and forecasts of open work before it."""
    invalid = []
    for id, row in plan.rows.items():
        ahead = any(row[name] and row[name] > status_date for name in ("actual_start", "actual_finish"))
        if ahead or (id in plan.opened and row["forecast_finish"] and row["forecast_finish"] < status_date):
            invalid.append(id)
    items = leaves["id"].filter(leaves["invalid"])
    return _few("invalid dates", [*invalid, *items], len(plan.rows) + leaves.height, 0, "no milestones and no items")


def _resources(leaves: pl.DataFrame) -> QualityCheck:
    """Open items without an owner: reported, never judged."""
    opened = leaves.height - int(leaves["complete"].sum())
    if not opened:
        return QualityCheck("resources", None, None, None, why="no item is open")
    alone = leaves["id"].filter(leaves["alone"]).to_list()
    return QualityCheck("resources", len(alone) / opened, None, None, tuple(filter(None, alone)), "reported only")


def _due(leaves: pl.DataFrame) -> tuple[QualityCheck, ...]:
    """Missed tasks, BEI, BEI of tasks due, hit tasks.

    Missed is what was due and is open or was finished later than agreed. Early work lets BEI hide late work: missed tasks are judged.
    """
    due, completed, of_due, undated = (int(leaves[name].sum()) for name in ("due", "complete", "done_of_due", "undated"))
    if not due:
        return tuple(QualityCheck(check, None, limit, None, why="no item is due yet") for check, limit in OF_ITEMS_DUE.items())
    late = leaves["id"].filter(leaves["late"]).to_list()
    missed = _few("missed tasks", late, due, FEW, "")
    hit = QualityCheck("hit tasks", (due - len(late)) / due, None, None, why="reported only")
    if undated:
        why = f"{undated} of {of_due} items done have no actual finish"
        missed, hit = replace(missed, value=None, pass_=None, why=why), replace(hit, value=None, why=why)
    told = "reported only: missed tasks are judged"
    total, only_due = (
        QualityCheck(check, bei(count, due), NEARLY, None, why=told) for check, count in (("BEI", completed), ("BEI of tasks due", of_due))
    )
    return (missed, total, only_due, hit)


def _critical_path_test(plan: Plan) -> QualityCheck:
    """Whether a long delay of a critical milestone moves the finish by as much; value: the part of it that gets through."""
    moved = moved_by_delay(plan)
    if moved is None:
        return QualityCheck("critical path test", None, 1.0, None, why=plan.schedule.why or NOTHING_OPEN)
    tested = () if moved == INJECTED else plan.schedule.critical_path[:1]
    return QualityCheck("critical path test", moved / INJECTED, 1.0, moved == INJECTED, tested)


def _cpli(plan: Plan) -> QualityCheck:
    ahead = path_ahead(plan)
    if ahead is None:
        return QualityCheck("CPLI", None, NEARLY, None, why=plan.schedule.why or "no agreed finish")
    value = cpli(*ahead) if plan.opened else None
    return QualityCheck("CPLI", value, NEARLY, None if value is None else value >= NEARLY, why=NOTHING_OPEN if value is None else None)


def _density(plan: Plan) -> QualityCheck:
    ids = tuple(plan.rows)
    if not ids:
        return QualityCheck("logic density", None, DENSE, None, why="no milestones")
    return _many("logic density", logic_density(plan.links, ids), len(ids), DENSE)
