"""What people decide on single deliveries, each with a line in the audit: sent once more, cancelled, a doubt resolved."""

from datetime import datetime
from typing import Literal

from pipeline.contract.addresses import mailbox
from pipeline.delivery.content import EDITIONS
from pipeline.delivery.frozen import freeze, kept, once_more
from pipeline.delivery.sending import unfit
from pipeline.mistakes import UsageError
from pipeline.settings import Settings
from pipeline.store import ledger
from pipeline.store.database import Store
from pipeline.store.decisions import Action, Line, write
from pipeline.store.deliveries import listed
from pipeline.store.delivery import Decision, Delivery, Mailing
from pipeline.store.errors import Refused


def to_resend(store: Store, target: str, to: str | None = None) -> tuple[Delivery, ...]:
    """The finished delivery of a key, or those of a project's latest status date, each reader's last one; of one address or of all.

    Raises: UsageError where there is none.
    """
    rows = listed(store.engine, states=ledger.OVER)
    found = [row for row in rows if row.key == target]
    if not found:
        own = [row for row in rows if row.project == target and row.edition in EDITIONS and row.state != "cancelled"]
        latest = max((row.status_date for row in own), default=None)
        last = {(row.edition, row.recipient): row for row in own if row.status_date == latest}
        found = list(last.values())
    if not found:
        raise UsageError(f"{target}: nothing of this project or key was sent; see milepost outbox --all")
    chosen = tuple(row for row in found if to is None or row.recipient == to.lower())
    if not chosen:
        raise UsageError(f"nothing was sent to {to}; it went to {', '.join(sorted({row.recipient for row in found}))}")
    return chosen


def resend(store: Store, settings: Settings, row: Delivery, decision: Decision, now: datetime) -> Delivery:
    """The delivery that sends the kept message of a finished one once more, planned. Raises: Refused; UsageError where none is kept."""
    if why := unfit(row, settings, now):
        raise Refused(f"{row.key} cannot be sent once more: {why}", row.key)
    sender = mailbox(settings.mail.sender)
    assert sender is not None  # the settings have checked it
    key = Mailing(row.project, row.status_date, row.edition, row.recipient, row.content).key(_last_revision(store, row) + 1)
    if not kept(settings.outputs, row.key).exists():
        raise UsageError(f"no copy of {row.key} was kept in the outbox, so it cannot be sent once more")
    freeze(settings.outputs, key, once_more(settings.outputs, row, key, sender.address.domain))
    again = ledger.repeat(store.engine, row.key, decision, now)
    if again.key != key:  # another process was faster
        freeze(settings.outputs, again.key, once_more(settings.outputs, row, again.key, sender.address.domain))
    write(store.engine, _line("resend", row, decision, now))
    return again


def resolve(store: Store, key: str, outcome: Literal["sent", "not sent"], decision: Decision, now: datetime) -> Delivery:
    """The delivery in doubt of which somebody has found out: sent, or planned again. Raises: Refused."""
    return _noted(store, "resolve", ledger.resolve(store.engine, key, outcome, decision, now), decision, now)


def cancel(store: Store, key: str, decision: Decision, now: datetime) -> Delivery:
    """The waiting delivery that will not be sent. Raises: Refused."""
    return _noted(store, "cancel", ledger.cancel(store.engine, key, decision, now), decision, now)


def _noted(store: Store, action: Action, row: Delivery, decision: Decision, now: datetime) -> Delivery:
    write(store.engine, _line(action, row, decision, now))
    return row


def _line(action: Action, row: Delivery, decision: Decision, now: datetime) -> Line:
    """What the audit keeps of a decision on one delivery; its content is not that of an issue, so it approves nothing."""
    return Line(now, decision.by, action, row.project, row.status_date, row.content, f"{row.edition} for {row.recipient}: {decision.why}")


def _last_revision(store: Store, row: Delivery) -> int:
    same = (row.project, row.status_date, row.edition, row.recipient)
    rows = listed(store.engine, row.project)
    return max(r.revision for r in rows if (r.project, r.status_date, r.edition, r.recipient) == same and r.state != "replaced")
