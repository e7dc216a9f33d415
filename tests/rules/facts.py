"""Cases for tests of rules: a book with the figure columns that rules read, worked out by hand for small equal-weight books."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

import polars as pl

from builders import make_book
from pipeline.contract.findings import Finding
from pipeline.rules.registry import check
from pipeline.rules.rule import Case
from pipeline.store.records import ISSUE, ITEM, MILESTONE, OF_ISSUE, Past
from pipeline.workbook.book import Book
from pipeline.workbook.tree import with_tree
from sayable import unsaid

MILESTONE_FACTS = {"state": "ready", "work": None, "weighting": "effort", "weight_used": 1.0, "out_of_sequence": False, "blocked_by": []}
MILESTONE_TYPES = {
    "state": pl.String,
    "work": pl.Float64,
    "weighting": pl.String,
    "weight_used": pl.Float64,
    "out_of_sequence": pl.Boolean,
    "blocked_by": pl.List(pl.String),
}


def case(
    project: Mapping[str, Any] | None = None,
    facts: Mapping[str, Mapping[str, Any]] | None = None,
    issue_date: date | None = None,
    unread: Sequence[str] = (),
    past: Past | None = None,
    **sheets: Sequence[Mapping[str, Any]],
) -> Case:
    """A Case from rows as `make_book` takes them; `facts` gives computed milestone columns by milestone id."""
    return case_of(make_book(project, **sheets), facts, issue_date, unread, past)


def case_of(
    book: Book,
    facts: Mapping[str, Mapping[str, Any]] | None = None,
    issue_date: date | None = None,
    unread: Sequence[str] = (),
    past: Past | None = None,
) -> Case:
    """A Case of a book, with figure columns worked out here."""
    milestones, criteria = book.table("Milestones"), book.table("Criteria")
    computed = [MILESTONE_FACTS | dict((facts or {}).get(id_, {})) for id_ in milestones["id"]]
    frames = {
        "Scope": with_work(book.table("Scope")),
        "Milestones": milestones.hstack(pl.DataFrame(computed, schema=MILESTONE_TYPES)),
        "Gates": book.table("Gates"),
        "Criteria": criteria.with_columns(effective=pl.col("state").fill_null("unknown")),
    }
    return Case(book=book, facts=frames, issue_date=issue_date, unread=frozenset(unread), past=past or Past())


def report(
    on: date, milestones: Sequence[Mapping[str, Any]] = (), items: Sequence[Mapping[str, Any]] = (), **issue: Any
) -> tuple[dict[str, Any], list[dict[str, Any]], list[dict[str, Any]]]:
    """An accepted report: its row and what was kept of its milestones and items, open and in scope where a row does not say otherwise."""
    kept = {"issue": f"demo@{on}", "status_date": on}
    named = [kept | {"name": f"Milestone {row['id']}", "state": "ready"} | dict(row) for row in milestones]
    item = {"milestone": "M1", "level": 1, "leaf": True, "in_scope": True, "weight": 1.0, "state": "open", "signed_off": False}
    titled = [kept | item | {"title": f"Item {row['id']}", "percent": 0.0} | dict(row) for row in items]
    return kept | {"state": "accepted", "weighting": "effort"} | issue, named, titled


def past(*reports: tuple[dict[str, Any], list[dict[str, Any]], list[dict[str, Any]]]) -> Past:
    """The past of these reports, oldest first."""
    issues, milestones, items = zip(*reports, strict=True)
    return Past(
        pl.DataFrame(issues, schema=ISSUE),
        pl.DataFrame([row for rows in milestones for row in rows], schema=OF_ISSUE | MILESTONE),
        pl.DataFrame([row for rows in items for row in rows], schema=OF_ISSUE | ITEM),
    )


def with_work(scope: pl.DataFrame) -> pl.DataFrame:
    """Scope items with home, in_scope, work, complete and weight_used; leaves weigh the same, a missing effort is the mean of others."""
    rows = with_tree(scope).to_dicts()
    efforts = [row["effort"] for row in rows if row["leaf"] and (row["effort"] or 0) > 0]
    mean = sum(efforts) / len(efforts) if efforts else 1.0
    for row in rows:
        done = row["actual_finish"] or row["status"] == "Done" or row["percent"] == 100
        row["own"] = 100.0 if done else row["percent"] or 0.0
    for row in rows:
        leaves = [
            leaf["own"] for leaf in rows if leaf["leaf"] and _is_under(rows, leaf, row) and leaf["status"] not in ("Cancelled", "Deferred")
        ]
        row["home"] = row["milestone"] or rows[row["solution"]]["milestone"]
        row["in_scope"] = bool(leaves)
        row["work"] = sum(leaves) / len(leaves) if leaves else None
        row["complete"] = bool(leaves) and min(leaves) >= 100
        row["weight_used"] = (row["effort"] or mean) if row["leaf"] else None
    columns = {"home": pl.String, "in_scope": pl.Boolean, "work": pl.Float64, "complete": pl.Boolean, "weight_used": pl.Float64}
    return with_tree(scope).hstack(pl.DataFrame([{key: row[key] for key in columns} for row in rows], schema=columns))


def _is_under(rows: list[dict[str, Any]], leaf: dict[str, Any], row: dict[str, Any]) -> bool:
    index = leaf["index"]
    while index is not None and index != row["index"]:
        index = rows[index]["parent"]
    return index is not None


def told(judged: Case) -> tuple[Finding, ...]:
    """The findings of a case, all of which other languages can say."""
    findings = check(judged)
    assert unsaid(findings) == []
    return findings


def found(judged: Case) -> list[tuple[str, str | None]]:
    """All findings as short tuples of code and cell."""
    return [(finding.code, finding.cell) for finding in told(judged)]


def cells(code: str, judged: Case) -> list[str | None]:
    """The cells at which a rule fires."""
    return [finding.cell for finding in told(judged) if finding.code == code]


def only(code: str, judged: Case) -> Finding:
    """The single finding of a rule."""
    (finding,) = [finding for finding in told(judged) if finding.code == code]
    return finding
