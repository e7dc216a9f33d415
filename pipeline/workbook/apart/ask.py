"""A job given to a worker, which is ended where it takes too much time or memory."""

from time import monotonic
from typing import Any, cast

from pipeline.settings import Limits
from pipeline.wording import note
from pipeline.workbook.apart.pool import Gone, borrowed, given_back
from pipeline.workbook.apart.wire import Answer, JobName
from pipeline.workbook.codes import Refused, trouble

SMALLER = note("Copy the filled rows into a new workbook, or raise the limit under `reading.limits` of the settings.")


class ReadingFailed(RuntimeError):
    """A job ended in an error of this program; the message names it."""


def asked(job: JobName, arguments: tuple[Any, ...], limits: Limits) -> object:
    """What a worker makes of these arguments. Raises: Refused where it takes too much time or memory, ReadingFailed, OSError."""
    request, left = (job, arguments, limits), float(limits.seconds)
    while True:
        worker, begun = borrowed(), monotonic()
        try:
            made, failure, last = cast(Answer, worker.ask(request, left))
        except TimeoutError:
            raise _too_slow(limits) from None
        except Gone as gone:
            if gone.fresh:
                raise _too_heavy(limits) from None
            left = max(left - monotonic() + begun, 1.0)
            continue  # an earlier file, or somebody else, may have ended it: the file gets a fresh one
        if last:
            worker.end()
        else:
            given_back(worker)
        if failure == "memory":
            raise _too_heavy(limits)
        if failure:
            raise ReadingFailed(failure)
        return made


def _too_slow(limits: Limits) -> Refused:
    message = note("Reading the file took longer than {seconds} seconds, and was ended", seconds=limits.seconds)
    return Refused(trouble("FILE_TOO_SLOW", message, SMALLER))


def _too_heavy(limits: Limits) -> Refused:
    message = note("Reading the file took more than {memory} MB of memory, or stopped the program that reads it", memory=limits.memory_mb)
    return Refused(trouble("FILE_TOO_HEAVY", message, SMALLER))
