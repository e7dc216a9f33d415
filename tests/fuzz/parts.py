"""Changes to the bytes of a file and to the parts of its package."""

import random
import re
import struct
from functools import lru_cache
from io import BytesIO
from zipfile import ZIP_DEFLATED, ZIP_STORED, ZipFile, ZipInfo

Parts = dict[str, bytes]


def is_zip(data: bytes) -> bool:
    """Whether the parts can still be told apart."""
    try:
        with ZipFile(BytesIO(data)) as archive:
            return archive.testzip() is None and len(archive.namelist()) > 0
    except Exception:
        return False


@lru_cache(maxsize=8)
def unpacked(data: bytes) -> Parts:
    """The parts of a package by name."""
    with ZipFile(BytesIO(data)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def packed(parts: Parts, method: int = ZIP_DEFLATED, twice: str = "") -> bytes:
    """The zip of these parts; the part `twice` stands in it two times."""
    buffer = BytesIO()
    with ZipFile(buffer, "w", method, compresslevel=1) as archive:
        for name, content in [*parts.items(), *([(twice, parts[twice])] if twice else [])]:
            archive.writestr(ZipInfo(name), content, method, 1)  # dated 1980, so that the bytes are the same on every day
    return buffer.getvalue()


def flip(draw: random.Random, data: bytes) -> bytes:
    """A few bytes are others."""
    changed = bytearray(data)
    for _ in range(draw.choice((1, 2, 5, 50))):
        changed[draw.randrange(len(changed))] = draw.choice((0, 255, draw.randrange(256)))
    return bytes(changed)


def cut(draw: random.Random, data: bytes) -> bytes:
    """The end is missing, or a piece in the middle."""
    start = draw.randrange(1, len(data))
    return data[:start] if draw.random() < 0.5 else data[:start] + data[min(start + draw.randrange(1, 5000), len(data)) :] or b"x"


def double(draw: random.Random, data: bytes) -> bytes:
    """A piece stands twice, or is all zeros, or the whole file follows itself."""
    start = draw.randrange(len(data))
    piece = data[start : start + draw.randrange(1, 5000)]
    return draw.choice(
        (data[:start] + piece + data[start:], data[:start] + bytes(len(piece)) + data[start + len(piece) :], data + data, piece + data)
    )


def lie(draw: random.Random, data: bytes) -> bytes:
    """A field of a zip header says something else: version, flags, method, checksum, sizes, lengths, offset, or of the last record."""
    changed = bytearray(data)
    sign, fields = draw.choice((
        (b"PK\x01\x02", ((6, 2), (8, 2), (10, 2), (16, 4), (20, 4), (24, 4), (28, 2), (30, 2), (32, 2), (42, 4))),
        (b"PK\x03\x04", ((4, 2), (6, 2), (8, 2), (14, 4), (18, 4), (22, 4), (26, 2), (28, 2))),
        (b"PK\x05\x06", ((8, 2), (10, 2), (12, 4), (16, 4), (20, 2))),
    ))  # fmt: skip
    places = [found.start() for found in re.finditer(re.escape(sign), data)]
    if not places:
        return flip(draw, data)
    for place in draw.sample(places, min(len(places), draw.choice((1, 1, 3, 99)))):
        at, size = draw.choice(fields)
        code = "<H" if size == 2 else "<I"
        if place + at + size > len(changed):
            continue
        (now,) = struct.unpack_from(code, changed, place + at)
        top = (1 << 8 * size) - 1
        struct.pack_into(
            code, changed, place + at, draw.choice((0, 1, 8, 9, now + 1, now - 1, now * 2, top, top - 1, draw.randrange(top))) & top
        )
    return bytes(changed)


def parts_changed(draw: random.Random, data: bytes) -> bytes:
    """Parts are missing, swapped, cut, doubled, renamed, stored unpacked, or joined by strange ones."""
    parts = dict(unpacked(data))
    name, other = draw.choice(list(parts)), draw.choice(list(parts))
    match draw.randrange(9):
        case 0:
            del parts[name]
        case 1:
            parts[name], parts[other] = parts[other], parts[name]
        case 2:
            parts[name] = parts[name][: draw.randrange(len(parts[name]) + 1)]
        case 3:
            return packed(parts, twice=name)
        case 4:
            parts[draw.choice((name.upper(), f"/{name}", name.replace("/", "\\"), f"../{name}", f"{name}/", f"{name}\x00x"))] = parts.pop(
                name
            )
        case 5:
            parts[
                draw.choice(
                    (
                        "xl/vbaProject.bin",
                        "xl/externalLinks/externalLink1.xml",
                        "xl/workbook.bin",
                        "content.xml",
                        "mimetype",
                        name.upper(),
                        "a" * 300,
                    )
                )
            ] = b"<x/>"
        case 6:
            return packed(parts, ZIP_STORED)
        case 7:
            parts[name] = parts[other]
        case _:
            parts[name] = draw.choice(
                (b"", b"\0" * 1000, b"<", b"<a>" * 5000, b"\xff\xfe<\0a\0/\0>\0", b"<!DOCTYPE a><a/>", b"x" * 2_000_000)
            )
    return packed(parts) if parts else b"PK\x05\x06" + bytes(18)
