"""Numbers that health looks at: leaves in scope that are due, missed or stale, and findings, by milestone."""

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import date, timedelta

import polars as pl
from polars import col

from pipeline.contract.findings import ERROR, WARNING, Finding, Severity
from pipeline.figures.records import Figures
from pipeline.workbook.book import Book

STALE_AFTER = timedelta(weeks=2)
PLACE = re.compile(r"(?P<sheet>.*)![A-Z]+(?P<row>\d+)")
LEAF = col("leaf") & col("in_scope")
WATCHED = LEAF & col("updated").is_not_null() & ~col("complete")
# A stale row is judged by its share; counted as a warning too, one of them would always be amber.
JUDGED_APART = "STALE_ROW"


@dataclass(frozen=True)
class Counts:
    """Numbers of leaves in scope and of findings: for one milestone, or summed for the project."""

    dated: int = 0
    due: int = 0
    missed: int = 0
    updated: int = 0
    stale: int = 0
    errors: int = 0
    warnings: int = 0


def counts_by_milestone(book: Book, figures: Figures, findings: Sequence[Finding], status_date: date | None) -> dict[str | None, Counts]:
    """Numbers of leaves in scope and of findings by home milestone; of the whole project under None."""
    status = pl.lit(status_date, pl.Date)
    due = LEAF & (col("due") <= status)
    counted = figures.scope.group_by("home", maintain_order=True).agg(
        dated=(LEAF & col("due").is_not_null()).sum(),
        due=due.sum(),
        missed=(due & ~col("complete")).sum(),
        updated=WATCHED.sum(),
        stale=(WATCHED & (col("updated") < status.dt.offset_by(f"-{STALE_AFTER.days}d"))).sum(),
    )
    rows = counted.rows(named=True)
    errors, warnings = _located(book, figures, findings)
    by_home = {row["home"]: row for row in rows}
    counts: dict[str | None, Counts] = {}
    for name in {*by_home, *errors, *warnings} - {None}:
        of_leaves = {key: value for key, value in by_home.get(name, {}).items() if key != "home"}
        counts[name] = Counts(**of_leaves, errors=errors[name], warnings=warnings[name])
    sums = {each.name: sum(row.get(each.name, 0) for row in rows) for each in fields(Counts)}
    return counts | {None: Counts(**(sums | {"errors": errors[None], "warnings": warnings[None]}))}


def _located(book: Book, figures: Figures, findings: Sequence[Finding]) -> tuple[Counter[str | None], Counter[str | None]]:
    """Errors and warnings by the milestone whose row of Milestones, Scope or Criteria they are about; all of them under None."""
    frames = {"Milestones": (figures.milestones, "id"), "Scope": (figures.scope, "home"), "Criteria": (figures.criteria, "subject")}
    owners: dict[str, dict[int, str | None]] = {}
    for sheet, (frame, key) in frames.items():
        owners[book.names.get(sheet, sheet)] = dict(zip(frame["row"].to_list(), frame[key].to_list(), strict=True))
    return _by_owner(findings, ERROR, owners), _by_owner(findings, WARNING, owners)


def _by_owner(findings: Sequence[Finding], severity: Severity, owners: Mapping[str, Mapping[int, str | None]]) -> Counter[str | None]:
    """The findings of a severity by the owner of their row; all of them under None."""
    cells = [finding.cell for finding in findings if finding.severity is severity and finding.code != JUDGED_APART]
    places = [place for cell in cells if cell and (place := PLACE.match(cell))]
    counted = Counter(owners.get(place["sheet"], {}).get(int(place["row"])) for place in places)
    counted[None] = len(cells)
    return counted
