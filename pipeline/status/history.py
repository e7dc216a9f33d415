"""What was issued, as `milepost history --json` prints it."""

from datetime import date
from typing import Literal

import polars as pl
from pydantic import Field

from pipeline.status.record import Percent, Record


class HistoryIssue(Record):
    """One report of a project as the store keeps it; `health` is the computed one, `sha256` that of the workbook."""

    issue: str
    project: str
    number: int | None
    status_date: date
    revision: int
    state: Literal["accepted", "held", "superseded"]
    sent: bool
    work: Percent | None
    accepted: Percent | None
    planned: Percent | None
    health: str | None
    held: str | None
    reason: str | None
    by: str | None
    file: str
    sha256: str
    content: str


class History(Record):
    """The reports of one project, or of all, by project, status date and revision."""

    schema_: Literal["milepost.history/1"] = Field("milepost.history/1", alias="schema")
    issues: list[HistoryIssue]


def history_of(issues: pl.DataFrame) -> History:
    """The issues of the store as JSON; rows of `store.records.ISSUE`."""
    return History(issues=[HistoryIssue(**row) for row in issues.select(*HistoryIssue.model_fields).iter_rows(named=True)])
