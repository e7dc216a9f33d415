"""Rules about dates: their order, actual dates in the future, forecasts in the past, and whatever has not been looked at for long."""

from collections.abc import Iterator
from datetime import timedelta

import polars as pl
from polars import col

from pipeline.contract.findings import ERROR, WARNING
from pipeline.contract.workbook import SHEET
from pipeline.rules.rule import Case, FunctionRule, Rule, Trouble, function_rule, one_of
from pipeline.rules.told import shown
from pipeline.wording import note, note_many

STALE = timedelta(days=14)
"""The time after which an open row that carries the date of its last update is stale."""

OPEN_ITEM = col("in_scope") & ~col("complete") & col("actual_finish").is_null()
OPEN_MILESTONE = ~one_of("state", "done", "cancelled") & col("status").ne_missing("Cancelled") & col("actual_finish").is_null()


def _order(sheet: str, first: str, last: str, when: pl.Expr) -> Rule:
    names = SHEET[sheet][first].header.lower(), SHEET[sheet][last].header.lower()
    return Rule(
        "DATE_ORDER", ERROR, f"{sheet}.{last}", when & (col(first) > col(last)),
        says=f"{names[1]} {{{last}}} lies before {names[0]} {{{first}}}", fix="Correct one of the two dates.",
    )  # fmt: skip


def _future(sheet: str, column: str) -> Rule:
    return Rule(
        "ACTUAL_IN_FUTURE", ERROR, f"{sheet}.{column}", col(column) > col("status_date"),
        says=f"{SHEET[sheet][column].header.lower()} {{{column}}} lies after the status date {{status_date}}",
        fix="Clear it until it has happened, or correct the status date on sheet Project.",
    )  # fmt: skip


def _past(sheet: str, when: pl.Expr) -> Rule:
    return Rule(
        "FORECAST_IN_PAST", ERROR, f"{sheet}.forecast_finish", when & (col("forecast_finish") < col("status_date")),
        says="{id} is open, but its forecast finish {forecast_finish} lies before the status date {status_date}",
        fix="Enter when it will finish as known today, or its actual finish.",
    )  # fmt: skip


@function_rule("STALE_WORKBOOK", ERROR, on="Project.status_date")
def stale_workbook(case: Case) -> Iterator[Trouble]:
    """The status date lies too long before the issue date, or after it."""
    status, issue = case.status_date, case.issue_date
    if status is None or issue is None or 0 <= (issue - status).days <= case.max_age_days:
        return
    if status > issue:
        says = note_many(
            "the status date lies {number} day after the issue date {date}",
            "the status date lies {number} days after the issue date {date}",
            (status - issue).days,
            date=shown(issue),
        )
        fix = note("Correct the status date, or issue the report later.")
    else:
        says = note_many(
            "the status date lies {number} day before the issue date {date}; at most {allowed} are allowed",
            "the status date lies {number} days before the issue date {date}; at most {allowed} are allowed",
            (issue - status).days,
            date=shown(issue),
            allowed=case.max_age_days,
        )
        fix = note("Bring the workbook up to date, then enter the new status date.")
    yield Trouble("Project", "status_date", None, shown(status), says, fix)


ANY = pl.lit(True)
DATES: tuple[Rule | FunctionRule, ...] = (
    stale_workbook,
    *(_order(sheet, "baseline_start", "baseline_finish", ANY) for sheet in ("Milestones", "Scope")),
    *(_order(sheet, "actual_start", "actual_finish", ANY) for sheet in ("Milestones", "Scope")),
    *(_order(sheet, "actual_start", "forecast_finish", col("actual_finish").is_null()) for sheet in ("Milestones", "Scope")),
    *(_future(sheet, column) for sheet in ("Milestones", "Scope") for column in ("actual_start", "actual_finish")),
    _future("Scope", "signed_off_on"),
    _future("Criteria", "on"),
    _future("Gates", "decided_on"),
    _past("Milestones", OPEN_MILESTONE),
    _past("Scope", OPEN_ITEM),
    Rule(
        "STALE_ROW", WARNING, on="Scope.updated",
        when=col("leaf") & OPEN_ITEM & (col("status_date") - col("updated") > STALE),
        says="{id} is open and was last updated on {updated}", fix="Look at the row again, then enter the day on which you did.",
    ),
)  # fmt: skip
