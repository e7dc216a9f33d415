"""Worker processes that are started when one is needed, or stand by already; used again, and all gone when their run is."""

from collections import deque
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import suppress
from threading import Lock

from pipeline.chain.ahead import PRESS, load_workers
from pipeline.chain.press import Unmade
from pipeline.workbook.apart.forks import unload
from pipeline.workbook.apart.pool import Worker, forked_or_spawned


class Crew:
    """The workers of a run: those at work, those that wait for more, and those that are still being started."""

    def __init__(self, number: int) -> None:
        self._lock, self._closed = Lock(), False
        self._all: set[Worker] = set()
        self._idle: list[Worker] = []
        self._starting = ThreadPoolExecutor(number, thread_name_prefix="standby")
        self._begun: deque[Future[Worker]] = deque()

    def stand_by(self, number: int) -> None:
        """Start workers, for whoever needs one later."""
        load_workers()
        self._begun.extend(self._starting.submit(_fresh) for _ in range(number))

    def borrowed(self, warm: bool = True) -> Worker:
        """A worker that nobody else uses: one that has waited, if warm, else a fresh one. Raises: Unmade once the run was ended."""
        with self._lock:
            found = self._idle.pop() if self._idle else None
            closed = self._closed
        if found and warm:
            return found
        if found:
            self.given_back(found, last=True)
        if not closed:
            worker = self._stood() or _fresh()
            with self._lock:
                self._all.add(worker)
                closed = self._closed
            if not closed:
                return worker
            worker.end()
        raise Unmade("the run was ended")

    def given_back(self, worker: Worker, last: bool) -> None:
        """Keep a worker for the next job, or end it after its last."""
        if last:
            worker.end()
        with self._lock:
            if last:
                self._all.discard(worker)
            else:
                self._idle.append(worker)

    def kill(self) -> None:
        """Have all workers die, also those that are at work; nobody is lent one from now on."""
        with self._lock:
            self._closed = True
            workers = list(self._all)
        for worker in workers:
            worker.process.kill()

    def close(self) -> None:
        """End all workers, also those that nobody has taken yet."""
        self.kill()
        while self._begun:
            if worker := self._stood():
                worker.end()
        self._starting.shutdown()
        with self._lock:
            workers, self._all = self._all, set()
        for worker in workers:
            worker.end()
        unload()

    def _stood(self) -> Worker | None:
        """A worker that was started ahead, once it is ready; None where there is none, or it did not start."""
        with suppress(IndexError, ChildProcessError):
            return self._begun.popleft().result()
        return None


def _fresh() -> Worker:
    """A worker that has done nothing yet. Raises: ChildProcessError."""
    load_workers()
    return Worker(forked_or_spawned(PRESS))
