"""Deliveries as `milepost outbox --json` and `milepost history --json` print them."""

from collections.abc import Iterable
from datetime import date, datetime
from typing import Literal

from pydantic import Field

from pipeline.status.record import Record
from pipeline.store.delivery import Delivery, DeliveryState

OPEN: tuple[DeliveryState, ...] = ("planned", "held", "sending", "in doubt", "failed")
"""The states in which something is still to come, or to be done."""


class OutboxDelivery(Record):
    """One edition for one reader. changed: when it came into its state; by, reason: who ordered that it follows an earlier one, and why;
    decided_by, decided_why: the last decision on it, by a person or by milepost itself; receipt: the mail server's answer."""

    key: str
    project: str
    status_date: date
    edition: str
    recipient: str
    content: str
    revision: int
    state: DeliveryState
    tries: int
    planned: datetime
    changed: datetime
    next_try: datetime | None
    transport: str | None
    receipt: str | None
    error: str | None
    reason: str | None
    by: str | None
    decided_by: str | None
    decided_why: str | None


class Outbox(Record):
    """Deliveries by project, status date, edition, reader and revision."""

    schema_: Literal["milepost.outbox/1"] = Field("milepost.outbox/1", alias="schema")
    deliveries: list[OutboxDelivery]


def outbox_of(rows: Iterable[Delivery]) -> Outbox:
    """The deliveries as JSON."""
    return Outbox(deliveries=[delivery_of(row) for row in rows])


def delivery_of(row: Delivery) -> OutboxDelivery:
    """One delivery as JSON."""
    return OutboxDelivery(**{name: getattr(row, name) for name in OutboxDelivery.model_fields})
