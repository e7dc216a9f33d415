"""Books built in memory for tests of rules, figures and reports: rows as dicts of contract keys, no Excel involved."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

import polars as pl

from pipeline.contract.workbook import SHEETS
from pipeline.workbook.book import Book

PROJECT = {
    "id": "demo",
    "name": "Demo",
    "customer": "Acme",
    "manager": "Pat Lee",
    "status_date": date(2026, 11, 20),
    "summary": "All is well.",
}
LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"


def make_book(project: Mapping[str, Any] | None = None, **sheets: Sequence[Mapping[str, Any]]) -> Book:
    """A Book from keyword `Milestones=[{"id": "M1", …}]`; rows are numbered from 2, columns lie in contract order from A.

    `depends_on` may be given as a plain list of ids. `project` fields are laid over PROJECT; a field given as None is blank.
    """
    rows = {**sheets, "Project": [{**PROJECT, **(project or {})}]}
    tables, places = {}, {}
    for sheet in SHEETS:
        given = [{"row": number, **row} for number, row in enumerate(rows.get(sheet.name, ()), start=2)]
        for row in given:
            unknown = set(row) - set(sheet.schema)
            assert not unknown, f"{sheet.name} has no column {unknown}"
            if sheet.name == "Milestones" and row.get("depends_on"):
                row["depends_on"] = [{"id": d, "relation": "FS", "lag": 0} if isinstance(d, str) else d for d in row["depends_on"]]
        tables[sheet.name] = pl.DataFrame(given, schema=sheet.schema)
        if sheet.name in rows:
            places[sheet.name] = {
                column.key: f"B{number + 2}" if sheet.name == "Project" else LETTERS[number] for number, column in enumerate(sheet.columns)
            }
    return Book(tables=tables, places=places, names={sheet.name: sheet.name for sheet in SHEETS})


def milestone(id: str = "M1", **fields: Any) -> dict[str, Any]:
    """A planned milestone with an owner, ready to be changed."""
    return {"id": id, "name": f"Milestone {id}", "status": "Planned", "owner": "Pat Lee", **fields}


def item(id: str, level: int = 1, milestone: str = "M1", **fields: Any) -> dict[str, Any]:
    """A scope item without status or percent, ready to be changed."""
    return {"id": id, "milestone": milestone, "level": level, "title": f"Item {id}", **fields}
