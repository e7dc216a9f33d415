"""Progress of milestones and of the project, and how a percentage is shown."""

import math
from collections.abc import Sequence
from datetime import date
from typing import Any

import polars as pl
from polars import col

from pipeline.figures.records import Progress
from pipeline.figures.rollup import rates, totals

FLOATING = 1e-6
NO_SCOPE = "no scope items"
ALL_OUT = "everything is cancelled or deferred"


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


def milestone_progress(milestones: pl.DataFrame, leaves: pl.DataFrame, weighting: str, status_date: date | None) -> pl.DataFrame:
    """Milestones with their progress; grain: milestone, order kept. `leaves` are those of `rollup.members`.

    Adds work, accepted, planned (0..100 or null), in_scope, done, cancelled (numbers of leaves, guests included), weighting, weight_used
    (its weight in the project, null where it has none), why_work, why_planned (the reason for a null), and for what follows: leaves,
    started, credited, deferred, unplanned (numbers of leaves), home_total, home_work, home_accepted, home_planned, home_done, home_live,
    home_leaves (without guests).
    A cancelled milestone has nothing in scope.
    """
    full = rates(totals(leaves))
    home = rates(totals(leaves.filter(~col("guest")))) if leaves["guest"].any() else full
    full = full.select(
        "of", "work", "accepted", "planned", "leaves", "started", "credited", "deferred", "done", "unplanned", in_scope="live"
    )
    counts = ("in_scope", "done", "leaves", "started", "credited", "deferred", "unplanned", "home_done", "home_live", "home_leaves")
    names = ("total", "work", "accepted", "planned", "done", "live", "leaves")
    both = full.join(home.select("of", *(col(name).alias(f"home_{name}") for name in names)), on="of", how="left", maintain_order="left")
    joined = milestones.join(both, left_on="id", right_on="of", how="left", maintain_order="left").with_columns(col(counts).fill_null(0))
    undated = pl.format("{} of {} items have no agreed finish", "unplanned", "in_scope")
    nothing = pl.when(col("leaves") == 0).then(pl.lit(NO_SCOPE)).when(col("in_scope") == 0).then(pl.lit(ALL_OUT))
    return joined.with_columns(
        weight_used=pl.Series(
            project_weights(joined.select("id", "budget", "weight", "home_total", "home_live").to_dicts()), dtype=pl.Float64
        ),
        cancelled=col("leaves") - col("in_scope"),
        weighting=pl.lit(weighting),
        why_work=nothing,
        why_planned=pl.coalesce(
            nothing,
            pl.lit(None if status_date else "no status date", pl.String),
            pl.when(col("unplanned") > 0).then(undated),
        ),
    )


def project_weights(milestones: Sequence[dict[str, Any]]) -> list[float | None]:
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


def project_progress(milestones: Sequence[dict[str, Any]], weighting: str, complete_and_signed: bool) -> Progress:
    """The progress of the project from the rows of `milestone_progress`, each item counted once, at home."""
    counted = [milestone for milestone in milestones if milestone["weight_used"] is not None]
    once = {milestone["id"]: milestone["home_leaves"] for milestone in milestones}
    leaves, live = sum(once.values()), sum(milestone["home_live"] for milestone in counted)
    nothing = NO_SCOPE if leaves == 0 else ALL_OUT
    work, accepted, planned = (_weighted(counted, f"home_{name}") for name in ("work", "accepted", "planned"))
    why = {"work": nothing, "accepted": nothing, "planned": nothing} if work is None else {}
    if work is not None and planned is None:
        why = {"planned": next(f"{each['id']}: {each['why_planned']}" for each in counted if each["home_planned"] is None)}
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


def _weighted(milestones: Sequence[dict[str, Any]], name: str) -> float | None:
    """The percentage of the project, 0..100, or None where there is no milestone or one of them has none."""
    rows = [(milestone["weight_used"], milestone[name]) for milestone in milestones]
    if not rows or any(percent is None for _, percent in rows):
        return None
    return 100 * (math.fsum(weight * (percent / 100) for weight, percent in rows) / math.fsum(weight for weight, _ in rows))
