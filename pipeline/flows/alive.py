"""Runs that ended without a word, killed or cut off from Prefect, which goes on showing them as running: the next run puts that right.

Each run holds a lock on a file of its own until its process has ended, however that happens. The files may be deleted at any time.
"""

from pathlib import Path
from uuid import UUID

from filelock import FileLock, Timeout
from prefect import runtime
from prefect.client.orchestration import SyncPrefectClient, get_client
from prefect.exceptions import ObjectNotFound
from prefect.logging import get_run_logger
from prefect.states import Crashed

from pipeline.storage.outputs import RECORDS

FOLDER = "runs"
WORDLESS = "its process ended before it could say how; the next run over these outputs took up what was not yet made"
_OWN: list[FileLock] = []
"""Held until this process ends."""


def show_alive(outputs: Path) -> None:
    """Let other runs over these outputs see that this one is alive, and Prefect know of those that are not any more.

    What goes wrong with it stands in the log of the run, which goes on.
    """
    try:
        room = outputs / RECORDS / FOLDER
        room.mkdir(parents=True, exist_ok=True)
        with get_client(sync_client=True) as client:
            for path in room.iterdir():
                _look_after(path, client)
        _OWN.append(FileLock(room / str(runtime.flow_run.id)))
        _OWN[-1].acquire(blocking=False)
    except Exception as error:  # what is to be reported matters more
        get_run_logger().warning("runs that ended without a word could not be looked for: %s", error)


def _look_after(path: Path, client: SyncPrefectClient) -> None:
    """Tell Prefect of the run of this file, where its process has ended and Prefect does not know."""
    lock = FileLock(path)
    try:
        lock.acquire(blocking=False)
    except Timeout:
        return
    try:
        run = client.read_flow_run(UUID(path.name))
        if run.state and not run.state.is_final():
            client.set_flow_run_state(run.id, Crashed(message=WORDLESS), force=True)
    except (ObjectNotFound, ValueError):  # of another server, or no run at all
        pass
    finally:
        lock.release()
    path.unlink(missing_ok=True)
