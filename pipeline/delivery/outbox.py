"""The outbox: planned deliveries go out, each at most once.

A delivery is claimed in the ledger, and that is on disk, before its first byte leaves; what became of it is noted after. A process that
ends in between leaves a claim behind, which the next run turns into doubt and never into a second try by itself.
"""

import os
import socket
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256
from uuid import uuid4

from sqlalchemy import Engine

from pipeline.delivery.transport import Letter, Permanent, Temporary, Transport, Unknown, Unreachable
from pipeline.store.deliveries import delivery
from pipeline.store.delivery import Delivery
from pipeline.store.errors import Refused
from pipeline.store.handover import Ending, claim, doubtful, note, settle

Clock = Callable[[], datetime]


@dataclass(frozen=True)
class Outgoing:
    """A planned delivery with what it takes to send it; `message` is made when its turn has come."""

    key: str
    sender: str
    recipient: str
    message: Callable[[], bytes]


@dataclass(frozen=True)
class Policy:
    """retry_after: the waits after each temporary failure, one try more than waits; lease: how long one try may take at most, far longer
    than its timeouts add up to; interval: seconds from one letter to the next at least."""

    retry_after: tuple[timedelta, ...] = tuple(timedelta(minutes=minutes) for minutes in (1, 5, 15, 60, 240))
    lease: timedelta = timedelta(minutes=30)
    interval: float = 0


def message_id(key: str, domain: str) -> str:
    """The Message-ID of a delivery, the same on each try; it tells readers nothing of the key."""
    return f"<{sha256(key.encode()).hexdigest()[:32]}@{domain}>"


def deliver(engine: Engine, transport: Transport, outgoing: Iterable[Outgoing], now: Clock, policy: Policy = Policy()) -> list[Delivery]:
    """What became of these deliveries, in their order, after those whose turn has come were handed over.

    Where the transport is closed, the rest stays planned: the error of the delivery that found out says why. Raises: Refused before
    anything of a delivery goes out that is not in the ledger, or there for somebody else.
    """
    owner = f"{socket.gethostname()} {os.getpid()} {uuid4().hex}"
    done: list[Delivery] = []
    handed = closed = False
    try:
        for each in outgoing:
            row = _checked(engine, each)
            if not closed and _due(row, now()):
                time.sleep(policy.interval if handed else 0)
                row, closed = _hand_over(engine, transport, each, owner, now, policy)
                handed = True
            done.append(row)
    finally:
        transport.close()
    return done


def settle_doubts(engine: Engine, transport: Transport, now: Clock) -> list[Delivery]:
    """All deliveries that were in doubt: sent or planned again where this transport had them and can look them up, else still in doubt."""
    return [_looked_up(engine, transport, doubt, now()) for doubt in doubtful(engine, now())]


def _checked(engine: Engine, each: Outgoing) -> Delivery:
    row = delivery(engine, each.key)
    if row.recipient != each.recipient.lower():
        raise Refused(f"{each.key} is for {row.recipient}, not for {each.recipient}", each.key)
    return row


def _due(row: Delivery, now: datetime) -> bool:
    return row.state == "planned" and (row.next_try is None or row.next_try <= now)


def _hand_over(engine: Engine, transport: Transport, each: Outgoing, owner: str, now: Clock, policy: Policy) -> tuple[Delivery, bool]:
    """The delivery after one try, and whether the transport turned out to be closed."""
    letter = Letter(each.key, each.sender, each.recipient, each.message())
    claimed = claim(engine, each.key, owner, transport.name, now(), policy.lease)
    if claimed is None:
        return delivery(engine, each.key), False
    closed = False
    try:
        ending = Ending("sent", receipt=transport.send(letter))
    except Temporary as error:
        ending = _later(claimed.tries, str(error), now(), policy)
    except Permanent as error:
        ending = Ending("failed", error=str(error))
    except Unknown as error:
        ending = Ending("in doubt", error=str(error))
    except Unreachable as error:
        ending, closed = Ending("planned", error=str(error), counts=False), True
    return note(engine, each.key, owner, ending, now()), closed


def _later(tries: int, error: str, now: datetime, policy: Policy) -> Ending:
    """The ending of a try that failed for now: another one later, or none when all were used."""
    if tries > len(policy.retry_after):
        return Ending("failed", error=f"{error} (after {tries} tries)")
    return Ending("planned", error=error, next_try=now + policy.retry_after[tries - 1])


def _looked_up(engine: Engine, transport: Transport, doubt: Delivery, now: datetime) -> Delivery:
    if doubt.transport != transport.name:
        return doubt
    try:
        return settle(engine, doubt, transport.receipt(doubt.key), now)
    except Unknown:
        return doubt
