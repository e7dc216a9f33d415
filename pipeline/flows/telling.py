"""The lines of the log as lines of the Prefect run that they come from."""

import logging
import os
from collections.abc import Iterator
from contextlib import contextmanager

from prefect.logging import get_logger, get_run_logger

from pipeline.log import LOG, VARIABLE, open_log


class _ToRun(logging.Handler):
    """Hands each record on to the logger of a run."""

    def __init__(self, run: "logging.Logger | logging.LoggerAdapter[logging.Logger]") -> None:
        super().__init__()
        self._run = run

    def emit(self, record: logging.LogRecord) -> None:
        """Hand it on."""
        self._run.log(record.levelno, "%s", record.getMessage())


@contextmanager
def told_to_prefect() -> Iterator[None]:
    """What is logged in the block stands with the Prefect run as well, and in the file that the environment names, if any."""
    if file := os.environ.get(VARIABLE):
        open_log(file)
    handler, tasks = _ToRun(get_run_logger()), get_logger("task_runs")
    before = tasks.level
    LOG.addHandler(handler)
    tasks.setLevel(logging.WARNING)  # that a task is done stands in its state, and each line costs as much as a file
    try:
        yield
    finally:
        tasks.setLevel(before)
        LOG.removeHandler(handler)
