"""The leaves of the scope tree, where work is counted: which are in scope, how far each is, how far it should be."""

from collections.abc import Iterable
from datetime import date

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
    cancelled = milestones.filter(col("status") == "Cancelled")["id"].drop_nulls().to_list()
    out = col("status").is_in(OUT_OF_SCOPE) | col("home").is_in(cancelled)
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


def paths(scope: pl.DataFrame) -> pl.DataFrame:
    """The way from each leaf up to its solution; one row per leaf and row at or above it, nearest first: index (the leaf), of."""
    parents = scope["parent"]
    step = scope.filter("leaf").select("index", of="index")
    steps = []
    while not step.is_empty():
        steps.append(step)
        step = step.with_columns(of=parents.gather(step["of"])).filter(col("of").is_not_null())
    return pl.concat(steps) if steps else step


def nearest(ways: pl.DataFrame, values: pl.Series) -> pl.DataFrame:
    """The nearest value that is not null at or above each leaf; one row per leaf that has one: index, value."""
    found = ways.select("index", value=values.gather(ways["of"])).filter(col("value").is_not_null())
    return found.unique("index", keep="first", maintain_order=True)


def with_planned(
    scope: pl.DataFrame, ways: pl.DataFrame, milestones: pl.DataFrame, status_date: date | None, holidays: Iterable[date]
) -> pl.DataFrame:
    """Scope items with `due` (agreed finish of a leaf: its own, else of the nearest row above) and `target` (planned percent).

    `target` is 0..100 of a live leaf at the end of the status date: working days from baseline start to the status date, both included,
    of those to baseline finish; with a finish only, 0 before that day and 100 from it. A leaf without agreed finish takes both dates of
    the nearest row above that has one, then of its home milestone; null where none of them has one, or without a status date.
    """
    dates = nearest(ways, scope.select(pl.when(col("baseline_finish").is_not_null()).then("index"))["index"])
    agreed = milestones.filter(col("id").is_not_null()).unique("id", keep="first", maintain_order=True)
    agreed = agreed.select(home="id", home_start="baseline_start", home_finish="baseline_finish")
    placed = scope.join(dates.rename({"value": "dated"}), on="index", how="left", maintain_order="left")
    placed = placed.join(agreed, on="home", how="left", maintain_order="left")
    status, inherited = pl.lit(status_date, pl.Date), col("dated").is_null()
    start = pl.when(inherited).then("home_start").otherwise(col("baseline_start").gather(col("dated")))
    placed = placed.with_columns(due=col("baseline_finish").gather(col("dated")), start=start)
    placed = placed.with_columns(finish=pl.when(inherited).then("home_finish").otherwise("due"))
    duration = days_within(col("start"), col("finish"), holidays)
    elapsed = days_within(col("start"), pl.min_horizontal("finish", status), holidays).clip(0)
    linear = pl.when((col("start") <= col("finish")) & (duration > 0)).then(100 * elapsed / duration)
    target = pl.coalesce(linear, pl.when(col("finish") <= status).then(100.0).otherwise(0.0))
    known = col("live") & col("finish").is_not_null() & status.is_not_null()
    return placed.with_columns(target=pl.when(known).then(target)).drop("dated", "home_start", "home_finish", "start", "finish")
