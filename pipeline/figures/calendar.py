"""The project's working days: Monday to Friday without the public holidays of its calendar."""

from collections.abc import Iterable
from datetime import date
from functools import lru_cache

import polars as pl

from pipeline.workbook.calendars import holidays_of

YEARS_AROUND = 10


def holidays_around(calendar: str | None, status_date: date | None) -> tuple[date, ...]:
    """The public holidays of `calendar` (such as `DE` or `DE-BE`) in the ten years before and after the status date, in order.

    Without a calendar or a status date, and for a country that nobody knows, there are none: working days are Monday to Friday.
    A region that nobody knows leaves the holidays of its country.
    """
    if not calendar or status_date is None:
        return ()
    year = status_date.year
    return holidays_of(calendar, range(max(year - YEARS_AROUND, date.min.year), min(year + YEARS_AROUND, date.max.year) + 1))


@lru_cache(maxsize=128)
def as_free(holidays: tuple[date, ...]) -> pl.Series:
    """Holidays as the one list that the day counts of a whole table take, made once."""
    return pl.Series([holidays], dtype=pl.List(pl.Date))


def days_between(start: pl.Expr, end: pl.Expr, holidays: Iterable[date] | pl.Series) -> pl.Expr:
    """Working days from `start` to `end`, positive when `end` is later and the same number negative the other way round.

    Counts the working days d with start <= d < end: Friday to Monday is 1, a Saturday to the Monday after it is 0.
    """
    earlier, later = pl.min_horizontal(start, end), pl.max_horizontal(start, end)
    count = pl.business_day_count(earlier, later, holidays=holidays)
    known = start.is_not_null() & end.is_not_null()
    return pl.when(known & (end >= start)).then(count).when(known).then(-count)


def days_within(start: pl.Expr, finish: pl.Expr, holidays: Iterable[date] | pl.Series) -> pl.Expr:
    """Working days from `start` to `finish`, both included; null or below 1 where finish lies before start."""
    return pl.business_day_count(start, finish.dt.offset_by("1d"), holidays=holidays)
