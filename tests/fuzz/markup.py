"""Changes to the XML inside of a package: attributes, stored values, cells, elements, and how it is written."""

import random
import re
from collections.abc import Callable

from fuzz.parts import flip, packed, unpacked
from fuzz.words import ATTRIBUTES, NUMBERS, PLACES, RANGES, TEXTS, TYPES

LARGE = 3_000_000
MARKUP = (".xml", ".rels", ".vml")
CELL = re.compile(rb"<c [^<>]*?(?:/>|>.*?</c>)", re.DOTALL)
VALUE = re.compile(rb"(?<=<v>)[^<]*(?=</v>)")
TEXT = re.compile(rb"(?<=>)[^<>]+(?=</)")
GIVEN = re.compile(rb'(?<![\w:.-])([\w:.-]+)="([^"<]*)"')
ELEMENT = re.compile(rb"<([\w:.-]+)(?:\s[^<>]*)?(?<!/)>[^<]*</\1>|<[\w:.-]+(?:\s[^<>]*)?/>")


def _in_markup(draw: random.Random, data: bytes, change: Callable[[random.Random, bytes], bytes]) -> bytes:
    """The package with one of its XML parts changed; sheets are preferred."""
    parts = dict(unpacked(data))
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
