"""Commands of milepost as processes of their own, forked from one that is warm, so that hundreds cost little.

That one may have mounts of its own: what is mounted is seen by these processes alone, and gone with the one that forks them.
"""

import gc
import json
import os
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import asdict, dataclass
from functools import partial
from importlib import import_module
from itertools import count
from pathlib import Path
from typing import Any
from unittest.mock import patch

from sqlalchemy import Engine, event

from pipeline.cli.reports import PREFECT_DEFAULTS
from pipeline.workbook.apart import pool, worker
from warm import warm

ROOT = Path(__file__).parents[1]
APART = ("unshare", "--mount", "--propagation", "private")
BOUND = ("setpriv", "--bounding-set", "-dac_override,-dac_read_search")
"""Starts a process whose user is bound by the rights of files, even where that is root."""
CAN_FORK = hasattr(os, "memfd_create")
STEPS = {f"os.{name}" for name in ("link", "mkdir", "remove", "rename", "rmdir", "truncate", "utime")} | {"sqlite3.connect"}
"""What is counted beside transactions and files that are opened to be written to."""
READERS = {"report", "run", "approve", "correct", "check", "adopt"}
"""The commands that read workbooks in a process of their own."""
PATIENCE = 300
"""Seconds after which a command is ended, so that no test hangs."""


@dataclass(frozen=True)
class Done:
    """How a command ended: its exit code, or minus the signal that killed it, and what it said."""

    code: int
    out: str
    err: str


@dataclass(frozen=True)
class Asked:
    """A command of milepost, or of the shell, in a folder, with all of this environment or that of the process which forks it.

    `stop_at`: it stops itself, until somebody lets it go on, before it does this first, such as ("os.mkdir", ".p1.new"). `die_before`:
    it kills itself before the step of this number, counted as it changes something on a disk or in a database.
    """

    arguments: Sequence[str]
    cwd: str
    shell: bool = False
    environment: Mapping[str, str] | None = None
    stop_at: Sequence[str] | None = None
    die_before: int | None = None


@dataclass
class Forks:
    """The process that forks the others."""

    process: subprocess.Popen[str]

    @contextmanager
    def stopped(self, cwd: Path, *arguments: str, at: tuple[str, str]) -> Iterator[int]:
        """The id of the process of a command that stands still in this block, before it does this for the first time."""
        process = self._ask(Asked(arguments, str(cwd), stop_at=at))
        while not _stands_still(process):
            time.sleep(0.01)
        try:
            yield process
        finally:
            os.kill(process, signal.SIGCONT)

    def ended(self) -> Done:
        """How the command ended that was started."""
        return Done(**json.loads(self.process.stdout.readline()))

    def run(self, cwd: Path, *arguments: str, environment: Mapping[str, str] | None = None, die_before: int | None = None) -> Done:
        """How a command of milepost ended."""
        self._ask(Asked(arguments, str(cwd), environment=environment, die_before=die_before))
        return self.ended()

    def environment(self) -> dict[str, str]:
        """The environment of commands that are given none."""
        lines = Path(f"/proc/{self.process.pid}/environ").read_text().split("\0")
        return dict(line.split("=", 1) for line in lines if line)

    def mount(self, *arguments: object) -> None:
        """Mount something for these processes alone."""
        self._ask(Asked(["mount", *map(str, arguments)], "/", shell=True))
        done = self.ended()
        assert done.code == 0, done.err

    def seen(self, path: Path) -> Path:
        """A path as these processes see it."""
        return Path(f"/proc/{self.process.pid}/root") / path.relative_to("/")

    def _ask(self, asked: Asked) -> int:
        self.process.stdin.write(json.dumps(asdict(asked)) + "\n")
        self.process.stdin.flush()
        return json.loads(self.process.stdout.readline())


def can_mount() -> bool:
    """Whether this user may mount for processes of his own."""
    with suppress(OSError):
        return subprocess.run([*APART, "mount", "-t", "tmpfs", "none", "/mnt"], capture_output=True).returncode == 0
    return False


@contextmanager
def forks(*apart: str, flows: bool = True, **environment: str) -> Iterator[Forks]:
    """A process that forks others, ended with the block; `apart` is what it is started by. flows: Prefect is imported as well."""
    where = {"PYTHONPATH": os.pathsep.join((str(ROOT), str(ROOT / "tests"))), "COLUMNS": "200"}
    command = [*apart, sys.executable, "-c", f"from forks import main; main({flows})"]
    where |= PREFECT_DEFAULTS | environment
    with subprocess.Popen(command, env=os.environ | where, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        try:
            yield Forks(process)
        finally:
            process.stdin.close()


def _stands_still(process: int) -> bool:
    """Whether a process is stopped; raises where it has ended."""
    state = Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()[0]
    assert state not in "ZX", "it ended before"
    return state == "T"


def main(flows: bool) -> None:
    """Fork a process for each command that comes in, and tell its id and how it ended."""
    warm()
    if flows:
        weekly = import_module("pipeline.flows.weekly")
        weekly.DISK_DELAYS[:] = [0, 0]  # the tries are what counts, not the waits between them
    import_module("pipeline.chain.turn").monotonic = lambda: 10_000 * time.monotonic()  # nor half an hour
    for line in sys.stdin:
        asked = Asked(**json.loads(line))
        out, err = os.memfd_create("out"), os.memfd_create("err")
        process = os.fork() or _work(asked, out, err)
        print(process, flush=True)
        code = os.waitstatus_to_exitcode(os.waitpid(process, 0)[1])
        print(json.dumps(asdict(Done(code, _content(out), _content(err)))), flush=True)


def _content(handle: int) -> str:
    os.lseek(handle, 0, os.SEEK_SET)
    with os.fdopen(handle, encoding="utf-8", errors="replace") as file:
        return file.read()


def _stop_before(event: str, path: str) -> None:
    """Let this process stop before the first such event (https://docs.python.org/3/library/audit_events.html) with a path that ends so."""
    waits = [True]

    def hook(happens: str, arguments: tuple[Any, ...]) -> None:
        if waits and happens == event and any(str(each).endswith(path) for each in arguments[:2]):
            waits.clear()
            os.kill(os.getpid(), signal.SIGSTOP)

    sys.addaudithook(hook)


def die_before(number: int) -> None:
    """Let this process kill itself before the step of this number."""
    steps = count(1)

    def step(*_: object) -> None:
        if next(steps) == number:
            os.kill(os.getpid(), signal.SIGKILL)

    def hook(happens: str, arguments: tuple[Any, ...]) -> None:
        if happens in STEPS or (happens == "open" and set(str(arguments[1])) & set("wax+")):
            step()

    sys.addaudithook(hook)
    for moment in ("begin", "commit"):
        event.listen(Engine, moment, step)


def keep_a_reader() -> None:
    """Have the worker that will read workbooks stand by, forked from this process while it is warm and has one thread."""
    with patch.object(pool.subprocess, "Popen", partial(subprocess.Popen, preexec_fn=_read)):
        pool.given_back(pool.Worker())


def _read() -> None:
    """Be a worker that reads workbooks, on the pipes that are there; never returns."""
    os.closerange(3, os.sysconf("SC_OPEN_MAX"))  # among them the pipe that tells when another program has taken the place of this one
    gc.enable()
    signal.signal(signal.SIGPIPE, signal.SIG_IGN)
    os.environ |= pool.THREADS | os.environ
    try:
        worker.main()
    finally:
        os._exit(0)


def _work(asked: Asked, out: int, err: int) -> Any:
    """Be the command; never returns."""
    os.dup2(os.open(os.devnull, os.O_RDONLY), 0)
    os.dup2(out, 1)
    os.dup2(err, 2)
    os.chdir(asked.cwd)
    signal.alarm(PATIENCE)
    if asked.environment is not None:
        os.environ.clear()
        os.environ.update(asked.environment)
        tempfile.tempdir = None  # as the environment says
    if asked.shell:
        os.execvp(asked.arguments[0], list(asked.arguments))
    if READERS & set(asked.arguments):
        keep_a_reader()
    if asked.stop_at:
        _stop_before(*asked.stop_at)
    if asked.die_before:
        die_before(asked.die_before)
    sys.argv = ["milepost", *asked.arguments]
    code: Any = 1
    try:
        from pipeline.cli import main as milepost

        milepost()
        code = 0
    except SystemExit as ending:
        code = ending.code or 0
    finally:
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(code if isinstance(code, int) else 1)
