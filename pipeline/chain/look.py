"""Looks at the outbox between two runs: what is due is handed over, deadlines come true, and the next look is planned if one is needed."""

from collections.abc import Iterator
from datetime import datetime, timedelta

from pipeline.chain.measured import Meter, measured
from pipeline.chain.stages import PLAIN
from pipeline.delivery.deadline import at_deadlines, deadlines
from pipeline.delivery.post import APPROVAL
from pipeline.delivery.sending import unfit
from pipeline.delivery.trouble import tell_trouble
from pipeline.settings import Settings
from pipeline.store.database import Store
from pipeline.store.deliveries import listed
from pipeline.store.delivery import Delivery

QUARTER = timedelta(minutes=15)
SOONEST = timedelta(minutes=1)


def look(settings: Settings, store: Store, now: datetime) -> tuple[Delivery, ...]:
    """What became of the deliveries that were due; operators are told of those that failed for good or are in doubt."""
    send = measured(PLAIN, Meter()).send
    at_deadlines(store, settings, now)
    done = send(store, settings, now)
    planned = {row.key for row in tell_trouble(store, settings, now)}
    told = [row for row in send(store, settings, now) if row.key in planned] if planned else []
    return (*done, *told)


def next_look(settings: Settings, store: Store, now: datetime) -> datetime | None:
    """When somebody should look into the outbox next, a minute from now at the soonest; None where nothing can be due before the next run.

    Reports that wait for an approval are looked after each quarter of an hour: once approved, they may meet a server that says: later.
    """
    moment = min(_moments(settings, store, now), default=None)
    return None if moment is None else max(moment, now + SOONEST)


def _moments(settings: Settings, store: Store, now: datetime) -> Iterator[datetime]:
    yield from (moment for moment in deadlines(store, settings) if moment > now)
    for row in listed(store.engine, states=("planned", "sending", "held")):
        if row.state == "sending":
            yield row.lease or now
        elif row.state == "planned":
            yield row.next_try or now + QUARTER
        elif row.decided_why == APPROVAL and not unfit(row, settings, now):
            yield now + QUARTER
