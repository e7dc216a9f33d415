"""The formulas of earned value. A figure is a number, or the reason why there is none: every formula passes the first reason on."""

from collections.abc import Callable
from math import isfinite
from operator import add, mul, sub

from pipeline.wording import Text, note

Figure = float | Text
NOTHING_EARNED, NOTHING_SPENT = note("nothing was earned"), note("nothing was spent")
NOTHING_PLANNED = note("nothing was planned until then")
TOO_LARGE, ALL_SPENT = note("the numbers are too large"), note("the whole budget is spent")


def given(compute: Callable[..., float], *figures: Figure) -> Figure:
    """What `compute` makes of the figures, or the reason why one of them is missing."""
    for figure in figures:
        if isinstance(figure, str):
            return figure
    result = compute(*figures)
    return result + 0.0 if isfinite(result) else TOO_LARGE  # no minus before a zero


def ratio(part: Figure, whole: Figure, nothing: Text) -> Figure:
    """`part` by `whole`; the reason `nothing` where `whole` is 0."""
    return nothing if whole == 0 and not isinstance(part, str) else given(lambda one, other: one / other, part, whole)


def indices(bac: Figure, pv: Figure, ev: Figure, ac: Figure, loe: Figure = 0.0) -> dict[str, Figure]:
    """Variances, indices and estimates by field of Value, from sums of money or work; `loe` is what level of effort has earned.

    sv = ev - pv, cv = ev - ac, spi = ev / pv, cpi = ev / ac; at completion: typical bac / cpi, atypical ac + bac - ev, combined
    ac + (bac - ev) / (cpi * spi); etc = typical - ac, vac = bac - typical, tcpi = (bac - ev) / (bac - ac). Favourable is positive.
    Level of effort earns exactly what is planned, so `spi` leaves it out of `ev` and `pv`, which come without it.
    """
    spi = ratio(ev, pv, NOTHING_PLANNED)
    earned = given(add, ev, loe)
    cpi = ratio(earned, ac, NOTHING_SPENT)
    remaining = given(sub, bac, earned)
    typical = ratio(bac, cpi, NOTHING_EARNED)
    pace = given(mul, cpi, spi)
    return {
        "sv": given(sub, ev, pv),
        "cv": given(sub, earned, ac),
        "spi": spi,
        "cpi": cpi,
        "eac_typical": typical,
        "eac_atypical": given(add, ac, remaining),
        "eac_combined": given(add, ac, ratio(remaining, pace, NOTHING_EARNED)),
        "etc": given(sub, typical, ac),
        "vac": given(sub, bac, typical),
        "tcpi": ratio(remaining, given(sub, bac, ac), ALL_SPENT),
    }
