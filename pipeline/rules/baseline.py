"""The rule about what was agreed: a baseline moves by an agreed entry on sheet Changes, never by itself."""

from collections.abc import Iterator, Mapping
from datetime import date

import polars as pl
from polars import col

from pipeline.contract.findings import ERROR
from pipeline.contract.names import header_name
from pipeline.contract.workbook import SHEET
from pipeline.rules.rule import Case, Trouble, function_rule
from pipeline.rules.told import named, shown
from pipeline.wording import Text, note

LIVE = {"Milestones": col("status").ne_missing("Cancelled"), "Scope": col("in_scope")}
AGREED = (col("agreed_by").str.strip_chars() != "") & col("agreed_on").is_not_null()
MOVES = col("kind") == "baseline moved"
MOVES_MONEY = MOVES | col("budget_change").is_not_null()
"""What covers another Budget or Weight: scope that was agreed to be added or removed brings its money with it."""


@function_rule("BASELINE_CHANGED", ERROR, on="baseline dates of Milestones and Scope, Milestones.budget, Milestones.weight")
def moved_baselines(case: Case) -> Iterator[Trouble]:
    """A baseline date, or a milestone's Budget or Weight, differs from the last report, and no agreed change covers it."""
    if case.past.last is None:
        return
    for sheet in ("Milestones", "Scope"):
        rows = case.frame(sheet).filter(LIVE[sheet])
        for column in ("baseline_start", "baseline_finish"):
            was = col(f"was_{column}")
            moved = rows.filter(was.is_not_null() & col(column).ne_missing(was))
            if not moved.is_empty():
                yield from _moved(case, sheet, column, moved)
    yield from _reweighed(case)


def _moved(case: Case, sheet: str, column: str, moved: pl.DataFrame) -> Iterator[Trouble]:
    """The rows whose baseline date moved, or one trouble where the workbook no longer keeps the column.

    An entry covers a move when it was raised or agreed since the last report, and, for what is typed late, since the one before it
    unless the row had moved by then already.
    """
    if not case.book.has(sheet, column):
        header = header_name(SHEET[sheet][column])
        says = note(
            "there is no column {header}, but {number} rows had a date there in the report of {report}",
            header=header,
            number=moved.height,
            report=shown(moved["since"][0]),
        )
        yield Trouble(sheet, "", None, "", says, note("Put the column {header} back.", header=header))
        return
    moved_before = col(f"was_{column}").ne_missing(col(f"earlier_{column}")) & col(f"earlier_{column}").is_not_null()
    since, ago = moved["since"][0], _report_before(case)
    covered = _covered(case, sheet, MOVES, since) | (_covered(case, sheet, MOVES, ago) & ~moved_before)
    needed = ("row", "id", column, f"was_{column}")
    for row, id_, value, was in moved.filter(~covered)[needed].iter_rows():
        told = {"id": named(sheet, id_), "was": shown(was), "report": shown(since), "now": shown(value)}
        yield Trouble(sheet, column, row, shown(value), _says(column, value, told), _cure(sheet, id_, shown(was), ago))


def _says(column: str, now: date | None, told: Mapping[str, str]) -> Text:
    if column == "baseline_start" and now:
        return note("baseline start of {id} was {was} in the report of {report} and is {now} now; no agreed change says so", **told)
    if column == "baseline_start":
        return note("baseline start of {id} was {was} in the report of {report} and is blank now; no agreed change says so", **told)
    if now:
        return note("baseline finish of {id} was {was} in the report of {report} and is {now} now; no agreed change says so", **told)
    return note("baseline finish of {id} was {was} in the report of {report} and is blank now; no agreed change says so", **told)


def _cure(sheet: str, id_: str, was: str, ago: date | None) -> Text:
    told = {"id": id_, "was": was, "day": shown(ago)}
    if sheet == "Milestones" and ago:
        return note(
            "Enter the change on sheet Changes (kind baseline moved, Milestone {id}, Agreed by, Agreed on after {day}), or put {was} back.",
            **told,
        )
    if sheet == "Milestones":
        return note(
            "Enter the change on sheet Changes (kind baseline moved, Milestone {id}, Agreed by, Agreed on), or put {was} back.", **told
        )
    if ago:
        return note(
            "Enter the change on sheet Changes (kind baseline moved, Items {id}, Agreed by, Agreed on after {day}), or put {was} back.",
            **told,
        )
    return note("Enter the change on sheet Changes (kind baseline moved, Items {id}, Agreed by, Agreed on), or put {was} back.", **told)


def _report_before(case: Case) -> date | None:
    """The status date of the report before the last one."""
    dates = case.past.issues["status_date"]
    before: date | None = dates[-2] if len(dates) > 1 else None
    return before


def _covered(case: Case, sheet: str, kind: pl.Expr, after: date | None) -> pl.Expr:
    """Whether an agreed change of this kind, raised or agreed after a day, names the row; without items it names all of its milestone."""
    changes = case.table("Changes").filter(AGREED & kind)
    if after is not None:
        changes = changes.filter(pl.max_horizontal("date", "agreed_on") > after)
    ids = changes["items"].explode().drop_nulls()
    if sheet == "Milestones":
        return col("id").is_in([*ids, *changes["milestone"].drop_nulls()])
    whole = changes.filter(col("items").list.len().fill_null(0) == 0)["milestone"].drop_nulls()
    return col("id").is_in(ids.to_list()) | col("home").is_in(whole.to_list()).fill_null(False)


def _reweighed(case: Case) -> Iterator[Trouble]:
    """The milestones whose typed Budget or Weight changed.

    Reports keep what a milestone weighed, not the cells it came from. So a change is told only where it cannot be anything else: no
    milestone weighed just as much as its items did, and what it weighed is neither its Budget nor its Weight nor its weight of today.
    """
    sums = case.past.last_items.filter("leaf", "in_scope").group_by("milestone").agg(items=col("weight").sum())
    before = case.past.last_milestones.drop_nulls("weight").join(sums, left_on="id", right_on="milestone", how="left")
    if before.filter(_same("weight", "items")).height:
        return
    rows = case.frame("Milestones").filter(LIVE["Milestones"] & col("was_weight").is_not_null() & col("weight_used").is_not_null())
    stays = {name: rows.select(_same("was_weight", name).sum()).item() for name in ("budget", "weight")}
    column = max(stays, key=lambda name: (stays[name], rows[name].count()))
    changed = ~_same("was_weight", "budget") & ~_same("was_weight", "weight") & ~_same("was_weight", "weight_used")
    ago, header = _report_before(case), case.book.header("Milestones", column)
    for row, id_, value, was, since in rows.filter(changed & ~_covered(case, "Milestones", MOVES_MONEY, ago))[
        ["row", "id", column, "was_weight", "since"]
    ].iter_rows():
        says = note(
            "{header} of {id} was {was:.10g} in the report of {report}; no agreed change says otherwise",
            header=header,
            id=named("Milestones", id_),
            was=was,
            report=shown(since),
        )
        yield Trouble("Milestones", column, row, shown(value), says, _cure("Milestones", id_, f"{was:.10g}", ago))


def _same(one: str, other: str) -> pl.Expr:
    """Whether two weights are the same number; a missing one is not."""
    return ((col(one) - col(other)).abs() <= 1e-9 * col(one).abs()).fill_null(False)
