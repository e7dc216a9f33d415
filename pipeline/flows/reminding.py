"""The reminders before a run as a flow."""

from datetime import UTC, datetime
from pathlib import Path

from prefect import flow
from prefect.client.schemas.objects import State
from prefect.states import Completed

from pipeline import settings
from pipeline.cadence import runs_after
from pipeline.chain.look import next_look
from pipeline.chain.reminded import remind
from pipeline.delivery.missing import Missing
from pipeline.flows.starts import TOO_LATE, renew, renew_look, scheduled_moment
from pipeline.storage.outputs import OUTBOX as MAILS
from pipeline.storage.outputs import outputs_at_hand
from pipeline.store.database import open_store


@flow(name="reminders")
def reminders(settings_file: Path | None = None) -> list[Missing]:
    """Remind the project managers whose workbooks are not up to date before the next run; ends in a state that names their projects."""
    loaded, now = settings.load(settings_file), datetime.now(UTC)
    renew("reminders", loaded.schedule, now)
    run = next(runs_after(loaded.schedule, scheduled_moment()), None)
    if run is None or run.start.astimezone(UTC) <= now:
        return Completed(name=TOO_LATE, message="the run that these reminders are for is due already")  # type: ignore[return-value]
    with open_store(loaded.store_url) as store:
        with outputs_at_hand(loaded, MAILS):
            missing = remind(loaded, store, run, now)
        renew_look(next_look(loaded, store, datetime.now(UTC)), now)
    return end_state(missing)  # type: ignore[return-value]  # a flow that returns a state ends in it


def end_state(missing: list[Missing]) -> State[list[Missing]]:
    """Completed, named for the projects that are not up to date where there are some."""
    if not missing:
        return Completed(data=missing)
    return Completed(name="Missing", message=", ".join(one.project_id for one in missing), data=missing)
