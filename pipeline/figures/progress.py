"""Progress of milestones and of the project, and how a percentage is shown."""

import math
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

import polars as pl
from polars import col

from pipeline.figures.records import Progress
from pipeline.figures.rollup import rates, totals
from pipeline.wording import Text, note, note_many

Row = Mapping[str, Any]
FLOATING = 1e-6
NO_SCOPE, ALL_OUT = note("no scope items"), note("everything is cancelled or deferred")
NO_STATUS_DATE = note("no status date")
OWN = ("work", "accepted", "planned", "leaves", "started", "credited", "deferred", "done", "unplanned")
AT_HOME = ("total", "work", "accepted", "planned", "done", "live", "leaves")
NOTHING: Row = dict.fromkeys((*OWN, *AT_HOME), 0) | dict.fromkeys(("total", "work", "accepted", "planned"))


def shown(percent: float | None, complete_and_signed: bool, decimals: int = 0) -> str:
    """The text of a percentage, floored: "" for None, at least 1 % once anything is done, "100%" only when complete and signed off.

    With one decimal the steps are 0.1: at least "0.1%", at most "99.9%". A sum that misses its whole number by floating point alone
    (57.99999999) is that number.
    """
    if percent is None:
        return ""
    if percent >= 100 - FLOATING and complete_and_signed:
        return "100%"
    scale = 10**decimals
    steps = math.floor(percent * scale + FLOATING)
    if percent > 0:
        steps = min(max(steps, 1), 100 * scale - 1)
    return f"{steps / scale:.{decimals}f}%" if steps else "0%"


def milestone_progress(milestones: Sequence[Row], leaves: pl.DataFrame, weighting: str, status_date: date | None) -> list[dict[str, Any]]:
    """Milestones with their progress, one dict each, order kept. `leaves` are those of `rollup.members`.

    Adds work, accepted, planned (0..100 or None), in_scope, done, cancelled (numbers of leaves, guests included), weighting, weight_used
    (its weight in the project, None where it has none), why_work, why_planned (the reason for a None), and for what follows: leaves,
    started, credited, deferred, unplanned (numbers of leaves), home_total, home_work, home_accepted, home_planned, home_done, home_live,
    home_leaves (without guests).
    A cancelled milestone has nothing in scope.
    """
    full = _by_milestone(leaves)
    home = _by_milestone(leaves.filter(~col("guest"))) if leaves["guest"].any() else full
    rows = []
    for milestone in milestones:
        sums, at_home = full.get(milestone["id"], NOTHING), home.get(milestone["id"], NOTHING)
        found = {**milestone, **{name: sums[name] for name in OWN}, **{f"home_{name}": at_home[name] for name in AT_HOME}}
        found["in_scope"], found["cancelled"], found["weighting"] = sums["live"], sums["leaves"] - sums["live"], weighting
        nothing = NO_SCOPE if not sums["leaves"] else ALL_OUT if not sums["live"] else None
        undated = without_agreed_finish(sums["unplanned"], sums["live"]) if sums["unplanned"] else None
        found["why_work"] = nothing
        found["why_planned"] = nothing or (undated if status_date else NO_STATUS_DATE)
        rows.append(found)
    for row, weight in zip(rows, project_weights(rows), strict=True):
        row["weight_used"] = weight
    return rows


def without_agreed_finish(undated: int, of: int) -> Text:
    """How many items of how many cannot be planned."""
    return note_many(
        "{number} of {total} items have no agreed finish", "{number} of {total} items have no agreed finish", undated, total=of
    )


def _by_milestone(leaves: pl.DataFrame) -> dict[str, dict[str, Any]]:
    """The sums and rates of leaves by milestone id."""
    return {row["of"]: row for row in rates(totals(leaves)).to_dicts() if row["of"] is not None}


def project_weights(milestones: Sequence[Row]) -> list[float | None]:
    """The weight of each milestone in the project; None where nothing of its own is in scope, and for a repeated id.

    One choice for the project, among the milestones with something in scope: the budgets where every one has one, else the Weights where
    every one has one, else the sums of leaf weights. All zero is equal.
    """
    first = {milestone["id"]: number for number, milestone in reversed(list(enumerate(milestones)))}
    counted = [number for number in sorted(first.values()) if milestones[number]["home_live"] > 0]
    for key in ("budget", "weight", "home_total"):
        values = [milestones[number][key] for number in counted]
        if all(value is not None and 0 <= value < math.inf for value in values):
            break
    equal = not any(values)
    chosen = dict(zip(counted, (1.0 if equal else value for value in values), strict=True))
    return [chosen.get(number) for number in range(len(milestones))]


def project_progress(milestones: Sequence[Row], weighting: str, complete_and_signed: bool) -> Progress:
    """The progress of the project from the rows of `milestone_progress`, each item counted once, at home."""
    counted = [milestone for milestone in milestones if milestone["weight_used"] is not None]
    once = {milestone["id"]: milestone["home_leaves"] for milestone in milestones}
    leaves, live = sum(once.values()), sum(milestone["home_live"] for milestone in counted)
    nothing = NO_SCOPE if leaves == 0 else ALL_OUT
    work, accepted, planned = (_weighted(counted, f"home_{name}") for name in ("work", "accepted", "planned"))
    why: dict[str, Text] = {"work": nothing, "accepted": nothing, "planned": nothing} if work is None else {}
    if work is not None and planned is None:
        first = next(each for each in counted if each["home_planned"] is None)
        why = {"planned": note("{milestone}: {why}", milestone=first["id"], why=first["why_planned"])}
    return Progress(
        work=work,
        shown=shown(work, complete_and_signed),
        accepted=accepted,
        planned=planned,
        stated=None,
        in_scope=live,
        done=sum(milestone["home_done"] for milestone in counted),
        cancelled=leaves - live,
        weighting=weighting,
        why=why,
    )


def _weighted(milestones: Sequence[Row], name: str) -> float | None:
    """The percentage of the project, 0..100, or None where there is no milestone or one of them has none."""
    rows = [(milestone["weight_used"], milestone[name]) for milestone in milestones]
    if not rows or any(percent is None for _, percent in rows):
        return None
    return 100 * (math.fsum(weight * (percent / 100) for weight, percent in rows) / math.fsum(weight for weight, _ in rows))
