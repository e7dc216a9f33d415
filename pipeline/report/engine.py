"""WeasyPrint as reports use it: found at once, with room on Python's stack for how deeply it calls itself, no colour read and no word
shaped twice, and its files packed at the level that all other programs take."""

import ctypes.util
import sys
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import lru_cache, partial
from types import SimpleNamespace
from typing import ParamSpec, TypeVar

import tinycss2  # type: ignore[import-untyped]

P = ParamSpec("P")
R = TypeVar("R")
ROOM = 1 << 17
"""Places on Python's stack, of eight bytes each."""
LEVEL = 6
"""How hard streams are packed: level 9 takes four times as long, 3 % of a report, for 1.5 % of its size."""


@contextmanager
def _known_to_the_linker() -> Iterator[None]:
    """On Linux, libraries are found by the names that the linker knows, or not at all.

    The engine tries the names that its libraries have on all systems; for each that is wrong here Python would ask `ldconfig`, `gcc` and
    `ld`, which takes longer than all the rest of loading.
    """
    search = ctypes.util.find_library
    if sys.platform == "linux":
        ctypes.util.find_library = lambda name: None
    try:
        yield
    finally:
        ctypes.util.find_library = search


@contextmanager
def _without_elements() -> Iterator[None]:
    """The engine's own sheets are read for their styles of counters alone: what elements look like is said by `engine.css`."""
    parse = tinycss2.parse_stylesheet
    tinycss2.parse_stylesheet = lambda css: [rule for rule in parse(css) if rule.type == "at-rule"]
    try:
        yield
    finally:
        tinycss2.parse_stylesheet = parse


with _known_to_the_linker(), _without_elements():
    import pydyf  # type: ignore[import-untyped]
    import weasyprint.pdf.stream  # type: ignore[import-untyped]
    from weasyprint import CSS as CSS
    from weasyprint import HTML as HTML
    from weasyprint import Attachment as Attachment
    from weasyprint.document import Document as Document  # type: ignore[import-untyped]
    from weasyprint.pdf.metadata import DocumentMetadata as DocumentMetadata  # type: ignore[import-untyped]
    from weasyprint.text.ffi import pango as pango  # type: ignore[import-untyped]
    from weasyprint.text.fonts import FontConfiguration as FontConfiguration  # type: ignore[import-untyped]
    from weasyprint.urls import FatalURLFetchingError as FatalURLFetchingError  # type: ignore[import-untyped]
    from weasyprint.urls import URLFetcher as URLFetcher
    from weasyprint.urls import URLFetcherResponse as URLFetcherResponse

    from pipeline.report import engine_boxes, engine_pictures, engine_styles, engine_tags, engine_text
    from pipeline.report.engine_fonts import ReadableFont
    from pipeline.report.engine_pictures import fold as fold

weasyprint.pdf.stream.Font = ReadableFont
for part in (engine_boxes, engine_pictures, engine_styles, engine_tags, engine_text):
    part.quicken()
packed = lru_cache(maxsize=1)(partial(zlib.compress, level=LEVEL))  # the last stream is asked for twice, for the file and for its digest
pydyf.zlib = SimpleNamespace(compress=zlib.compress, compressobj=lambda level: SimpleNamespace(compress=packed, flush=bytes))


def with_room(work: Callable[P, R], *arguments: P.args, **more: P.kwargs) -> R:
    """What the work returns, done with a megabyte of stack in one piece.

    Python takes its stack from the system 16 KB at a time and gives each piece back when the call that needed it ends. Where a loop calls
    across the end of a piece it does so each time round, which costs a page a tenth of its time.
    """
    return work(*arguments, **more)


with_room.__code__ = with_room.__code__.replace(co_stacksize=ROOM)
