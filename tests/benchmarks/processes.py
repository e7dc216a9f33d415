"""Whole commands as processes: what they take of the clock, of the processors and of memory, with all processes that they start."""

import os
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path
from threading import Event, Thread
from typing import NamedTuple

from timing import milliseconds

ROOT = Path(__file__).parent.parent.parent
MILEPOST = (sys.executable, "-c", "from pipeline.cli.script import script; script()")
COMPILED = {"PYTHONDONTWRITEBYTECODE": ""}
"""A program is compiled when it is installed, or when it first runs, wherever Python is not told otherwise."""
LOOK = 0.25
"""Seconds between two looks at the memory of a command."""


class Taken(NamedTuple):
    """What a command took: seconds of clock and processors, the most megabytes at a time; its exit code, and what it printed."""

    wall: float
    cpu: float
    peak: float
    code: int
    out: str

    def __str__(self) -> str:
        return f"{milliseconds(self.wall)} ({milliseconds(self.cpu)} of processors)"


def taken(command: Sequence[object], folder: Path, codes: tuple[int, ...] = (0,), **environment: str) -> Taken:
    """What a command takes from its start to its end. Raises: RuntimeError where it ends in none of these codes."""
    paths = os.pathsep.join([str(ROOT), *filter(None, [os.environ.get("PYTHONPATH")])])
    where = os.environ | COMPILED | {"PYTHONPATH": paths, **environment}
    with tempfile.TemporaryFile("w+") as out, tempfile.TemporaryFile("w+") as err:
        begun = os.times()
        process = subprocess.Popen([*map(str, command)], cwd=folder, env=where, stdin=subprocess.DEVNULL, stdout=out, stderr=err)
        over, peak = Event(), [0.0]
        watch = Thread(target=_watched, args=(process.pid, over, peak), daemon=True)
        watch.start()
        code = process.wait()
        ended = os.times()
        over.set()
        watch.join()
        for file in (out, err):
            file.seek(0)
        if code not in codes:
            raise RuntimeError(f"{' '.join(map(str, command))} ended with {code}: {err.read()[-2000:]}")
        cpu = ended.children_user + ended.children_system - begun.children_user - begun.children_system
        return Taken(ended.elapsed - begun.elapsed, cpu, peak[0], code, out.read())


def milepost(*arguments: object, folder: Path, **environment: str) -> Taken:
    """What a command of Milepost takes; a held project is no trouble."""
    return taken([*MILEPOST, *arguments], folder, (0, 1), **environment)


def _watched(process: int, over: Event, peak: list[float]) -> None:
    """Keep the most memory that a process and its descendants had together; what they share is counted once."""
    while not over.wait(LOOK):
        peak[0] = max(peak[0], sum(map(_megabytes, _family(process))))


def _family(process: int) -> set[int]:
    """A process and its descendants."""
    parents = {}
    for entry in Path("/proc").glob("[0-9]*/stat"):
        try:
            parents[int(entry.parent.name)] = int(entry.read_text().rpartition(")")[2].split()[1])
        except OSError:  # it has just ended
            continue
    family = {process}
    while more := {child for child, parent in parents.items() if parent in family} - family:
        family |= more
    return family


def _megabytes(process: int) -> float:
    """The memory of a process, its share of what is shared; 0 where the system does not say."""
    try:
        lines = Path(f"/proc/{process}/smaps_rollup").read_text().splitlines()
    except OSError:
        return 0.0
    return next((int(line.split()[1]) / 1024 for line in lines if line.startswith("Pss:")), 0.0)
