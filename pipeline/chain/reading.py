"""The workbooks of a run, read one ahead of those that are figured; what an earlier run remembers of them is taken from there."""

from collections import deque
from collections.abc import Callable, Generator
from concurrent.futures import Future, ThreadPoolExecutor
from contextvars import copy_context
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import NamedTuple

from pipeline.chain.aside import NEAR, Aside
from pipeline.chain.remembered import kept, remember, remembered
from pipeline.chain.stages import Stages
from pipeline.figures.compute import ALONE
from pipeline.issue import Issue, past_of
from pipeline.order import Order
from pipeline.store.database import Store
from pipeline.workbook.book import Reading

AHEAD = 2
"""Workbooks that are read or wait for being figured."""
KNOWN_AHEAD = 64
"""Workbooks that may pass by those meanwhile, since they are known from an earlier run."""
Figuring = Callable[[], tuple[Reading, Issue]]
"""Waits for what came of a workbook, and its issue. Raises: whatever went wrong."""


class Turn(NamedTuple):
    """A workbook with the function that waits for it; `is_read`: it is read for that."""

    path: Path
    figuring: Figuring
    is_read: bool


def figurings(order: Order, stages: Stages, store: Store | None) -> Generator[tuple[Path, Figuring], None, None]:
    """The workbooks in order, each with the function that waits for it."""
    reader = ThreadPoolExecutor(1, thread_name_prefix="reading")
    waiting: deque[Turn] = deque()
    aside = Aside(order)
    try:
        for number, path in enumerate(order.files):
            waiting.append(_turn(path, order, stages, store, reader, aside if number >= NEAR else None))
            while len(waiting) > KNOWN_AHEAD or sum(turn.is_read for turn in waiting) > AHEAD:
                yield waiting.popleft()[:2]
        while waiting:
            yield waiting.popleft()[:2]
    finally:
        reader.shutdown(cancel_futures=True)


def _turn(path: Path, order: Order, stages: Stages, store: Store | None, reader: ThreadPoolExecutor, aside: Aside | None) -> Turn:
    try:
        if known := remembered(path, order, store):
            laid = _laid(*known, path, order, aside)
            return Turn(path, lambda: laid, is_read=False)
    except Exception as error:  # told when its turn comes
        return Turn(path, partial(_raised, error), is_read=False)
    stages.met()
    read = reader.submit(copy_context().run, stages.read, path, order.settings)
    return Turn(path, lambda: _figured(path, order, stages, store, read, aside), is_read=True)


def _figured(
    path: Path, order: Order, stages: Stages, store: Store | None, read: Future[Reading], aside: Aside | None
) -> tuple[Reading, Issue]:
    """What came of a workbook, and its issue beside its past, for the next run to remember."""
    reading = read.result()
    issue = stages.figure(reading, order, past_of(reading, store), ALONE)
    keeping = aside.keeping if aside else order
    is_kept = remember(path, keeping, reading, issue)
    if aside is None:
        stages.figured(issue, path)
    return _laid(reading, issue, path, keeping, aside if is_kept else None)


def _laid(reading: Reading, issue: Issue, path: Path, order: Order, aside: Aside | None) -> tuple[Reading, Issue]:
    """Both, laid aside where that is wanted: the reading has its head alone then, until `whole` is asked for it."""
    if aside is None:
        return reading, issue
    return replace(reading, book=None), aside.laid(issue, partial(kept, path, order))


def whole(reading: Reading, issue: Issue) -> Reading:
    """The reading of an issue with its book, also where they were laid aside."""
    return reading if reading.book else replace(reading, book=issue.book)


def _raised(error: Exception) -> tuple[Reading, Issue]:
    raise error
