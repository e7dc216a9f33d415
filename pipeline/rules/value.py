"""Rules about budgets, costs and the agreed curves of sheets Baseline and Actuals."""

from collections.abc import Iterator, Mapping
from datetime import date
from itertools import pairwise

from polars import col

from pipeline.contract.findings import ERROR
from pipeline.rules.rule import Case, FunctionRule, Rule, Trouble, function_rule
from pipeline.rules.told import shown
from pipeline.rules.weights import negative
from pipeline.wording import Text, note
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
            cell = case.book.cell(first[0], "period", first[1])
            says = note("period {period} is a number, but {cell} holds a day", period=shown(when), cell=cell)
            if isinstance(when, date):
                says = note("period {period} is a day, but {cell} holds a number", period=shown(when), cell=cell)
            fix = note("Enter all periods as numbers, or all as the dates of their last days.")
            yield Trouble(sheet, "period", row, shown(when), says, fix)


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


def _out_of_order(before: Period, when: Period, whole: bool) -> tuple[Text, Text] | None:
    """What is wrong with a period below another, and the cure; numbers of a `whole` curve leave none out."""
    if isinstance(before, date) and isinstance(when, date):
        late, gap = when <= before, False
    elif isinstance(before, int) and isinstance(when, int):
        late, gap = when <= before, whole and when > before + 1
    else:
        return None
    if late:
        says = note("period {period} does not come after {above} above it", period=shown(when), above=shown(before))
        return says, note("Put the periods in order, each of them once.")
    if not gap or not isinstance(before, int):
        return None
    says = note("period {missing} is missing before period {period}", missing=before + 1, period=when)
    return says, note("Enter a row for every period, from 1 on.")


@function_rule("CURVE_FALLS", ERROR, on="Baseline.planned, Actuals.earned, Actuals.cost")
def falling_curves(case: Case) -> Iterator[Trouble]:
    """A running total is lower than the one above it."""
    for sheet, column in ((sheet, column) for sheet, columns in CURVES.items() for column in columns):
        header = case.book.header(sheet, column)
        rows = [(row, value) for row, value in case.rows(sheet, "row", column) if value is not None]
        for (_, before), (row, value) in pairwise(rows):
            if value < before:
                says = note(
                    "{header} falls from {before:,.10g} to {now:,.10g}; it is a running total", header=header, before=before, now=value
                )
                yield Trouble(sheet, column, row, shown(value), says, note("Enter the sum of all periods until the end of this one."))


@function_rule("EV_ABOVE_BAC", ERROR, on="Actuals.earned")
def earned_above_budget(case: Case) -> Iterator[Trouble]:
    """Earned value is higher than all there is to earn."""
    reported = [(row, earned) for row, earned in case.rows("Actuals", "row", "earned") if earned is not None]
    budget, place = _budget(case) if reported else (None, "")
    if budget is None:
        return
    for row, earned in reported:
        if earned > budget * (1 + TOLERANCE):
            says = _above(place, {"earned": earned, "budget": budget, "sheet": case.book.names.get("Baseline", "Baseline")})
            fix = note("Correct the earned value, or agree and enter what there is to earn.")
            yield Trouble("Actuals", "earned", row, shown(earned), says, fix)


def _above(place: str, told: Mapping[str, object]) -> Text:
    match place:
        case "Baseline":
            return note("earned value {earned:,.10g} is above {budget:,.10g}, the last value of sheet {sheet}", **told)
        case "Milestones":
            return note("earned value {earned:,.10g} is above {budget:,.10g}, the budgets of the milestones", **told)
        case _:
            return note("earned value {earned:,.10g} is above {budget:,.10g}, the budget of the project", **told)


def _budget(case: Case) -> tuple[float | None, str]:
    """What there is to earn, and where that stands: sheet Baseline, the milestones that count, or the project."""
    planned = case.book.tables["Baseline"]["planned"].drop_nulls().to_list()
    budgets = case.table("Milestones").filter(col("weight_used").is_not_null())["budget"].to_list()
    known = [budget for budget in budgets if budget is not None]
    if planned:
        return planned[-1], "Baseline"
    if len(known) == len(budgets) and sum(known) > 0:
        return sum(known), "Milestones"
    return case.project["budget"] or None, "Project"


@function_rule("ACTUAL_IN_FUTURE", ERROR, on="Actuals.period")
def future_periods(case: Case) -> Iterator[Trouble]:
    """A period of sheet Actuals ends after the status date."""
    for row, when in _periods(case, "Actuals"):
        if isinstance(when, date) and case.status_date and when > case.status_date:
            says = note("the period ends on {day}, after the status date {date}", day=shown(when), date=shown(case.status_date))
            fix = note("Leave the row out until the period has ended, or correct the status date on sheet Project.")
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
