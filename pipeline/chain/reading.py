"""The workbooks of a run, read one ahead of those that are figured; what an earlier run remembers of them is taken from there."""

from collections import deque
from collections.abc import Callable, Generator
from concurrent.futures import Future, ThreadPoolExecutor
from contextvars import copy_context
from functools import partial
from pathlib import Path

from pipeline.chain.remembered import remember, remembered
from pipeline.chain.stages import Stages
from pipeline.figures.compute import ALONE
from pipeline.issue import Issue, past_of
from pipeline.order import Order
from pipeline.store.database import Store
from pipeline.workbook.book import Reading

AHEAD = 2
"""Workbooks that are read or wait for being figured."""
Figuring = Callable[[], tuple[Reading, Issue]]
"""Waits for what came of a workbook, and its issue. Raises: whatever went wrong."""


def figurings(order: Order, stages: Stages, store: Store | None) -> Generator[tuple[Path, Figuring], None, None]:
    """The workbooks in order, each with the function that waits for it."""
    reader = ThreadPoolExecutor(1, thread_name_prefix="reading")
    waiting: deque[tuple[Path, Figuring]] = deque()
    try:
        for path in order.files:
            waiting.append((path, _figuring(path, order, stages, store, reader)))
            if len(waiting) > AHEAD:
                yield waiting.popleft()
        while waiting:
            yield waiting.popleft()
    finally:
        reader.shutdown(cancel_futures=True)


def _figuring(path: Path, order: Order, stages: Stages, store: Store | None, reader: ThreadPoolExecutor) -> Figuring:
    try:
        if known := remembered(path, order, store):
            return lambda: known
    except Exception as error:  # told when its turn comes
        return partial(_raised, error)
    stages.met()
    return partial(_figured, path, order, stages, store, reader.submit(copy_context().run, stages.read, path, order.settings))


def _figured(path: Path, order: Order, stages: Stages, store: Store | None, read: Future[Reading]) -> tuple[Reading, Issue]:
    """What came of a workbook, and its issue beside its past, for the next run to remember."""
    reading = read.result()
    issue = stages.figure(reading, order, past_of(reading, store), ALONE)
    remember(path, order, reading, issue)
    return reading, issue


def _raised(error: Exception) -> tuple[Reading, Issue]:
    raise error
