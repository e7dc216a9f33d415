"""What counts once only: links that were used and sessions that were ended, kept by their names until nobody could use them any more."""

from datetime import datetime, timedelta

from sqlalchemy import Engine, delete, insert, select

from pipeline.store.engine import reading, writing
from pipeline.store.schema import spent

STAYS = timedelta(days=2)
"""Longer than any link or session lasts."""


def spend(engine: Engine, name: str, now: datetime) -> bool:
    """Whether this was the first use of a name; of several at once, also of several processes, one is."""
    with writing(engine, "spent") as connection:
        connection.execute(delete(spent).where(spent.c.at < now - STAYS))
        if connection.scalar(select(spent.c.name).where(spent.c.name == name)):
            return False
        connection.execute(insert(spent).values(name=name, at=now))
        return True


def is_spent(engine: Engine, name: str) -> bool:
    """Whether a name was used."""
    with reading(engine) as connection:
        return connection.scalar(select(spent.c.name).where(spent.c.name == name)) is not None
