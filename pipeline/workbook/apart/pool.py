"""Warm workers: started when one is needed, used again for the next files, gone with this process however it ends."""

import atexit
import os
import subprocess
import sys
from contextlib import suppress
from pickle import UnpicklingError
from threading import Event, Timer
from typing import Any, BinaryIO, cast

from pipeline.workbook.apart.wire import receive, send

START = "import sys; sys.path[:] = {path!r}; from pipeline.workbook.apart.worker import main; main()"
STARTING = 60.0
"""Seconds in which a worker must have started, on a slow disk too."""
THREADS = {"POLARS_MAX_THREADS": "4"}
"""One workbook's tables are small: more threads would cost memory and gain nothing."""


class Gone(Exception):
    """The worker died while it was asked; `fresh` where this was its first file, so that no earlier one can be the cause."""

    def __init__(self, fresh: bool) -> None:
        super().__init__("the worker died")
        self.fresh = fresh


class Worker:
    """A process that answers one request after the other."""

    def __init__(self) -> None:
        self.process = subprocess.Popen(
            [sys.executable, "-c", START.format(path=sys.path)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env=THREADS | os.environ,
        )
        self.fresh = True
        try:
            self._timed(STARTING)
        except (Gone, TimeoutError) as reason:
            raise ChildProcessError("the process that reads workbooks does not start") from reason

    def ask(self, request: object, seconds: float) -> Any:
        """The answer to a request. Raises: TimeoutError where it takes longer, Gone where the worker dies; it is ended then."""
        answer = self._timed(seconds, request)
        self.fresh = False
        return answer

    def end(self) -> None:
        """End the process."""
        self.process.kill()
        for pipe in (self.process.stdin, self.process.stdout):
            with suppress(OSError):
                cast(BinaryIO, pipe).close()
        self.process.wait()

    def _timed(self, seconds: float, request: object = None) -> Any:
        late = Event()
        timer = Timer(seconds, self._late, (late,))
        timer.daemon = True
        timer.start()
        try:
            if request is not None:
                send(cast(BinaryIO, self.process.stdin), request)
            answer = receive(cast(BinaryIO, self.process.stdout))
        except (OSError, EOFError, UnpicklingError) as reason:
            self.end()
            raise (TimeoutError(f"no answer within {seconds} seconds") if late.is_set() else Gone(self.fresh)) from reason
        except BaseException:  # Ctrl-C: nobody waits for this answer any more
            self.end()
            raise
        finally:
            timer.cancel()
        return answer

    def _late(self, late: Event) -> None:
        late.set()
        self.process.kill()


_idle: list[Worker] = []


def borrowed() -> Worker:
    """A worker that nobody else uses: a warm one, else a new one."""
    while True:
        try:
            worker = _idle.pop()
        except IndexError:
            return Worker()
        if worker.process.poll() is None:
            return worker
        worker.end()


def given_back(worker: Worker) -> None:
    """Keep a worker for the next file."""
    _idle.append(worker)


def end_all() -> None:
    """End the workers that wait for work."""
    while _idle:
        _idle.pop().end()


atexit.register(end_all)
if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=_idle.clear)  # a worker answers one process alone
