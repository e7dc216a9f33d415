"""Processes that run a portfolio's week or approve it, and may be killed: forked from one that has everything imported."""

import json
import os
import signal
import subprocess
import sys
import time
import traceback
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any

from delivery.house import House
from delivery.made import NOW
from delivery.workers import ROOT, Workers
from forks import keep_a_reader
from pipeline.mistakes import UsageError
from warm import warm

TOOK = "took"
"""The file in a portfolio's folder that says how much processor time the last turn took that came to its end, in seconds."""


@dataclass(frozen=True)
class Turn:
    """A run, or an approval; `hours` after NOW, in so many processes at once. dies_after: seconds of processor time until it is killed,
    so that the moment is the same on a machine that is busy."""

    root: str
    what: str = "run"
    hours: float = 0
    processes: int = 1
    dies_after: float = 0


@contextmanager
def house_workers() -> Iterator[Workers]:
    """Workers that end with the block."""
    where = os.environ | {"PYTHONPATH": os.pathsep.join((str(ROOT), str(ROOT / "tests")))}
    command = [sys.executable, "-c", "from delivery.house_workers import main; main()"]
    with subprocess.Popen(command, env=where, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        yield Workers(process)
        process.stdin.close()


def main() -> None:
    """Fork the processes of each turn that comes in, and tell how they ended."""
    warm()
    for line in sys.stdin:
        turn = Turn(**json.loads(line))
        gate, opener = os.pipe()
        ids = [os.fork() or _work(turn, gate, opener) for _ in range(turn.processes)]
        print(json.dumps({"began": ids}), flush=True)
        os.close(gate)
        os.close(opener)
        print(json.dumps({"ended": [os.waitstatus_to_exitcode(os.waitpid(each, 0)[1]) for each in ids]}), flush=True)


def _work(turn: Turn, gate: int, opener: int) -> Any:
    """Take a turn when the gate opens; never returns."""
    try:
        os.close(opener)
        keep_a_reader()
        os.read(gate, 1)
        begun = time.process_time()
        signal.setitimer(signal.ITIMER_PROF, turn.dies_after)
        house, now = House(Path(turn.root)), NOW + timedelta(hours=turn.hours)
        if turn.what == "run":
            failed = house.run(now).failed
            assert not failed, failed
        else:
            with suppress(UsageError):  # nothing waits any more
                house.approve(now=now)
        (house.root / TOOK).write_text(str(time.process_time() - begun))
        os._exit(0)
    except BaseException:
        traceback.print_exc()
        os._exit(1)
