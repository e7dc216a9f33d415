"""The look into the outbox between two runs as a flow, which is there only when something is due."""

from datetime import UTC, datetime
from pathlib import Path

from prefect import flow
from prefect.client.schemas.objects import State
from prefect.states import Completed

from pipeline import settings
from pipeline.chain.look import QUARTER, look, next_look
from pipeline.flows.starts import OUTBOX, renew_look
from pipeline.flows.telling import told_to_prefect
from pipeline.storage.outputs import OUTBOX as MAILS
from pipeline.storage.outputs import outputs_at_hand
from pipeline.store.database import open_store
from pipeline.store.delivery import Delivery


@flow(name=OUTBOX)
def outbox(settings_file: Path | None = None) -> tuple[Delivery, ...]:
    """Hand over what is due in the outbox, and plan the next look; ends in a state that is named for how many were handed over."""
    loaded, now = settings.load(settings_file), datetime.now(UTC)
    renew_look(now + QUARTER, now)  # in case this run is broken off
    with open_store(loaded.store_url) as store, told_to_prefect():
        with outputs_at_hand(loaded, MAILS):
            done = look(loaded, store, now)
        later = datetime.now(UTC)
        renew_look(next_look(loaded, store, later), later)
    return end_state(done)  # type: ignore[return-value]  # a flow that returns a state ends in it


def end_state(done: tuple[Delivery, ...]) -> State[tuple[Delivery, ...]]:
    """Completed, named for what became of the deliveries."""
    sent = sum(row.state == "sent" for row in done)
    return Completed(name=f"{sent} sent" if sent else "Completed", message=f"{len(done)} were due, {sent} of them sent", data=done)
