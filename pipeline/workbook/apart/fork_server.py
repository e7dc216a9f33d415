"""The process that workers are forked from: it loads what they need, and begins no work in threads, so that a fork loses nothing."""

import os
import select
import signal
import socket
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from importlib import import_module
from struct import Struct
from types import ModuleType
from typing import NoReturn

NUMBER = Struct(">q")
"""The number of a worker, which is answered to whoever asks for one with its two pipes."""


def serve(modules: Mapping[str, int]) -> NoReturn:
    """Load the modules and fork workers of each as its socket asks for them, until the one that asks is gone."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for the process that asks
    loaded: dict[socket.socket, ModuleType] = {}
    loading, more = _loading(modules, loaded), True
    while True:
        asking = select.select(list(loaded), [], [], 0 if more else None)[0]
        for door in asking:
            asked, pipes, _, _ = socket.recv_fds(door, 16, 2)
            if not asked:
                _tidy()
                os._exit(0)
            worker = os.fork()
            if not worker:
                _be(loaded[door].main, pipes, modules.values())
            for pipe in pipes:
                os.close(pipe)
            _tidy()
            door.send(NUMBER.pack(worker))
        if not asking:
            more = next(loading, False)


def _loading(modules: Mapping[str, int], loaded: dict[socket.socket, ModuleType]) -> Iterator[bool]:
    """Load a step each time round, and open the door of a module once it is ready."""
    for name, handle in modules.items():
        module = import_module(name)
        yield True
        getattr(module, "load", lambda: None)()
        loaded[socket.socket(fileno=handle)] = module
        yield True


def _tidy() -> None:
    """Take note of workers that have ended, whose processor time counts as that of this process then."""
    with suppress(ChildProcessError):  # there are none
        while os.waitpid(-1, os.WNOHANG)[0]:
            pass


def _be(main: Callable[[], None], pipes: Sequence[int], doors: Iterable[int]) -> NoReturn:
    """Be a worker on these pipes, and nothing else afterwards: a door that it held open would hide that the one behind it is gone."""
    try:
        for door in doors:
            os.close(door)
        for place, pipe in enumerate(pipes):
            os.dup2(pipe, place)
            os.close(pipe)
        main()
    finally:
        os._exit(0)
