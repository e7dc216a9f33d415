"""The leaves of the scope tree, where work is counted: which are in scope, how far each is, how far it should be."""

from datetime import date
from typing import Any

import polars as pl
from polars import col

from pipeline.figures.calendar import days_within
from pipeline.workbook.tree import with_tree

# Here and in the roll-up columns are computed one after the other (`_seq`): few and short, they cost less than waking other threads.
HOME = col("milestone").fill_null(col("milestone").gather(col("solution"))).alias("home")
OUT = col("status").is_in(("Cancelled", "Deferred")).fill_null(False)
DEFERRED = (col("leaf") & (col("status") == "Deferred").fill_null(False)).alias("deferred")
COMPLETE = col("actual_finish").is_not_null() | (col("status") == "Done") | (col("percent") == 100)
TYPED = pl.when(col("percent").is_between(0, 100)).then("percent").otherwise(0.0)
OWN = pl.when(col("live")).then(pl.when(COMPLETE).then(100.0).otherwise(TYPED)).alias("own")
STATED_BUSY = col("live") & (col("status") == "In progress").fill_null(False)


def with_leaves(scope: pl.DataFrame, milestones: pl.DataFrame, status_date: date | None) -> pl.DataFrame:
    """Scope items with their place in the tree and the facts of each leaf; grain: scope item, order kept.

    Adds the columns of `with_tree` and `home` (its milestone, else that of its solution), `live` (a leaf that is in scope: neither
    cancelled nor deferred, nor in a cancelled milestone), `own` (percent complete of a live leaf, 0..100, else null), `started` (a live
    leaf above 0 % or with an actual start up to the status date), `busy` (started, or stated In progress), `deferred`.
    A leaf is at 100 with an actual finish, the status Done or 100 typed; a percent that is blank or outside 0..100 counts as 0. The
    status of a parent or group does not count. An item whose home milestone is cancelled is out of scope everywhere.
    """
    live = col("leaf") & ~(OUT | HOME.is_in(cancelled_ids(milestones)).fill_null(False))
    begun = (col("actual_start") <= pl.lit(status_date, pl.Date)).fill_null(False)
    started = col("live") & ((col("own") > 0) | begun)
    return (
        with_tree(scope)
        .with_columns_seq(HOME, DEFERRED, live=live)
        .with_columns_seq(OWN)
        .with_columns_seq(started=started, busy=started | STATED_BUSY)
    )


def cancelled_ids(milestones: pl.DataFrame) -> list[str]:
    """The ids of the milestones that are stated Cancelled."""
    return [name for name, status in zip(milestones["id"], milestones["status"], strict=True) if name and status == "Cancelled"]


def paths(scope: pl.DataFrame) -> pl.DataFrame:
    """The way from each row without rows below it up to its solution, nearest first; index (the row, null of a group), of (on the way).

    So every row stands in `of`, also one that has no leaves.
    """
    parents, leaves = scope["parent"].to_list(), scope["leaf"].to_list()
    index: list[int | None] = []
    of: list[int] = []
    for end, has_child in enumerate(scope["has_child"].to_list()):
        if not has_child:
            leaf, row = end if leaves[end] else None, end
            while row is not None:
                index.append(leaf)
                of.append(row)
                row = parents[row]
    return pl.DataFrame([pl.Series("index", index, dtype=pl.Int64), pl.Series("of", of, dtype=pl.Int64)])


def inherited(values: pl.Series, parents: pl.Series) -> pl.Series:
    """Values in reading order of the tree, where a null is taken from the nearest row above that has one."""
    if not values.null_count():
        return values
    found: list[Any] = []
    for value, parent in zip(values.to_list(), parents.to_list(), strict=True):
        found.append(found[parent] if value is None and parent is not None else value)
    return pl.Series(values.name, found, dtype=values.dtype)


def with_planned(scope: pl.DataFrame, milestones: pl.DataFrame, status_date: date | None, holidays: pl.Series) -> pl.DataFrame:
    """Scope items with `due` (agreed finish: its own, else of the nearest row above), and what is planned of a leaf.

    `agreed_start`, `agreed_finish`: its baseline dates; without a finish both of the nearest row above that has one, then of its home
    milestone. `target`: 0..100 of a live leaf at the end of the status date: working days from agreed start to the status date, both
    included, of those to agreed finish; with a finish only, 0 before that day and 100 from it; null without a finish or a status date.
    """
    dated = inherited(scope.select_seq(pl.when(col("baseline_finish").is_not_null()).then("index"))["index"], scope["parent"])
    rows = _agreed_in(dated, scope["home"], milestones["id"])
    starts, finishes = (pl.concat([scope[name], milestones[name]]).gather(rows) for name in ("baseline_start", "baseline_finish"))
    status = pl.lit(status_date, pl.Date)
    due = scope["baseline_finish"].gather(dated)
    placed = scope.hstack([due.alias("due"), starts.alias("agreed_start"), finishes.alias("agreed_finish")])
    start, finish = col("agreed_start"), col("agreed_finish")
    duration = days_within(start, finish, holidays)
    elapsed = days_within(start, pl.min_horizontal(finish, status), holidays).clip(0)
    linear = pl.when((start <= finish) & (duration > 0)).then(100 * elapsed / duration)
    target = pl.coalesce(linear, pl.when(finish <= status).then(100.0).otherwise(0.0))
    known = col("live") & finish.is_not_null() & status.is_not_null()
    return placed.with_columns_seq(target=pl.when(known).then(target))


def _agreed_in(dated: pl.Series, home: pl.Series, ids: pl.Series) -> pl.Series:
    """Where the agreed dates of each scope item stand: its row in `dated`, else, counted on behind the scope, that of its milestone."""
    if not dated.null_count():
        return dated
    last = len(dated) + len(ids) - 1
    number = {name: last - back for back, name in enumerate(reversed(ids.to_list())) if name}
    found = [number.get(name) if row is None else row for row, name in zip(dated.to_list(), home.to_list(), strict=True)]
    return pl.Series(found, dtype=pl.Int64)
