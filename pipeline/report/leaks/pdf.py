"""The parts of a PDF that can say something: pages, information, bookmarks, links, alternative texts, attached files."""

import ctypes
import re
from collections.abc import Callable, Iterator
from ctypes import c_int, c_ulong, c_void_p
from typing import Any, NamedTuple

from pypdfium2 import PdfDocument, PdfPage, raw  # type: ignore[import-untyped]

from pipeline.wording import Text, note

PACKET = re.compile(rb"<x:xmpmeta.*?</x:xmpmeta>", re.DOTALL)
Plain = c_int | c_ulong | c_void_p


def _plain(name: str, result: type[Plain], *arguments: type[Plain]) -> Callable[..., Any]:
    """A function of the engine as one of plain numbers: a page has hundreds of tags, and an object for each costs more than the call."""
    return ctypes.cast(getattr(raw, name), ctypes.PYFUNCTYPE(result, *arguments))


TEXTS_OF_TAGS = tuple(
    _plain(f"FPDF_StructElement_Get{kind}", c_ulong, c_void_p, c_void_p, c_ulong) for kind in ("AltText", "ActualText", "Title")
)
BRANCHES, BRANCH = (
    _plain("FPDF_StructTree_CountChildren", c_int, c_void_p),
    _plain("FPDF_StructTree_GetChildAtIndex", c_void_p, c_void_p, c_int),
)
CHILDREN = _plain("FPDF_StructElement_CountChildren", c_int, c_void_p)
CHILD = _plain("FPDF_StructElement_GetChildAtIndex", c_void_p, c_void_p, c_int)


class PdfParts(NamedTuple):
    """What a PDF says, each text with where it stands, and the files attached to it by name."""

    texts: tuple[tuple[Text, str], ...]
    files: tuple[tuple[str, bytes], ...]


def pdf_parts(content: bytes) -> PdfParts:
    """The parts of a PDF. Raises: RuntimeError for a damaged one."""
    document = PdfDocument(content)
    try:
        attached = map(document.get_attachment, range(document.count_attachments()))
        return PdfParts(tuple(_texts(document, content)), tuple((each.get_name(), bytes(each.get_data())) for each in attached))
    finally:
        document.close()


def _texts(document: PdfDocument, content: bytes) -> Iterator[tuple[Text, str]]:
    for number, page in enumerate(document, start=1):
        yield note("page {number}", number=number), page.get_textpage().get_text_bounded()
        yield note("alternative texts of page {number}", number=number), "\n".join(_texts_of_tags(page))
        yield note("links of page {number}", number=number), "\n".join(_links(document, page))
    packets = (packet.decode("utf-8", "replace") for packet in PACKET.findall(content))
    yield note("information"), "\n".join((*document.get_metadata_dict().values(), *packets))
    yield note("bookmarks"), "\n".join(entry.get_title() for entry in document.get_toc(max_depth=20))


def _texts_of_tags(page: PdfPage) -> Iterator[str]:
    """What readers hear who cannot see the page, as far as it is not its text."""
    tree = raw.FPDF_StructTree_GetForPage(page.raw)
    if not tree:
        return
    root = ctypes.cast(tree, c_void_p)
    waiting = [BRANCH(root, number) for number in range(BRANCHES(root))]
    while waiting:
        tag = waiting.pop()
        if tag:
            for text_of in TEXTS_OF_TAGS:
                if (size := text_of(tag, None, 0)) > 2:
                    yield _wide(text_of, tag, size)
            waiting += [CHILD(tag, number) for number in range(CHILDREN(tag))]
    raw.FPDF_StructTree_Close(tree)


def _links(document: PdfDocument, page: PdfPage) -> Iterator[str]:
    """The addresses that the links of a page lead to."""
    place, link = ctypes.c_int(0), raw.FPDF_LINK()
    while raw.FPDFLink_Enumerate(page.raw, place, link):
        action = raw.FPDFLink_GetAction(link)
        if action:
            size = raw.FPDFAction_GetURIPath(document.raw, action, None, 0)
            address = ctypes.create_string_buffer(max(size, 1))
            raw.FPDFAction_GetURIPath(document.raw, action, address, size)
            yield address.value.decode("utf-8", "replace")


def _wide(text_of: Callable[..., int], tag: object, size: int) -> str:
    """A text of so many bytes in UTF-16."""
    buffer = ctypes.create_string_buffer(size)
    text_of(tag, buffer, size)
    return buffer.raw[: size - 2].decode("utf-16-le", "replace")
