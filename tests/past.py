"""The past of a project for tests: the tables that the store keeps, made from books built in memory."""

from typing import Any

import polars as pl

from pipeline.figures.compute import compute
from pipeline.figures.health.assess import assess
from pipeline.figures.records import Figures
from pipeline.store.records import ISSUE, ITEM, MILESTONE, OF_ISSUE, RECENT, Past, issue_key
from pipeline.workbook.book import Book

DATES = ("baseline_start", "baseline_finish", "actual_start")


def past_of(*books: Book) -> Past:
    """The past in which these books, oldest first and each of another status date, were accepted and sent; nothing of value."""
    issues, milestones, items = [], [], []
    for number, book in enumerate(books, start=1):
        figures = compute(book)
        project, health = assess(book, figures, ())[:2]
        colours = {name: each.computed for name, each in health.items()}
        row = _issue(book, figures, number) | {"health": project.computed}
        of_issue = {"issue": row["issue"], "status_date": row["status_date"]}
        issues.append(row)
        milestones += [of_issue | each | {"health": colours.get(each["id"])} for each in _milestones(figures)]
        items += [of_issue | each for each in _items(figures)] if number > len(books) - RECENT else []
    return Past(
        pl.DataFrame(issues, schema=ISSUE),
        pl.DataFrame(milestones, schema=OF_ISSUE | MILESTONE),
        pl.DataFrame(items, schema=OF_ISSUE | ITEM),
    )


def _issue(book: Book, figures: Figures, number: int) -> dict[str, Any]:
    project, progress = book.project, figures.progress
    named = {name: project[name] for name in ("status_date", "name", "customer")}
    counted = {name: getattr(progress, name) for name in ("work", "accepted", "planned", "weighting", "in_scope", "done", "cancelled")}
    return dict.fromkeys(ISSUE) | named | counted | {
        "issue": issue_key(project["id"], project["status_date"]),
        "project": project["id"],
        "revision": 0,
        "number": number,
        "state": "accepted",
        "sent": True,
        "file": f"{project['id']}.xlsx",
        "sha256": "0" * 64,
        "content": "0" * 64,
        "weight": figures.milestones["weight_used"].sum(),
        "stated_health": project["health"],
    }  # fmt: skip


def _milestones(figures: Figures) -> list[dict[str, Any]]:
    kept = ("id", "name", "owner", "status", "state", "release", "work", "accepted", "planned", "stated", "in_scope", *DATES)
    return [
        {name: row[name] for name in kept}
        | {"weight": row["weight_used"], "actual_finish": row["actual"], "forecast_finish": row["forecast"], "stated_health": row["health"]}
        for row in figures.milestones.to_dicts()
    ]


def _items(figures: Figures) -> list[dict[str, Any]]:
    kept = (
        "id",
        "level",
        "title",
        "leaf",
        "in_scope",
        "state",
        "signed_off",
        "owner",
        *DATES,
        "actual_finish",
        "forecast_finish",
        "updated",
    )
    rows = figures.scope.to_dicts()
    return [
        {name: row[name] for name in (*kept, "also_in")}
        | {"milestone": row["home"], "percent": row["work"], "weight": row["weight_used"]}
        | {"parent": None if row["parent"] is None else rows[row["parent"]]["id"]}
        for row in rows
    ]
