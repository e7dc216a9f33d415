"""Leaves as shares of what is to be earned: what each was planned to be worth and has earned, summed for milestones and project."""

from collections.abc import Mapping
from datetime import date
from typing import Any

import polars as pl
from polars import col

from pipeline.figures.calendar import days_within
from pipeline.figures.records import Figures
from pipeline.wording import Text, note
from pipeline.workbook.book import Book

OF_ITEM = ("home", "leaf", "in_scope", "weight_used", "work", "planned", "complete", "started", "earning_rule", "actual_finish")
AGREED = ("agreed_start", "agreed_finish")
OF_MILESTONE = ("row", "id", "weight_used", "baseline_start", "actual_finish")
RULE = col("earning_rule").fill_null("percent")
FIRST_PART = {"0/100": 0.0, "50/50": 0.5, "25/75": 0.25}
FIRST = RULE.replace_strict(FIRST_PART, default=0.0, return_dtype=pl.Float64) * col("started")
EARNED = (
    pl.when(col("loe")).then("target")
    .when(col("complete")).then(1.0)
    .when(RULE.is_in(list(FIRST_PART))).then(FIRST)
    .otherwise(col("work") / 100)
)  # fmt: skip
LINEAR = (col("start") <= col("finish")) & (col("days") > 0)
DISCRETE = col("share").filter(~col("loe"))
SUMS = (
    pl.len().alias("leaves"),
    col("row").first(),
    col("weight_used").sum().alias("weight"),
    col("finish").null_count().alias("undated"),
    (DISCRETE * col("target").filter(~col("loe"))).sum().alias("pv"),
    (DISCRETE * col("earned").filter(~col("loe"))).sum().alias("ev"),
    DISCRETE.sum().alias("discrete"),
    (col("share") * col("earned")).filter("loe").sum().alias("loe"),
    col("loe").any().alias("has_loe"),
    (col("loe") & col("earned").is_null()).any().alias("loe_undated"),
    (col("share") * col("complete")).sum().alias("ev_0_100"),
    (col("complete") | col("loe")).all().alias("complete"),
    col("finished").filter(~col("loe")).max().alias("finished"),
    (col("finished").is_null() & ~col("loe")).any().alias("unfinished"),
    pl.coalesce(col("from").filter(~col("loe")).min(), col("baseline_start").min()).alias("starts"),
    col("finish").filter(~col("loe")).min().alias("first_finish"),
    col("finish").filter(~col("loe")).max().alias("last_finish"),
)


def valued_leaves(book: Book, figures: Figures, holidays: pl.Series) -> pl.DataFrame:
    """Leaves in scope of the milestones that count in the project; grain: leaf and `of`, which is its home milestone, and null for all.

    share (of what is to be earned there; they add up to 1), target and earned (planned and earned share of it, 0..1, null where it has
    no agreed dates), complete, loe (level of effort), from (agreed start, null where the plan is a step), start, finish (agreed), days
    (working days between them, both included), finished (day of its actual finish, else of its milestone's), row (of its milestone on
    the sheet, 0 for all), baseline_start (of its milestone). A leaf counts once, at home. Level of effort earns what is planned; all of
    it is level of effort only where earned value comes from the items, not from sheet Actuals.
    """
    leaves = (
        figures.scope[[*OF_ITEM, *AGREED]]
        .join(figures.milestones[OF_MILESTONE], left_on="home", right_on="id", maintain_order="left", suffix="_of_milestone")
        .filter(col("leaf") & col("in_scope") & col("weight_used_of_milestone").is_not_null())
        .with_columns_seq(
            of="home",
            start="agreed_start",
            finish="agreed_finish",
            target=col("planned") / 100,
            loe=RULE == "LOE",
            share=_part("weight_used", "home"),
            days=days_within(col("agreed_start"), col("agreed_finish"), holidays),
            finished=pl.coalesce("actual_finish", "actual_finish_of_milestone"),
        )
    )
    by_sheet = not book.table("Actuals").is_empty()
    part = col("weight_used_of_milestone") / figures.milestones["weight_used"].sum()
    whole = leaves.with_columns_seq(
        of=pl.lit(None, pl.String), row=pl.lit(0, pl.Int64), share=col("share") * part, loe=col("loe") & (not by_sheet)
    )
    return pl.concat([whole, leaves]).with_columns_seq(earned=EARNED, **{"from": pl.when(LINEAR).then("start")})


def _part(weight: str, of: str) -> pl.Expr:
    """The part of a weight in the sum of its group; all the same where they are all 0."""
    total = col(weight).sum().over(of)
    return pl.when(total > 0).then(col(weight) / total).otherwise(1 / pl.len().over(of))


def summed(leaves: pl.DataFrame) -> dict[str | None, dict[str, Any]]:
    """The sums of `valued_leaves` by milestone id, and by None for the project; shares of what is to be earned, 0..1.

    row (of the milestone on the sheet, 0 for the project), leaves, undated (numbers), weight (in the weighting's unit), pv, ev, discrete
    (of all but level of effort: planned, earned, to be earned), loe (earned by level of effort), has_loe, loe_undated (bools), ev_0_100,
    complete (bool), finished (the last actual finish), unfinished (bool: some leaf has none), starts, first_finish, last_finish (agreed
    dates, without level of effort).
    """
    return {row["of"]: row for row in leaves.group_by("of", maintain_order=True).agg(SUMS).to_dicts()}


def as_of(sums: Mapping[str, Any], status_date: date | None) -> date | Text:
    """The day on which time stops counting: the status date, or the last actual finish once everything is complete."""
    if status_date is None:
        return note("no status date")
    finished: date | None = sums["finished"]
    if not sums["complete"] or (finished is None and not sums["unfinished"]):
        return status_date
    if sums["unfinished"] or not finished:
        return note("all items are complete, but some have no actual finish")
    return min(finished, status_date)
