"""Warm workers for the pages of a run: used where they pay, never more than asked for, gone with this process however it ends."""

import pickle
from collections import deque
from collections.abc import Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import closing, contextmanager
from dataclasses import replace
from datetime import date
from threading import Timer
from typing import Protocol, cast
from weakref import WeakKeyDictionary

from pipeline.chain.crew import Crew
from pipeline.chain.early import FEWEST, wanted
from pipeline.chain.files import Paper, in_place
from pipeline.chain.press import PAPER, Answer, Job, Pages, Run, Sheet, Unmade
from pipeline.issue import Issue
from pipeline.order import Order
from pipeline.report.leaks.strangers import Party
from pipeline.workbook.apart.pool import Gone, Worker

AHEAD = 2
"""Issues for each worker that wait for it, or for being published."""
EARLY = 8
"""Issues for each worker whose pages are made while others are still figured; they wait in memory."""
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
        return _pages_of(self._answer)


def _pages_of(answer: Answering) -> Pages:
    pages, trouble, _ = answer.result()
    if trouble:
        raise Unmade(trouble)
    return pages


class Presses:
    """Workers that make the pages of a run; each is started when it is first needed, or stands by already.

    Before all projects of the run are known, pages can be made that are searched later, when it is known what they must not say.
    """

    def __init__(self, run: Run, number: int, seconds: float, first: int = FEWEST) -> None:
        self.ahead = AHEAD * number
        self._number, self._seconds, self._met, self._first = number, seconds, 0, first
        self._run = pickle.dumps(run, pickle.HIGHEST_PROTOCOL)
        self._crew, self._told = Crew(number), WeakKeyDictionary[Worker, bytes]()
        self._threads = ThreadPoolExecutor(number, thread_name_prefix="press")
        self._sheets = ThreadPoolExecutor(1, thread_name_prefix="sheet")
        self._figured: deque[Job] = deque()
        self._early: dict[int, tuple[Job, Future[Answer]]] = {}

    @property
    def begun(self) -> bool:
        """Whether a worker stands by or is at work before anybody has asked for pages."""
        return self._met >= self._first

    def meet(self) -> None:
        """Another issue will want pages. Starting takes a worker longer than an issue: one is on its way from the first on that pays
        for it, the others once there is work for all."""
        self._met += 1
        if self._met == self._first:
            self._crew.stand_by(1)
        if self._met == FEWEST:
            self._crew.stand_by(self._number - 1)

    def begin(self, issue: Issue, made_from: str) -> None:
        """This issue will want pages, as far as is known: the first of them are made while others are figured."""
        if len(self._early) + len(self._figured) < EARLY * self._number:
            self._figured.append(Job(issue, is_searched=False, made_from=made_from))
        while self._figured and self.begun:
            first = self._figured.popleft()
            self._early[id(first.issue)] = first, self._threads.submit(self._made, first)

    def know(self, run: Run) -> None:
        """All projects of the run are known: this is what pages are searched for from now on."""
        self._run = pickle.dumps(run, pickle.HIGHEST_PROTOCOL)
        self.ahead += len(self._early)

    def start(self, job: Job) -> Awaited:
        """The pages that a worker makes now, or after those before."""
        begun, early = self._early.pop(id(job.issue), (None, None))
        if begun and early and job.files is None and job.made_from == begun.made_from:
            return Awaited(job, self._threads.submit(self._searched, job, early))
        return Awaited(job, self._threads.submit(self._made, job))

    def to_paper(self, html: str, day: date) -> Paper:
        """The PDF of a page, which a worker of its own is at where there are any, as all others have issues to do. Raises: Unmade."""
        if not self.begun:
            return in_place(html, day)
        answer = self._sheets.submit(self._made, Sheet(html, day))
        return lambda: _pages_of(answer)[1][PAPER]

    def close(self) -> None:
        """End all workers, also those that are at work."""
        for executor in (self._threads, self._sheets):
            executor.shutdown(wait=False, cancel_futures=True)
        self._crew.kill()
        for executor in (self._threads, self._sheets):
            executor.shutdown()
        self._crew.close()

    def _searched(self, job: Job, early: Future[Answer]) -> Answer:
        """The pages that were made early, searched."""
        answer = early.result()
        (_, files), trouble, _ = answer
        return answer if trouble else self._made(replace(job, files=files))

    def _made(self, job: Job | Sheet) -> Answer:
        asked, run, why = pickle.dumps(job, pickle.HIGHEST_PROTOCOL), self._run, ""
        for _ in range(TRIES):
            worker = self._crew.borrowed(warm=not why)
            request = (None if self._told.get(worker) is run else run, asked)
            last_resort = Timer(self._seconds + GRACE, worker.process.kill)  # of one that does not even take the request
            last_resort.start()
            try:
                answer = cast(Answer, worker.ask(request, self._seconds))
            except TimeoutError:
                why = f"its pages were not made within {self._seconds:g} seconds, twice"
            except Gone:
                why = "the process that made its pages ended in the middle, twice"
            else:
                self._told[worker] = run
                self._crew.given_back(worker, last=answer[-1])
                return answer
            finally:
                last_resort.cancel()
            self._crew.given_back(worker, last=True)
        raise Unmade(why)


@contextmanager
def presses(order: Order, parties: Sequence[Party], number: int, ready: Presses | None = None) -> Iterator[Presses | None]:
    """Workers for so many issues, None where they do not pay; they are gone after the block, but for those that were `ready` before."""
    run, workers = Run(replace(order, files=()), parties), min(wanted(order.settings), number)
    if ready and ready.begun:
        ready.know(run)
        yield ready
        return
    if workers < 2 or number < FEWEST:
        yield None
        return
    with closing(Presses(run, workers, order.settings.rendering.seconds)) as made:
        yield made
