"""Workers whose packages are loaded while the command itself is still loading its own, where it looks as if there were work for them."""

import os
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path

from pipeline.settings import Settings
from pipeline.storage.outputs import READ, RECORDS
from pipeline.workbook.apart.forks import load_ahead
from pipeline.workbook.apart.pool import READING

PRESS = "pipeline.chain.press"
"""The module of the workers that make pages."""
FEWEST = 4
"""Issues from which on workers pay: starting one costs about as much as the pages of one issue."""
MANY = 16
"""Workbooks from which on one worker pays for a single issue: it starts while the others are looked through."""


def begin_early(settings: Settings, files: Sequence[Path], force: bool) -> None:
    """Have workers loaded where enough workbooks were written after the last run that read any; force: where there are enough at all."""
    if wanted(settings) < 2 or settings.rendering.cluster:
        return
    before = 0.0 if force else _changed(settings.outputs / RECORDS / READ)
    if sum(_changed(path) > before for path in files) >= paying(len(files)):
        load_workers()


def load_workers() -> None:
    """Have a process load what workers need, those that read workbooks first; nothing where that is done already."""
    load_ahead(READING, PRESS)


def paying(workbooks: int) -> int:
    """How many issues must want pages before a worker pays, in a run over so many workbooks."""
    return FEWEST if workbooks < MANY else 1


def wanted(settings: Settings) -> int:
    """How many workers the settings ask for: as many as there are cores, unless they say a number."""
    return settings.rendering.workers or cores()


def cores() -> int:
    """The processor cores that this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def _changed(path: Path) -> float:
    """When a file or what is in a folder was last changed, or put in its place; 0 where it is not there."""
    with suppress(OSError):
        found = path.stat()
        return max(found.st_mtime, found.st_ctime)
    return 0.0
