"""The leaves of the scope tree, where work is counted: which are in scope, how far each is, how far it should be."""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

import polars as pl
from polars import col

from pipeline.figures.calendar import days_within
from pipeline.workbook.tree import with_tree

OUT_OF_SCOPE = ("Cancelled", "Deferred")


def with_leaves(scope: pl.DataFrame, milestones: pl.DataFrame, status_date: date | None) -> pl.DataFrame:
    """Scope items with their place in the tree and the facts of each leaf; grain: scope item, order kept.

    Adds the columns of `with_tree` and `home` (its milestone, else that of its solution), `live` (a leaf that is in scope: neither
    cancelled nor deferred, nor in a cancelled milestone), `own` (percent complete of a live leaf, 0..100, else null), `started` (a live
    leaf above 0 % or with an actual start up to the status date), `busy` (started, or stated In progress), `deferred`.
    A leaf is at 100 with an actual finish, the status Done or 100 typed; a percent that is blank or outside 0..100 counts as 0. The
    status of a parent or group does not count. An item whose home milestone is cancelled is out of scope everywhere.
    """
    out = col("status").is_in(OUT_OF_SCOPE) | col("home").is_in(cancelled_ids(milestones))
    complete = col("actual_finish").is_not_null() | (col("status") == "Done") | (col("percent") == 100)
    typed = pl.when(col("percent").is_between(0, 100)).then("percent").otherwise(0.0)
    return (
        with_tree(scope)
        .with_columns(home=col("milestone").fill_null(col("milestone").gather(col("solution"))))
        .with_columns(
            live=col("leaf") & ~out.fill_null(False),
            deferred=col("leaf") & (col("status") == "Deferred").fill_null(False),
        )
        .with_columns(own=pl.when(col("live")).then(pl.when(complete).then(100.0).otherwise(typed)))
        .with_columns(started=col("live") & ((col("own") > 0) | (col("actual_start") <= pl.lit(status_date, pl.Date)).fill_null(False)))
        .with_columns(busy=col("started") | (col("live") & (col("status") == "In progress").fill_null(False)))
    )


def cancelled_ids(milestones: pl.DataFrame) -> list[str]:
    """The ids of the milestones that are stated Cancelled."""
    return [name for name, status in zip(milestones["id"], milestones["status"], strict=True) if name and status == "Cancelled"]


def paths(scope: pl.DataFrame) -> pl.DataFrame:
    """The way from each leaf up to its solution; one row per leaf and row at or above it, nearest first: index (the leaf), of."""
    parents = scope["parent"].to_list()
    index, of = [], []
    for leaf in scope["leaf"].arg_true().to_list():
        row: int | None = leaf
        while row is not None:
            index.append(leaf)
            of.append(row)
            row = parents[row]
    return pl.DataFrame({"index": index, "of": of}, schema={"index": pl.Int64, "of": pl.Int64})


def inherited(values: pl.Series, parents: pl.Series) -> pl.Series:
    """Values in reading order of the tree, where a null is taken from the nearest row above that has one."""
    if not values.null_count():
        return values
    found: list[Any] = []
    for value, parent in zip(values.to_list(), parents.to_list(), strict=True):
        found.append(found[parent] if value is None and parent is not None else value)
    return pl.Series(values.name, found, dtype=values.dtype)


def with_planned(scope: pl.DataFrame, milestones: pl.DataFrame, status_date: date | None, holidays: Iterable[date]) -> pl.DataFrame:
    """Scope items with `due` (agreed finish: its own, else of the nearest row above) and `target` (planned percent of a leaf).

    `target` is 0..100 of a live leaf at the end of the status date: working days from baseline start to the status date, both included,
    of those to baseline finish; with a finish only, 0 before that day and 100 from it. A leaf without agreed finish takes both dates of
    the nearest row above that has one, then of its home milestone; null where none of them has one, or without a status date.
    """
    dated = scope.select(dated=pl.when(col("baseline_finish").is_not_null()).then("index"))["dated"]
    agreed = milestones.select("id", "baseline_start", "baseline_finish").rows()
    starts = {name: start for name, start, _ in reversed(agreed) if name}
    finishes = {name: finish for name, _, finish in reversed(agreed) if name}
    status = pl.lit(status_date, pl.Date)
    placed = scope.with_columns(inherited(dated, scope["parent"])).with_columns(due=col("baseline_finish").gather(col("dated")))
    placed = placed.with_columns(
        start=pl.when(col("dated").is_null()).then(_looked_up(starts)).otherwise(col("baseline_start").gather(col("dated"))),
        finish=pl.coalesce("due", _looked_up(finishes)),
    )
    duration = days_within(col("start"), col("finish"), holidays)
    elapsed = days_within(col("start"), pl.min_horizontal("finish", status), holidays).clip(0)
    linear = pl.when((col("start") <= col("finish")) & (duration > 0)).then(100 * elapsed / duration)
    target = pl.coalesce(linear, pl.when(col("finish") <= status).then(100.0).otherwise(0.0))
    known = col("live") & col("finish").is_not_null() & status.is_not_null()
    return placed.with_columns(target=pl.when(known).then(target))


def _looked_up(dates: Mapping[str, date | None]) -> pl.Expr:
    """The date of the home milestone."""
    return col("home").replace_strict(list(dates), list(dates.values()), default=None, return_dtype=pl.Date)
