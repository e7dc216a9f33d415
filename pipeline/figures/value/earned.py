"""Earned value and earned schedule of the project and of each milestone."""

from dataclasses import replace
from operator import add

from pipeline.figures.calendar import as_free
from pipeline.figures.outlook import Value
from pipeline.figures.records import Figures
from pipeline.figures.value.curve import times
from pipeline.figures.value.ground import (
    NO_ITEMS,
    NOTHING_TO_EARN,
    Ground,
    as_agreed,
    as_reported,
    cost_of_milestones,
    ground_of_items,
    ground_of_milestone,
    worth_of,
)
from pipeline.figures.value.indices import Figure, given, indices, ratio
from pipeline.figures.value.leaves import summed, valued_leaves
from pipeline.figures.value.sheets import actuals, agreed_curve
from pipeline.figures.value.weeks import weekly_curves
from pipeline.wording import note
from pipeline.workbook.book import Book

OF_MILESTONE = ("id", "weight_used", "state", "budget", "actual_cost")
NEARLY_COMPLETE = 0.9
"""Of a project that has earned more of its budget, SPI says little: it ends at 1 however late the project is."""


def values_of(book: Book, figures: Figures) -> tuple[Value | None, dict[str, Value]]:
    """Earned value of the project, None where nothing is in scope and no sheet says anything, and of the milestones by id.

    Of `figures` it needs scope, milestones with `weight_used` and `state`, the weighting and the holidays. A milestone's values are those
    of the leaves that are at home in it, also where it has guests; sheets Baseline and Actuals speak of the project alone.
    """
    holidays = as_free(figures.holidays)
    leaves = valued_leaves(book, figures, holidays)
    sums = summed(leaves)
    curves = weekly_curves(leaves, sums, figures.holidays)
    agreed, reported = agreed_curve(book), actuals(book)
    if not sums and agreed is None and reported is None:
        return None, {}
    rows = figures.milestones[OF_MILESTONE].to_dicts()
    counted = [row for row in rows if row["weight_used"] is not None]
    whole = sums.get(None)
    worth = worth_of(book, counted, whole, figures.progress.weighting, agreed)
    ground = ground_of_items(book, worth, whole, curves.get(None, NO_ITEMS), cost_of_milestones(rows))
    if reported is not None:
        ground = as_reported(ground, reported)
    if agreed is not None:
        ground = as_agreed(ground, agreed, reported, book.project["status_date"], whole)
    weights = sum(row["weight_used"] for row in counted)
    return _value(ground), {
        row["id"]: _value(ground_of_milestone(book, row, row["weight_used"] / weights, worth, sums[row["id"]], curves[row["id"]]))
        for row in counted
        if row["id"] in sums
    }


def _value(ground: Ground) -> Value:
    """The Value that follows from a ground."""
    bac, curve = ground.worth.bac, ground.curve
    earned = given(add, ground.ev, ground.loe)
    complete = ratio(earned, bac, NOTHING_TO_EARN)
    found: dict[str, Figure] = {
        "bac": bac,
        "pv": given(add, ground.pv, ground.loe),
        "ev": earned,
        "ev_0_100": ground.ev_0_100,
        "ac": ground.ac,
        **indices(bac, ground.pv, ground.ev, ground.ac, ground.loe),
        **times(curve, ground.undivided or ground.ev, ground.at),
    }
    if ground.undivided:
        found |= dict.fromkeys(("spi", "eac_combined"), ground.undivided)
    elif not (isinstance(found["spi"], str) or isinstance(complete, str)) and complete > NEARLY_COMPLETE:
        found["spi"] = note("not shown above 90 % complete")
    why = {name: figure for name, figure in found.items() if isinstance(figure, str)}
    numbers = {name: None if name in why else figure for name, figure in found.items()}
    value = Value(unit=ground.worth.unit, why=why, **numbers)  # type: ignore[arg-type]
    if isinstance(curve, str):
        return value
    return replace(value, starts=curve.starts, period_days=curve.period_days, curve=curve.values, ends=curve.ends)
