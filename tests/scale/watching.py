"""Looks at the workers of a Dask cluster from within: which of them finished something, and a blow to those that begin."""

import os
import signal
from pathlib import Path

from distributed import WorkerPlugin


class Counting(WorkerPlugin):
    """Each worker writes the tasks that it has finished into a file of its own."""

    name = "counting"

    def __init__(self, folder):
        self.folder = folder

    def transition(self, key, start, finish, **_):
        if start == "executing" and finish == "memory":
            with Path(self.folder, str(os.getpid())).open("a") as file:
                file.write(f"{key}\n")


class Striking(WorkerPlugin):
    """Kills a worker as it begins the first task of all, and every further one that begins the same, so many times in all."""

    name = "striking"

    def __init__(self, folder, times):
        self.folder, self.times = folder, times

    def transition(self, key, start, finish, **_):
        if finish != "executing":
            return
        first = Path(self.folder, "first")
        try:
            with first.open("x") as file:
                file.write(str(key))
        except FileExistsError:
            pass
        blows = len(list(Path(self.folder).glob("blow-*")))
        if first.read_text() == str(key) and blows < self.times:
            Path(self.folder, f"blow-{blows}").touch()
            os.kill(os.getpid(), signal.SIGKILL)


class Felling(WorkerPlugin):
    """Kills the scheduler as a worker begins its second task."""

    name = "felling"

    def __init__(self, folder, scheduler):
        self.folder, self.scheduler = folder, scheduler

    def transition(self, key, start, finish, **_):
        if finish == "executing":
            if Path(self.folder, "begun").exists():
                os.kill(self.scheduler, signal.SIGKILL)
            Path(self.folder, "begun").touch()
