"""What a finished file says, wherever it says it: text, attributes, comments, metadata, attachments, alternative texts, names of files."""

import json
import re
import struct
import zlib
from collections.abc import Iterator
from contextlib import suppress
from email import message_from_bytes
from email.message import Message
from email.policy import default
from html.parser import HTMLParser
from pathlib import PurePath
from typing import NamedTuple

from pipeline.report.leaks.pdf import pdf_parts
from pipeline.report.page_tree import well_formed
from pipeline.wording import Text, note

GEOMETRY = frozenset(
    "d points x y x1 x2 y1 y2 cx cy r rx ry width height viewbox transform fill stroke stroke-width class style".split()  # noqa: SIM905
)
ADDRESSED = frozenset(
    "from to reply-to sender date message-id in-reply-to references list-id list-unsubscribe x-report-key".split()  # noqa: SIM905
)
"""Headers that hold addresses and keys by their nature; what they hold is compared with what was meant where the message is made."""
NAMESPACE = re.compile(r"""xmlns(?::\w+)?\s*=\s*["']([^"']+)""")
PNG = b"\x89PNG\r\n\x1a\n"


class Unreadable(Exception):
    """A file that cannot be looked into, so nobody can say that it is clean."""


class Piece(NamedTuple):
    """A part of a file: where it stands, and what is written there; `is_code` is what no reader reads, such as styles."""

    where: Text
    text: str
    is_code: bool = False


def pieces(name: str, content: bytes) -> Iterator[Piece]:
    """The parts of a file, with those of the files inside it. Raises: Unreadable for a file of another kind, or a damaged one."""
    yield Piece(note("file name"), name)
    match PurePath(name).suffix.lower():
        case ".html" | ".svg":
            yield from _page(content.decode(errors="replace"))
        case ".pdf":
            yield from _pdf(content)
        case ".json":
            yield _json(content)
        case ".png":
            yield _picture(content)
        case ".eml":
            yield from _mail(content)
        case ".txt" | ".css" | ".md":
            yield Piece(note("text"), content.decode(errors="replace"))
        case _:
            raise Unreadable(name)


class _Reader(HTMLParser):
    """Collects texts, attributes that say something, and the rest of a page."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.texts: list[str] = []
        self.attributes: list[str] = []
        self.comments: list[str] = []
        self.positions: list[str] = []
        self.code: list[str] = []
        self.within = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.within = tag
        for name, value in attrs:
            if value:
                (self.positions if name in GEOMETRY else self.attributes).append(value)

    def handle_endtag(self, tag: str) -> None:
        self.within = ""

    def handle_data(self, data: str) -> None:
        (self.code if self.within in ("style", "script") else self.texts).append(data)

    def handle_comment(self, data: str) -> None:
        self.comments.append(data)

    def unknown_decl(self, data: str) -> None:
        self.comments.append(data)

    def handle_pi(self, data: str) -> None:
        self.comments.append(data)

    def read(self, html: str) -> None:
        """Collect from a page: at once from one that is well-formed and says nothing beside its elements, else piece by piece."""
        tree = None if "<?" in html else well_formed(html)
        if tree is None:
            self.feed(html)
            self.close()
            return
        for element in tree.iter():
            for name, value in element.items():
                if value:
                    (self.positions if name.lower() in GEOMETRY else self.attributes).append(value)
            if element.text and element.tag.rpartition("}")[2].lower() in ("style", "script"):
                self.code.append(element.text)
                element.text = None
        self.attributes += NAMESPACE.findall(html)
        self.texts = list(tree.itertext())


def _page(html: str) -> Iterator[Piece]:
    reader = _Reader()
    reader.read(html)
    yield Piece(note("text"), "\n".join(reader.texts))
    yield Piece(note("attributes"), "\n".join(reader.attributes))
    yield Piece(note("comments"), "\n".join(reader.comments))
    yield Piece(note("styles and scripts"), "\n".join(reader.code), is_code=True)
    yield Piece(note("shapes"), "\n".join(dict.fromkeys(reader.positions)), is_code=True)


def _pdf(content: bytes) -> Iterator[Piece]:
    try:
        parts = pdf_parts(content)
    except RuntimeError as error:
        raise Unreadable(str(error)) from error
    yield from (Piece(where, text) for where, text in parts.texts)
    for name, file in parts.files:
        yield from (_inside(name, one) for one in pieces(name, file))


def _json(content: bytes) -> Piece:
    try:
        return Piece(note("content"), "\n".join(_values(json.loads(content))))
    except ValueError as error:
        raise Unreadable(str(error)) from error


def _values(value: object) -> Iterator[str]:
    """Every text and number of a JSON value; numbers with signs for thousands, as pages write them. Keys are the schema's."""
    if isinstance(value, dict):
        for one in value.values():
            yield from _values(one)
    elif isinstance(value, list):
        for one in value:
            yield from _values(one)
    elif isinstance(value, str):
        yield value
    elif isinstance(value, int | float) and not isinstance(value, bool):
        yield f"{value:,}"


def _picture(content: bytes) -> Piece:
    """The texts that a PNG carries beside its pixels."""
    if not content.startswith(PNG):
        raise Unreadable("no PNG")
    found, at = [], len(PNG)
    while at + 8 <= len(content):
        length, kind = struct.unpack_from(">I4s", content, at)
        data = content[at + 8 : at + 8 + length]
        if kind in (b"tEXt", b"iTXt", b"zTXt", b"eXIf"):
            keyword, _, rest = data.partition(b"\0")
            found += [keyword, rest]
            with suppress(zlib.error):
                found.append(zlib.decompressobj().decompress(rest.lstrip(b"\0\1")))
        at += length + 12
    return Piece(note("texts of the picture"), "\n".join(part.decode("utf-8", "replace") for part in found))


def _mail(content: bytes) -> Iterator[Piece]:
    message = message_from_bytes(content, policy=default)
    for name, value in message.items():
        if name.lower() not in ADDRESSED:
            yield Piece(note("header {name}", name=name), str(value))
    for part in message.walk():
        if not part.is_multipart():
            yield from _mail_part(part)


def _mail_part(part: Message) -> Iterator[Piece]:
    payload = part.get_payload(decode=True)
    assert isinstance(payload, bytes)
    kind = {"text/plain": "part.txt", "text/html": "part.html"}.get(part.get_content_type(), "part")
    name = part.get_filename() or kind
    yield from (_inside(name, one) for one in pieces(name, payload))


def _inside(file: str, piece: Piece) -> Piece:
    """A part of a file that lies inside another one."""
    return piece._replace(where=note("{where} of {file}", where=piece.where, file=file))
