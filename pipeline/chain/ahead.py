"""What workers need, loaded by a process of its own ahead of everything else: this imports next to nothing itself."""

import os

from pipeline.workbook.apart.forks import READING, load_ahead

PRESS = "pipeline.chain.press"
"""The module of the workers that make pages."""


def load_workers() -> None:
    """Have a process load what workers need, those that read workbooks first; nothing where that is done already."""
    load_ahead(READING, PRESS)


def cores() -> int:
    """The processor cores that this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
