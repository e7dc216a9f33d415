"""Every part of a package unpacked once before any library opens it: checksums, document types, and the texts that the cells share."""

import re
from xml.parsers.expat import ExpatError, ParserCreate
from zipfile import ZipFile

from pipeline.settings import Limits
from pipeline.wording import note
from pipeline.workbook.codes import Refused, trouble
from pipeline.workbook.package import RESTORE, chunks, refuse_doctype, too_large

MARKUP = (".xml", ".rels", ".vml")
MAC = "__macosx/"
"""Where a Mac puts notes of its own, under the names of the parts, when somebody packs the folder of a workbook again."""
COUNTS, MOST = ("count", "uniqueCount"), 99  # digits of a number
SHARED = re.compile(rb"<(?:[\w.-]+:)?sst[\s/>]")
STRING = re.compile(rb"<(?:[\w.-]+:)?si[\s/>]")


def verify(archive: ZipFile, limits: Limits, skip: frozenset[str] = frozenset()) -> None:
    """Unpack every part but those in `skip` once: checksums hold, no XML part declares a document type, shared texts keep to the limits."""
    for part in archive.infolist():
        name = part.filename.casefold()
        shared = name.endswith(("sharedstrings.xml", "sharedstrings.bin")) and not name.startswith(MAC)
        if part.is_dir() or (part.filename in skip and not shared):  # a sheet may not pass for the shared texts either
            continue
        if shared and part.file_size > limits.strings_mb << 20:
            size, limit = part.file_size >> 20, limits.strings_mb
            message = note("The texts of the file have {size} MB; the limit is {limit} MB", size=size, limit=limit)
            raise too_large(message, f"{size} MB in {part.filename}")
        strings, roots, tail, root = 0, 0, b"", Root()
        for piece in chunks(archive, part.filename):
            if name.endswith(MARKUP):
                refuse_doctype(tail + piece, part.filename)
                readable = root.read(piece)
                if shared:
                    strings += len(STRING.findall(tail[-16:] + piece))
                    roots += len(SHARED.findall(tail[-16:] + piece))
                if shared and (not readable or roots > 1):
                    raise Refused(trouble("FILE_DAMAGED", note("A part of the file is no valid XML"), RESTORE, found=part.filename))
                tail = piece[-32:]
        if max(strings, root.count) > limits.strings:
            strings = max(strings, root.count)
            message = note("The file holds {number:,} texts; the limit is {limit:,}", number=strings, limit=limits.strings)
            raise too_large(message, f"{strings:,} texts")


class Root:
    """The root element of a part, as far as it has been read; `count` is the largest number of texts that it announces.

    The library makes room for what is announced before it reads a single text, and ends the process where there is none.
    """

    def __init__(self) -> None:
        self.count, self.over = 0, False
        self._parser = ParserCreate()
        self._parser.StartElementHandler = self._start

    def read(self, piece: bytes) -> bool:
        """Read on until the root element has begun; whether that is possible."""
        try:
            if not self.over:
                self._parser.Parse(piece, False)
        except (ExpatError, LookupError, ValueError):
            return self.over
        return True

    def _start(self, tag: str, given: dict[str, str]) -> None:
        announced = (text.strip(" +") for name, text in given.items() if name.rpartition(":")[2] in COUNTS)
        self.count = max((int(number) for number in announced if number.isdecimal() and len(number) < MOST), default=0)
        self.over = True
        raise ValueError("the root is enough")
