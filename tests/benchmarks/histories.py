"""The past of many projects: what the store tells of it, and what is forecast from it."""

import random
import sqlite3
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import polars as pl
from sqlalchemy import insert
from timing import compared, line, milliseconds, seconds

from pipeline.figures.forecast.forecasts import Position, forecast_of
from pipeline.store import schema
from pipeline.store.database import Store, open_store
from pipeline.store.engine import writing
from pipeline.store.records import FILE, FINDING, ISSUE, ITEM, MILESTONE, OF_ISSUE, Facts, Past, issue_key

PROJECTS, WEEKS, MILESTONES, ITEMS = 1_000, 52, 4, 200
LAST = date(2026, 11, 20)
FORECAST_MILESTONES = 12
OVER = 60.0
"""In the forecast, milestones that start with so many points are done by now."""


def week(number: int) -> date:
    """The status date of a week, WEEKS - 1 the last one."""
    return LAST - timedelta(weeks=WEEKS - 1 - number)


def issue_row(project: str, number: int) -> dict[str, Any]:
    """An accepted and sent issue of a project in a week."""
    return dict.fromkeys(ISSUE) | {
        "issue": issue_key(project, week(number)), "project": project, "status_date": week(number), "revision": 0, "number": number + 1,
        "state": "accepted", "sent": True, "name": project, "file": f"{project}.xlsx", "sha256": "0" * 64, "content": "0" * 64,
        "work": number * 1.5, "weighting": "effort", "in_scope": ITEMS, "done": number, "cancelled": 0,
    }  # fmt: skip


def milestone_rows(number: int, count: int, draw: random.Random) -> list[dict[str, Any]]:
    """The milestones of an issue: later ones have done less, all of them gain unevenly."""
    rows = []
    for n in range(count):
        work = min(OVER + 10 - 8.0 * n + number * 1.2 + draw.random(), 100.0)
        baseline = week(number) + timedelta(weeks=10)
        rows.append(dict.fromkeys(MILESTONE) | {
            "id": f"M{n}", "name": f"Milestone {n}", "state": "done" if work == 100 else "in progress", "work": work, "weight": 10.0,
            "in_scope": ITEMS // count, "baseline_finish": baseline, "forecast_finish": baseline + timedelta(days=draw.randrange(30)),
            "actual_finish": week(number) if work == 100 else None,
        })  # fmt: skip
    return rows


def facts(project: str, number: int) -> Facts:
    """An issue of ITEMS items in a week, as it is handed to the store."""
    draw = random.Random(number)
    items = [
        dict.fromkeys(ITEM) | {
            "id": f"S{n}", "milestone": f"M{n % MILESTONES}", "level": 1, "title": f"Item number {n}", "leaf": True, "in_scope": True,
            "percent": float(draw.randrange(100)), "weight": 5.0, "state": "in progress", "signed_off": False, "updated": week(number),
        }
        for n in range(ITEMS)
    ]  # fmt: skip
    return Facts(
        issue=issue_row(project, number),
        milestones=pl.DataFrame(milestone_rows(number, MILESTONES, draw), schema=MILESTONE),
        items=pl.DataFrame(items, schema=ITEM),
        findings=pl.DataFrame(schema=FINDING),
        files=pl.DataFrame(schema=FILE),
    )


def filled(path: Path) -> Store:
    """A store with the issues of all projects and their milestones, written past the door that takes one at a time."""
    store = open_store(f"sqlite:///{path}")
    draw = random.Random(1)
    with writing(store.engine, "bench") as connection:
        for n in range(PROJECTS):
            rows = [issue_row(f"project-{n}", number) for number in range(WEEKS)]
            connection.execute(insert(schema.issues), rows)
            connection.execute(insert(schema.milestones), [
                each | {"issue": row["issue"], "position": position}
                for number, row in enumerate(rows)
                for position, each in enumerate(milestone_rows(number, MILESTONES, draw))
            ])  # fmt: skip
    return store


def bare(path: Path, query: str, *parameters: object) -> Callable[[], object]:
    """The rows of a query through sqlite3, as Python has it."""

    def rows() -> object:
        connection = sqlite3.connect(path)
        found = connection.execute(query, parameters).fetchall()
        connection.close()
        return found

    return rows


def store_lines(folder: Path) -> Iterator[str]:
    """The rows of the table about the store."""
    path = folder / "bench.db"
    with filled(path) as store:
        recorded = min(seconds(lambda number=number: store.record(facts("late", number))) for number in range(WEEKS - 12, WEEKS))
        stored = f"{PROJECTS * WEEKS * MILESTONES:,} rows of history"
        yield line(f"Record an issue of {ITEMS} items", stored, milliseconds(recorded), f"{1e6 * recorded / ITEMS:,.0f} µs an item")
        last = LAST + timedelta(days=7)
        mine = "SELECT m.* FROM milestones m JOIN issues i USING (issue) WHERE i.project = ? ORDER BY i.status_date, m.position"
        for what, own, peer in (
            (f"Past of one project, {WEEKS} issues", lambda: store.past("project-500", last), bare(path, mine, "project-500")),
            (f"List of all {PROJECTS * WEEKS:,} issues", store.issues, bare(path, "SELECT * FROM issues ORDER BY project, status_date")),
        ):
            best = compared({"own": own, "bare": peer}, rounds=5)
            yield line(
                what, f"bare sqlite3: {milliseconds(best['bare'])}", milliseconds(best["own"]), f"{best['own'] / best['bare']:.2f} ×"
            )


def forecast_lines() -> Iterator[str]:
    """The row of the table about forecasts."""
    draw = random.Random(2)
    weeks = range(WEEKS)
    rows = [milestone_rows(number, FORECAST_MILESTONES, draw) for number in weeks]
    issues = [issue_row("bench", number) for number in weeks]
    before = [
        {"issue": issue["issue"], "status_date": issue["status_date"], **row}
        for issue, each in zip(issues, rows, strict=True)
        for row in each
    ]
    past = Past(pl.DataFrame(issues, schema=ISSUE), pl.DataFrame(before, schema=OF_ISSUE | MILESTONE))
    now = Position(LAST + timedelta(days=7), 80.0, LAST + timedelta(days=200), rows[-1])
    best = compared({"own": lambda: forecast_of(past, now, None, None)}, rounds=10)["own"]
    scored = forecast_of(past, now, None, None).score.n
    yield line(
        f"Forecasts of {WEEKS} issues × {FORECAST_MILESTONES} milestones",
        f"{scored} past forecasts scored",
        milliseconds(best),
        f"{1000 * best / (FORECAST_MILESTONES + scored):.2f} ms a forecast",
    )


def lines(folder: Path) -> Iterator[str]:
    """The rows of the table about the past."""
    yield from forecast_lines()
    yield from store_lines(folder)
