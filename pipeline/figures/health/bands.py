"""The bands of health: from a number to a colour, and from several colours to the worst."""

from collections.abc import Iterable

from pipeline.figures.records import Colour

ORDER: tuple[Colour, ...] = ("grey", "green", "amber", "red")
GREEN_SLIP_DAYS, AMBER_SLIP_DAYS = 5, 10
MISSED_AMBER_SHARE = 5.0
STALE_GREEN_SHARE, STALE_AMBER_SHARE = 5.0, 20.0
# A ratio of sums misses a limit by the noise of its additions; so fine a difference is none.
RATIO_DIGITS = 9


def worst(colours: Iterable[Colour]) -> Colour:
    """The worst colour; grey (no data) gives way to any other."""
    return max(colours, key=ORDER.index, default="grey")


def better(colour: Colour, than: Colour) -> bool:
    """Whether a colour is better than another; grey is neither better nor worse than any."""
    return "grey" not in (colour, than) and ORDER.index(colour) < ORDER.index(than)


def finish_band(slip_days: int) -> Colour:
    """Slip against the agreed finish in working days: up to 5 green, up to 10 amber, beyond red."""
    return "green" if slip_days <= GREEN_SLIP_DAYS else "amber" if slip_days <= AMBER_SLIP_DAYS else "red"


def pace_band(spi_t: float) -> Colour:
    """Earned schedule over actual time: from 0.95 green, from 0.90 amber, below red; being fast is no trouble."""
    ratio = round(spi_t, RATIO_DIGITS)
    return "green" if ratio >= 0.95 else "amber" if ratio >= 0.90 else "red"


def cost_band(cpi: float) -> Colour:
    """Earned value over actual cost, two-sided: 0.95 to 1.05 green, 0.90 to 1.10 amber, outside red."""
    ratio = round(cpi, RATIO_DIGITS)
    return "green" if 0.95 <= ratio <= 1.05 else "amber" if 0.90 <= ratio <= 1.10 else "red"


def missed_band(missed: int, due: int) -> Colour:
    """Items past their agreed finish and not complete, of those due: none green, a single one or up to 5 % amber, more red."""
    if missed == 0:
        return "green"
    return "amber" if missed == 1 or 100 * missed <= MISSED_AMBER_SHARE * due else "red"


def verdict_band(verdict: str, reason: str | None) -> Colour:
    """A gate's verdict: GO green; undecided, conditional, waived or not yet reviewable amber; NO-GO red."""
    if verdict == "GO":
        return "green"
    return "red" if verdict == "NO-GO" and not (reason or "").startswith("undecided") else "amber"


def data_band(errors: int, warnings: int, stale_share: float | None) -> Colour:
    """Findings and the percentage of stale rows (None: unknown): an error or more than 20 % red, a warning or more than 5 % amber."""
    share = stale_share or 0.0
    if errors or share > STALE_AMBER_SHARE:
        return "red"
    return "amber" if warnings or share > STALE_GREEN_SHARE else "green"


def counted_colour(colour: Colour, release: str | None, critical: bool | None) -> Colour:
    """What a milestone's colour counts for the project: a red one that is neither customer-facing nor critical counts amber.

    Customer-facing means that it ships a release. While it is not known what is critical, every milestone counts in full.
    """
    return "amber" if colour == "red" and not release and critical is False else colour
