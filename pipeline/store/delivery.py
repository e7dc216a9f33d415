"""Records of the delivery ledger: which edition goes to whom, how far it has come, and what a person decided.

States: `planned` waits for its turn, `held` for somebody's word; `sending` is in the hands of one process until its lease ends; `sent`,
`failed` and `cancelled` are over; `in doubt` may have arrived, and only a person or the transport can find out; `replaced` gave way to
another content before it was sent. Moments are in UTC and always given, never read from a clock here.
"""

import json
import re
from dataclasses import dataclass
from datetime import date, datetime
from hashlib import sha256
from typing import Literal

DeliveryState = Literal["planned", "held", "sending", "sent", "failed", "in doubt", "cancelled", "replaced"]


@dataclass(frozen=True)
class Mailing:
    """One edition for one recipient; `content` is the hash of what the edition says."""

    project: str
    status_date: date
    edition: str
    recipient: str
    content: str

    def key(self, revision: int) -> str:
        """The name of this mailing in the ledger, fit for a file name: the same for the same fields, the case of the address aside."""
        told = json.dumps([self.project, str(self.status_date), self.edition, self.recipient.lower(), self.content, revision])
        digest = sha256(told.encode()).hexdigest()[:20]
        return f"{_slug(self.project)}.{self.status_date}.{_slug(self.edition)}.{digest}"


@dataclass(frozen=True)
class Decision:
    """Somebody's word on a delivery."""

    by: str
    why: str


@dataclass(frozen=True)
class Delivery:
    """A row of the ledger; `recipient` in small letters.

    revision: 0, then 1 for the first that follows a finished one; reason, by: who ordered that, and why; tries: how often a transport was
    asked; owner: the process that had it last; lease: until when it may keep it; transport: where it was handed over; receipt: what
    the transport answered; error: why the last try failed; decided_by, decided_why: the last decision of a person.
    """

    key: str
    project: str
    status_date: date
    edition: str
    recipient: str
    content: str
    revision: int
    reason: str | None
    by: str | None
    state: DeliveryState
    tries: int
    planned: datetime
    changed: datetime
    next_try: datetime | None
    owner: str | None
    lease: datetime | None
    transport: str | None
    receipt: str | None
    error: str | None
    decided_by: str | None
    decided_why: str | None


def _slug(name: str) -> str:
    return re.sub(r"[^a-z0-9]+", "-", name.casefold()).strip("-")[:40] or "x"
