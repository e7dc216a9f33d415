"""The planned percent of a project on any day, by the agreed dates as they stand now: what `Progress.planned` is at the status date."""

from collections.abc import Sequence
from datetime import date, timedelta
from typing import NamedTuple

import numpy as np
import polars as pl
from polars import col

from pipeline.figures.records import Figures
from pipeline.figures.value.weeks import LONGEST_DAYS
from pipeline.figures.workdays import working_week

MOST_POINTS = 60
ONE = np.timedelta64(1, "D")


class Planned(NamedTuple):
    """What is planned to be done at the end of a day, 0..100."""

    day: date
    percent: float


def planned_course(figures: Figures, status_date: date) -> tuple[Planned, ...]:
    """The plan from the day before the first agreed start (0) to the last agreed finish (100), week by week or wider, the status date too.

    Empty where the project has no planned percent, and where its agreed dates span more than 40 years.
    """
    spans = _spans(figures) if figures.progress.planned is not None else None
    if spans is None or spans.is_empty():
        return ()
    first, last = spans["from"].min(), spans["agreed_finish"].max()
    if not isinstance(first, date) or not isinstance(last, date) or first == date.min or (last - first).days > LONGEST_DAYS:
        return ()
    first -= timedelta(days=1)
    step = max(7, -(-(last - first).days // MOST_POINTS))
    days = {first + timedelta(days=number) for number in range(0, (last - first).days, step)} | {last}
    if first < status_date < last:
        days.add(status_date)
    found = sorted(days)
    return tuple(map(Planned, found, _percents(spans, found, figures.holidays)))


def _spans(figures: Figures) -> pl.DataFrame:
    """The agreed spans of the leaves that count, each with its share (0..1) of the project; `from` is the start, else the finish."""
    weights = figures.milestones.select("id", of_home="weight_used").drop_nulls()
    total = col("weight_used").sum().over("home")
    part = pl.when(total > 0).then(col("weight_used") / total).otherwise(1 / pl.len().over("home"))
    begins = pl.when(col("agreed_start") <= col("agreed_finish")).then("agreed_start").otherwise("agreed_finish")
    return (
        figures.scope.filter(col("leaf") & col("in_scope"))
        .select("home", "weight_used", "agreed_start", "agreed_finish")
        .join(weights, left_on="home", right_on="id")
        .with_columns(share=part * col("of_home") / weights["of_home"].sum(), **{"from": begins})
        .group_by("agreed_start", "agreed_finish", "from", maintain_order=True)
        .agg(col("share").sum())
    )


def _percents(spans: pl.DataFrame, days: Sequence[date], holidays: tuple[date, ...]) -> list[float]:
    """The planned percent at the end of each day, each span on a straight line by working days as in `leaves.with_planned`."""
    week, shares = working_week(holidays), spans["share"].to_numpy()
    starts, finishes = (spans[name].to_numpy().astype("datetime64[D]") for name in ("from", "agreed_finish"))
    duration = np.busday_count(starts, finishes + ONE, busdaycal=week)
    linear = (spans["agreed_start"].to_numpy().astype("datetime64[D]") <= finishes) & (duration > 0)
    found = []
    for day in np.array(days, dtype="datetime64[D]"):
        elapsed = np.busday_count(starts, np.maximum(np.minimum(finishes, day) + ONE, starts), busdaycal=week)
        done = np.where(linear, elapsed / np.maximum(duration, 1), finishes <= day)
        found.append(min(100 * float(done @ shares), 100.0))
    return found
