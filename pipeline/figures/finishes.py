"""Finish dates against the agreed ones: forecast still standing, variance, overdue."""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from pipeline.figures.workdays import working_days


def finishes(milestones: Iterable[Mapping[str, Any]], status_date: date | None, holidays: tuple[date, ...]) -> list[dict[str, Any]]:
    """The finish dates and variances of milestones, one dict each, order kept. Needs `state`.

    baseline, forecast, actual (dates); variance_days, variance_calendar_days (actual, else forecast, minus baseline) and overdue_days
    (status date minus baseline while open), working days unless named otherwise, positive is late. A forecast before the status date is
    none for open work. An actual finish after the status date is not a fact yet. `overdue_days` is 0 when the agreed finish is known and
    not passed, or the work is done. Without a status date everything but baseline and actual is None; of a cancelled milestone the
    variances are.
    """
    found: list[dict[str, Any]] = []
    slips: dict[int, tuple[date, date]] = {}
    waits: dict[int, tuple[date, date]] = {}
    for number, milestone in enumerate(milestones):
        baseline, forecast, actual = (milestone[f"{name}_finish"] for name in ("baseline", "forecast", "actual"))
        if actual and status_date and actual > status_date:
            actual = None
        over = actual is not None or milestone["state"] == "done"
        if not status_date or (forecast and forecast < status_date and not over):
            forecast = None
        finish = actual or forecast
        each = {"baseline": baseline, "forecast": forecast, "actual": actual, "variance_calendar_days": None}
        if baseline and status_date and milestone["state"] != "cancelled":
            waits[number] = (baseline, baseline if over else max(baseline, status_date))
            if finish:
                slips[number] = (baseline, finish)
                each["variance_calendar_days"] = (finish - baseline).days
        found.append(each)
    variance, overdue = _days(slips, holidays), _days(waits, holidays)
    return [{**each, "variance_days": variance.get(number), "overdue_days": overdue.get(number)} for number, each in enumerate(found)]


def _days(spans: Mapping[int, tuple[date, date]], holidays: tuple[date, ...]) -> dict[int, int]:
    """Working days of each span, by the same number."""
    return dict(zip(spans, working_days(list(spans.values()), holidays), strict=True))
