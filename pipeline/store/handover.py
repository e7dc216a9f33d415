"""The delivery ledger as the outbox uses it: claimed before a byte goes out, noted after, in doubt where the note is missing."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal

from sqlalchemy import Engine, or_, update

from pipeline.store.deliveries import change, find, listed
from pipeline.store.delivery import Delivery
from pipeline.store.engine import writing
from pipeline.store.schema import deliveries


@dataclass(frozen=True)
class Ending:
    """How a try ended; `counts`: whether it is one of the tries that a delivery has."""

    state: Literal["planned", "sent", "failed", "in doubt"]
    receipt: str | None = None
    error: str | None = None
    next_try: datetime | None = None
    counts: bool = True


def claim(engine: Engine, key: str, owner: str, transport: str, now: datetime, lease: timedelta) -> Delivery | None:
    """The planned delivery whose turn has come, now in the hands of `owner` alone; None where it is not, or another was faster.

    It is committed when this returns: whatever becomes of the process, the row says that something may have gone out.
    """
    due = (deliveries.c.state == "planned", or_(deliveries.c.next_try.is_(None), deliveries.c.next_try <= now))
    given = {"state": "sending", "owner": owner, "transport": transport, "lease": now + lease, "next_try": None, "changed": now}
    with writing(engine, key) as connection:
        claimed = change(connection, key, due, {**given, "tries": deliveries.c.tries + 1})
        return find(connection, key) if claimed else None


def note(engine: Engine, key: str, owner: str, ending: Ending, now: datetime) -> Delivery:
    """The delivery after `owner` has said how its try ended.

    Where the lease ran out and others declared doubt since, a late word still counts, as long as nobody else has tried.
    """
    states = ("sending", "in doubt", "planned") if ending.state == "sent" else ("sending", "in doubt")
    mine = (deliveries.c.owner == owner, deliveries.c.state.in_(states))
    given = {name: getattr(ending, name) for name in ("state", "receipt", "error", "next_try")}
    with writing(engine, key) as connection:
        change(connection, key, mine, {**given, "changed": now, "tries": deliveries.c.tries - (0 if ending.counts else 1)})
        return find(connection, key)


def doubtful(engine: Engine, now: datetime) -> tuple[Delivery, ...]:
    """All deliveries in doubt, now with those whose process let the lease run out without a word."""
    lost = (deliveries.c.state == "sending", deliveries.c.lease < now)
    given = {"state": "in doubt", "error": "the process that sent it ended without a word", "changed": now}
    with writing(engine, "deliveries in doubt") as connection:
        connection.execute(update(deliveries).where(*lost).values(given))
    return listed(engine, states=("in doubt",))


def settle(engine: Engine, doubt: Delivery, receipt: str | None, now: datetime) -> Delivery:
    """The delivery in doubt after its transport has found the receipt, or has found that there is none: then it is planned again."""
    given = {"state": "sent" if receipt else "planned", "receipt": receipt, "error": None, "changed": now}
    unchanged = (deliveries.c.state == "in doubt", deliveries.c.owner == doubt.owner, deliveries.c.tries == doubt.tries)
    with writing(engine, doubt.key) as connection:
        change(connection, doubt.key, unchanged, given)
        return find(connection, doubt.key)
