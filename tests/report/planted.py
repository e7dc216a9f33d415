"""A workbook that keeps something from its readers in every place in which the contract lets it, each time in words of their own."""

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

import polars as pl

from builders import item, milestone
from pipeline.contract.cells import Choice, Date, Flag, Id, Link, Long, Person, Text
from pipeline.contract.sheets import Column, Sheet
from pipeline.contract.workbook import SHEETS

OPEN = {
    "Project": {"id": "acme", "name": "Acme rollout", "customer": "Acme", "manager": "Pat Lee", "status_date": date(2026, 11, 20),
                "summary": "All is well so far.", "budget_unit": "money", "currency": "EUR"},
    "Milestones": milestone("M1", name="Pilot", status="Active", baseline_start=date(2026, 9, 1), baseline_finish=date(2026, 12, 18),
                            actual_start=date(2026, 9, 1), forecast_finish=date(2027, 1, 15)),
    "Scope": item("S1", title="Open promise", status="In progress", percent=40.0, baseline_finish=date(2026, 12, 1)),
    "Criteria": {"id": "C1", "subject": "G1", "kind": "exit", "text": "Open criterion", "state": "not met"},
    "Gates": {"id": "G1", "name": "Gate one", "planned": date(2026, 12, 1), "milestones": ["M1"]},
    "Risks": {"id": "R1", "kind": "risk", "title": "Open risk", "visible": True},
    "Changes": {"id": "X1", "date": date(2026, 11, 1), "milestone": "M1", "kind": "scope added", "description": "Open change"},
    "Charter": {"section": "Security", "text": "Open section.", "visible": True},
    "People": {"name": "Pat Lee"},
    "Distribution": {"edition": "customer", "active": True},
    "Baseline": {"period": "2026-11-20"},
    "Actuals": {"period": "2026-11-20"},
}  # fmt: skip
HIDDEN = {
    "Scope": {"id": "S9", "milestone": "M1", "level": 1, "status": "In progress", "percent": 10.0, "visible": False,
              "baseline_finish": date(2026, 11, 2)},
    "Criteria": {"id": "C9", "subject": "G1", "kind": "exit", "state": "not met", "visible": False},
    "Risks": {"id": "R9", "kind": "decision", "due": date(2026, 11, 30), "visible": False},
    "Changes": {"id": "X9", "date": date(2026, 11, 19), "kind": "side agreement", "visible": False},
    "Charter": {"section": "Metrics", "visible": False},
}  # fmt: skip
"""A row that customers must not see, of every sheet that has such rows; all its texts are planted."""


def word(number: int) -> str:
    """A word that occurs nowhere else: letters that count."""
    letters = "".join("bcdfghklmn"[int(digit)] + "u" for digit in f"{number:04}")
    return f"qz{letters}x"


def secret(number: int, column: Column) -> Any:
    """What is planted in a column: telling words, or a telling amount; None where the type cannot hold any."""
    if column.header == "Email":
        return f"{word(number)}@{word(number)}.example"
    if isinstance(column.type, Link):
        return f"https://tickets.example/{word(number)}"
    if isinstance(column.type, Text | Long | Person):
        return f"{word(number).capitalize()} {word(number + 500)}"
    return 900_000.0 - 1013 * number if column.type.dtype == pl.Float64 else None


def is_planted(sheet: Sheet, column: Column) -> bool:
    """Whether a column of a row that customers see must not reach them."""
    return column.internal or column.key == "health_reason" or (sheet.name == "Distribution" and column.key == "name")


def planted() -> tuple[dict[str, list[dict[str, Any]]], dict[str, Any]]:
    """The rows by sheet, and what is planted in them by `Sheet.column` or, in hidden rows, `Sheet.column hidden`."""
    rows: dict[str, list[dict[str, Any]]] = {}
    secrets: dict[str, Any] = {}
    for sheet in SHEETS:
        rows[sheet.name] = [_row(sheet, OPEN[sheet.name], "", secrets)]
        if sheet.name in HIDDEN:
            rows[sheet.name].append(_row(sheet, HIDDEN[sheet.name], " hidden", secrets))
    health = {"health": "Amber", "health_by": "Pat Lee", "health_until": date(2026, 12, 4)}
    for sheet_name in ("Project", "Milestones"):
        rows[sheet_name][0] |= health
    return rows, secrets


def _row(sheet: Sheet, given: Mapping[str, Any], mark: str, secrets: dict[str, Any]) -> dict[str, Any]:
    row = dict(given)
    for column in sheet:
        hidden_text = mark and not isinstance(column.type, Choice | Date | Flag | Id) and column.type.dtype == pl.String
        value = secret(len(secrets), column) if (hidden_text or is_planted(sheet, column)) and column.key not in row else None
        if value is not None:
            row[column.key] = secrets[f"{sheet.name}.{column.key}{mark}"] = value
    return row


def traces(value: Any) -> Iterator[str]:
    """How something planted would show itself: each of its words, or its amount as pages and data write it."""
    if isinstance(value, str):
        yield from (part for part in value.replace("@", " ").replace("/", " ").replace(".", " ").split() if part.lower().startswith("qz"))
    else:
        yield from (f"{value:.0f}", f"{value:,.0f}", f"{value:,.0f}".replace(",", "."), f"{value:,.0f}".replace(",", "\u00a0"))
