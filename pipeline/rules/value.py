"""Rules about budgets, costs and the agreed curves of sheets Baseline and Actuals."""

from collections.abc import Iterator
from datetime import date
from itertools import pairwise

from polars import col

from pipeline.contract.findings import ERROR
from pipeline.contract.workbook import SHEET
from pipeline.rules.rule import Case, FunctionRule, Rule, Trouble, function_rule, shown
from pipeline.rules.weights import negative
from pipeline.workbook.periods import Period, periods

CURVES = {"Baseline": ("planned",), "Actuals": ("earned", "cost")}
"""The sheets that hold curves, and their running totals."""

TOLERANCE = 1e-9


def _periods(case: Case, sheet: str) -> list[tuple[int, Period]]:
    """Row and period of the rows of a sheet that have one."""
    table = case.book.tables[sheet]
    return [(row, when) for row, when in zip(table["row"], periods(table["period"]), strict=True) if when is not None]


@function_rule("PERIOD_MIXED", ERROR, on="Baseline.period, Actuals.period")
def mixed_periods(case: Case) -> Iterator[Trouble]:
    """A period is a number where others are days, or a day where others are numbers."""
    places = [(sheet, row, when) for sheet in CURVES for row, when in _periods(case, sheet)]
    for sheet, row, when in places:
        first = places[0]
        if isinstance(when, date) is not isinstance(first[2], date):
            what, other = ("day", "a number") if isinstance(when, date) else ("number", "a day")
            says = f"period {shown(when)} is a {what}, but {case.book.cell(first[0], 'period', first[1])} holds {other}"
            yield Trouble(sheet, "period", row, shown(when), says, "Enter all periods as numbers, or all as the dates of their last days.")


@function_rule("PERIOD_ORDER", ERROR, on="Baseline.period, Actuals.period")
def unordered_periods(case: Case) -> Iterator[Trouble]:
    """A period does not come after the one above it, or the numbered periods of Baseline leave one out."""
    for sheet in CURVES:
        whole = sheet == "Baseline" and not case.book.tables[sheet]["period"].null_count()
        before: Period = 0
        for row, when in _periods(case, sheet):
            if wrong := _out_of_order(before, when, whole):
                yield Trouble(sheet, "period", row, shown(when), *wrong)
            before = when


def _out_of_order(before: Period, when: Period, whole: bool) -> tuple[str, str] | None:
    """What is wrong with a period below another, and the cure; numbers of a `whole` curve leave none out."""
    if isinstance(before, date) and isinstance(when, date):
        late, gap = when <= before, False
    elif isinstance(before, int) and isinstance(when, int):
        late, gap = when <= before, whole and when > before + 1
    else:
        return None
    if late:
        return f"period {shown(when)} does not come after {shown(before)} above it", "Put the periods in order, each of them once."
    missing = f"period {before + 1} is missing before period {when}" if gap and isinstance(before, int) else None
    return (missing, "Enter a row for every period, from 1 on.") if missing else None


@function_rule("CURVE_FALLS", ERROR, on="Baseline.planned, Actuals.earned, Actuals.cost")
def falling_curves(case: Case) -> Iterator[Trouble]:
    """A running total is lower than the one above it."""
    for sheet, column in ((sheet, column) for sheet, columns in CURVES.items() for column in columns):
        header = SHEET[sheet][column].header
        rows = [(row, value) for row, value in case.rows(sheet, "row", column) if value is not None]
        for (_, before), (row, value) in pairwise(rows):
            if value < before:
                says = f"{header} falls from {before:,.10g} to {value:,.10g}; it is a running total"
                yield Trouble(sheet, column, row, shown(value), says, "Enter the sum of all periods until the end of this one.")


@function_rule("EV_ABOVE_BAC", ERROR, on="Actuals.earned")
def earned_above_budget(case: Case) -> Iterator[Trouble]:
    """Earned value is higher than all there is to earn."""
    reported = [(row, earned) for row, earned in case.rows("Actuals", "row", "earned") if earned is not None]
    budget, where = _budget(case) if reported else (None, "")
    if budget is None:
        return
    for row, earned in reported:
        if earned > budget * (1 + TOLERANCE):
            says = f"earned value {earned:,.10g} is above {budget:,.10g}, {where}"
            yield Trouble(
                "Actuals", "earned", row, shown(earned), says, "Correct the earned value, or agree and enter what there is to earn."
            )


def _budget(case: Case) -> tuple[float | None, str]:
    """What there is to earn, and in words where that stands: sheet Baseline, the milestones that count, or the project."""
    planned = case.book.tables["Baseline"]["planned"].drop_nulls().to_list()
    budgets = case.table("Milestones").filter(col("weight_used").is_not_null())["budget"].to_list()
    known = [budget for budget in budgets if budget is not None]
    if planned:
        return planned[-1], f"the last value of sheet {case.book.names.get('Baseline', 'Baseline')}"
    if len(known) == len(budgets) and sum(known) > 0:
        return sum(known), "the budgets of the milestones"
    return case.project["budget"] or None, "the budget of the project"


@function_rule("ACTUAL_IN_FUTURE", ERROR, on="Actuals.period")
def future_periods(case: Case) -> Iterator[Trouble]:
    """A period of sheet Actuals ends after the status date."""
    for row, when in _periods(case, "Actuals"):
        if isinstance(when, date) and case.status_date and when > case.status_date:
            says = f"the period ends on {when}, after the status date {case.status_date}"
            fix = "Leave the row out until the period has ended, or correct the status date on sheet Project."
            yield Trouble("Actuals", "period", row, shown(when), says, fix)


VALUE: tuple[Rule | FunctionRule, ...] = (
    mixed_periods,
    unordered_periods,
    future_periods,
    falling_curves,
    earned_above_budget,
    negative("EV_ABOVE_BAC", "Project", "budget"),
    *(negative("EV_ABOVE_BAC", "Milestones", column) for column in ("budget", "actual_cost")),
    *(negative("EV_ABOVE_BAC", sheet, column) for sheet, columns in CURVES.items() for column in columns),
)
