"""Warm workers: started when one is needed, used again for the next files, gone with this process however it ends."""

import atexit
import os
import subprocess
from contextlib import suppress
from pickle import UnpicklingError
from queue import Empty, SimpleQueue
from threading import Thread
from time import monotonic
from typing import BinaryIO, cast

from pipeline.workbook.apart.forks import READING, THREADS, Forked, forked, program
from pipeline.workbook.apart.wire import receive, send

STARTING = 60.0
"""Seconds in which a worker must have started, on a slow disk too."""
AWAKE = 0.2
"""Seconds of one sleep while an answer is awaited: a signal that another thread gets does not wake this one."""


class Gone(Exception):
    """The worker died while it was asked; `fresh` where this was its first file, so that no earlier one can be the cause."""

    def __init__(self, fresh: bool) -> None:
        super().__init__("the worker died")
        self.fresh = fresh


def spawned(module: str) -> subprocess.Popen[bytes]:
    """A process of its own that does what the `main` of this module does."""
    return subprocess.Popen(
        program(module, "main"),
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        env=THREADS | os.environ,
    )


def forked_or_spawned(module: str) -> subprocess.Popen[bytes] | Forked:
    """The same, forked from a process that has loaded the module already where there is one."""
    return forked(module) or spawned(module)


class Worker:
    """A process that answers one request after the other; by default one that reads workbooks."""

    def __init__(self, process: subprocess.Popen[bytes] | Forked | None = None) -> None:
        self.process = process or forked_or_spawned(READING)
        self.fresh = True
        self._answers: SimpleQueue[object] = SimpleQueue()
        Thread(target=_listen, args=(self.process.stdout, self._answers), daemon=True).start()
        try:
            self._answer(STARTING)
        except (Gone, TimeoutError) as reason:
            raise ChildProcessError("a worker does not start") from reason

    @property
    def is_waiting(self) -> bool:
        """Whether it can be asked, as far as is known: an answer to nothing would be that it is gone."""
        return self._answers.empty()

    def ask(self, request: object, seconds: float) -> object:
        """The answer to a request. Raises: TimeoutError where it takes longer, Gone where the worker dies; it is ended then."""
        with suppress(OSError):  # of a worker that died the answer says so
            send(cast(BinaryIO, self.process.stdin), request)
        answer = self._answer(seconds)
        self.fresh = False
        return answer

    def end(self) -> None:
        """End the process."""
        self.process.kill()
        with suppress(OSError):
            cast(BinaryIO, self.process.stdin).close()
        self.process.wait()

    def _answer(self, seconds: float) -> object:
        over = monotonic() + seconds
        try:
            while True:
                with suppress(Empty):
                    answer = self._answers.get(timeout=max(min(AWAKE, over - monotonic()), 0.0))
                    break
                if monotonic() >= over:
                    raise TimeoutError(f"no answer within {seconds} seconds")
            if isinstance(answer, Gone):
                raise Gone(self.fresh)
        except BaseException:  # after Ctrl-C nobody waits for this answer any more
            self.end()
            raise
        return answer


def _listen(pipe: BinaryIO, answers: "SimpleQueue[object]") -> None:
    """Hand on the answers of a worker as they come, and at last that it is gone."""
    with pipe:
        try:
            while True:
                answers.put(receive(pipe))
        except (OSError, EOFError, UnpicklingError):
            answers.put(Gone(fresh=False))


_idle: list[Worker] = []


def borrowed() -> Worker:
    """A worker that nobody else uses: a warm one, else a new one."""
    while True:
        try:
            worker = _idle.pop()
        except IndexError:
            return Worker()
        if worker.is_waiting:
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
