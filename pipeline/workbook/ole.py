"""A look at an OLE container, in which old workbooks lie: the streams at its top, and whether a workbook's is encrypted."""

from collections.abc import Iterator
from itertools import islice
from struct import error as StructError
from struct import unpack_from

NONE = 0xFFFFFFFA
"""From this number on a sector or an entry is none."""
ENTRY = 128
IN_HEADER = 109
SMALLEST, TINY = 4096, 64
"""Bytes from which on a stream has sectors of its own, and those of the sectors of smaller ones."""
FIRST = 116
"""Where an entry says in which sector its stream begins."""
BEGINS, FILEPASS = (0x0009, 0x0209, 0x0409, 0x0809), 0x002F
LOOKED_AT = 20
"""Records in which a workbook must have said that it is encrypted."""

Streams = dict[str, tuple[int, int]]
"""The first sector and the size of each stream, by its name in small letters."""


def top_streams(data: bytes) -> Streams:
    """The streams and folders at the top of a container, not those of what is embedded in it; empty where it cannot be followed."""
    try:
        directory = b"".join(_sector(data, number) for number in _chain(data, unpack_from("<I", data, 48)[0]))
        return dict(_siblings(directory, unpack_from("<I", directory, 76)[0]))
    except (StructError, ValueError):
        return {}


def is_encrypted(data: bytes, stream: tuple[int, int]) -> bool:
    """Whether the stream of a workbook says at its start that the rest is encrypted."""
    try:
        place, end = _beginning(data, *stream)
    except (StructError, ValueError):
        return False
    for number in range(LOOKED_AT):
        if place + 4 > min(end, len(data)):
            break
        kind, length = unpack_from("<HH", data, place)
        if kind == FILEPASS or (number == 0 and kind not in BEGINS):
            return bool(kind == FILEPASS)
        place += 4 + length
    return False


def _beginning(data: bytes, first: int, size: int) -> tuple[int, int]:
    """Where the first sector of a stream begins and ends; small streams lie in small sectors of one that belongs to the root entry.

    Raises: StructError, ValueError where it cannot be followed.
    """
    whole = _size(data)
    if size >= SMALLEST:
        return (first + 1) * whole, (first + 2) * whole
    (directory,) = unpack_from("<I", data, 48)
    (shared,) = unpack_from("<I", data, (directory + 1) * whole + FIRST)
    which, place = divmod(first * TINY, whole)
    sector = next(islice(_chain(data, shared), which, None), None)
    if sector is None:
        raise ValueError("a small stream that lies nowhere")
    start = (sector + 1) * whole + place
    return start, start + TINY


def _size(data: bytes) -> int:
    """The bytes of a sector. Raises: ValueError for a size that no program writes."""
    (power,) = unpack_from("<H", data, 30)
    if power not in (9, 12):
        raise ValueError(f"sectors of 2 to the power of {power} bytes")
    return 1 << int(power)


def _sector(data: bytes, number: int) -> bytes:
    size = _size(data)
    return data[(number + 1) * size : (number + 2) * size]


def _table(data: bytes) -> list[int]:
    """The sectors that say of each sector which one follows it."""
    listed = list(unpack_from(f"<{IN_HEADER}I", data, 76))
    more, per = unpack_from("<I", data, 68)[0], _size(data) // 4
    seen: set[int] = set()
    while more < NONE and more not in seen:
        seen.add(more)
        *numbers, following = unpack_from(f"<{per}I", _sector(data, more))
        listed += numbers
        more = following
    return [number for number in listed if number < NONE]


def _chain(data: bytes, first: int) -> Iterator[int]:
    """The sectors of a stream, one after the other; one that comes again ends it."""
    table, per = _table(data), _size(data) // 4
    seen: set[int] = set()
    while first < NONE and first not in seen:
        seen.add(first)
        yield first
        which, place = divmod(first, per)
        if which >= len(table):
            return
        (first,) = unpack_from("<I", _sector(data, table[which]), 4 * place)


def _siblings(directory: bytes, first: int) -> Iterator[tuple[str, tuple[int, int]]]:
    """The entries of the tree that begins at one of them: name, first sector, size."""
    waiting, seen = [first], set()
    while waiting:
        number = waiting.pop()
        if number >= NONE or number in seen or (number + 1) * ENTRY > len(directory):
            continue
        seen.add(number)
        entry = directory[number * ENTRY : (number + 1) * ENTRY]
        name = entry[: max(min(unpack_from("<H", entry, 64)[0], 64) - 2, 0)].decode("utf-16-le", "replace")
        yield name.casefold(), (unpack_from("<I", entry, FIRST)[0], unpack_from("<I", entry, 120)[0])
        waiting += unpack_from("<II", entry, 68)
