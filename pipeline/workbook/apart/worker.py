"""The process that deals with foreign files: one after the other, within its memory, until nobody asks any more."""

import os
import signal
import sys
from collections.abc import Iterator
from pathlib import Path
from queue import SimpleQueue
from threading import Thread
from typing import Any, BinaryIO, cast

from pipeline.workbook.apart.jobs import JOBS
from pipeline.workbook.apart.wire import JobName, Request, receive, send

try:
    import resource
except ImportError:  # Windows
    resource = None  # type: ignore[assignment]

READY = "ready"
STATUS = Path("/proc/self/status")
MOST = 500
"""Files after which a worker makes room for a fresh one."""
GRACE = 5
"""Seconds after its time is over until a worker ends itself, should nobody be left to end it."""


def main() -> None:
    """Give an Answer to each Request."""
    answers = answering()
    for number, request in enumerate(requests(sys.stdin.buffer), start=1):
        job, arguments, limits = cast(Request, request)
        limit_memory(limits.memory_mb)
        _end_after(limits.seconds + GRACE)
        made, trouble = _done(job, arguments)
        _end_after(0)
        last = number >= MOST or bool(trouble) or peak_mb() > limits.memory_mb // 2
        send(answers, (made, trouble, last))
        if last:
            return


def answering() -> BinaryIO:
    """The pipe that a worker's answers go into, after it has said that it is ready."""
    answers = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)  # nothing that a library prints gets among the answers
    if hasattr(signal, "SIGINT"):
        signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for the process that asks; this one ends with it
    send(answers, READY)
    return answers


def limit_memory(megabytes: int) -> None:
    """Let this process have no more memory than this; where the platform cannot say what it has (macOS, Windows), time alone is limited."""
    libraries = _held("VmLib")
    if resource is None or libraries is None:
        return
    _, highest = resource.getrlimit(resource.RLIMIT_DATA)
    resource.setrlimit(resource.RLIMIT_DATA, ((megabytes << 20) - (libraries << 10), highest))
    resource.setrlimit(resource.RLIMIT_CORE, (0, resource.getrlimit(resource.RLIMIT_CORE)[1]))


def _done(job: JobName, arguments: tuple[Any, ...]) -> tuple[object, str]:
    """What came of a job, or what went wrong: "memory", or the error that no file should be able to cause."""
    try:
        return JOBS[job](*arguments), ""
    except MemoryError:
        return None, "memory"
    except BaseException as error:  # a panic of a library is no Exception
        return None, f"{type(error).__name__}: {error}"


def requests(pipe: BinaryIO) -> Iterator[object]:
    """The requests as they come; the process ends, even in the middle of a file, when the one that asks is gone."""
    waiting: SimpleQueue[object] = SimpleQueue()

    def take() -> None:
        while True:
            try:
                waiting.put(receive(pipe))
            except (EOFError, OSError):
                os._exit(0)

    Thread(target=take, daemon=True).start()
    while True:
        yield waiting.get()


def _end_after(seconds: float) -> None:
    """End this process after so many seconds, wherever it is then; 0 takes that back."""
    if hasattr(signal, "setitimer"):
        signal.setitimer(signal.ITIMER_REAL, seconds)


def peak_mb() -> int:
    """The most memory that this process ever had, in MB; 0 where the platform does not say.

    Not by `getrusage`, whose peak begins with that of the process which started this one.
    """
    return (_held("VmHWM") or 0) >> 10


def _held(what: str) -> int | None:
    """What the system says that this process holds, in KB; None where it does not say."""
    if not STATUS.exists():
        return None
    return next(int(line.split()[1]) for line in STATUS.read_text().splitlines() if line.startswith(f"{what}:"))
