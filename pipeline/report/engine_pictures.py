"""The engine's pictures, quicker: what they are made of is read once, and is no business of a page's styles and boxes."""

from functools import lru_cache
from typing import Any
from weakref import WeakKeyDictionary
from xml.etree.ElementTree import Element

from weasyprint import html  # type: ignore[import-untyped]
from weasyprint.svg import utils as pictures  # type: ignore[import-untyped]

from pipeline.report.engine_patch import instead

SVG = "{http://www.w3.org/2000/svg}svg"
READ = (pictures.color, pictures.normalize, pictures.size, pictures.parse_url)
"""What the engine does with attributes: the same few values stand in hundreds of shapes."""
FOLDED: WeakKeyDictionary[Element, list[Element]] = WeakKeyDictionary()
DRAWN = html.HTML_HANDLERS[SVG]


def fold(page: Element) -> None:
    """Lay aside what the pictures of a page are made of, until the engine makes boxes of them.

    It would look for rules for each shape and make a box of it, a quarter of all in a report, and take the picture for them in the end.
    """
    within: set[Element] = set()
    for picture in tuple(page.iter(SVG)):
        if picture not in within:
            within.update(picture.iter(SVG))
            FOLDED[picture] = list(picture)
            del picture[:]


def unfolded(picture: Element, *rest: Any) -> list[Any]:  # noqa: ANN401  # the engine's
    """The boxes of a picture, which is whole again."""
    picture.extend(FOLDED.pop(picture, ()))
    boxes: list[Any] = DRAWN(picture, *rest)
    return boxes


def quicken() -> None:
    """Have the engine read its pictures as here."""
    for read in READ:
        instead(read, lru_cache(maxsize=1024, typed=True)(read))
    html.HTML_HANDLERS[SVG] = unfolded
