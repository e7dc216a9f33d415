"""Rows of the delivery ledger, looked up and changed."""

from typing import Any

from sqlalchemy import ColumnElement, Connection, Engine, select, update

from pipeline.store.delivery import Delivery, DeliveryState
from pipeline.store.engine import reading
from pipeline.store.errors import Refused
from pipeline.store.schema import deliveries

ORDER = ("project", "status_date", "edition", "recipient", "revision")


def listed(engine: Engine, project: str | None = None, states: tuple[DeliveryState, ...] = ()) -> tuple[Delivery, ...]:
    """The deliveries of a project, or of all, in these states, or in any: by project, status date, edition, recipient and revision."""
    query = select(deliveries).order_by(*(deliveries.c[name] for name in ORDER), deliveries.c.planned)
    query = query if project is None else query.where(deliveries.c.project == project)
    query = query.where(deliveries.c.state.in_(states)) if states else query
    with reading(engine) as connection:
        return tuple(Delivery(**row) for row in connection.execute(query).mappings())


def delivery(engine: Engine, key: str) -> Delivery:
    """The delivery of this key. Raises: Refused where there is none."""
    with reading(engine) as connection:
        return find(connection, key)


def find(connection: Connection, key: str) -> Delivery:
    """The delivery of this key. Raises: Refused where there is none."""
    row = connection.execute(select(deliveries).where(deliveries.c.key == key)).mappings().one_or_none()
    if row is None:
        raise Refused(f"{key}: there is no delivery of this key; see milepost outbox", key)
    return Delivery(**row)


def change(connection: Connection, key: str, where: tuple[ColumnElement[bool], ...], values: dict[str, Any]) -> bool:
    """Whether the row of this key met the conditions, in which case it now has these values."""
    return bool(connection.execute(update(deliveries).where(deliveries.c.key == key, *where).values(values)).rowcount)
