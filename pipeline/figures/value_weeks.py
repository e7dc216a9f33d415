"""The planned value of items as weekly curves, one for each milestone and one for the project."""

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

import polars as pl
from polars import col

from pipeline.figures.curve import FLOATING, Curve

WEEK = 7
LONGEST_DAYS = 40 * 366
"""A plan that spans more days has a mistyped date; and so has one that ends with the calendar."""


def weekly_curves(leaves: pl.DataFrame, sums: Mapping[str | None, dict[str, Any]], holidays: pl.Series) -> dict[str | None, Curve | str]:
    """The curve of each milestone by id and of the project by None, in shares of what is to be earned; or the reason why there is none.

    Week k ends 7k days after the earliest agreed start (the milestone's where no leaf has one). Each leaf is planned on a straight line
    by working days, as in `with_planned`; level of effort is left out. `leaves` and `sums` are those of `value_leaves`.
    """
    reasons = {of: _reason(row) for of, row in sums.items()}
    spans = [
        {"of": of, "begin": begin, "weeks": -(-((row["last_finish"] - begin).days + 1) // WEEK)}
        for of, row in sums.items()
        if not reasons[of]
        for begin in (min(row["starts"], row["first_finish"]),)
    ]
    placed = pl.DataFrame(spans, schema={"of": pl.String, "begin": pl.Date, "weeks": pl.Int64})
    values = dict(_at_week_ends(leaves.filter(~col("loe")), placed, holidays).rows())
    curves: dict[str | None, Curve | str] = {of: reason for of, reason in reasons.items() if reason}
    for span in spans:
        whole = sums[span["of"]]["discrete"]
        reached = whole * (1 - FLOATING)
        ends = tuple(span["begin"] + timedelta(days=WEEK * week - 1) for week in range(1, span["weeks"] + 1))
        shares = tuple(whole if value >= reached else value for value in values[span["of"]])
        curves[span["of"]] = Curve(shares, span["begin"], ends, WEEK)
    return curves


def _reason(sums: Mapping[str, Any]) -> str:
    """Why there is no curve; empty where there is one."""
    if sums["undated"]:
        return f"{sums['undated']} of {sums['leaves']} items have no agreed finish"
    if sums["discrete"] <= 0:
        return "all work is level of effort" if sums["has_loe"] else "no item has a weight"
    if sums["starts"] is None:
        return "no item has an agreed start"
    begin, end = min(sums["starts"], sums["first_finish"]), sums["last_finish"]
    if (end - begin).days > LONGEST_DAYS or end.year == date.max.year:
        return "the agreed dates span more than 40 years"
    return ""


def _at_week_ends(leaves: pl.DataFrame, spans: pl.DataFrame, holidays: pl.Series) -> pl.DataFrame:
    """The planned shares of each `of` at the ends of its weeks, as a list.

    A leaf sets a rate per working day at its start and takes it back after its finish, or is a step on its finish; so the work is
    that of one pass over the leaves and one over the days, however many weeks each leaf takes.
    """
    rate = col("share") / col("days")
    linear, step = leaves.filter(col("from").is_not_null()), leaves.filter(col("from").is_null())
    events = pl.concat(
        [
            linear.select_seq("of", day="from", rate=rate, step=0.0),
            linear.select_seq("of", day=col("finish").dt.offset_by("1d"), rate=-rate, step=0.0),
            step.select_seq("of", day="finish", rate=0.0, step="share"),
        ]
    )
    last = col("begin") + pl.duration(days=WEEK * col("weeks") - 1)
    days = spans.select_seq("of", "begin", day=pl.date_ranges("begin", last.cast(pl.Date))).explode("day")
    changes = events.group_by("of", "day").agg(col("rate", "step").sum())
    working = col("day").dt.is_business_day(holidays=holidays)
    return (
        days.join(changes, on=["of", "day"], how="left", nulls_equal=True, maintain_order="left")
        .with_columns_seq(rate=col("rate").fill_null(0.0).cum_sum().over("of"), step=col("step").fill_null(0.0))
        .with_columns_seq(value=(pl.when(working).then("rate").otherwise(0.0) + col("step")).cum_sum().over("of"))
        .filter(((col("day") - col("begin")).dt.total_days() + 1) % WEEK == 0)
        .group_by("of", maintain_order=True)
        .agg("value")
    )
