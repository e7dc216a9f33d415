"""What was issued, as `milepost history --json` prints it."""

from collections.abc import Iterable
from datetime import date
from typing import Literal

import polars as pl
from pydantic import Field

from pipeline.status.outbox import OutboxDelivery, delivery_of
from pipeline.status.record import Percent, Record
from pipeline.store.delivery import Delivery


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
    """The reports of one project, or of all, by project, status date and revision, and their deliveries, without drafts that gave way."""

    schema_: Literal["milepost.history/1"] = Field("milepost.history/1", alias="schema")
    issues: list[HistoryIssue]
    deliveries: list[OutboxDelivery] = Field(default_factory=list)


def history_of(issues: pl.DataFrame, deliveries: Iterable[Delivery] = ()) -> History:
    """The issues of the store, rows of `store.records.ISSUE`, and what of them went out or is to, as JSON."""
    return History(
        deliveries=[delivery_of(row) for row in deliveries],
        issues=[HistoryIssue(**row) for row in issues.select(*HistoryIssue.model_fields).iter_rows(named=True)],
    )
