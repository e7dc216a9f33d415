"""The last accepted report beside this one: which rows are the same, and the tables of both under the ids of today."""

import math
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

import polars as pl
from polars import col

from pipeline.figures.records import Figures
from pipeline.store.records import Past
from pipeline.workbook.similar import renamed_rows

NOISE = 1e-9
"""Shares of a weight, or points, below which nothing changed but the order of additions."""
EXPECTED = pl.coalesce("actual_finish", "forecast_finish").alias("finish")
NOWHERE = (pl.lit(None, pl.String).alias("milestone"), pl.lit(None, pl.String).alias("parent"))
ITEM = (
    *("id", "milestone", "parent", "level", "name", "leaf", "in_scope", "percent", "weight", "state", "owner", "baseline_finish", "finish"),
    "also_in",
)
MILESTONE = ("id", "name", "percent", "weight", "state", "owner", "baseline_finish", "finish")


@dataclass(frozen=True)
class Sight:
    """One report as it is compared: work (0..100 or None) and weighting of the project, its milestones and scope items as tables.

    milestones: id, name, percent (work), weight (in the project), state, owner, baseline_finish, finish (actual, else forecast).
    items: id, milestone (its home), parent (id of the row above), level, name, leaf, in_scope, percent, weight, state, owner,
    baseline_finish, finish, also_in. Order of the workbook; of several rows with one id only the first has it, the others have none.
    leaves: id, of (its home), weight, percent of the leaves in scope that count in the project; follows_leaves: whether the weights of
    the milestones are the sums of these, not numbers of their own.
    """

    work: float | None
    weighting: str
    milestones: pl.DataFrame
    items: pl.DataFrame
    leaves: pl.DataFrame
    follows_leaves: bool


@dataclass(frozen=True)
class Comparison:
    """The last accepted report, of the status date `since`, beside this one; its rows have the ids of today.

    renamed_milestones, renamed_items: the new id of each row that goes on under another one, by its old id.
    """

    since: date
    then: Sight
    now: Sight
    renamed_milestones: Mapping[str, str]
    renamed_items: Mapping[str, str]
    holidays: tuple[date, ...] = ()


def compared(past: Past, figures: Figures) -> Comparison | None:
    """The last accepted report beside the figures of today, or None at first sight.

    A row is the same by its id; one that is gone and one that is new are the same where `workbook.similar.renamed_rows` says so.
    """
    last = past.last
    if last is None:
        return None
    now = _sight(figures.progress.work, figures.progress.weighting, *_of_today(figures))
    milestones, items = _first_ids(past.last_milestones), _first_ids(past.last_items)
    tops = (rows.select_seq("id", *NOWHERE, title="name", level=1) for rows in (milestones, now.milestones))
    renamed_milestones = renamed_rows(*tops)
    items = _with_ids(items, renamed_milestones, "milestone")
    below = (rows.select_seq("id", "milestone", "parent", "level", title=name) for rows, name in ((items, "title"), (now.items, "name")))
    renamed = renamed_rows(*below)
    if renamed_milestones:
        milestones = _with_ids(milestones, renamed_milestones, "id")
        items = items.with_columns_seq(col("also_in").list.eval(pl.element().replace(renamed_milestones)))
    then = _sight(last["work"], last["weighting"], milestones, _with_ids(items, renamed, "id", "parent"))
    return Comparison(last["status_date"], then, now, renamed_milestones, renamed, figures.holidays)


def _of_today(figures: Figures) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Milestones and scope items of today in the columns that are kept of them."""
    dates = {"actual_finish": col("actual"), "forecast_finish": col("forecast")}
    milestones = figures.milestones.with_columns_seq(weight="weight_used", **dates)
    scope = figures.scope.with_columns_seq(milestone="home", parent=col("id").gather("parent"), percent="work", weight="weight_used")
    return _first_ids(milestones), _first_ids(scope)


def _sight(work: float | None, weighting: str, milestones: pl.DataFrame, items: pl.DataFrame) -> Sight:
    """A report from its tables in the columns of `store.records`."""
    milestones = milestones.with_columns_seq(EXPECTED, percent="work").select_seq(MILESTONE)
    items = items.with_columns_seq(EXPECTED, name="title").select_seq(ITEM)
    known = milestones.select_seq(milestone="id").drop_nulls()
    leaves = items.filter(col("leaf") & col("in_scope")).join(known, on="milestone", how="semi", maintain_order="left")
    leaves = leaves.select_seq("id", "weight", "percent", of="milestone")
    return Sight(work, weighting, milestones, items, leaves, weighting != "explicit" and _follow(milestones, leaves))


def _follow(milestones: pl.DataFrame, leaves: pl.DataFrame) -> bool:
    """Whether the weight of each milestone is the sum of its leaves' weights, or their number where they weigh nothing.

    It cannot be under explicit weights: there the leaves of a milestone share 1, whatever is added.
    """
    sums = {of: total or float(count) for of, total, count in leaves.group_by("of").agg(col("weight").sum(), pl.len()).rows()}
    weights = milestones.select_seq("id", "weight").drop_nulls().rows()
    return all(math.isclose(weight, sums.get(id, 0.0), rel_tol=NOISE) for id, weight in weights)


def _first_ids(rows: pl.DataFrame) -> pl.DataFrame:
    return rows.with_columns_seq(id=pl.when(col("id").is_first_distinct()).then("id"))


def _with_ids(rows: pl.DataFrame, new: Mapping[str, str], *names: str) -> pl.DataFrame:
    """Rows with the new ids in these columns in place of the old ones."""
    return rows.with_columns_seq(col(names).replace(new)) if new else rows
