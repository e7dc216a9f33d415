"""Waiting for what other processes do: as long as it takes, within reason."""

import time
from collections.abc import Callable
from typing import TypeVar

Found = TypeVar("Found")
PATIENCE = 240
"""Seconds after which a test gives up waiting for another process; nothing is measured by it."""


def wait_for(what: Callable[[], Found]) -> Found:
    """What a question comes to answer with something."""
    end = time.monotonic() + PATIENCE
    while not (found := what()):
        assert time.monotonic() < end, "waited too long"
        time.sleep(0.5)
    return found
