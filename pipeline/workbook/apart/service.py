"""What each process that works for another does: it says that it is ready, takes requests, and knows how much memory it had."""

import gc
import os
import signal
from collections.abc import Iterator
from pathlib import Path
from queue import SimpleQueue
from threading import Thread
from typing import BinaryIO

from pipeline.workbook.apart.wire import receive, send

READY = "ready"
STATUS = Path("/proc/self/status")


def answering() -> BinaryIO:
    """The pipe that a worker's answers go into, after it has said that it is ready; what it has loaded is never garbage."""
    gc.freeze()
    gc.enable()
    answers = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)  # nothing that a library prints gets among the answers
    if hasattr(signal, "SIGINT"):
        signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for the process that asks; this one ends with it
    send(answers, READY)
    return answers


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


def peak_mb() -> int:
    """The most memory that this process ever had, in MB; 0 where the platform does not say.

    Not by `getrusage`, whose peak begins with that of the process which started this one.
    """
    return (held("VmHWM") or 0) >> 10


def held(what: str) -> int | None:
    """What the system says that this process holds, in KB; None where it does not say."""
    if not STATUS.exists():
        return None
    return next(int(line.split()[1]) for line in STATUS.read_text().splitlines() if line.startswith(f"{what}:"))
