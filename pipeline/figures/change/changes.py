"""What changed since the last accepted report: milestones and scope items, each list in the order of the workbook."""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

import polars as pl
from polars import col

from pipeline.figures.calendar import as_free, days_between
from pipeline.figures.change.bridge import SCALED, WEIGHT, leaves_on_scale, milestones_on_scale
from pipeline.figures.change.identity import NOISE, Comparison, Sight
from pipeline.figures.outlook import Changes, Entry, Move, Shift
from pipeline.figures.progress import shown
from pipeline.workbook.similar import another_title

OUT = ["cancelled", "deferred"]
BUSY = ["in progress", "awaiting sign-off"]
KEPT = col("both") & ~col("out") & ~col("out_then")
FLAGS = {
    "finished": KEPT & (col("state") == "done") & (col("state_then") != "done"),
    "started": KEPT & col("state").is_in(BUSY) & ~col("state_then").is_in([*BUSY, "done"]),
    "added": ~col("out") & (~col("both") | col("out_then")),
    "reweighted": KEPT & col("reweighted"),
    "fallen": KEPT & col("leaf") & col("leaf_then") & (col("percent") < col("percent_then")),
    "named": KEPT & col("name").ne_missing(col("name_then")),
    "renamed": col("old_id").is_not_null(),
    "slipped": KEPT & (col("finish") != col("finish_then")),
    "baseline_moved": KEPT & col("baseline_finish_then").is_not_null() & col("baseline_finish").ne_missing(col("baseline_finish_then")),
    "owners": KEPT & col("owner").ne_missing(col("owner_then")),
}
ROW = ("id", "name", "percent", "state", "owner", "baseline_finish", "finish")
Row = Mapping[str, Any]


def changes_of(both: Comparison, entries: pl.DataFrame) -> Changes:
    """What differs from the last accepted report; `entries` is the table of sheet Changes.

    A row that is new, or back from cancelled or deferred, is added, whatever its state: it neither started nor finished; one that is
    gone, cancelled or deferred is removed. Everything else is said of rows in scope in both reports.
    regressed: milestones and leaves (of a parent the leaves tell it) whose percent falls visibly, by one decimal at most.
    reweighted: leaves, and milestones that have weights of their own, whose weight differs after a common change of scale.
    slipped: rows with an expected finish in both reports. baseline_moved: rows that had an agreed finish; `agreed` as in `agreements`.
    """
    then, now = _rows(both.then), _rows(both.now)
    rows = _changed(_beside(then, now, both), both.holidays)
    found = {name: [row for row in rows if row[name]] for name in FLAGS}
    falls = [(row, *_fall(row["percent_then"], row["percent"])) for row in found["fallen"]]
    retitled = [row for row in found["named"] if row["old_id"] is None and another_title(row["name_then"], row["name"])]
    return Changes(
        since=both.since,
        finished=_entries(found["finished"]),
        started=_entries(found["started"]),
        regressed=tuple(Move(*_who(row), before, after) for row, before, after in falls if before != after),
        added=_entries(found["added"]),
        removed=_removed(then, now),
        reweighted=_entries(found["reweighted"]),
        renamed=tuple(Move(*_who(row), row["old_id"], row["id"]) for row in found["renamed"]),
        retitled=_moves(retitled, "name"),
        slipped=_shifts(found["slipped"], "finish"),
        baseline_moved=_shifts(found["baseline_moved"], "baseline_finish", agreements(entries, both.since)),
        owners=_moves(found["owners"], "owner"),
    )


def agreements(entries: pl.DataFrame, since: date) -> dict[tuple[str, str | None], str]:
    """The id of the entry that covers a moved baseline, by (sheet, id); for the items of a milestone by (`Items of`, its id).

    It is of kind baseline moved, with Agreed by and Agreed on, raised or agreed on the status date of the last report or later; an
    older one covered an older move. One for a milestone that lists no items covers all its items. The one agreed last counts.
    """
    agreed = entries.filter(
        (col("kind") == "baseline moved")
        & col("id").is_not_null()
        & (col("agreed_by").str.strip_chars() != "")
        & col("agreed_on").is_not_null()
        & (pl.max_horizontal("date", "agreed_on") >= since)
    )
    covered: dict[tuple[str, str | None], str] = {}
    for entry in agreed.sort("agreed_on", maintain_order=True).to_dicts():
        items = [id for id in entry["items"] or () if id is not None]
        if entry["milestone"]:
            covered["Milestones", entry["milestone"]] = entry["id"]
            if not items:
                covered["Items of", entry["milestone"]] = entry["id"]
        covered |= {("Scope", id): entry["id"] for id in items}
    return covered


def _rows(sight: Sight) -> pl.DataFrame:
    """Milestones, then scope items, of one report, with sheet, of (an item's milestone), leaf (or milestone) and out (of scope)."""
    milestones = sight.milestones.select_seq(*ROW, of=pl.lit(None, pl.String), leaf=pl.lit(True), sheet=pl.lit("Milestones"))
    items = sight.items.select_seq(*ROW, of="milestone", leaf="leaf", sheet=pl.lit("Scope"))
    return pl.concat([milestones, items]).drop_nulls("id").with_columns_seq(out=col("state").is_in(OUT))


def _beside(then: pl.DataFrame, now: pl.DataFrame, both: Comparison) -> pl.DataFrame:
    """The rows of today, and beside each its columns of the last report (`_then`), `both`, `reweighted`, `old_id`."""
    rows = now.join(then.with_columns_seq(both=True), on=("sheet", "id"), how="left", suffix="_then", maintain_order="left")
    renamed = [("Milestones", new, old) for old, new in both.renamed_milestones.items()]
    renamed += [("Scope", new, old) for old, new in both.renamed_items.items()]
    old = pl.DataFrame(renamed, schema=dict.fromkeys(("sheet", "id", "old_id"), pl.String), orient="row")
    for more in (old, _reweighted(both)):
        rows = rows.join(more, on=("sheet", "id"), how="left", maintain_order="left")
    return rows.with_columns_seq(col("both", "reweighted", "out_then").fill_null(False))


def _reweighted(both: Comparison) -> pl.DataFrame:
    """The rows of both reports whose weight differs; that of milestones only where it is not the sum of the leaves."""
    joined = both.then.leaves.join(both.now.leaves, on="id", suffix="_now", maintain_order="left")
    weighed = [leaves_on_scale(joined, both).select_seq("id", "weight", "weight_scaled", sheet=pl.lit("Scope"))]
    if not (both.then.follows_leaves and both.now.follows_leaves):
        weighed.append(milestones_on_scale(both).select_seq("id", "weight", "weight_scaled", sheet=pl.lit("Milestones")))
    return pl.concat(weighed).filter((WEIGHT - SCALED).abs() > NOISE * WEIGHT).select_seq("sheet", "id", reweighted=True)


def _changed(rows: pl.DataFrame, holidays: tuple[date, ...]) -> list[dict[str, Any]]:
    """The rows with anything in FLAGS, with what they are called and the working days that their finish and agreed finish moved."""
    flagged = rows.with_columns_seq(**{name: flag.fill_null(False) for name, flag in FLAGS.items()}).filter(pl.any_horizontal(*FLAGS))
    free = as_free(holidays)
    moved = {f"{name}_days": days_between(col(f"{name}_then"), col(name), free) for name in ("finish", "baseline_finish")}
    return flagged.with_columns_seq(called=pl.coalesce("name", "id"), **moved).to_dicts()


def _removed(then: pl.DataFrame, now: pl.DataFrame) -> tuple[Entry, ...]:
    """The rows that are no longer in scope, as the last report had them in order, with the name of today where they still stand."""
    rows = then.filter(~col("out")).join(now, on=("sheet", "id"), how="left", suffix="_now", maintain_order="left")
    gone = rows.filter(col("out_now").fill_null(True)).select_seq("sheet", "id", pl.coalesce("name_now", "name", "id"))
    return tuple(Entry(*row) for row in gone.rows())


def _fall(before: float, now: float) -> tuple[str, str]:
    """Two percentages as text: whole, or with one decimal where they look alike otherwise."""
    for decimals in (0, 1):
        texts = tuple(shown(percent, True, decimals).replace("%", " %") for percent in (before, now))
        if texts[0] != texts[1]:
            break
    return texts[0], texts[1]


def _who(row: Row) -> tuple[str, str, str]:
    return row["sheet"], row["id"], row["called"]


def _entries(rows: Iterable[Row]) -> tuple[Entry, ...]:
    return tuple(Entry(*_who(row)) for row in rows)


def _moves(rows: Iterable[Row], name: str) -> tuple[Move, ...]:
    return tuple(Move(*_who(row), row[f"{name}_then"], row[name]) for row in rows)


def _shifts(rows: Iterable[Row], name: str, covered: Mapping[tuple[str, str | None], str] | None = None) -> tuple[Shift, ...]:
    found = []
    for row in rows:
        agreed = (covered or {}).get((row["sheet"], row["id"])) or (covered or {}).get(("Items of", row["of"]))
        found.append(Shift(*_who(row), row[f"{name}_then"], row[name], row[f"{name}_days"], agreed))
    return tuple(found)
