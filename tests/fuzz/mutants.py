"""Mutants of real workbooks: a number gives the same bytes each time, so any outcome can be looked at again."""

import random
import re
import struct
from collections.abc import Callable
from functools import lru_cache
from io import BytesIO
from pathlib import Path
from zipfile import ZIP_DEFLATED, ZIP_STORED, ZipFile

ROOT = Path(__file__).parents[2]
SEEDS = Path(__file__).parent / "seeds"
LEGACY = ROOT / "workbooks" / "legacy"
FILES = (*sorted((ROOT / "workbooks").glob("*.xlsx")), *sorted(LEGACY.glob("*.xlsx")), *sorted(SEEDS.glob("*.*")))

Parts = dict[str, bytes]
LARGE = 3_000_000
MARKUP = (".xml", ".rels", ".vml")
NUMBERS = (
    "", " ", "0", "-1", "-0", "1", "1.5", "NaN", "nan", "inf", "-inf", "INF", "1e308", "-1e308", "1e309", "1e-320", "0.1e", "1E+400",
    "99999999999999999999999999", "2147483647", "2147483648", "-2147483649", "4294967296", "18446744073709551616", "60", "2958465",
    "2958466", "1e10", "-693594", "0x10", "１２", "1,5", "--1", "true", "TRUE", "#REF!", "#N/A", "\u0000", "&#0;", "&#x1F600;", "&lt;",
    "&undefined;",
    "2026-11-20", "9999-12-31T23:59:59.999", "0000-00-00", "20261120T250000",
)  # fmt: skip
PLACES = (
    "A1",
    "a1",
    "A0",
    "A-1",
    "A1048576",
    "XFD1",
    "XFD1048576",
    "XFE1",
    "AAAA1",
    "ZZZ9999999",
    "1A",
    "A",
    "1",
    "",
    "$A$1",
    "R1C1",
    "A1:B2",
    "Ａ１",
    "A99999999999",
)
TYPES = ("s", "str", "n", "b", "d", "e", "inlineStr", "", "x", "S", "is")
TEXTS = (
    "x" * 32_767, "x" * 100_000, "\t\n\r", "_x000D__x0000_", "=1+1", "{{ 7*7 }}", "<script>", "🇪🇺" * 50,
    "\u202e\u200b\ufeff", "1-2", "M1;M1;;,", "S1-S99999999",
    "45 %", "-45%", "1e400 %", "31/02/2026", "30.02.26", "TBD", "n/a", "2026-W99", "M1FS+99999999999d", "0" * 5000, "9" * 5000, "1." * 500,
    "a@b", "yes", "Ja", "C1, C1, C1", "M1 " * 5000,
)  # fmt: skip
RANGES = ("A1:A1", "A1:XFD1048576", "B2:A1", "A0:B0", "A1:A99999999", "D2:D3", "A1:C9", "XFE1:XFF2", "A1", "1:1", "A:A")
ATTRIBUTES = {b"r": PLACES, b"t": TYPES, b"s": NUMBERS, b"ref": RANGES}
CELL = re.compile(rb"<c [^<>]*?(?:/>|>.*?</c>)", re.DOTALL)
VALUE = re.compile(rb"(?<=<v>)[^<]*(?=</v>)")
TEXT = re.compile(rb"(?<=>)[^<>]+(?=</)")
GIVEN = re.compile(rb'(?<![\w:.-])([\w:.-]+)="([^"<]*)"')
ELEMENT = re.compile(rb"<([\w:.-]+)(?:\s[^<>]*)?(?<!/)>[^<]*</\1>|<[\w:.-]+(?:\s[^<>]*)?/>")


def mutant(number: int) -> tuple[Path, bytes]:
    """The file that a mutant was made from, and its bytes."""
    draw = random.Random(number)
    path = draw.choice(FILES)
    data = path.read_bytes()
    for _ in range(draw.choice((1, 1, 1, 2, 3, 8))):
        if len(data) > 9:
            data = draw.choice(CHANGES if is_zip(data) else RAW)(draw, data)
    return path, data


def is_zip(data: bytes) -> bool:
    """Whether the parts can still be told apart."""
    try:
        with ZipFile(BytesIO(data)) as archive:
            return archive.testzip() is None and len(archive.namelist()) > 0
    except Exception:
        return False


@lru_cache(maxsize=8)
def _unpacked(data: bytes) -> Parts:
    with ZipFile(BytesIO(data)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def packed(parts: Parts, method: int = ZIP_DEFLATED, twice: str = "") -> bytes:
    """The zip of these parts; the part `twice` stands in it two times."""
    buffer = BytesIO()
    with ZipFile(buffer, "w", method, compresslevel=1) as archive:
        for name, content in [*parts.items(), *([(twice, parts[twice])] if twice else [])]:
            archive.writestr(name, content)
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
    parts = dict(_unpacked(data))
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


def _in_markup(draw: random.Random, data: bytes, change: Callable[[random.Random, bytes], bytes]) -> bytes:
    """The package with one of its XML parts changed; sheets are preferred."""
    parts = dict(_unpacked(data))
    names = [name for name in parts if name.lower().endswith(MARKUP) and parts[name]]
    sheets = [name for name in names if "worksheets/sheet" in name or name == "content.xml"]
    if not names:
        return flip(draw, data)
    name = draw.choice(sheets if sheets and draw.random() < 0.6 else names)
    for _ in range(draw.choice((1, 1, 2, 10))):
        if len(parts[name]) < LARGE:  # what is doubled again and again would fill the memory of whoever makes it
            parts[name] = change(draw, parts[name]) or b"<a/>"
    return packed(parts)


def _swapped(draw: random.Random, markup: bytes, pattern: re.Pattern[bytes], make: Callable[[re.Match[bytes]], bytes]) -> bytes:
    found = list(pattern.finditer(markup))
    if not found:
        return markup
    one = draw.choice(found)
    return markup[: one.start()] + make(one) + markup[one.end() :]


def attributes(draw: random.Random, data: bytes) -> bytes:
    """An attribute says something else: addresses, types, styles, counts, ids, targets."""

    def other(found: re.Match[bytes]) -> bytes:
        wanted = ATTRIBUTES.get(found[1]) if draw.random() < 0.8 else None
        value = draw.choice(wanted or (*NUMBERS, *PLACES, *RANGES, "../" * 9, "http://127.0.0.1:9/", "x" * 5000))
        return found[1] + b'="' + value.replace("<", "").replace('"', "").encode() + b'"'

    return _in_markup(draw, data, lambda draw, markup: _swapped(draw, markup, GIVEN, other))


def values(draw: random.Random, data: bytes) -> bytes:
    """A stored value or text is another: not a number, infinite, far past all dates, a shared text that is not there."""

    def change(draw: random.Random, markup: bytes) -> bytes:
        if draw.random() < 0.6 and b"<v>" in markup:
            return _swapped(draw, markup, VALUE, lambda found: draw.choice(NUMBERS).encode())
        return _swapped(draw, markup, TEXT, lambda found: draw.choice((*NUMBERS, *TEXTS)).replace("<", "&lt;").encode())

    return _in_markup(draw, data, change)


def cells(draw: random.Random, data: bytes) -> bytes:
    """A cell is written anew: another type, a formula without result, an inline text, one without address, one twice."""

    def other(found: re.Match[bytes]) -> bytes:
        place = re.search(rb'r="[^"]*"', found[0])
        given = (place[0] if place and draw.random() < 0.7 else f'r="{draw.choice(PLACES)}"'.encode()) if draw.random() < 0.9 else b""
        kind, value = draw.choice(TYPES).encode(), draw.choice((*NUMBERS, *TEXTS)).replace("<", "&lt;").encode()
        body = draw.choice(
            (
                b"<v>%s</v>",
                b"<f>1+1</f>",
                b"<f>1+1</f><v>%s</v>",
                b"<is><t>%s</t></is>",
                b"<v><![CDATA[%s]]></v>",
                b"<v/><v>%s</v>",
                b"<!-- %s -->",
                b"<c r='A1'><v>%s</v></c>",
            )
        )
        body = body.replace(b"%s", value)
        made = b'<c %s t="%s" s="%s">%s</c>' % (given, kind, draw.choice(("0", "1", "9999", "-1")).encode(), body)
        return draw.choice((made, found[0] + made, found[0] * 2, b"", found[0].replace(b"/>", b">")))

    return _in_markup(draw, data, lambda draw, markup: _swapped(draw, markup, CELL, other))


def elements(draw: random.Random, data: bytes) -> bytes:
    """An element is missing, stands many times, or another stands in its place; merged ranges over each other; strange declarations."""
    strange = (
        b'<mergeCells count="2"><mergeCell ref="%s"/><mergeCell ref="%s"/></mergeCells>'
        % (draw.choice(RANGES).encode(), draw.choice(RANGES).encode()),
        b'<row r="%s" hidden="1"><c r="A5"><v>1</v></c></row>' % draw.choice(NUMBERS).replace("\0", "").encode(),
        b"<!-- -->", b"<![CDATA[<c>]]>", b"<?x y?>", b"<a>" * 2000, b"</sheetData><sheetData>", b"<sheetData/>",
        b'<x:c xmlns:x="y"/>',
        b'<cols><col min="1" max="16384" hidden="1"/></cols>', b'<row/>' * 50, b"<!DOCTYPE x [<!ENTITY y 'z'>]>", b"&y;",
        b'<c r="', b"<row r='1'",
    )  # fmt: skip

    def other(found: re.Match[bytes]) -> bytes:
        return draw.choice((b"", found[0] * draw.choice((2, 3, 300)), draw.choice(strange), found[0] + draw.choice(strange), found[0][:-1]))

    return _in_markup(draw, data, lambda draw, markup: _swapped(draw, markup, ELEMENT, other))


def coding(draw: random.Random, data: bytes) -> bytes:
    """The markup is UTF-16, has a mark at its start, other quotes, another prefix, spaces, or says that it is something else."""

    def change(draw: random.Random, markup: bytes) -> bytes:
        text = markup.decode("utf-8", "replace")
        return draw.choice((
            text.encode("utf-16"), text.encode("utf-16-be"), b"\xef\xbb\xbf" + markup, text.replace('"', "'").encode(),
            markup.replace(b"<c ", b"<c  ").replace(b"<v>", b"<v >"), markup.replace(b'encoding="UTF-8"', b'encoding="latin-1"'),
            markup.replace(b"<c ", b"<x:c ").replace(b"</c>", b"</x:c>"), b"\n" + markup, markup.replace(b">", b">\n"),
            markup.replace(b"UTF-8", b"utf-7"),
        ))  # fmt: skip

    return _in_markup(draw, data, change)


RAW = (flip, flip, cut, double, lie)
CHANGES = (*RAW, lie, parts_changed, parts_changed, *(attributes, values, cells, elements) * 4, coding)
