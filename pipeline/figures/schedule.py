"""Finish dates against the agreed ones: forecast still standing, variance, overdue."""

from collections.abc import Iterable
from datetime import date

import polars as pl
from polars import col

from pipeline.figures.calendar import days_between


def with_finish(milestones: pl.DataFrame, status_date: date | None, holidays: Iterable[date]) -> pl.DataFrame:
    """Milestones with their finish dates and variances; grain: milestone, order kept. Needs the column `state`.

    Adds baseline, forecast, actual (dates); variance_days, variance_calendar_days (actual, else forecast, minus baseline) and overdue_days
    (status date minus baseline while open), working days unless named otherwise, positive is late. A forecast before the status date is
    none for open work. An actual finish after the status date is not a fact yet. `overdue_days` is 0 when the agreed finish is known and
    not passed, or the work is done. Without a status date everything but baseline and actual is null; of a cancelled milestone the
    variances are.
    """
    status = pl.lit(status_date, pl.Date)
    dated = milestones.with_columns(
        baseline="baseline_finish",
        actual=pl.when((col("actual_finish") <= status).fill_null(status_date is None)).then("actual_finish"),
    )
    over = col("actual").is_not_null() | (col("state") == "done")
    current = pl.when(over | (col("forecast_finish") >= status)).then("forecast_finish")
    dated = dated.with_columns(forecast=pl.when(status.is_not_null()).then(current))
    finish, measured = pl.coalesce("actual", "forecast"), status.is_not_null() & (col("state") != "cancelled")
    late = pl.when(over).then(0).otherwise(days_between(col("baseline"), pl.max_horizontal("baseline", status), holidays))
    return dated.with_columns(
        variance_days=pl.when(measured).then(days_between(col("baseline"), finish, holidays)).cast(pl.Int64),
        variance_calendar_days=pl.when(measured).then((finish - col("baseline")).dt.total_days()),
        overdue_days=pl.when(measured & col("baseline").is_not_null()).then(late).cast(pl.Int64),
    )
