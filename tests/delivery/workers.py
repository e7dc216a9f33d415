"""Processes that run the outbox and may be killed: forked from one that has everything imported, so that hundreds cost little."""

import json
import os
import signal
import ssl
import subprocess
import sys
import time
import traceback
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from datetime import timedelta
from pathlib import Path
from types import FrameType
from typing import Any

from delivery.made import NOW, outgoing
from delivery.servers import PASSWORD, USER
from pipeline.delivery import folder, outbox, smtp
from pipeline.store import handover
from pipeline.store.database import open_store
from pipeline.store.deliveries import listed

ROOT = Path(__file__).parents[2]
SEND_PATH = {module.__file__ for module in (outbox, smtp, folder, handover)}


@dataclass(frozen=True)
class Job:
    """One run of the outbox: what is planned at `url` goes out. minutes: after NOW; processes: that many run at once; last_line: the
    process kills itself before it runs the line of the send path with this number, counted as they run; dies_after: seconds of processor
    time until it is killed; took: the file to which it writes how many it took."""

    url: str
    folder: str | None = None
    port: int = 0
    pem: str | None = None
    minutes: float = 0
    processes: int = 1
    last_line: int | None = None
    dies_after: float = 0
    took: str | None = None


@dataclass
class Workers:
    """The process that forks the others."""

    process: subprocess.Popen[str]

    def start(self, job: Job) -> list[int]:
        """The ids of the processes that run a job, now let loose."""
        self.process.stdin.write(json.dumps(asdict(job)) + "\n")
        self.process.stdin.flush()
        return self._told("began")

    def ended(self) -> list[int]:
        """How they ended, once all have: 0, or minus the signal that killed them."""
        return self._told("ended")

    def run(self, job: Job) -> list[int]:
        """How the processes of a job ended."""
        self.start(job)
        return self.ended()

    def _told(self, what: str) -> list[int]:
        """The next answer of this kind. A test that failed may have left others unread: an end that is taken for an id kills strangers."""
        while what not in (told := json.loads(self.process.stdout.readline())):
            pass
        return told[what]


@contextmanager
def workers() -> Iterator[Workers]:
    """Workers that end with the block."""
    where = os.environ | {"PYTHONPATH": os.pathsep.join((str(ROOT), str(ROOT / "tests")))}
    command = [sys.executable, "-c", "from delivery.workers import main; main()"]
    with subprocess.Popen(command, env=where, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        yield Workers(process)
        process.stdin.close()


def main() -> None:
    """Fork the processes of each job that comes in, and tell how they ended."""
    for line in sys.stdin:
        job = Job(**json.loads(line))
        gate, opener = os.pipe()
        ids = [os.fork() or _work(job, gate, opener) for _ in range(job.processes)]
        print(json.dumps({"began": ids}), flush=True)
        os.close(gate)
        os.close(opener)
        print(json.dumps({"ended": [os.waitstatus_to_exitcode(os.waitpid(each, 0)[1]) for each in ids]}), flush=True)


def _work(job: Job, gate: int, opener: int) -> Any:
    """Run a job when the gate opens; never returns."""
    try:
        os.close(opener)
        os.read(gate, 1)
        begun = time.process_time()
        signal.setitimer(signal.ITIMER_PROF, job.dies_after)
        _run(job)
        if job.took:
            Path(job.took).write_text(str(time.process_time() - begun))
        os._exit(0)
    except BaseException:
        traceback.print_exc()
        os._exit(1)


def _run(job: Job) -> None:
    def now():
        return NOW + timedelta(minutes=job.minutes)

    with open_store(job.url) as store:
        if job.last_line is not None:
            sys.settrace(_dies_at(job.last_line))
        transport = _transport(job)
        outbox.settle_doubts(store.engine, transport, now)
        rows = listed(store.engine, states=("planned",))
        outbox.deliver(store.engine, transport, [outgoing(row.key, row.recipient) for row in rows], now)


def _transport(job: Job) -> folder.FolderTransport | smtp.SmtpTransport:
    if job.folder is not None:
        return folder.FolderTransport(Path(job.folder))
    if job.pem is None:
        return smtp.SmtpTransport(smtp.Server("127.0.0.1", job.port, "none", timeout=20, patience=20))
    context = ssl.create_default_context(cafile=job.pem)
    return smtp.SmtpTransport(smtp.Server("localhost", job.port, "starttls", USER, PASSWORD, timeout=20, patience=20, context=context))


def _dies_at(number: int):
    """A tracer that kills this process in front of the line of this number."""
    lines = 0

    def trace(frame: FrameType, event: str, _: object):
        nonlocal lines
        if frame.f_code.co_filename not in SEND_PATH:
            return None
        lines += event == "line"
        if lines == number:
            os.kill(os.getpid(), signal.SIGKILL)
        return trace

    return trace
