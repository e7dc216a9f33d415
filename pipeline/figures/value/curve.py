"""The planned value as a curve over periods, days on it, and the earned schedule that is read from it."""

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from math import ceil

from pipeline.figures.outlook import Value
from pipeline.figures.value.indices import NOTHING_EARNED, Figure, given, ratio
from pipeline.wording import Text, note

NOT_BEGUN, NUMBERED = note("the plan has not begun"), note("the periods of the agreed curve have no dates")
FLOATING = 1e-9
"""The share of the whole by which a sum of shares may miss it."""


@dataclass(frozen=True)
class Curve:
    """The planned value at the end of each period, cumulative, and the last day of each period.

    starts: the first day of the first period; period_days: the length of those after the last. Where days have no place on the curve,
    because its periods are numbered, there are none of these, and `why` says so.
    """

    values: tuple[float, ...]
    starts: date | None = None
    ends: tuple[date, ...] = ()
    period_days: int | None = None
    why: Text = NUMBERED


def planned_duration(values: Sequence[float]) -> int:
    """The period in which the planned value first reaches its end, counted from 1."""
    return bisect_left(values, values[-1] * (1 - FLOATING)) + 1


def earned_schedule(values: Sequence[float], ev: float) -> float:
    """When as much was planned as is earned now, in periods: C + (EV - PV_C) / (PV_C+1 - PV_C), C the last period with PV_C <= EV.

    On a plateau that is its end; with everything earned it is the planned duration. Formula: W. Lipke, Schedule is different (2003).
    """
    duration, reach = planned_duration(values), values[-1] * FLOATING
    if ev >= values[-1] - reach:
        return float(duration)
    cumulative = [0.0, *values[:duration]]
    period = min(max(bisect_right(cumulative, ev + reach) - 1, 0), duration - 1)
    step = cumulative[period + 1] - cumulative[period]
    return period + max(ev - cumulative[period], 0.0) / step


def value_at(values: Sequence[float], at: float) -> float:
    """The planned value `at` periods after the start, on straight lines between their ends; before it 0, after the last the last."""
    if at >= len(values):
        return values[-1]
    period = int(max(at, 0.0))
    before = values[period - 1] if period else 0.0
    return before + (values[period] - before) * (max(at, 0.0) - period)


def periods_until(curve: Curve, day: date) -> Figure:
    """How many periods have passed at the end of a day, the current one by its days; 0 before the first, and on at the same pace after."""
    if curve.starts is None or not curve.period_days:
        return curve.why
    bounds = _bounds(curve.starts, curve.ends, curve.period_days)
    period = min(bisect_right(bounds, day.toordinal()) - 1, len(curve.ends))
    return period + (day.toordinal() - bounds[period]) / (bounds[period + 1] - bounds[period]) if period >= 0 else 0.0


def times(curve: Curve | Text, ev: Figure, at: Figure) -> dict[str, Figure]:
    """The figures of the earned schedule by field of Value, in periods; `curve` may be the reason why there is none.

    sv_t = es - at (favourable is positive), spi_t = es / at, ieac_t = pd / spi_t.
    """
    if isinstance(curve, str):
        return dict.fromkeys(("pd", "es", "sv_t", "spi_t", "ieac_t"), curve) | {"at": at}
    values = curve.values
    pd = float(planned_duration(values))
    es = given(lambda earned: earned_schedule(values, earned), ev)
    spi_t = ratio(es, at, NOT_BEGUN)
    return {
        "pd": pd,
        "at": at,
        "es": es,
        "sv_t": given(lambda earned, actual: earned - actual, es, at),
        "spi_t": spi_t,
        "ieac_t": ratio(pd, spi_t, NOTHING_EARNED),
    }


def pace_finish(value: Value) -> date | None:
    """The last day of work if it goes on at the pace so far: where `ieac_t` lies on the calendar; None where either is not known."""
    if value.ieac_t is None or value.starts is None or not value.period_days:
        return None
    bounds = _bounds(value.starts, value.ends, value.period_days)
    period = min(int(value.ieac_t), len(value.ends))
    days = (value.ieac_t - period) * (bounds[period + 1] - bounds[period])
    try:
        return date.fromordinal(bounds[period] + ceil(days - FLOATING))
    except (OverflowError, ValueError):
        return None


def _bounds(starts: date, ends: Sequence[date], period_days: int) -> list[int]:
    """The last day of each period as an ordinal, from period 0 on, which ends the day before the first, to one after the last."""
    days = [starts.toordinal() - 1, *(end.toordinal() for end in ends)]
    return [*days, days[-1] + period_days]
