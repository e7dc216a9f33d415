"""The process that deals with foreign files: one after the other, within its memory, until nobody asks any more."""

import signal
import sys
from typing import Any, cast

from pipeline.workbook.apart.jobs import JOBS
from pipeline.workbook.apart.service import answering, held, peak_mb, requests
from pipeline.workbook.apart.wire import JobName, Request, send

try:
    import resource
except ImportError:  # Windows
    resource = None  # type: ignore[assignment]

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


def limit_memory(megabytes: int) -> None:
    """Let this process have no more memory than this; where the platform cannot say what it has (macOS, Windows), time alone is limited."""
    libraries = held("VmLib")
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


def _end_after(seconds: float) -> None:
    """End this process after so many seconds, wherever it is then; 0 takes that back."""
    if hasattr(signal, "setitimer"):
        signal.setitimer(signal.ITIMER_REAL, seconds)
