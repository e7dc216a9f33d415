"""Publishing: a folder of finished files appears whole, with its manifest, or not at all."""

import ctypes
import hashlib
import json
import os
import re
import shutil
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from secrets import token_hex

from pipeline.disk import sync

MANIFEST = "manifest.json"
INDEX = "index.html"
"""The file of the outputs themselves that runs write."""
DATED = re.compile(r"\d{4}-\d{2}-\d{2}|undated")
LIBRARY = ctypes.CDLL(None) if sys.platform == "linux" else None
HERE, EXCHANGE = -100, 2
"""What https://man7.org/linux/man-pages/man2/renameat2.2.html calls AT_FDCWD and RENAME_EXCHANGE."""
LEFT_BEHIND = re.compile(r"\.(?P<name>.+?)(?P<mark>\.[0-9a-f]{8})?\.(?P<role>new|old)")


def publish(folder: Path, files: Mapping[str, bytes], facts: Mapping[str, object]) -> Path:
    """Write `files` and their manifest (`facts` plus the sha256 of every file) as `folder`, replacing an earlier one; the folder.

    Everything is written and flushed to disk beside the target first, so a reader sees the old folder or the new one, never a half;
    where two folders cannot change places at once, for a moment none. Raises: OSError where the disk fails; the earlier one is in place.
    """
    folder.parent.mkdir(parents=True, exist_ok=True)
    _recover(folder)
    staged, retired = _beside(folder, "new"), _beside(folder, "old")
    shutil.rmtree(staged, ignore_errors=True)
    staged.mkdir()
    try:
        for name, content in {**files, MANIFEST: manifest(files, facts)}.items():
            write_synced(staged / name, content)
        sync(staged)
        if not _exchanged(staged, folder):
            if folder.exists():
                folder.rename(retired)
            staged.rename(folder)
    except OSError:
        shutil.rmtree(staged, ignore_errors=True)
        _recover(folder)
        raise
    sync(folder.parent)
    for earlier in (retired, staged):
        shutil.rmtree(earlier, ignore_errors=True)
    return folder


def publish_file(path: Path, content: bytes) -> Path:
    """Write one file so that readers see the old content or the new, never a half; the path."""
    path.parent.mkdir(parents=True, exist_ok=True)
    staged = _beside(path, f"{token_hex(4)}.new")  # of several runs at once each writes its own, and the last one wins
    try:
        write_synced(staged, content)
        staged.replace(path)
    except OSError:
        staged.unlink(missing_ok=True)
        raise
    sync(path.parent)
    return path


def tidy(outputs: Path) -> None:
    """Make whole what runs that were killed left in the outputs: earlier folders come back, what was half written goes.

    Only the one run that has the outputs to itself may do this. The outbox is none of its business: others write there meanwhile.
    """
    for parent in _written_to(outputs):
        for path, found in [(path, found) for path in parent.glob(".*") if (found := LEFT_BEHIND.fullmatch(path.name))]:
            if path.is_dir() and found["role"] == "old":
                _recover(parent / f"{found['name']}{found['mark'] or ''}")
            elif path.is_dir() and parent != outputs:
                shutil.rmtree(path)
            elif found["mark"] and (parent != outputs or found["name"] == INDEX):
                path.unlink(missing_ok=True)


def _written_to(outputs: Path) -> Iterator[Path]:
    """The folders in which runs put something in place."""
    yield outputs
    yield from (path for path in outputs.glob("*") if DATED.fullmatch(path.name))
    yield from outputs.glob("sent/*")
    yield outputs / "projects"


def manifest(files: Mapping[str, bytes], facts: Mapping[str, object]) -> bytes:
    """The manifest's content: `facts`, then the sha256 of every file by name."""
    hashes = {name: hashlib.sha256(content).hexdigest() for name, content in sorted(files.items())}
    return (json.dumps({"schema": "milepost.manifest/1", **facts, "files": hashes}, indent=1, ensure_ascii=False) + "\n").encode()


def write_synced(path: Path, content: bytes) -> None:
    """Write a file and wait until the disk has it."""
    with path.open("wb") as handle:
        handle.write(content)
        handle.flush()
        os.fsync(handle.fileno())


def _exchanged(one: Path, other: Path) -> bool:
    """Whether two folders have changed places at one moment, which Linux can do where both are there; else nothing has happened."""
    exchange = getattr(LIBRARY, "renameat2", None)
    return exchange is not None and exchange(HERE, os.fsencode(one.absolute()), HERE, os.fsencode(other.absolute()), EXCHANGE) == 0


def _beside(path: Path, role: str) -> Path:
    return path.with_name(f".{path.name}.{role}")


def _recover(folder: Path) -> None:
    """Bring back the earlier folder where a run ended between taking it away and putting the new one in its place."""
    retired = _beside(folder, "old")
    if retired.exists():
        if folder.exists():
            shutil.rmtree(retired)
        else:
            retired.rename(folder)
