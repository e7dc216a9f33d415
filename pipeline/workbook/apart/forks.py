"""Workers forked from a process that has loaded all they need: the second costs milliseconds, and memory only for what becomes its own.

Where there is no such process, or it is gone, workers are started as processes that load for themselves.
"""

import atexit
import os
import select
import signal
import socket
import subprocess
import sys
from collections.abc import Sequence
from contextlib import suppress
from threading import Lock
from typing import BinaryIO

from pipeline.workbook.apart.fork_server import NUMBER

READING = "pipeline.workbook.apart.worker"
"""The module of the workers that read workbooks."""
START = "import gc, sys; gc.disable(); sys.path[:] = {path!r}; from {module} import {function}; {function}({arguments})"
"""What loads a process, without looking for garbage in what stays: that would take a tenth of the time."""
THREADS = {"POLARS_MAX_THREADS": "4", "OPENBLAS_NUM_THREADS": "1"}
"""One workbook's tables are small: more threads would cost memory and gain nothing, those of linear algebra time at the start too."""
SECONDS = 60.0
"""In which all must have been loaded, on a slow disk too."""
GRACE = 1.0
"""Seconds in which it must have ended by itself."""


class Forked:
    """A forked worker, which can be ended as one that this process started itself."""

    def __init__(self, pid: int, stdin: BinaryIO, stdout: BinaryIO) -> None:
        self.pid, self.stdin, self.stdout = pid, stdin, stdout
        self._handle = os.pidfd_open(pid)

    def kill(self) -> None:
        """Have it die at once."""
        with suppress(OSError):  # it is gone already
            signal.pidfd_send_signal(self._handle, signal.SIGKILL)

    def wait(self) -> None:
        """Wait for its end, and forget it."""
        handle, self._handle = self._handle, -1
        if handle >= 0:
            ending = select.poll()
            ending.register(handle, select.POLLIN)
            ending.poll()
            os.close(handle)


class ForkServer:
    """A process that loads modules one after the other and forks workers, which do what the `main` of a module does.

    A module may have a `load`, which does what all its workers would have to do first. Who asks for a worker waits for its module alone.
    """

    def __init__(self, modules: Sequence[str]) -> None:
        self._has_forked = False
        pairs = {name: socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET) for name in modules}
        theirs = {name: pair[1].fileno() for name, pair in pairs.items()}
        self._doors = {name: (pair[0], Lock()) for name, pair in pairs.items()}
        self._process = subprocess.Popen(
            program("pipeline.workbook.apart.fork_server", "serve", repr(theirs)),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            env=THREADS | os.environ,
            pass_fds=list(theirs.values()),
        )
        for ours, other in pairs.values():
            ours.settimeout(SECONDS)
            other.close()

    def forked(self, module: str) -> Forked:
        """Another worker, once its module is loaded. Raises: OSError where the process is gone, or does not get ready."""
        (their_in, our_in), (our_out, their_out) = os.pipe(), os.pipe()
        stdin, stdout = os.fdopen(our_in, "wb"), os.fdopen(our_out, "rb")
        door, turn = self._doors[module]
        try:
            with turn:
                socket.send_fds(door, [b"fork"], [their_in, their_out])
                answer = door.recv(NUMBER.size)
            if not answer:
                raise ConnectionError("the process that workers are forked from is gone")
            (worker,) = NUMBER.unpack(answer)
            self._has_forked = True
            return Forked(worker, stdin, stdout)
        except OSError:
            stdin.close()
            stdout.close()
            raise
        finally:
            os.close(their_in)
            os.close(their_out)

    def end(self) -> None:
        """End the process; its workers go on. One that has none is not waited for."""
        for door, _ in self._doors.values():
            door.close()
        if not self._has_forked:
            self._process.kill()
        try:
            self._process.wait(GRACE)
        except subprocess.TimeoutExpired:  # it is still loading
            self._process.kill()
            self._process.wait()


def program(module: str, function: str, arguments: str = "") -> list[str]:
    """The command of a process that calls a function of a module, found where this process finds it."""
    return [sys.executable, "-c", START.format(path=sys.path, module=module, function=function, arguments=arguments)]


def can_fork() -> bool:
    """Whether workers can be forked here, and ended by a handle that never means another process: on Linux from 5.3 on.

    Elsewhere libraries of the system do not survive it.
    """
    try:
        os.close(os.pidfd_open(os.getpid()))
    except (AttributeError, OSError):
        return False
    return True


_server: ForkServer | None = None
_changing = Lock()


def load_ahead(*modules: str) -> None:
    """Have these modules loaded by a process that workers are forked from, if there is none yet."""
    global _server
    with _changing:
        if not _server and can_fork():
            _server = ForkServer(modules)


def forked(module: str) -> Forked | None:
    """Another worker; None where there is no process that it could be forked from, or it is gone."""
    server = _server
    try:
        return server.forked(module) if server else None
    except OSError:
        if server is _server:
            unload()
        return None


def unload() -> None:
    """End the process that workers are forked from, where there is one; workers go on."""
    global _server
    with _changing:
        server, _server = _server, None
    if server:
        server.end()


def _forget() -> None:
    """Leave the process to the one that it works for."""
    global _server
    _server = None


atexit.register(unload)
if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=_forget)
