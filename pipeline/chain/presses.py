"""Warm workers for the pages of a run: used where they pay, never more than asked for, gone with this process however it ends."""

import os
import pickle
from collections import deque
from collections.abc import Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager, suppress
from dataclasses import replace
from threading import Lock, Timer
from typing import Protocol, cast

from pipeline.chain.press import Answer, Job, Pages, Run, Unmade
from pipeline.order import Order
from pipeline.report.leaks.strangers import Party
from pipeline.settings import Settings
from pipeline.workbook.apart.pool import Gone, Worker

MODULE = "pipeline.chain.press"
FEWEST = 4
"""Issues from which on workers pay: starting one costs about as much as the pages of one issue."""
AHEAD = 2
"""Issues for each worker that wait for it, or for being published."""
TRIES = 2
GRACE = 5
"""Seconds more for a worker until it is ended whatever this process waits for."""


class Answering(Protocol):
    """A worker's answer that is to come."""

    def result(self) -> Answer:
        """The answer, once it is there. Raises: Unmade."""


class Workers(Protocol):
    """Whoever makes the pages of a run: processes here, or on other machines."""

    @property
    def ahead(self) -> int:
        """How many issues may be sent ahead of the one that is waited for."""

    def start(self, job: Job) -> "Awaited":
        """The pages that a worker makes now, or after those before; it raises nothing."""


class Awaited:
    """The pages of an issue that a worker is at."""

    def __init__(self, job: Job, answer: Answering) -> None:
        self.project_id, self.number, self.status_date = job.issue.project_id, job.issue.number, job.issue.status_date
        self._answer = answer

    def result(self) -> Pages:
        """The pages, once they are there. Raises: Unmade."""
        pages, trouble, _ = self._answer.result()
        if trouble:
            raise Unmade(trouble)
        return pages


class Standby:
    """Workers that are started while it is still found out what they will have to do: starting takes them longer than an issue."""

    def __init__(self, settings: Settings) -> None:
        number = wanted(settings)
        self._number = number if number > 1 else 0
        self._threads = ThreadPoolExecutor(max(number, 1), thread_name_prefix="standby")
        self._begun: deque[Future[Worker]] = deque()
        self._met = 0

    def meet(self) -> None:
        """Another issue will want pages; from the first on that makes workers pay, they are on their way."""
        self._met += 1
        if self._met == FEWEST:
            self._begun.extend(self._threads.submit(Worker, MODULE) for _ in range(self._number))

    def taken(self) -> Worker | None:
        """A worker that was started, once it is ready; None where there is none, or it did not start."""
        with suppress(IndexError, ChildProcessError):
            return self._begun.popleft().result()
        return None

    def close(self) -> None:
        """End the workers that nobody took."""
        while self._begun:
            if worker := self.taken():
                worker.end()
        self._threads.shutdown()


class Presses:
    """Workers that make the pages of a run; each is started when it is first needed, or stands by already."""

    def __init__(self, run: Run, number: int, seconds: float, standby: Standby | None = None) -> None:
        self._standby = standby
        self.ahead = AHEAD * number
        self._run, self._seconds = pickle.dumps(run, pickle.HIGHEST_PROTOCOL), seconds
        self._threads = ThreadPoolExecutor(number, thread_name_prefix="press")
        self._lock, self._closed = Lock(), False
        self._idle: list[Worker] = []
        self._all: set[Worker] = set()

    def start(self, job: Job) -> Awaited:
        """The pages that a worker makes now, or after those before."""
        return Awaited(job, self._threads.submit(self._made, job))

    def close(self) -> None:
        """End all workers, also those that are at work."""
        with self._lock:
            self._closed = True
            workers, self._all = self._all, set()
        self._threads.shutdown(wait=False, cancel_futures=True)
        for worker in workers:
            worker.process.kill()
        self._threads.shutdown()
        for worker in workers:
            worker.end()

    def _made(self, job: Job) -> Answer:
        asked, why = pickle.dumps(job, pickle.HIGHEST_PROTOCOL), ""
        for _ in range(TRIES):
            worker = self._borrowed(warm=not why)
            request = (self._run if worker.fresh else None, asked)
            last_resort = Timer(self._seconds + GRACE, worker.process.kill)  # of one that does not even take the request
            last_resort.start()
            try:
                answer = cast(Answer, worker.ask(request, self._seconds))
            except TimeoutError:
                why = f"its pages were not made within {self._seconds:g} seconds, twice"
            except Gone:
                why = "the process that made its pages ended in the middle, twice"
            else:
                self._given_back(worker, last=answer[-1])
                return answer
            finally:
                last_resort.cancel()
            self._given_back(worker, last=True)
        raise Unmade(why)

    def _borrowed(self, warm: bool) -> Worker:
        with self._lock:
            found = self._idle.pop() if self._idle else None
            closed = self._closed
        if found and warm:
            return found
        if found:
            self._given_back(found, last=True)
        if not closed:
            worker = (self._standby and self._standby.taken()) or Worker(MODULE)
            with self._lock:
                self._all.add(worker)
                closed = self._closed
            if not closed:
                return worker
            worker.end()
        raise Unmade("the run was ended")

    def _given_back(self, worker: Worker, last: bool) -> None:
        if last:
            worker.end()
        with self._lock:
            if last:
                self._all.discard(worker)
            else:
                self._idle.append(worker)


def cores() -> int:
    """The processor cores that this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


@contextmanager
def presses(order: Order, parties: Sequence[Party], number: int, standby: Standby | None = None) -> Iterator[Presses | None]:
    """Workers for so many issues, None where they do not pay; they are gone after the block."""
    workers = min(wanted(order.settings), number)
    if workers < 2 or number < FEWEST:
        yield None
        return
    made = Presses(Run(replace(order, files=()), parties), workers, order.settings.rendering.seconds, standby)
    try:
        yield made
    finally:
        made.close()


def wanted(settings: Settings) -> int:
    """How many workers the settings ask for: as many as there are cores, unless they say a number."""
    return settings.rendering.workers or cores()
