"""The rule about rows that were in the last accepted report and are gone."""

from collections.abc import Iterator, Mapping, Sequence

import polars as pl
from polars import col

from pipeline.contract.findings import ERROR
from pipeline.contract.names import listed
from pipeline.rules.rule import Case, Trouble, function_rule
from pipeline.rules.told import named, shown
from pipeline.wording import Text, note
from pipeline.workbook.similar import renamed_rows

EACH = 20
"""So many rows of a sheet are told one by one; where more are gone, the sheet is another one, and one finding says so."""

FIRST = 5
PLACE = ("id", "title", "milestone", "parent", "level")


@function_rule("ROW_VANISHED", ERROR, on="Milestones, Scope")
def vanished_rows(case: Case) -> Iterator[Trouble]:
    """A row of the last report is gone that was neither cancelled nor deferred; its ID stands on no row."""
    if case.past.last is None:
        return
    for sheet, before in (("Milestones", case.past.last_milestones), ("Scope", case.past.last_items)):
        there = case.table(sheet)["id"]
        gone = before.filter(~col("id").is_in(there.implode()) & ~col("state").is_in(["cancelled", "deferred"]).fill_null(False))
        if gone.is_empty() or not case.book.has(sheet, "id"):
            continue
        renamed = renamed_rows(_rows(before), _rows_now(case, sheet))
        yield from _each(case, sheet, gone, renamed) if gone.height <= EACH else _all(case, sheet, gone, renamed)


def _rows(kept: pl.DataFrame) -> pl.DataFrame:
    """The rows of the last report as they are compared; milestones lie in no milestone and below no row."""
    if "title" in kept.columns:
        return kept[PLACE]
    nowhere = {"milestone": pl.lit(None, pl.String), "parent": pl.lit(None, pl.String), "level": pl.lit(None, pl.Int64)}
    return kept.select("id", title="name", **nowhere)


def _rows_now(case: Case, sheet: str) -> pl.DataFrame:
    """The rows of a sheet as they are compared."""
    table = case.table(sheet)
    if sheet == "Milestones":
        return _rows(table)
    return table.with_columns(milestone="home", parent=table["id"].gather(table["parent"]), level=col("level").fill_null(1))[PLACE]


def _each(case: Case, sheet: str, gone: pl.DataFrame, renamed: Mapping[str, str]) -> Iterator[Trouble]:
    title = "name" if sheet == "Milestones" else "title"
    rows = dict(case.rows(sheet, "id", "row"))
    for id_, name in gone[["id", title]].iter_rows():
        who = named(sheet, id_)
        says = note("{id} was in the report of {report} and has no row now", id=who, report=_since(case))
        if name:
            says = note("{id} ({title}) was in the report of {report} and has no row now", id=who, title=shown(name), report=_since(case))
        fix = note("Put the row back; if it is no longer to be done, set its status to Cancelled.")
        if new := renamed.get(id_):
            fix = note(
                "{cell} ({new}) looks like the same row: enter {id} there again. "
                "If it is another, put the row back; if it is no longer to be done, set its status to Cancelled.",
                cell=case.book.cell(sheet, "id", rows[new]),
                new=new,
                id=id_,
            )
        yield Trouble(sheet, "", None, id_, says, fix)


def _all(case: Case, sheet: str, gone: pl.DataFrame, renamed: Mapping[str, str]) -> Iterator[Trouble]:
    ids = gone["id"].to_list()
    says = note("{number} rows were in the report of {report} and are gone: {ids}", number=len(ids), report=_since(case), ids=_first(ids))
    fix = note("Put the rows back; set the status of those that are no longer to be done to Cancelled.")
    if pairs := [note("{new} was {id}", new=new, id=id_) for id_ in ids if (new := renamed.get(id_))]:
        fix = note(
            "{number} look like rows that have another ID now: enter the old ones again ({pairs}). "
            "Put the rows back; set the status of those that are no longer to be done to Cancelled.",
            number=len(pairs),
            pairs=_first(pairs),
        )
    yield Trouble(sheet, "", None, _first(ids), says, fix)


def _since(case: Case) -> str:
    last = case.past.last
    return shown(last["status_date"]) if last else ""


def _first(texts: Sequence[str]) -> Text:
    return listed([*texts[:FIRST], *(["…"] if len(texts) > FIRST else [])])
