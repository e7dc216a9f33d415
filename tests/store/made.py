"""Facts of issues made by hand: a small project that moves on week by week."""

from datetime import date, timedelta
from pathlib import Path
from typing import Any

import polars as pl

from pipeline.store.records import FILE, FINDING, ITEM, MILESTONE, Facts
from pipeline.store.schema import PARTS

FRIDAY = date(2026, 11, 20)


def week(number: int) -> date:
    """The Friday of a week; 0 is 2026-11-20."""
    return FRIDAY + timedelta(weeks=number)


def made(day: date = FRIDAY, project: str = "demo", items: int = 2, work: float | None = 41.5, **fields: Any) -> Facts:
    """The facts of an issue with one milestone, `items` items, a finding and a file."""
    rows = [
        {"id": f"S{n}", "milestone": "M1", "level": 1, "title": f"Prüfung {n} – “ok”", "leaf": True, "percent": n / 3} for n in range(items)
    ]
    return Facts(
        issue={"project": project, "status_date": day, "name": "Demo", "file": "demo.xlsx", "work": work, "in_scope": items, **fields},
        milestones=pl.DataFrame(
            [{"id": "M1", "name": "Pilot", "work": work, "forecast_finish": day + timedelta(days=30)}], schema=MILESTONE
        ),
        items=pl.DataFrame([row | {"also_in": ["M2", "M3"] if row["id"] == "S1" else None} for row in rows], schema=ITEM),
        findings=pl.DataFrame([{"code": "PCT_RANGE", "severity": "error", "cell": "Scope!F12"}], schema=FINDING),
        files=pl.DataFrame([{"name": "team.pdf", "sha256": "ab" * 32}], schema=FILE),
    )


def content(store, folder: Path) -> dict[str, list[tuple[Any, ...]]]:
    """Everything that a store holds, by table."""
    store.export(folder)
    return {name: pl.read_parquet(folder / f"{name}.parquet").rows() for name in ("issues", *PARTS)}
