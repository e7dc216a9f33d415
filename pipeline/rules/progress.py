"""Rules about progress: percentages, statuses, actual dates and sign-offs that cannot all be true. Percent rules judge leaves."""

from collections.abc import Iterator

from polars import col

from pipeline.contract.findings import ERROR, INFO, WARNING
from pipeline.contract.names import listed
from pipeline.rules.before import STOOD
from pipeline.rules.rule import Case, FunctionRule, Rule, Trouble, function_rule, one_of
from pipeline.rules.told import named
from pipeline.wording import Text, note, note_many

TOLERANCE = 5
"""Points by which a stated percent may differ from the computed one."""

LEAF = col("leaf") & col("in_scope")
BEGUN = (col("status") == "In progress") | (col("actual_start") <= col("status_date"))
DUE = col("baseline_finish") <= col("status_date")
PENDING = col("parent").is_null() & ~col("signed_off").fill_null(False)
PENDING_THEN = col("since").is_null() | ((col("was_state") == "done") & ~col("was_signed_off"))
"""Sign-off may take until the next report; without one before, it is asked for at once."""

FINISHED_BY_NOW = col("actual_finish").is_not_null() & (col("actual_finish") <= col("status_date")).fill_null(True)
NOT_DONE = (col("percent") < 100) | (col("percent").is_null() & one_of("status", "Open", "In progress"))
APART = (col("percent") - col("work")).abs() > TOLERANCE

PERCENT = (
    Rule(
        "PCT_RANGE", ERROR, on="Scope.percent", when=col("leaf") & ~col("percent").is_between(0, 100),
        says="{percent:g} % is outside 0 to 100", fix="Enter a value from 0 to 100 %.",
    ),
    Rule(
        "PCT_RANGE", ERROR, on="Milestones.stated", when=~col("stated").is_between(0, 100),
        says="{stated:g} % is outside 0 to 100", fix="Enter a value from 0 to 100 %.",
    ),
    Rule(
        "PCT_BLANK", WARNING, on="Scope.percent",
        when=LEAF & col("percent").is_null() & col("actual_finish").is_null() & col("status").ne_missing("Done") & (BEGUN | DUE),
        says="{id} has started or is due, but has no percentage; it counts as 0 %", fix="Enter how much is done, 0 % included.",
    ),
    Rule(
        "STATED_PCT_DIFFERS", WARNING, on="Scope.percent", when=col("has_child") & col("kind").ne_missing("group") & APART,
        says="{percent:g} % is stated, the items below make {work:.4g} %",
        fix="Clear the cell: it is computed from the items below. Or correct those.",
    ),
    Rule(
        "STATED_PCT_DIFFERS", WARNING, on="Milestones.stated", when=(col("stated") - col("work")).abs() > TOLERANCE,
        says="{stated:g} % is stated, its scope makes {work:.4g} %", fix="Correct the stated percentage, or the items of its scope.",
    ),
)  # fmt: skip

FINISH = (
    Rule(
        "DONE_NO_FINISH", ERROR, on="Scope.actual_finish",
        when=LEAF & ((col("percent") == 100) | (col("status") == "Done")) & col("actual_finish").is_null(),
        says="{id} is done, but has no actual finish", fix="Enter the day on which it was finished.",
    ),
    Rule(
        "DONE_NO_FINISH", ERROR, on="Milestones.actual_finish", when=(col("status") == "Done") & col("actual_finish").is_null(),
        says="{id} is done, but has no actual finish", fix="Enter the day on which it was finished.",
    ),
    Rule(
        "FINISH_NOT_DONE", ERROR, on="Scope.actual_finish", when=LEAF & FINISHED_BY_NOW & NOT_DONE,
        says="{id} finished on {actual_finish}, but is not at 100 %", fix="Enter 100 %, or clear the date and enter a forecast.",
    ),
    Rule(
        "FINISH_NOT_DONE", ERROR, on="Milestones.actual_finish",
        when=FINISHED_BY_NOW & ~one_of("status", "Done", "Cancelled"),
        says="{id} finished on {actual_finish}, but its status is {status}",
        fix="Set the status to Done, or clear the date and enter a forecast.",
    ),
    Rule(
        "REMAINING_ON_DONE", WARNING, on="Milestones.remaining_days",
        when=((col("status") == "Done") | (col("state") == "done") | FINISHED_BY_NOW) & (col("remaining_days") > 0),
        says="{id} is done, but {remaining_days:g} days remain", fix="Enter 0, or correct its status.",
    ),
)  # fmt: skip

START = (
    Rule(
        "STARTED_NO_START", WARNING, on="Scope.actual_start",
        when=LEAF & col("actual_start").is_null() & ((col("percent") > 0) | (col("status") == "In progress")),
        says="{id} has started, but has no actual start", fix="Enter the day on which it began.",
    ),
    Rule(
        "STARTED_NO_START", WARNING, on="Milestones.actual_start", when=(col("status") == "Active") & col("actual_start").is_null(),
        says="{id} is active, but has no actual start", fix="Enter the day on which it began.",
    ),
    Rule(
        "START_NO_PROGRESS", INFO, on="Scope.percent",
        when=LEAF & (col("percent") == 0) & col("actual_finish").is_null() & col("status").ne_missing("Done")
        & (col("actual_start") < col("two_reports_ago")) & ~STOOD,
        says="{id} began on {actual_start} and is still at 0 %", fix="Enter how much is done, or clear the start.",
    ),
)  # fmt: skip

CONTRADICTION = "STATUS_PCT_CONTRADICTION"
STATUS = (
    Rule(
        CONTRADICTION, ERROR, on="Scope.status", when=LEAF & (col("status") == "Open") & (col("percent") > 0),
        says="{id} is open, but at {percent:g} %", fix="Set the status to In progress, or the percentage to 0 %.",
    ),
    Rule(
        CONTRADICTION, ERROR, on="Scope.status", when=LEAF & (col("status") == "Done") & (col("percent") < 100),
        says="{id} is done, but at {percent:g} %", fix="Enter 100 %, or set the status to In progress.",
    ),
    Rule(
        CONTRADICTION, ERROR, on="Scope.status", when=LEAF & (col("status") == "In progress") & (col("percent") == 100) & ~PENDING,
        says="{id} is at 100 %, but in progress", fix="Set the status to Done, or enter what is really done.",
    ),
    Rule(
        CONTRADICTION, ERROR, on="Scope.status", when=(col("status") == "Cancelled") & col("forecast_finish").is_not_null(),
        says="{id} is cancelled, but has a forecast finish", fix="Clear the forecast, or set the status to Deferred or Open.",
    ),
    Rule(
        CONTRADICTION, ERROR, on="Scope.signed_off", when=LEAF & col("parent").is_null() & col("signed_off") & ~col("complete"),
        says="{id} is signed off, but stands at {work:.4g} %",
        fix="Set its status to Done with the day of finish, or take the sign-off back.",
    ),
    Rule(
        CONTRADICTION, ERROR, on="Milestones.status", when=(col("status") == "Done") & (col("work") < 100),
        says="{id} is done, but its scope makes {work:.4g} %", fix="Finish or cancel the open items, or correct the status.",
    ),
    Rule(
        CONTRADICTION, ERROR, on="Milestones.status", when=(col("status") == "Cancelled") & col("forecast_finish").is_not_null(),
        says="{id} is cancelled, but has a forecast finish", fix="Clear the forecast, or correct the status.",
    ),
)  # fmt: skip


@function_rule("PARENT_DONE_CHILD_OPEN", ERROR, on="Scope.signed_off")
def done_above_open(case: Case) -> Iterator[Trouble]:
    """A solution is signed off, or a parent's status is Done, while an item below it is open."""
    scope = case.facts["Scope"]
    claims = scope["has_child"] & scope["in_scope"] & ~scope["complete"] & (scope["signed_off"] | (scope["status"] == "Done"))
    for parent in scope.filter(claims).iter_rows(named=True) if claims.any() else ():
        signed = bool(parent["signed_off"] and parent["level"] == 1)
        if not signed and (parent["status"] != "Done" or parent["kind"] == "group"):
            continue
        below = scope.slice(parent["index"] + 1)
        outside = (below["parent"].fill_null(-1) < parent["index"]).arg_true()
        below = below.head(outside[0]) if len(outside) else below
        names = below.filter(LEAF & ~col("complete"))["id"].to_list()
        which = listed([*(note("a row without ID") if name is None else name for name in names[:5]), *(["…"] if len(names) > 5 else [])])
        claim = _signed_off if signed else _done
        says, fix = claim(len(names), named("Scope", parent["id"]), which)
        yield Trouble("Scope", "signed_off" if signed else "status", parent["row"], "yes" if signed else "Done", says, fix)


def _signed_off(count: int, id_: str, items: Text) -> tuple[Text, Text]:
    says = note_many(
        "{id} is signed off, but {number} item below is open: {items}",
        "{id} is signed off, but {number} items below are open: {items}",
        count,
        id=id_,
        items=items,
    )
    return says, note("Finish or cancel what is open, or take the sign-off back.")


def _done(count: int, id_: str, items: Text) -> tuple[Text, Text]:
    says = note_many(
        "{id} is done, but {number} item below is open: {items}",
        "{id} is done, but {number} items below are open: {items}",
        count,
        id=id_,
        items=items,
    )
    return says, note("Finish or cancel what is open, or clear the status.")


SIGN_OFF = (
    done_above_open,
    Rule(
        "CHILDREN_DONE_PARENT_OPEN", INFO, on="Scope.signed_off", when=col("in_scope") & col("complete") & PENDING & PENDING_THEN,
        says="all work of {id} is done, its sign-off is pending", fix="Sign it off once you deem it done.",
    ),
)  # fmt: skip

PROGRESS: tuple[Rule | FunctionRule, ...] = (*PERCENT, *FINISH, *START, *STATUS, *SIGN_OFF)
