"""A file read in a worker, within limits of time and memory; a small sound one that somebody looks at by itself is read right here."""

import hashlib
from pathlib import Path
from typing import cast
from zipfile import BadZipFile, ZipFile

from pipeline.settings import Settings
from pipeline.workbook.apart.ask import asked
from pipeline.workbook.book import Reading
from pipeline.workbook.codes import Refused
from pipeline.workbook.mapping.record import mapping_for
from pipeline.workbook.read import read_workbook
from pipeline.workbook.snapshot import file_bytes

SMALL = 16 << 20
END = b"PK\x05\x06"
END_SIZE = 22


def read_alone(path: Path, settings: Settings) -> Reading:
    """What came of reading one file that somebody waits for: without a worker where it is small, as its start would take longer.

    With a mapping the look of cells is read too, by a library that takes much memory for few bytes, and so always in a worker.
    """
    alone = is_small(path) and mapping_for(path, settings) is None
    return read_workbook(path, settings.reading) if alone else read_apart(path, settings)


def read_apart(path: Path, settings: Settings) -> Reading:
    """What came of reading one file in a worker; one that takes too much time or memory is a finding. Raises: ReadingFailed, OSError."""
    found, limits = mapping_for(path, settings), settings.reading.limits
    try:
        return cast(Reading, asked("read", (path.absolute(), found[1] if found else None, settings.reading), limits))
    except Refused as refused:
        return Reading(path.name, _digest(path, settings), None, (refused.finding,))


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


def _digest(path: Path, settings: Settings) -> str:
    """The hash of the bytes that were too much to read; empty where they are not to be had."""
    if not path.is_file():
        return ""
    try:
        return hashlib.sha256(file_bytes(path, settings.reading.limits)).hexdigest()
    except Refused:
        return ""
