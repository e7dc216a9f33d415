"""The log: one JSON object a line, in the file that is asked for; under Prefect its run has the lines too."""

import json
import logging
import os
import sys
from collections.abc import Mapping
from datetime import UTC, datetime
from logging.handlers import WatchedFileHandler
from pathlib import Path
from typing import TextIO

from pipeline.mistakes import UsageError

VARIABLE = "MILEPOST_LOG"
"""Names the file in the environment, which the processes that a schedule starts have from the one that started them."""
STDERR = "-"
LOG = logging.getLogger("milepost")
LOG.addHandler(logging.NullHandler())  # else what is not asked for would come on stderr
LOG.setLevel(logging.INFO)
LOG.propagate = False  # it has readers of its own; the consoles of other programs are none of them


class JsonLines(logging.Formatter):
    """A record as one line of JSON: time in UTC, level, event, and what is told of it; what is unknown is left out."""

    def format(self, record: logging.LogRecord) -> str:
        """The line."""
        at = datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
        facts: Mapping[str, object] = getattr(record, "facts", {})
        told = {"time": at, "level": record.levelname.lower(), "event": getattr(record, "event", record.getMessage()), **facts}
        return json.dumps(told, ensure_ascii=False, default=str)


class _Lines(logging.Handler):
    """Where lines go. One that cannot be written stops no run: that is said once, and the next one is tried."""

    told = False

    def handleError(self, record: logging.LogRecord) -> None:
        """Say what is wrong with the log."""
        error = sys.exc_info()[1]
        if not self.told:
            self.told = True
            why = (isinstance(error, OSError) and error.strerror) or error
            print(f"milepost: the log misses lines, and the run goes on without them: {why}", file=sys.stderr)


class _File(_Lines, WatchedFileHandler):
    """A file, which may be moved or taken away."""

    def emit(self, record: logging.LogRecord) -> None:
        """Write a line."""
        try:
            super().emit(record)
        except OSError:  # it cannot be begun anew
            self.handleError(record)


class _Stream(_Lines, logging.StreamHandler[TextIO]):
    """A stream."""


def tell(event: str, level: int = logging.INFO, /, **facts: object) -> None:
    """Write a line about an event; facts that are None are left out."""
    known = {name: value for name, value in facts.items() if value is not None}
    LOG.log(level, "%s", ", ".join([event, *(f"{name} {value}" for name, value in known.items())]), extra={"event": event, "facts": known})


def open_log(file: str) -> None:
    """Add lines to this file from now on, in the processes that this one starts as well; `-` is standard error.

    A file that is moved away, as logrotate does, is begun anew. Raises: UsageError where it cannot be written.
    """
    if any(isinstance(handler.formatter, JsonLines) for handler in LOG.handlers):
        return
    try:
        path = file if file == STDERR else str(Path(file).absolute())
        handler = _Stream(sys.stderr) if file == STDERR else _File(path, encoding="utf-8")
    except OSError as error:
        raise UsageError(f"--log {file}: {error.strerror}; name a file in a folder that this user may write to") from error
    handler.setFormatter(JsonLines())
    LOG.addHandler(handler)
    os.environ[VARIABLE] = path
