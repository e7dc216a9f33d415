"""What lies on a disk for good: not before the disk itself says so."""

import os
from pathlib import Path


def sync(path: Path) -> None:
    """Wait until a file's content, or what a folder names, is on the disk. Raises: OSError."""
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
