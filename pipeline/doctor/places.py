"""Checks of where things lie: workbooks, outputs, the disk, the store and its clock."""

import os
import tempfile
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path
from shutil import disk_usage
from zoneinfo import ZoneInfo

from pipeline.cadence import runs_after
from pipeline.doctor.check import Check, first_line
from pipeline.mistakes import UsageError
from pipeline.settings import Settings
from pipeline.storage.place import place
from pipeline.store.backup import file_of
from pipeline.store.database import open_store
from pipeline.store.decisions import last_lines
from pipeline.store.engine import form_of
from pipeline.store.errors import StoreError
from pipeline.store.schema import HEAD

ROOM = 1_000_000_000
"""Bytes that should be free: some weeks of a portfolio of a hundred projects."""
SLACK = timedelta(minutes=5)
"""So much may clocks of machines that share a store differ."""


def addresses(settings: Settings) -> Iterator[Check]:
    """Whether workbooks and outputs that lie at an address can be listed, and how many files there are."""
    for key in ("workbooks", "outputs"):
        if settings.is_afar(key):
            try:
                there = place(getattr(settings.portfolio, key), key)
                yield Check(key.capitalize(), True, f"{there.address}: {len(there.listed())} files")
            except (UsageError, ConnectionError) as error:
                yield Check(key.capitalize(), False, first_line(error), f"mend this, or name another one in portfolio.{key}")


def workbooks(folder: Path) -> Check:
    """Whether the folder with the workbooks can be listed, and how many there are."""
    try:
        files = [path for path in folder.iterdir() if path.suffix.lower() in {".xlsx", ".xlsm"} and not path.name.startswith("~$")]
    except OSError as error:
        return Check("Workbooks", False, f"{folder}: {error.strerror}", "create the folder, or name another one in portfolio.workbooks")
    unreadable = [path.name for path in files if not os.access(path, os.R_OK)]
    return Check(
        "Workbooks",
        not unreadable,
        f"{folder}: cannot read {', '.join(unreadable)}" if unreadable else f"{folder}: {len(files)}",
        "give this user the right to read them",
    )


def writable(name: str, folder: Path, key: str) -> Check:
    """Whether files can be written in the folder, or the folder be made; `key` is the setting that names it."""
    cure = f"give this user the right to write there, or name another folder in {key}"
    place = _nearest(folder)
    try:
        with tempfile.TemporaryFile(dir=place):
            pass
    except OSError as error:
        return Check(name, False, f"{place}: {error.strerror}", cure)
    return Check(name, True, f"{folder}{'' if folder.exists() else ' (will be made)'}")


def store(url: str) -> Check:
    """Whether the database lets us in and is of a version that this program knows; of a file that is not there, whether it can be."""
    file = file_of(url)
    if file and not file.exists():
        return writable("Store", file.parent, "store.url")
    cure = "put a backup in its place: milepost restore FILE" if file else "start the server, let this user in, or correct store.url"
    try:
        form = form_of(url)
    except StoreError as error:
        return Check("Store", False, first_line(error), cure)
    if form and form > HEAD:
        return Check("Store", False, f"it is of version {form}, and this program knows {HEAD}", "install the newer Milepost that wrote it")
    told = "up to date" if form == HEAD else f"the next run brings its tables from version {form or 'none'} to {HEAD}"
    return Check("Store", True, f"{file or 'the server'}: {told}")


def disk(folder: Path) -> Check:
    """Whether there is room for a few more runs where the outputs lie."""
    place = _nearest(folder)
    free = disk_usage(place).free
    return Check("Disk", free >= ROOM, f"{free / 1e9:.1f} GB free", f"make room on the disk of {place}, or see milepost prune")


def clock(settings: Settings, now: datetime) -> Iterator[Check]:
    """What time it is and when the next run is due; wrong where the store has heard of a later time."""
    zone = ZoneInfo(settings.schedule.timezone)
    run = next(runs_after(settings.schedule, now), None)
    due = f"; next run {run.start.astimezone(zone):%a %Y-%m-%d %H:%M}" if run else "; no run is due"
    yield Check("Clock", True, f"{now.astimezone(zone):%a %Y-%m-%d %H:%M} in {settings.schedule.timezone}{due}")
    try:
        if form_of(settings.store_url) != HEAD:
            return
        with open_store(settings.store_url) as found:
            last = max((line.at for line in last_lines(found.engine, None, 1)), default=None)
    except StoreError:  # told by its own check
        return
    if last and last - now > SLACK:
        told = f"the store has a line of {last:%Y-%m-%d %H:%M} UTC, and here it is {now:%Y-%m-%d %H:%M}"
        yield Check("Clock and store", False, told, "set the clock of this machine, by NTP at best")


def _nearest(folder: Path) -> Path:
    """The folder, or the nearest above it that is there."""
    while not folder.exists() and folder != folder.parent:
        folder = folder.parent
    return folder
