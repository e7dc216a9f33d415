"""The planned value of items as weekly curves, one for each milestone and one for the project."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any, NamedTuple

import numpy as np
import polars as pl
from numpy.typing import NDArray

from pipeline.figures.progress import without_agreed_finish
from pipeline.figures.value.curve import FLOATING, Curve
from pipeline.figures.workdays import working_week
from pipeline.wording import Text, note

WEEK = 7
LONGEST_DAYS = 40 * 366
"""A plan that spans more days has a mistyped date; and so has one that ends with the calendar."""
NOWHERE = np.iinfo(np.int64).min
EPOCH = date(1970, 1, 1).toordinal()
"""The day that days of tables are counted from."""

Numbers = NDArray[np.float64]


class Span(NamedTuple):
    """The days of one curve: the first one, counted from EPOCH, how many weeks, and its place in a row of all days of all curves."""

    begin: int
    weeks: int
    place: int


def weekly_curves(
    leaves: pl.DataFrame, sums: Mapping[str | None, dict[str, Any]], holidays: Sequence[date]
) -> dict[str | None, Curve | Text]:
    """The curve of each milestone by id and of the project by None, in shares of what is to be earned; or the reason why there is none.

    Week k ends 7k days after the earliest agreed start (the milestone's where no leaf has one). Each leaf is planned on a straight line
    by working days, as in `with_planned`; level of effort is left out. `leaves` and `sums` are those of `value_leaves`.
    """
    curves: dict[str | None, Curve | Text] = {of: reason for of, row in sums.items() if (reason := _reason(row))}
    spans: dict[str | None, Span] = {}
    place = 0
    for of, row in sums.items():
        if of not in curves:
            begin = min(row["starts"], row["first_finish"])
            spans[of] = Span(begin.toordinal() - EPOCH, -(-((row["last_finish"] - begin).days + 1) // WEEK), place)
            place += WEEK * spans[of].weeks + 1  # a rate is taken back on the day after the last one
    if not spans:
        return curves
    rates, steps = _changes(leaves, {sums[of]["row"]: span for of, span in spans.items()}, place)
    first = min(span.begin for span in spans.values())
    days = np.arange(first, max(span.begin + WEEK * span.weeks for span in spans.values()))
    working = np.is_busday(days.astype("datetime64[D]"), busdaycal=working_week(tuple(holidays)))
    for of, span in spans.items():
        here, length = slice(span.place, span.place + WEEK * span.weeks), WEEK * span.weeks
        rate = np.where(working[span.begin - first :][:length], np.cumsum(rates[here]), 0.0)
        ends = np.arange(WEEK - 1, length, WEEK)
        curves[of] = _curve(np.cumsum(rate + steps[here])[ends], span.begin + ends, sums[of]["discrete"], span)
    return curves


def _curve(values: Numbers, ends: NDArray[np.int64], whole: float, span: Span) -> Curve:
    """A curve from its values at the ends of its weeks, all of it when it misses the whole by floating point alone."""
    shares = np.where(values >= whole * (1 - FLOATING), whole, values)
    return Curve(tuple(shares.tolist()), date.fromordinal(span.begin + EPOCH), tuple(ends.astype("datetime64[D]").tolist()), WEEK)


def _reason(sums: Mapping[str, Any]) -> Text | None:
    """Why there is no curve; None where there is one."""
    if sums["undated"]:
        return without_agreed_finish(sums["undated"], sums["leaves"])
    if sums["discrete"] <= 0:
        return note("all work is level of effort") if sums["has_loe"] else note("no item has a weight")
    if sums["starts"] is None:
        return note("no item has an agreed start")
    begin, end = min(sums["starts"], sums["first_finish"]), sums["last_finish"]
    if (end - begin).days > LONGEST_DAYS or end.year == date.max.year:
        return note("the agreed dates span more than 40 years")
    return None


def _changes(leaves: pl.DataFrame, spans: Mapping[int, Span], size: int) -> tuple[Numbers, Numbers]:
    """What changes on each day of each curve, day by day in the places of `spans`: the planned share per working day, and steps.

    `spans` are by the row of the milestone. A leaf sets a rate at its start and takes it back after its finish, or is a step on its
    finish; so the work is that of one pass over the leaves and one over the days, however many weeks each leaf takes.
    """
    rows = leaves["row"].to_numpy()
    offsets = np.full(rows.max() + 1, NOWHERE)
    offsets[list(spans)] = [span.place - span.begin for span in spans.values()]
    placed = (offsets[rows] != NOWHERE) & ~leaves["loe"].to_numpy()
    offset = offsets[rows[placed]]
    starts, finishes, days, shares = (leaves[name].to_numpy()[placed] for name in ("from", "finish", "days", "share"))
    finish = offset + finishes.astype(np.int64)
    linear = ~np.isnat(starts)
    start = offset[linear] + starts[linear].astype(np.int64)
    rate = shares[linear] / days[linear]
    return _added(start, rate, size) - _added(finish[linear] + 1, rate, size), _added(finish[~linear], shares[~linear], size)


def _added(places: NDArray[np.int64], amounts: Numbers, size: int) -> Numbers:
    """The sum of the amounts at each place."""
    return np.bincount(places, amounts, size).astype(np.float64, copy=False)
