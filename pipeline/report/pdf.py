"""A page as PDF: tagged, with its own typeface, the same bytes for the same page, and nothing fetched from anywhere."""

import gc
import hashlib
import logging
import re
import unicodedata
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import date
from functools import cache, lru_cache
from html import escape
from pathlib import Path

from cssselect2 import ElementWrapper  # type: ignore[import-untyped]

from pipeline.report.enclosure import Enclosure
from pipeline.report.engine import CSS, HTML, FatalURLFetchingError, FontConfiguration, URLFetcher, URLFetcherResponse, fold, with_room
from pipeline.report.page_tree import tree_of
from pipeline.report.pdf_standard import VARIANT, write
from pipeline.report.sign_font import lettered, sign_address, sign_face
from pipeline.report.typeface import FACES, font_file, paper_faces

STYLE = re.compile(r"<style>(.*?)</style>", re.DOTALL)
ANY_STYLE = re.compile(r"<style[ >].*?</style>", re.DOTALL)  # styles with a media query are for screens, and the engine knows none
NO_GLYPH = re.compile(r"^\.notdef glyph.*\(U\+([0-9A-F]+)\)$", re.DOTALL)
ELEMENTS = Path(__file__).with_name("engine.css")
LOG = logging.getLogger("weasyprint")


class PdfError(Exception):
    """A page could not be set without trouble; the message is what the engine logged, `lines` has it line by line."""

    def __init__(self, lines: Sequence[str]) -> None:
        super().__init__("; ".join(lines))
        self.lines = lines


class Locked(URLFetcher):  # type: ignore[misc]  # weasyprint carries no types
    """A fetcher that opens nothing but the reports' own typeface and images that stand in the page itself."""

    def fetch(self, url: str, headers: dict[str, str] | None = None) -> URLFetcherResponse:
        """The own font or the image in this address; anything else ends the rendering."""
        if not url.startswith("data:image/") and url not in {sign_address(), *(font_file(name).as_uri() for name, _, _ in FACES)}:
            raise FatalURLFetchingError(f"the page asks for {url[:100]}, and a report may fetch nothing")
        return super().fetch(url, headers)


class _Page(HTML):  # type: ignore[misc]  # weasyprint carries no types
    """A page whose elements are at first what `engine.css` says."""

    def _ua_stylesheets(self, forms: bool = False) -> list[CSS]:
        return [_elements()]


class _Collector(logging.Handler):
    def __init__(self) -> None:
        super().__init__(logging.WARNING)
        self.lines: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.lines.append(record.getMessage())


def render_pdf(html: str, day: date | None = None, enclosed: Sequence[Enclosure] = ()) -> bytes:
    """The PDF (PDF/A-3a and PDF/UA-1) of a page made by `html.render_html`, dated `day`, with files enclosed.

    Characters that no font here can draw are left out where they are symbols, such as emoji, and stand as an empty square where they
    are letters; the names and numbers around them still reach their reader. Raises PdfError on anything that the engine logs.
    """
    try:
        return _rendered(html, day, enclosed)
    except PdfError as error:
        characters = _missing(error)
    without = html.translate({ord(one): "□" if unicodedata.category(one)[0] in "LN" else "" for one in characters})
    return _rendered(without, day, enclosed)


def undrawn(text: str) -> str:
    """The characters of a text that no font of this machine can draw."""
    try:
        _rendered(f'<html lang="en"><title>-</title><p>{escape(text)}</p></html>', None, ())
    except PdfError as error:
        return "".join(_missing(error))
    return ""


def _missing(error: PdfError) -> list[str]:
    """The characters that no font can draw, where that is all the trouble. Raises: the error where it is not."""
    found = [NO_GLYPH.search(line) for line in error.lines]
    if not found or not all(found):
        raise error
    return [chr(int(each[1], 16)) for each in found if each]


def _rendered(html: str, day: date | None, enclosed: Sequence[Enclosure]) -> bytes:
    with _no_warnings(), _collected_at_the_end():
        try:
            return with_room(_set, html, day, enclosed)
        except FatalURLFetchingError as error:
            raise PdfError([str(error)]) from error


def _set(html: str, day: date | None, enclosed: Sequence[Enclosure]) -> bytes:
    styles = "\n".join(STYLE.findall(html))
    document = _page(lettered(ANY_STYLE.sub("", html))).render(stylesheets=[_stylesheet(styles)], font_config=_fonts(), pdf_variant=VARIANT)
    return write(document, hashlib.sha256(html.encode()).digest()[:16], day, enclosed)


def _page(html: str) -> HTML:
    """The page as the engine takes it, parsed by us."""
    page = _Page(string="<html></html>", url_fetcher=_fetcher())
    tree = tree_of(html)
    fold(tree)
    page.wrapper_element = ElementWrapper.from_html_root(tree, content_language=None)
    page.etree_element = page.wrapper_element.etree_element
    return page


@cache
def _fetcher() -> Locked:
    return Locked(allowed_protocols=("file", "data"), allow_redirects=False)


@cache
def _fonts() -> FontConfiguration:
    """The typeface and the signs of reports."""
    fonts = FontConfiguration()
    CSS(string=paper_faces() + sign_face(), font_config=fonts, url_fetcher=_fetcher())
    return fonts


@cache
def _elements() -> CSS:
    return CSS(filename=ELEMENTS)


@lru_cache(maxsize=8)
def _stylesheet(text: str) -> CSS:
    """The page's own styles, parsed once: pages of one edition share them."""
    return CSS(string=text, font_config=_fonts(), url_fetcher=_fetcher())


@contextmanager
def _collected_at_the_end() -> Iterator[None]:
    """Python looks for garbage once, when the page is done, and only among what was made for it.

    A page is some hundred thousand objects that live until then; searched again and again, they cost a fifth of its time.
    """
    on = gc.isenabled()
    gc.freeze()
    gc.disable()
    try:
        yield
    finally:
        if on:
            gc.enable()
        gc.collect()
        gc.unfreeze()


@contextmanager
def _no_warnings() -> Iterator[None]:
    """Everything that WeasyPrint logs meanwhile becomes one PdfError."""
    collector = _Collector()
    LOG.addHandler(collector)
    try:
        yield
    finally:
        LOG.removeHandler(collector)
    if collector.lines:
        raise PdfError(list(dict.fromkeys(collector.lines)))
