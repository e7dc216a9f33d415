"""What sheets Baseline and Actuals agree and report: a curve, and the last earned value and cost."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import pairwise
from math import isfinite

from pipeline.figures.value.curve import Curve
from pipeline.figures.value.indices import Figure
from pipeline.workbook.book import Book
from pipeline.workbook.periods import Period, periods


@dataclass(frozen=True)
class Actuals:
    """The last row of sheet Actuals: its period, and earned value and cost until then; `cost` None where no row has one."""

    period: Period
    earned: float
    cost: Figure | None


def agreed_curve(book: Book) -> Curve | str | None:
    """The curve of sheet Baseline, None where it is blank; a reason where its rows are no curve.

    Dated periods begin on the day after the last one; the first is as long as they are on average.
    """
    table = book.table("Baseline")
    if table.is_empty():
        return None
    name = f"sheet {book.names.get('Baseline', 'Baseline')}"
    when, values = periods(table["period"]), table["planned"].to_list()
    days = [day for day in when if isinstance(day, date)]
    if not (_ordered(when) and _cumulative(values)) or values[-1] <= 0:
        return f"{name} holds no cumulative curve"
    if not days:
        counted = when == list(range(1, len(when) + 1))
        return Curve(tuple(values), why=f"{name} numbers its periods") if counted else f"{name} does not count its periods 1, 2, 3 …"
    if len(days) == 1:
        return Curve(tuple(values), why=f"{name} has a single period")
    length = max(round((days[-1] - days[0]).days / (len(days) - 1)), 1)
    return Curve(tuple(values), days[0] - timedelta(days=length - 1), tuple(days), length)


def actuals(book: Book) -> Actuals | str | None:
    """What sheet Actuals says last, None where it is blank; a reason where its rows are in no order."""
    table = book.table("Actuals")
    if table.is_empty():
        return None
    when, earned, cost = periods(table["period"]), table["earned"].to_list(), table["cost"].to_list()
    name = f"sheet {book.names.get('Actuals', 'Actuals')}"
    last = when[-1]
    if not (_ordered(when) and _cumulative(earned)) or last is None:
        return f"{name} holds no cumulative values"
    spent = [value for value in cost if value is not None]
    if not spent:
        return Actuals(last, earned[-1], None)
    whole = cost[-1] is not None and _cumulative(spent)
    return Actuals(last, earned[-1], cost[-1] if whole else f"{name} has no running total of costs up to its last period")


def _ordered(when: Sequence[Period | None]) -> bool:
    """Whether the periods are all numbers, or all days, each after the one before."""
    numbers = [period for period in when if isinstance(period, int)]
    days = [period for period in when if isinstance(period, date)]
    if len(when) not in (len(numbers), len(days)):
        return False
    return all(a < b for a, b in pairwise(numbers)) and all(a < b for a, b in pairwise(days))


def _cumulative(values: Sequence[float | None]) -> bool:
    """Whether the values are all known, never below 0, and never fall."""
    known = [value for value in values if value is not None and isfinite(value) and value >= 0]
    return len(known) == len(values) and all(a <= b for a, b in pairwise(known))
