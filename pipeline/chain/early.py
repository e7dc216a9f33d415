"""Workers whose packages are loaded while the command itself is still loading its own, where it looks as if there were work for them."""

from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path

from pipeline.chain.ahead import cores, load_workers
from pipeline.settings import Settings
from pipeline.storage.outputs import READ, RECORDS
from pipeline.workbook.apart.forks import unload

FEWEST = 4
"""Issues from which on workers pay: starting one costs about as much as the pages of one issue."""
MANY = 16
"""Workbooks from which on one worker pays for a single issue: it starts while the others are looked through."""


def begin_early(settings: Settings, files: Sequence[Path], force: bool) -> None:
    """Have workers loaded where enough workbooks were written after the last run that read any; force: where there are enough at all.

    What was loaded for them before the settings were known is given up where they are not wanted.
    """
    if wanted(settings) < 2 or settings.rendering.cluster:
        unload()
        return
    before = 0.0 if force else _changed(settings.outputs / RECORDS / READ)
    if sum(_changed(path) > before for path in files) >= paying(len(files)):
        load_workers()
    else:
        unload()


def paying(workbooks: int) -> int:
    """How many issues must want pages before a worker pays, in a run over so many workbooks."""
    return FEWEST if workbooks < MANY else 1


def wanted(settings: Settings) -> int:
    """How many workers the settings ask for: as many as there are cores, unless they say a number."""
    return settings.rendering.workers or cores()


def _changed(path: Path) -> float:
    """When a file or what is in a folder was last changed, or put in its place; 0 where it is not there."""
    with suppress(OSError):
        found = path.stat()
        return max(found.st_mtime, found.st_ctime)
    return 0.0
