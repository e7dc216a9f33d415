"""The last accepted report beside this one: which rows are the same, and the tables of both under the ids of today."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

import polars as pl
from polars import col

from pipeline.figures.records import Figures
from pipeline.store.records import Past
from pipeline.workbook.similar import renamed_rows

EXPECTED = pl.coalesce("actual_finish", "forecast_finish").alias("finish")
ITEM = (
    *("id", "milestone", "parent", "level", "name", "leaf", "in_scope", "percent", "weight", "state", "owner", "baseline_finish", "finish"),
    "also_in",
)
MILESTONE = ("id", "name", "status", "percent", "weight", "state", "owner", "baseline_finish", "finish")


@dataclass(frozen=True)
class Sight:
    """One report as it is compared: work (0..100 or None) and weighting of the project, its milestones and scope items as tables.

    milestones: id, name, status, percent (work), weight (in the project), state, owner, baseline_finish, finish (actual, else forecast).
    items: id, milestone (its home), parent (id of the row above), level, name, leaf, in_scope, percent, weight, state, owner,
    baseline_finish, finish, also_in. Order of the workbook; of several rows with one id only the first has it, the others have none.
    """

    work: float | None
    weighting: str
    milestones: pl.DataFrame
    items: pl.DataFrame


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
    then = Sight(last["work"], last["weighting"], _milestones(past.last_milestones), _items(past.last_items))
    now = sight(figures)
    places = {name: pl.lit(None, pl.String) for name in ("milestone", "parent")}
    tops = (rows.select("id", title="name", level=1, **places) for rows in (then.milestones, now.milestones))
    milestones = renamed_rows(*tops)
    items = _with_ids(then.items, milestones, "milestone")
    below = (rows.select("id", "milestone", "parent", "level", title="name") for rows in (items, now.items))
    renamed = renamed_rows(*below)
    listed = pl.col("also_in").list.eval(pl.element().replace(milestones))
    items = _with_ids(items, renamed, "id", "parent").with_columns(listed)
    then = Sight(then.work, then.weighting, _with_ids(then.milestones, milestones, "id"), items)
    return Comparison(last["status_date"], then, now, milestones, renamed, figures.holidays)


def sight(figures: Figures) -> Sight:
    """This report as it is compared with the last one."""
    scope = figures.scope.with_columns(milestone="home", parent=col("id").gather("parent"), percent="work", weight="weight_used")
    dates = {"actual_finish": "actual", "forecast_finish": "forecast", "weight": "weight_used"}
    milestones = figures.milestones.with_columns(**{name: col(computed) for name, computed in dates.items()})
    return Sight(figures.progress.work, figures.progress.weighting, _milestones(milestones), _items(scope))


def _milestones(rows: pl.DataFrame) -> pl.DataFrame:
    return _first_ids(rows.with_columns(EXPECTED, percent="work").select(MILESTONE))


def _items(rows: pl.DataFrame) -> pl.DataFrame:
    return _first_ids(rows.with_columns(EXPECTED, name="title").select(ITEM))


def _first_ids(rows: pl.DataFrame) -> pl.DataFrame:
    return rows.with_columns(id=pl.when(col("id").is_first_distinct()).then("id"))


def _with_ids(rows: pl.DataFrame, new: Mapping[str, str], *names: str) -> pl.DataFrame:
    """Rows with the new ids in these columns in place of the old ones."""
    return rows.with_columns(col(names).replace(new)) if new else rows
