"""What changed since the last accepted report: milestones and scope items, each list in the order of the workbook."""

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

import polars as pl
from polars import col

from pipeline.figures.bridge import NOISE, NOW, SCALED, THEN, WEIGHT, follows_leaves, leaves_on_scale, milestones_on_scale
from pipeline.figures.calendar import as_free, days_between
from pipeline.figures.identity import Comparison
from pipeline.figures.outlook import Changes, Entry, Move, Shift
from pipeline.figures.progress import shown
from pipeline.workbook.similar import another_title

OUT = ["cancelled", "deferred"]
BUSY = ["in progress", "awaiting sign-off"]
KEPT = col("both") & ~col("out") & ~col("out_then")
SELECTED = {
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
COMMON = ("id", "name", "percent", "state", "owner", "baseline_finish", "finish")
REMOVED = ~col("out_then") & col("out").fill_null(True)
Row = Mapping[str, Any]


def changes_of(both: Comparison, entries: pl.DataFrame) -> Changes:
    """What differs from the last accepted report; `entries` is the table of sheet Changes.

    A row that is new, or back from cancelled or deferred, is added, whatever its state: it neither started nor finished; one that is
    gone, cancelled or deferred is removed. Everything else is said of rows in scope in both reports.
    regressed: milestones and leaves (of a parent the leaves tell it) whose percent falls visibly, by one decimal at most.
    reweighted: leaves, and milestones that have weights of their own, whose weight differs after a common change of scale.
    slipped: rows with an expected finish in both reports. baseline_moved: rows that had an agreed finish; `agreed` as in `agreements`.
    """
    sheets = {"Milestones": _milestones(both), "Scope": _items(both)}
    found: dict[str, list[tuple[str, Row]]] = {
        name: [(sheet, row) for sheet, rows in sheets.items() for row in _selected(rows, selected, both)]
        for name, selected in SELECTED.items()
    }
    covered = agreements(entries, both.since)
    falls = [(sheet, row, *_fall(row["percent_then"], row["percent"])) for sheet, row in found["fallen"]]
    retitled = [(sheet, row) for sheet, row in found["named"] if row["old_id"] is None and another_title(row["name_then"], row["name"])]
    return Changes(
        since=both.since,
        finished=_entries(found["finished"]),
        started=_entries(found["started"]),
        regressed=tuple(Move(sheet, row["id"], row["called"], before, now) for sheet, row, before, now in falls if before != now),
        added=_entries(found["added"]),
        removed=tuple(_removed(sheets, both)),
        reweighted=_entries(found["reweighted"]),
        renamed=tuple(Move(sheet, row["id"], row["called"], row["old_id"], row["id"]) for sheet, row in found["renamed"]),
        retitled=_moves(retitled, "name"),
        slipped=_shifts(found["slipped"], "finish"),
        baseline_moved=_shifts(found["baseline_moved"], "baseline_finish", covered),
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


def _milestones(both: Comparison) -> pl.DataFrame:
    """The milestones of today beside those of the last report; weights that are sums of leaves are no weights of their own."""
    then, now = both.then.milestones, both.now.milestones
    weights = milestones_on_scale(both)
    if follows_leaves(both.then) and follows_leaves(both.now):
        weights = weights.clear()
    of = pl.lit(None, pl.String).alias("of")
    leaf = pl.lit(True).alias("leaf")
    return _beside(then.select(*COMMON, leaf), now.select(*COMMON, leaf, of), weights, both.renamed_milestones)


def _items(both: Comparison) -> pl.DataFrame:
    """The scope items of today beside those of the last report."""
    then, now = both.then.items, both.now.items
    leaves = now.select("id", "weight", of_now="milestone").join(
        then.select("id", "weight"), on="id", suffix="_then", maintain_order="left"
    )
    weights = leaves_on_scale(leaves.select("id", "of_now", weight_now="weight", weight="weight_then"), both)
    return _beside(then.select(*COMMON, "leaf"), now.select(*COMMON, "leaf", of="milestone"), weights, both.renamed_items)


def _beside(then: pl.DataFrame, now: pl.DataFrame, weights: pl.DataFrame, renamed: Mapping[str, str]) -> pl.DataFrame:
    """The rows of today, and beside each its columns of the last report (`_then`), `both`, `out`, `out_then`, `reweighted`, `old_id`."""
    then = then.with_columns(out=col("state").is_in(OUT), both=True).drop_nulls("id")
    changed = weights.filter(THEN & NOW & ((WEIGHT - SCALED).abs() > NOISE * WEIGHT)).select("id", reweighted=True)
    old = pl.DataFrame([(new, id) for id, new in renamed.items()], schema={"id": pl.String, "old_id": pl.String}, orient="row")
    rows = now.with_columns(out=col("state").is_in(OUT)).join(then, on="id", how="left", suffix="_then", maintain_order="left")
    rows = rows.join(changed, on="id", how="left", maintain_order="left").join(old, on="id", how="left", maintain_order="left")
    return rows.filter(col("id").is_not_null()).with_columns(col("both", "reweighted", "out_then").fill_null(False))


def _selected(rows: pl.DataFrame, selected: pl.Expr, both: Comparison) -> list[dict[str, Any]]:
    """The selected rows with what they are called, and the working days that their finish and agreed finish moved."""
    free = as_free(both.holidays)
    moved = {f"{name}_days": days_between(col(f"{name}_then"), col(name), free) for name in ("finish", "baseline_finish")}
    return rows.filter(selected.fill_null(False)).with_columns(called=pl.coalesce("name", "id"), **moved).to_dicts()


def _removed(sheets: Mapping[str, pl.DataFrame], both: Comparison) -> Iterator[Entry]:
    """The rows that are no longer in scope, as the last report had them in order, with the name of today where they still stand."""
    for (sheet, now), then in zip(sheets.items(), (both.then.milestones, both.then.items), strict=True):
        rows = then.select("id", "name", out_then=col("state").is_in(OUT)).drop_nulls("id")
        rows = rows.join(now.select("id", "out", name_now="name"), on="id", how="left", maintain_order="left").filter(REMOVED)
        for id, name in rows.select("id", pl.coalesce("name_now", "name", "id")).rows():
            yield Entry(sheet, id, name)


def _fall(before: float, now: float) -> tuple[str, str]:
    """Two percentages as text: whole, or with one decimal where they look alike otherwise."""
    for decimals in (0, 1):
        texts = tuple(shown(percent, True, decimals).replace("%", " %") for percent in (before, now))
        if texts[0] != texts[1]:
            break
    return texts[0], texts[1]


def _entries(rows: list[tuple[str, Row]]) -> tuple[Entry, ...]:
    return tuple(Entry(sheet, row["id"], row["called"]) for sheet, row in rows)


def _moves(rows: list[tuple[str, Row]], name: str) -> tuple[Move, ...]:
    return tuple(Move(sheet, row["id"], row["called"], row[f"{name}_then"], row[name]) for sheet, row in rows)


def _shifts(rows: list[tuple[str, Row]], name: str, covered: Mapping[tuple[str, str | None], str] | None = None) -> tuple[Shift, ...]:
    found = []
    for sheet, row in rows:
        agreed = (covered or {}).get((sheet, row["id"])) or (covered or {}).get(("Items of", row["of"]))
        found.append(Shift(sheet, row["id"], row["called"], row[f"{name}_then"], row[name], row[f"{name}_days"], agreed))
    return tuple(found)
