"""Planned deliveries with their letters."""

from collections.abc import Sequence
from datetime import UTC, date, datetime

from pipeline.delivery.outbox import Outgoing
from pipeline.store.delivery import Mailing
from pipeline.store.ledger import plan

NOW = datetime(2026, 11, 20, 16, 0, tzinfo=UTC)
SENDER = "Status reports <status@example.org>"


def outgoing(key: str, recipient: str) -> Outgoing:
    """A delivery with a message that names its key."""
    return Outgoing(key, SENDER, recipient, lambda: f"Subject: {key}\r\n\r\nHello\r\n".encode())


def planned(engine, recipients: Sequence[str], project: str = "demo") -> list[Outgoing]:
    """The customer edition planned for each of these."""
    rows = [plan(engine, Mailing(project, date(2026, 11, 20), "customer", each, "a"), NOW) for each in recipients]
    return [outgoing(row.key, each) for row, each in zip(rows, recipients, strict=True)]
