"""A file read in a worker, within limits of time and memory; a small sound one that somebody looks at by itself is read right here."""

from pathlib import Path
from time import monotonic
from typing import cast
from zipfile import BadZipFile, ZipFile

from pipeline.contract.findings import Finding
from pipeline.settings import Limits, Settings
from pipeline.wording import note
from pipeline.workbook.apart.pool import Gone, borrowed, given_back
from pipeline.workbook.apart.worker import Answer
from pipeline.workbook.book import Reading
from pipeline.workbook.codes import trouble
from pipeline.workbook.mapping.read import read_any
from pipeline.workbook.mapping.record import mapping_for

SMALL = 16 << 20
END = b"PK\x05\x06"
END_SIZE = 22
SMALLER = note("Copy the filled rows into a new workbook, or raise the limit under `reading.limits` of the settings.")


class ReadingFailed(RuntimeError):
    """Reading ended in an error of this program; the message names it."""


def read_alone(path: Path, settings: Settings) -> Reading:
    """What came of reading one file that somebody waits for: without a worker where it is small, as its start would take longer."""
    return read_any(path, settings) if is_small(path) else read_apart(path, settings)


def read_apart(path: Path, settings: Settings) -> Reading:
    """What came of reading one file in a worker; one that takes too much time or memory is a finding. Raises: ReadingFailed, OSError."""
    found, limits = mapping_for(path, settings), settings.reading.limits
    request = (path.absolute(), found[1] if found else None, settings.reading)
    left = float(limits.seconds)
    while True:
        worker, begun = borrowed(), monotonic()
        try:
            reading, failure, last = cast(Answer, worker.ask(request, left))
        except TimeoutError:
            return Reading(path.name, "", None, (_too_slow(limits),))
        except Gone as gone:
            if gone.fresh:
                return Reading(path.name, "", None, (_too_heavy(limits),))
            left = max(left - monotonic() + begun, 1.0)
            continue  # an earlier file, or somebody else, may have ended it: the file gets a fresh one
        if last:
            worker.end()
        else:
            given_back(worker)
        if isinstance(reading, Reading):
            return reading
        if failure != "memory":
            raise ReadingFailed(failure)
        return Reading(path.name, "", None, (_too_heavy(limits),))


def is_small(path: Path) -> bool:
    """Whether a file is a plain zip package of few bytes by its directory, which reading then holds it to."""
    try:
        if path.stat().st_size > SMALL:
            return False
        with ZipFile(path) as archive, path.open("rb") as file:
            file.seek(-END_SIZE, 2)
            names = {name.casefold() for name in archive.namelist()}
            return (
                file.read(len(END)) == END
                and "xl/workbook.xml" in names
                and "xl/workbook.bin" not in names
                and sum(part.file_size for part in archive.infolist()) <= SMALL
            )
    except (OSError, ValueError, NotImplementedError, BadZipFile):
        return False


def _too_slow(limits: Limits) -> Finding:
    message = note("Reading the file took longer than {seconds} seconds, and was ended", seconds=limits.seconds)
    return trouble("FILE_TOO_SLOW", message, SMALLER)


def _too_heavy(limits: Limits) -> Finding:
    message = note("Reading the file took more than {memory} MB of memory, or stopped the program that reads it", memory=limits.memory_mb)
    return trouble("FILE_TOO_HEAVY", message, SMALLER)
