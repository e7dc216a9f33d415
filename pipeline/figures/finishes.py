"""Finish dates against the agreed ones: forecast still standing, variance, overdue."""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

import polars as pl
from polars import col

from pipeline.figures.calendar import days_between

SPAN = {"start": pl.Date, "end": pl.Date}


def finishes(milestones: Iterable[Mapping[str, Any]], status_date: date | None, holidays: pl.Series) -> list[dict[str, Any]]:
    """The finish dates and variances of milestones, one dict each, order kept. Needs `state`.

    baseline, forecast, actual (dates); variance_days, variance_calendar_days (actual, else forecast, minus baseline) and overdue_days
    (status date minus baseline while open), working days unless named otherwise, positive is late. A forecast before the status date is
    none for open work. An actual finish after the status date is not a fact yet. `overdue_days` is 0 when the agreed finish is known and
    not passed, or the work is done. Without a status date everything but baseline and actual is None; of a cancelled milestone the
    variances are.
    """
    found, spans = [], []
    for milestone in milestones:
        baseline, forecast, actual = (milestone[f"{name}_finish"] for name in ("baseline", "forecast", "actual"))
        if actual and status_date and actual > status_date:
            actual = None
        over = actual is not None or milestone["state"] == "done"
        if not status_date or (forecast and forecast < status_date and not over):
            forecast = None
        finish = actual or forecast
        measured = baseline and status_date and milestone["state"] != "cancelled"
        calendar_days = (finish - baseline).days if measured and finish else None
        found.append({"baseline": baseline, "forecast": forecast, "actual": actual, "variance_calendar_days": calendar_days})
        spans.append((baseline, finish) if measured else (None, None))
        spans.append((baseline, baseline if over else max(baseline, status_date)) if measured else (None, None))
    days = pl.DataFrame(spans, schema=SPAN, orient="row").select_seq(days_between(col("start"), col("end"), holidays)).to_series().to_list()
    return [
        {**each, "variance_days": variance, "overdue_days": overdue}
        for each, variance, overdue in zip(found, days[::2], days[1::2], strict=True)
    ]
