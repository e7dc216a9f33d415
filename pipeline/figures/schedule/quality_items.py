"""The checks of a schedule that look at its items: owners, what was missed, and how much of what was due is done."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date

import polars as pl
from polars import col

from pipeline.figures.outlook import QualityCheck
from pipeline.figures.schedule.quality_limits import FEW, NEARLY, few
from pipeline.wording import Text, note, note_as, note_many

MISSED, BEI, BEI_OF_DUE, HIT = (
    note_as("check of the schedule", "missed tasks"),
    note_as("check of the schedule", "BEI"),
    note_as("check of the schedule", "BEI of tasks due"),
    note_as("check of the schedule", "hit tasks"),
)
OF_ITEMS_DUE: Mapping[Text, float | None] = {MISSED: FEW, BEI: NEARLY, BEI_OF_DUE: NEARLY, HIT: None}
"""Checks with their limits."""
RESOURCES = note_as("check of the schedule", "resources")
REPORTED, REPORTED_BESIDE = note("reported only"), note("reported only: missed tasks are judged")
OF_ITEM = ("id", "leaf", "in_scope", "complete", "owner", "due", "actual_start", "actual_finish", "forecast_finish")


def bei(completed: int, due: int) -> float | None:
    """Baseline execution index: tasks completed over tasks due by the status date; None where none is due."""
    return completed / due if due else None


def marked_leaves(items: pl.DataFrame, status_date: date) -> pl.DataFrame:
    """Leaves in scope: id, complete, and which are invalid (an actual date ahead, or open with a forecast gone by), alone (open without an
    owner), due, and of these done_of_due, late (open or finished later than agreed), undated (done without an actual finish)."""
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


def resources(leaves: pl.DataFrame) -> QualityCheck:
    """Open items without an owner: reported, never judged."""
    opened = leaves.height - int(leaves["complete"].sum())
    if not opened:
        return QualityCheck(RESOURCES, None, None, None, why=note("no item is open"))
    alone = leaves["id"].filter(leaves["alone"]).to_list()
    return QualityCheck(RESOURCES, len(alone) / opened, None, None, tuple(filter(None, alone)), REPORTED)


def executed(leaves: pl.DataFrame) -> tuple[QualityCheck, ...]:
    """Missed tasks, BEI, BEI of tasks due, hit tasks.

    Missed is what was due and is open or was finished later than agreed. Early work lets BEI hide late work: missed tasks are judged.
    """
    due, completed, of_due, undated = (int(leaves[name].sum()) for name in ("due", "complete", "done_of_due", "undated"))
    if not due:
        return tuple(QualityCheck(check, None, limit, None, why=note("no item is due yet")) for check, limit in OF_ITEMS_DUE.items())
    late = leaves["id"].filter(leaves["late"]).to_list()
    missed = few(MISSED, late, due, FEW)
    hit = QualityCheck(HIT, (due - len(late)) / due, None, None, why=REPORTED)
    if undated:
        why = note_many(
            "{number} of {total} items done have no actual finish",
            "{number} of {total} items done have no actual finish",
            undated,
            total=of_due,
        )
        missed, hit = replace(missed, value=None, pass_=None, why=why), replace(hit, value=None, why=why)
    total = QualityCheck(BEI, bei(completed, due), NEARLY, None, why=REPORTED_BESIDE)
    only_due = QualityCheck(BEI_OF_DUE, bei(of_due, due), NEARLY, None, why=REPORTED_BESIDE)
    return (missed, total, only_due, hit)
