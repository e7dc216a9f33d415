"""The dimensions of health that earned value gives: pace and cost."""

from collections.abc import Callable, Iterable

from pipeline.figures.health.bands import RATIO_DIGITS, cost_band, pace_band
from pipeline.figures.outlook import Value
from pipeline.figures.records import Colour, Dimension
from pipeline.figures.words import plural_of
from pipeline.wording import Text, note, note_as, note_many

PACE, COST = note_as("dimension of health", "pace"), note_as("dimension of health", "cost")
COMPLETE, NO_SCHEDULE, NO_COST = note("its work is complete"), note("no earned schedule"), note("no actual cost")
WEEK = 7


def pace(value: Value | None, finished: bool) -> Dimension:
    """Pace by earned schedule; value is SPI(t). What is finished has no pace left: it is judged by its finish."""
    if finished:
        return Dimension(PACE, "grey", None, COMPLETE)
    if value is None or value.spi_t is None or value.sv_t is None:
        return Dimension(PACE, "grey", None, value.why.get("spi_t", NO_SCHEDULE) if value else NO_SCHEDULE)
    stands = _periods_ahead(value.sv_t) if value.period_days is None else _weeks_ahead(value.sv_t * value.period_days / WEEK)
    digits = _digits(value.spi_t, pace_band)
    why = note("{stands} (SPI(t) {ratio:.{digits}f})", stands=stands, ratio=value.spi_t, digits=digits)
    return Dimension(PACE, pace_band(value.spi_t), value.spi_t, why)


def _weeks_ahead(ahead: float) -> Text:
    """Where the work stands on the plan, `ahead` weeks from today, negative is behind."""
    weeks = round(abs(ahead), 1)
    if weeks == 0:
        return note("work stands where the plan is today")
    if ahead < 0:
        return note_many(
            "work stands where the plan was {weeks:.1f} week ago",
            "work stands where the plan was {weeks:.1f} weeks ago",
            plural_of(weeks),
            weeks=weeks,
        )
    return note_many(
        "work stands where the plan will be in {weeks:.1f} week",
        "work stands where the plan will be in {weeks:.1f} weeks",
        plural_of(weeks),
        weeks=weeks,
    )


def _periods_ahead(ahead: float) -> Text:
    """Where the work stands on a plan whose periods have no length, `ahead` of them from today, negative is behind."""
    periods = round(abs(ahead), 1)
    if periods == 0:
        return note("work stands where the plan is today")
    if ahead < 0:
        return note_many(
            "work stands where the plan was {periods:.1f} period ago",
            "work stands where the plan was {periods:.1f} periods ago",
            plural_of(periods),
            periods=periods,
        )
    return note_many(
        "work stands where the plan will be in {periods:.1f} period",
        "work stands where the plan will be in {periods:.1f} periods",
        plural_of(periods),
        periods=periods,
    )


def cost(value: Value | None, actual_costs: Iterable[float | None]) -> Dimension:
    """Cost by earned value; value is CPI. `actual_costs` tell what is missing where earned value is not known."""
    if value is None:
        known = any(each is not None for each in actual_costs)
        return Dimension(COST, "grey", None, note("no earned value to set the cost against") if known else NO_COST)
    if value.cpi is None:
        return Dimension(COST, "grey", None, value.why.get("cpi", NO_COST))
    digits = _digits(value.cpi, cost_band)
    worth = note("work worth {ratio:.{digits}f} was done for each 1.00 spent", ratio=value.cpi, digits=digits)
    why = note("{worth} (CPI {ratio:.{digits}f})", worth=worth, ratio=value.cpi, digits=digits)
    return Dimension(COST, cost_band(value.cpi), value.cpi, why)


def _digits(value: float, band: Callable[[float], Colour]) -> int:
    """How many decimals, at least two, a ratio takes to stand in the band of the unrounded value: 0.8966 is 0.897, not 0.90."""
    enough = (digits for digits in range(2, RATIO_DIGITS) if band(float(f"{value:.{digits}f}")) == band(value))
    return next(enough, RATIO_DIGITS)
