"""Dates as working days after the status date and back: the time axis of the network."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from math import ceil, floor

import numpy as np
from numpy.typing import NDArray

Days = NDArray[np.datetime64]
ONE = np.timedelta64(1, "D")
FLOATING = 1e-6
"""So little of a day comes from adding up fractions."""


@dataclass(frozen=True)
class Axis:
    """Working days counted from the end of the status date: 1 is the first one after it, 0 the status date, below 0 lies before."""

    status_date: date
    calendar: np.busdaycalendar


def axis_of(status_date: date, holidays: Sequence[date]) -> Axis:
    """The axis of a status date; working days are Monday to Friday without the holidays."""
    return Axis(status_date, working_week(tuple(holidays)))


@lru_cache(maxsize=128)
def working_week(holidays: tuple[date, ...]) -> np.busdaycalendar:
    """The working days Monday to Friday without the holidays."""
    return np.busdaycalendar(holidays=_days(holidays))


def working_days(spans: Sequence[tuple[date, date]], holidays: tuple[date, ...]) -> list[int]:
    """Working days from the first day of each span to the second as in `calendar.days_between`, positive when the second is later."""
    begins, ends = (_days([span[side] for span in spans]) for side in (0, 1))
    counted: list[int] = _signed_count(begins, ends, working_week(holidays)).tolist()
    return counted


def finish_position(axis: Axis, days: Sequence[date | None]) -> list[int | None]:
    """The position of work that ends with each day: working days after the status date up to the day itself; negative before it."""
    return _counted(axis, days, 1)


def start_position(axis: Axis, days: Sequence[date | None]) -> list[int | None]:
    """The position of work that begins with each day: working days after the status date that come before the day."""
    return _counted(axis, days, 0)


def due_position(axis: Axis, days: Sequence[date | None]) -> list[int | None]:
    """The latest position of work that is not late against each day.

    A free day is met by the next working day, as in `calendar.days_between`.
    """
    return [None if position is None else position + 1 for position in start_position(axis, days)]


def span(axis: Axis, starts: Sequence[date | None], finishes: Sequence[date | None]) -> list[int | None]:
    """Working days from each start to its finish, both included; None where one is missing or the finish lies before the start."""
    known = [n for n, (start, finish) in enumerate(zip(starts, finishes, strict=True)) if start and finish and start <= finish]
    counts = np.busday_count(_days([starts[n] for n in known]), _days([finishes[n] for n in known]) + ONE, busdaycal=axis.calendar)
    return _spread(len(starts), known, counts)


def finish_days(axis: Axis, positions: Sequence[float]) -> list[date]:
    """The day on which work that ends at each position is finished; a begun day counts whole."""
    return _placed(axis, [ceil(position - FLOATING) for position in positions])


def start_days(axis: Axis, positions: Sequence[float]) -> list[date]:
    """The day on which work that begins at each position begins: the working day after it."""
    return _placed(axis, [floor(position + FLOATING) + 1 for position in positions])


def days_late(axis: Axis, finish: date, agreed: date | None) -> int | None:
    """Working days from an agreed finish to a finish, positive is late; None without an agreed one."""
    (finished,), (due,) = finish_position(axis, [finish]), due_position(axis, [agreed])
    return None if finished is None or due is None else finished - due


def _days(days: Sequence[date | None]) -> Days:
    return np.array(days, dtype="datetime64[D]")


def _counted(axis: Axis, days: Sequence[date | None], included: int) -> list[int | None]:
    known = [number for number, day in enumerate(days) if day]
    ends = _days([days[number] for number in known]) + included * ONE
    begin = np.datetime64(axis.status_date) + ONE
    return _spread(len(days), known, _signed_count(begin, ends, axis.calendar))


def _signed_count(begins: Days | np.datetime64, ends: Days, calendar: np.busdaycalendar) -> NDArray[np.int64]:
    """Working days from one day to the next, the last one not counted; the same number negative the other way round."""
    counts = np.busday_count(np.minimum(begins, ends), np.maximum(begins, ends), busdaycal=calendar)
    return np.where(ends < begins, -counts, counts)


def _spread(size: int, known: Sequence[int], counts: NDArray[np.int64]) -> list[int | None]:
    found: list[int | None] = [None] * size
    for number, count in zip(known, counts.tolist(), strict=True):
        found[number] = count
    return found


def _placed(axis: Axis, numbers: Sequence[int]) -> list[date]:
    """The working day of each number; 0 is the status date itself, also where that is a free day."""
    counts = np.array(numbers, dtype=np.int64)
    days = np.busday_offset(np.datetime64(axis.status_date), counts, roll="backward", busdaycal=axis.calendar)
    found: list[date] = np.where(counts == 0, np.datetime64(axis.status_date), days).tolist()
    return found
