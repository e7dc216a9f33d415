"""What sheets Baseline and Actuals agree and report: a curve, and the last earned value and cost."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import pairwise
from math import isfinite

from pipeline.figures.value.curve import Curve
from pipeline.figures.value.indices import Figure
from pipeline.wording import Text, note
from pipeline.workbook.book import Book
from pipeline.workbook.periods import Period, periods


@dataclass(frozen=True)
class Actuals:
    """The last row of sheet Actuals: its period, and earned value and cost until then; `cost` None where no row has one."""

    period: Period
    earned: float
    cost: Figure | None


def agreed_curve(book: Book) -> Curve | Text | None:
    """The curve of sheet Baseline, None where it is blank; a reason where its rows are no curve.

    Dated periods begin on the day after the last one; the first is as long as they are on average.
    """
    table = book.table("Baseline")
    if table.is_empty():
        return None
    name = book.names.get("Baseline", "Baseline")
    when, values = periods(table["period"]), table["planned"].to_list()
    days = [day for day in when if isinstance(day, date)]
    if not (_ordered(when) and _cumulative(values)) or values[-1] <= 0:
        return note("sheet {sheet} holds no cumulative curve", sheet=name)
    if not days:
        if when == list(range(1, len(when) + 1)):
            return Curve(tuple(values), why=note("sheet {sheet} numbers its periods", sheet=name))
        return note("sheet {sheet} does not count its periods 1, 2, 3 …", sheet=name)
    if len(days) == 1:
        return Curve(tuple(values), why=note("sheet {sheet} has a single period", sheet=name))
    length = max(round((days[-1] - days[0]).days / (len(days) - 1)), 1)
    return Curve(tuple(values), days[0] - timedelta(days=length - 1), tuple(days), length)


def actuals(book: Book) -> Actuals | Text | None:
    """What sheet Actuals says last, None where it is blank; a reason where its rows are in no order."""
    table = book.table("Actuals")
    if table.is_empty():
        return None
    when, earned, cost = periods(table["period"]), table["earned"].to_list(), table["cost"].to_list()
    name = book.names.get("Actuals", "Actuals")
    last = when[-1]
    if not (_ordered(when) and _cumulative(earned)) or last is None:
        return note("sheet {sheet} holds no cumulative values", sheet=name)
    spent = [value for value in cost if value is not None]
    if not spent:
        return Actuals(last, earned[-1], None)
    whole = cost[-1] is not None and _cumulative(spent)
    lacking = note("sheet {sheet} has no running total of costs up to its last period", sheet=name)
    return Actuals(last, earned[-1], cost[-1] if whole else lacking)


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
