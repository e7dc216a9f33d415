"""Rules about time: what differs from the last accepted report and cannot go unsaid. At a project's first sight none of them speaks.

Percentages are compared on leaves that were leaves in scope then and are now; a row seen for the first time is compared with nothing.
"""

from collections.abc import Iterator

import polars as pl
from polars import col

from pipeline.contract.findings import INFO, WARNING
from pipeline.contract.names import word_name
from pipeline.contract.workbook import SHEET
from pipeline.rules.baseline import moved_baselines
from pipeline.rules.before import NOISE, STOOD
from pipeline.rules.dates import OPEN_ITEM, STALE
from pipeline.rules.rule import Case, FunctionRule, Rule, Trouble, function_rule
from pipeline.rules.told import named, shown
from pipeline.rules.vanished import vanished_rows
from pipeline.wording import note
from pipeline.workbook.similar import another_title

JUMP = 40
"""Points from one report to the next that are more than work usually makes."""

HALF = 50
"""A leaf that was below it and is done by the next report has jumped too."""

LATE = 90
"""From here on two reports without progress are enough to ask; below it takes three."""

SAME_WEIGHT = 1e-6
"""The share by which the weight of the scope may differ and still be the same."""

LEAF = col("leaf") & col("in_scope") & col("was_leaf")
GAIN = col("work") - col("was_percent")
STARTED = (col("work") > 0) | (col("status") == "In progress") | (col("actual_start") <= col("status_date"))
NOTED = col("note").fill_null("").str.strip_chars() != ""
STUCK = LEAF & STARTED.fill_null(False) & (col("work") < 100) & STOOD
STUCK_LATE = LEAF & col("work").is_between(LATE, 100, closed="left") & (GAIN.abs() < NOISE) & ~STOOD
DUE_THEN = col("baseline_finish") <= col("two_reports_ago")
UNTOUCHED = pl.all_horizontal(
    col(name).eq_missing(col(f"{then}_{name}"))
    for name in ("updated", "baseline_finish", "actual_start", "forecast_finish")
    for then in ("was", "earlier")
)


@function_rule("PCT_REGRESSION", WARNING, on="Scope.percent")
def regressed(case: Case) -> Iterator[Trouble]:
    """The percentage of an item fell since the last report; a Note, or a change since then that lists the item, gives the reason."""
    if case.past.last is None:
        return
    recent = case.table("Changes").filter(pl.max_horizontal("date", "agreed_on") > case.past.last["status_date"])
    listed = recent["items"].explode().drop_nulls().to_list()
    fell = case.frame("Scope").filter(LEAF & (GAIN < -NOISE) & ~NOTED & ~col("id").is_in(listed))
    for row, id_, percent, work, before, since in fell[["row", "id", "percent", "work", "was_percent", "since"]].iter_rows():
        says = note(
            "{id} was at {before:.4g} % in the report of {report} and is now at {now:.4g} %",
            id=named("Scope", id_),
            before=before,
            report=shown(since),
            now=work,
        )
        fix = note("Say why in Note, or on sheet Changes with this item under Items; or correct the percentage.")
        yield Trouble("Scope", "percent", row, shown(percent), says, fix)


PERCENT = (
    regressed,
    Rule(
        "PCT_JUMP", WARNING, on="Scope.percent",
        when=LEAF & ((GAIN > JUMP + NOISE) | ((col("work") == 100) & (col("was_percent") < HALF))),
        says="{id} jumped from {was_percent:.4g} % in the report of {since} to {work:.4g} %",
        fix="Check the percentage; if it is right, the item was further than the last report said.",
    ),
    Rule(
        "PCT_STUCK", WARNING, on="Scope.percent", when=STUCK,
        says="{id} has started and stands at {work:.4g} % for the third report in a row",
        fix="Enter how much is really done; if nothing moves, say why on sheet Risks.",
    ),
    Rule(
        "PCT_STUCK", WARNING, on="Scope.percent", when=STUCK_LATE,
        says="{id} stands at {work:.4g} %, as in the report of {since}",
        fix="Enter how much is really done; split off what is left if that is work of its own.",
    ),
)  # fmt: skip


def _actual(sheet: str, column: str) -> Rule:
    was = col(f"was_{column}")
    return Rule(
        "ACTUAL_CHANGED", WARNING, f"{sheet}.{column}", when=was.is_not_null() & col(column).ne_missing(was),
        says=f"{{id}} had the {SHEET[sheet][column].header.lower()} {{was_{column}}} in the report of {{since}}, now another or none",
        fix=f"Enter {{was_{column}}} again, unless the report was wrong.",
    )  # fmt: skip


@function_rule("ID_RENAMED", WARNING, on="Milestones.name, Scope.title")
def other_titles(case: Case) -> Iterator[Trouble]:
    """Under an ID of the last report stands another title, different in more than its wording: the ID may have been used again."""
    for sheet, column in (("Milestones", "name"), ("Scope", "title")) if case.past.last else ():
        changed = case.frame(sheet).filter(col(column) != col(f"was_{column}"))
        for row, id_, title, before, since in changed[["row", "id", column, f"was_{column}", "since"]].iter_rows():
            if another_title(before, title):
                says = note(
                    "{id} was called {title} in the report of {report}", id=named(sheet, id_), title=shown(before), report=shown(since)
                )
                fix = note("Give the new work an ID of its own and put the old row back; if it is the same work, leave it.")
                yield Trouble(sheet, column, row, shown(title), says, fix)


@function_rule("SCOPE_CHANGED", INFO, on="Scope")
def changed_scope(case: Case) -> Iterator[Trouble]:
    """The total weight of the scope, or how it is weighed, changed since the last report; the percentage moves for that reason."""
    last, milestones = case.past.last, case.facts["Milestones"]
    if last is None or milestones.is_empty():
        return
    then, now = last["weighting"], milestones["weighting"][0]
    if then and now and then != now:
        says = note(
            "items are weighed by {now}, in the report of {report} by {then}; the percentage moves for that reason",
            now=word_name(now),
            report=shown(last["status_date"]),
            then=word_name(then),
        )
        yield Trouble("Scope", "", None, now, says, note("Set Weighting on sheet Project if that was not meant."))
        return
    before = float(case.past.last_items.filter("leaf", "in_scope")["weight"].sum())
    total = float(case.facts["Scope"].filter("leaf", "in_scope")["weight_used"].sum())
    if now != "explicit" and abs(total - before) > SAME_WEIGHT * max(before, total):
        says = note(
            "the scope weighs {now:.10g}, in the report of {report} {then:.10g}; the percentage moves for that reason",
            now=total,
            report=shown(last["status_date"]),
            then=before,
        )
        fix = note("Enter on sheet Changes what was agreed, if it is not there yet.")
        yield Trouble("Scope", "", None, f"{total:.10g}", says, fix)


HISTORY: tuple[Rule | FunctionRule, ...] = (
    vanished_rows,
    other_titles,
    *PERCENT,
    *(_actual(sheet, column) for sheet in ("Milestones", "Scope") for column in ("actual_start", "actual_finish")),
    moved_baselines,
    changed_scope,
    Rule(
        "STALE_ROW", WARNING, on="Scope.percent",
        when=LEAF & OPEN_ITEM & DUE_THEN & UNTOUCHED & STOOD & ~STUCK & ~(col("status_date") - col("updated") > STALE).fill_null(False),
        says="{id} was due on {baseline_finish}, and nothing in its row has changed for two reports",
        fix="Look at the row again: enter its progress or a forecast, or under Updated the day on which you did.",
    ),
)  # fmt: skip
