"""The delivery ledger as people and runs use it: mailings planned, repeated, held, released, cancelled, doubts resolved.

A mailing that was planned once is never planned again by itself. Of one edition for one recipient at one status date only one row a
revision counts; the database itself refuses a second.
"""

from dataclasses import asdict
from datetime import datetime
from typing import Any, Literal

from sqlalchemy import Connection, Engine, insert, select

from pipeline.store.deliveries import change, delivery, find
from pipeline.store.delivery import Decision, Delivery, DeliveryState, Mailing
from pipeline.store.engine import writing
from pipeline.store.errors import NeedsCorrection, Refused
from pipeline.store.schema import deliveries

WAITING: tuple[DeliveryState, ...] = ("planned", "held")
OVER: tuple[DeliveryState, ...] = ("sent", "failed", "cancelled")


def plan(engine: Engine, mailing: Mailing, now: datetime, order: Decision | None = None, waits_for: str = "") -> Delivery:
    """The delivery of a mailing, made if need be; the same mailing again changes nothing.

    Another content takes the place of one that waits; a held one stays held. `waits_for` says for whose word a new content waits: it is
    held from its first moment. Raises: NeedsCorrection where the content before was sent and
    no `order` says who wants another to follow, and why; Refused where it is being sent, is in doubt, or was cancelled.
    """
    with writing(engine, mailing.project) as connection:
        latest = _latest(connection, mailing)
        if latest is None:
            return _put(connection, mailing, 0, now, _ordered(order) | _waiting(waits_for))
        if latest.content == mailing.content:
            return latest
        if latest.state in WAITING:
            return _take_place(connection, mailing, latest, now, _waiting(waits_for))
        told = f"{mailing.project}: the {mailing.edition} edition of {mailing.status_date} for {mailing.recipient}"
        if latest.state not in OVER:
            raise Refused(f"{told} is {latest.state}, so no other can follow yet; see milepost outbox", latest.key)
        if latest.state == "sent" and not order:
            raise NeedsCorrection(f"{told} was sent, and its content has changed since; a correction needs a reason", latest.key)
        if latest.state == "cancelled" and not order:
            raise Refused(f"{told} was cancelled by {latest.decided_by}: {latest.decided_why}", latest.key)
        return _put(connection, mailing, latest.revision + 1, now, _ordered(order) | _waiting(waits_for))


def repeat(engine: Engine, key: str, order: Decision, now: datetime) -> Delivery:
    """The delivery that sends the content of a finished one once more. Raises: Refused where the last is not over, or without a reason."""
    row = delivery(engine, key)
    mailing = Mailing(row.project, row.status_date, row.edition, row.recipient, row.content)
    with writing(engine, mailing.project) as connection:
        latest = _latest(connection, mailing) or row
        if latest.state not in OVER:
            raise Refused(f"{latest.key} is {latest.state}, so it cannot be sent once more", latest.key)
        return _put(connection, mailing, latest.revision + 1, now, _ordered(order))


def resolve(engine: Engine, key: str, outcome: Literal["sent", "not sent"], decision: Decision, now: datetime) -> Delivery:
    """The delivery in doubt of which somebody has found out: sent, or not sent and so planned again. Raises: Refused."""
    return _decide(engine, key, ("in doubt",), "sent" if outcome == "sent" else "planned", decision, now)


def hold(engine: Engine, key: str, decision: Decision, now: datetime) -> Delivery:
    """The delivery that now waits until it is released; one that was held already is held for this reason. Raises: Refused."""
    return _decide(engine, key, WAITING, "held", decision, now)


def release(engine: Engine, key: str, decision: Decision, now: datetime) -> Delivery:
    """The held delivery that is planned again. Raises: Refused."""
    return _decide(engine, key, ("held",), "planned", decision, now)


def doubt(engine: Engine, key: str, why: str, now: datetime) -> Delivery:
    """The waiting delivery that may have gone out without this store's knowledge, now in doubt. Raises: Refused."""
    with writing(engine, key) as connection:
        given = {"state": "in doubt", "error": why, "changed": now, "next_try": None}
        if not change(connection, key, (deliveries.c.state.in_(WAITING),), given):
            raise Refused(f"{key} is {find(connection, key).state}, not {' or '.join(WAITING)}", key)
        return find(connection, key)


def cancel(engine: Engine, key: str, decision: Decision, now: datetime) -> Delivery:
    """The waiting delivery that will not be sent. Raises: Refused."""
    return _decide(engine, key, WAITING, "cancelled", decision, now)


def _decide(
    engine: Engine, key: str, states: tuple[DeliveryState, ...], state: DeliveryState, decision: Decision, now: datetime
) -> Delivery:
    given = {"state": state, "changed": now, **_decided(decision), **({"next_try": None} if state == "planned" else {})}
    with writing(engine, key) as connection:
        if not change(connection, key, (deliveries.c.state.in_(states),), given):
            raise Refused(f"{key} is {find(connection, key).state}, not {' or '.join(states)}", key)
        return find(connection, key)


def _take_place(connection: Connection, mailing: Mailing, latest: Delivery, now: datetime, waiting: dict[str, str]) -> Delivery:
    """The delivery that stands in for one that waits, with all that was decided on it, but not with leave to go out."""
    if not change(connection, latest.key, (deliveries.c.state.in_(WAITING),), {"state": "replaced", "changed": now}):
        raise Refused(f"{latest.key} has just gone out, so no other content can take its place", latest.key)
    kept = ("state", "reason", "by", "decided_by", "decided_why")
    return _put(connection, mailing, latest.revision, now, {name: getattr(latest, name) for name in kept} | waiting)


def _put(connection: Connection, mailing: Mailing, revision: int, now: datetime, given: dict[str, Any]) -> Delivery:
    """The delivery as a new row, or as the row that it had before another content took its place for a while."""
    key = mailing.key(revision)
    values = {"state": "planned", "tries": 0, "next_try": None, "planned": now, "changed": now, **given}
    if not change(connection, key, (deliveries.c.state == "replaced",), values):
        row = asdict(mailing) | {"recipient": mailing.recipient.lower(), "key": key, "revision": revision}
        connection.execute(insert(deliveries), row | values)
    return find(connection, key)


def _latest(connection: Connection, mailing: Mailing) -> Delivery | None:
    """The delivery of the last revision of this edition for this recipient, whatever its content."""
    same = [deliveries.c[name] == getattr(mailing, name) for name in ("project", "status_date", "edition")]
    query = select(deliveries).where(*same, deliveries.c.recipient == mailing.recipient.lower(), deliveries.c.state != "replaced")
    row = connection.execute(query.order_by(deliveries.c.revision.desc()).limit(1)).mappings().one_or_none()
    return Delivery(**row) if row else None


def _waiting(waits_for: str) -> dict[str, str]:
    """The columns of a delivery that waits for somebody's word."""
    return {"state": "held", "decided_by": "milepost", "decided_why": waits_for} if waits_for else {}


def _ordered(order: Decision | None) -> dict[str, str]:
    if order is None:
        return {}
    _decided(order)
    return {"reason": order.why, "by": order.by}


def _decided(decision: Decision) -> dict[str, str]:
    """The columns of a decision. Raises: Refused where it has no name or no reason."""
    if not decision.by.strip() or not decision.why.strip():
        raise Refused("a decision on a delivery needs a name and a reason")
    return {"decided_by": decision.by, "decided_why": decision.why}
