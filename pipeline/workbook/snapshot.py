"""A file as it stands between two saves: read whole or not at all, with some patience for the program that is writing it."""

import hashlib
import os
import re
from collections.abc import Callable
from pathlib import Path
from time import sleep, time
from typing import TypeVar

from pipeline.contract.findings import Finding
from pipeline.settings import Limits
from pipeline.wording import note
from pipeline.workbook.codes import Refused, trouble

T = TypeVar("T")
Signature = tuple[int, int, int]
LOCKS = ("~$", ".~lock")
ASIDE = re.compile(r"[0-9A-F]{8}(\.tmp)?")
"""What Excel calls a workbook while it puts the new state in place of the old one: for a moment neither has its name."""
LOOKS, PAUSE = 8, 0.25
"""How often a file in motion is looked at, and the seconds between two looks."""
YOUNG = 10.0
"""Seconds after its last change in which a broken file may be one that is still being written."""
BROKEN = ("FILE_TRUNCATED", "FILE_DAMAGED", "FILE_UNREADABLE")


class _Moving(Exception):
    """The file changed while it was read, or is not there at this moment."""


def steady(path: Path, limits: Limits, read: Callable[[bytes], T]) -> tuple[str, T | Finding]:
    """The hash of a file's bytes ("" where there are none to be had) and what `read` made of them, or the finding that says why not.

    The bytes are those of one state of the file: it is as large and as old after reading as before, and a package is complete. A file
    that changes is looked at again for a while; then it is said to be being saved.
    """
    first, digest = signature_of(path), ""
    finding = being_saved(path)
    for look in range(LOOKS):
        if look:
            sleep(PAUSE)
        before = signature_of(path)
        try:
            data = _bytes_between(path, limits, before)
        except _Moving:
            continue
        except Refused as refused:
            return "", refused.finding
        digest = hashlib.sha256(data).hexdigest()
        try:
            made = read(data)
        except Refused as refused:
            finding = refused.finding
        else:
            if not _written_into(before, signature_of(path)):
                return digest, made
            finding = being_saved(path)
            continue
        if finding.code not in BROKEN or (_age(before) > YOUNG and signature_of(path) == before):
            return digest, finding
    if signature_of(path) is None:
        return "", _unreadable(os.strerror(2))
    return ("", being_saved(path)) if signature_of(path) != first else (digest, finding)


def file_bytes(path: Path, limits: Limits) -> bytes:
    """The file's bytes; raises Refused for lock files, files past the limit, in motion, and files that cannot be opened."""
    _, data = steady(path, limits, lambda data: data)
    if isinstance(data, Finding):
        raise Refused(data)
    return data


def settled(folder: Path) -> None:
    """Wait, for a while at most, until Excel has given the workbooks that it is saving in this folder their names again."""
    for look in range(LOOKS):
        if look:
            sleep(PAUSE)
        if not any(ASIDE.fullmatch(path.name) and time() - _touched(path) < YOUNG for path in folder.glob("*")):
            return


def being_saved(path: Path) -> Finding:
    """The finding of a file that somebody is writing."""
    message = note("The file is being saved or copied at this moment, so it has no state that could be read")
    fix = note("Wait until it is saved and try again; if it stays like this, close the workbook and copy it once more.")
    return trouble("FILE_BEING_SAVED", message, fix, found=path.name)


def _bytes_between(path: Path, limits: Limits, before: Signature | None) -> bytes:
    """The bytes of a file that looks the same before and after. Raises: Refused, _Moving."""
    if path.name.startswith(LOCKS):
        message = note("This is the lock file of a workbook that somebody has open, not the workbook")
        raise Refused(trouble("FILE_LOCK", message, note("Close the workbook; the lock file goes away by itself."), found=path.name))
    if before and before[1] > limits.file_mb << 20:
        size = before[1] >> 20
        message = note("The file has {size} MB; the limit is {limit} MB", size=size, limit=limits.file_mb)
        fix = note("Delete pictures and sheets that nobody needs.")
        raise Refused(trouble("FILE_TOO_LARGE", message, fix, found=f"{size} MB"))
    try:
        with path.open("rb") as file:
            data = file.read((limits.file_mb << 20) + 1)
    except FileNotFoundError:
        raise _Moving from None
    except OSError as reason:
        if isinstance(reason, PermissionError) and os.name == "nt":  # what Windows says while another program writes the file
            raise _Moving from None
        raise Refused(_unreadable(reason.strerror or reason)) from None
    if before is None or signature_of(path) != before or len(data) != before[1]:
        raise _Moving
    return data


def _unreadable(reason: object) -> Finding:
    fix = note("Check that the file is there, that you may read it, and that nobody is writing it.")
    return trouble("FILE_UNREADABLE", note("The file cannot be opened"), fix, found=reason)


def signature_of(path: Path) -> Signature | None:
    """What tells one saved state from another, also one put in place by renaming; None where there is no file."""
    try:
        found = path.stat()
    except OSError:
        return None
    return found.st_mtime_ns, found.st_size, found.st_ino


def _written_into(before: Signature | None, after: Signature | None) -> bool:
    """Whether the same file has other bytes now; one that was put in its place does not make what was read any less whole."""
    return before is not None and after is not None and before != after and before[2] == after[2]


def _touched(path: Path) -> float:
    """When a file was written or renamed last, in seconds since the epoch; 0 where it is gone."""
    try:
        found = path.stat()
    except OSError:
        return 0.0
    return max(found.st_mtime, found.st_ctime)


def _age(signature: Signature | None) -> float:
    """Seconds since a file was changed."""
    return time() - signature[0] / 1e9 if signature else 0.0
