"""One run at a time over the same outputs and store: a lock that goes with its process, however that ends."""

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager, nullcontext
from datetime import timedelta
from pathlib import Path
from time import monotonic, sleep

from filelock import FileLock, Timeout

from pipeline.report.publish import tidy
from pipeline.store.database import Store
from pipeline.store.engine import alone

LOCK = ".run.lock"
"""The file in the outputs that a run holds; it stays there, and says nothing by being there."""
NAME = "run"
PATIENCE = timedelta(minutes=30)
"""How long a run waits for another one to end."""
STEP = 0.2
"""Seconds between two looks whether it has."""


class Busy(OSError):
    """Another run did not end in time; nothing was made."""


def _on_stderr(text: str) -> None:
    print(f"milepost: {text}", file=sys.stderr, flush=True)


@contextmanager
def turn(
    outputs: Path, store: Store | None = None, patience: timedelta = PATIENCE, tell: Callable[[str], None] = _on_stderr
) -> Iterator[None]:
    """The block has the outputs to itself, and a store that several machines share; what killed runs left behind is made whole first.

    `tell` learns that another run has to be waited for. Raises: Busy where it does not end in time.
    """
    outputs.mkdir(parents=True, exist_ok=True)
    waits = _Waiting(outputs, monotonic() + patience.total_seconds(), patience, tell)
    lock = FileLock(outputs / LOCK)
    try:
        waits.until(lambda: _taken(lock))
        with nullcontext() if store is None else alone(store.engine, NAME) as take:
            if take:
                waits.until(take)
            tidy(outputs)
            yield
    finally:
        lock.release()


class _Waiting:
    """The wait for another run, told once however many locks it holds."""

    def __init__(self, outputs: Path, deadline: float, patience: timedelta, tell: Callable[[str], None]) -> None:
        self.outputs, self.deadline, self.told, self.tell = outputs, deadline, False, tell
        self.minutes = f"{patience.total_seconds() / 60:g} minutes"

    def until(self, take: Callable[[], bool]) -> None:
        """Ask again and again. Raises: Busy."""
        while not take():
            if monotonic() >= self.deadline:
                raise Busy(
                    f"another run is still at work on {self.outputs} after {self.minutes}, so nothing was made; "
                    "wait for it, or end it if it hangs, and start this one again"
                )
            if not self.told:
                self.told = True
                self.tell(f"another run is at work on {self.outputs}; this one begins when it has ended, and waits {self.minutes} at most")
            sleep(STEP)


def _taken(lock: FileLock) -> bool:
    try:
        lock.acquire(blocking=False)
    except Timeout:
        return False
    return True
