"""The brand on every page: name, accent colour, and the logo as an image that stands in the page itself."""

import base64
from functools import lru_cache
from io import BytesIO
from pathlib import Path
from xml.etree.ElementTree import Element

from defusedxml.common import DefusedXmlException  # type: ignore[import-untyped]
from defusedxml.ElementTree import ParseError, fromstring  # type: ignore[import-untyped]
from markupsafe import Markup
from PIL import Image, UnidentifiedImageError

from pipeline.mistakes import UsageError
from pipeline.report.parts import NO_LOGO, Brand
from pipeline.settings import Settings

LARGEST = 1_000_000
HEIGHT = 240
"""Pixels that a logo keeps at most; on paper it stands 10 mm high."""
FOREIGN = frozenset({"script", "foreignObject", "iframe", "image", "feImage", "a", "animate", "set", "style"})


def brand_of(settings: Settings) -> Brand:
    """The brand that every page carries. Raises UsageError for a logo that is no image, or one that asks for anything outside itself."""
    given = settings.brand
    logo = _logo(settings.logo, settings.logo.stat().st_mtime_ns) if settings.logo else NO_LOGO
    return Brand(given.name or "", given.accent, logo, given.paper)


@lru_cache(maxsize=4)
def _logo(path: Path, changed: int) -> Markup:
    """The logo as a data address: a PNG made anew without what else the file held, or an SVG of shapes alone."""
    content = path.read_bytes()
    if len(content) > LARGEST:
        raise UsageError(f"brand.logo: {path.name} has {len(content):,} bytes; a logo has at most {LARGEST:,}")
    if path.suffix.lower() == ".svg":
        _assert_shapes_alone(content, path.name)
        return _data("svg+xml", content)
    return _data("png", _redrawn(content, path.name))


def _redrawn(content: bytes, name: str) -> bytes:
    try:
        image = Image.open(BytesIO(content), formats=("PNG", "JPEG")).convert("RGBA")
        image.thumbnail((10 * HEIGHT, HEIGHT))
    except (UnidentifiedImageError, OSError, ValueError, Image.DecompressionBombError):
        raise UsageError(f"brand.logo: {name} is no SVG, PNG or JPEG image") from None
    drawn = BytesIO()
    image.save(drawn, "PNG", optimize=True)
    return drawn.getvalue()


def _assert_shapes_alone(content: bytes, name: str) -> None:
    try:
        root = fromstring(content, forbid_dtd=False)
    except (ParseError, DefusedXmlException, ValueError):
        raise UsageError(f"brand.logo: {name} is no SVG image that can be read") from None
    if _local(root.tag) != "svg":
        raise UsageError(f"brand.logo: {name} is no SVG image")
    for element in root.iter():
        if trouble := _foreign(element):
            raise UsageError(f"brand.logo: {name} has {trouble}; save it as plain shapes, or as PNG")


def _foreign(element: Element) -> str | None:
    """What an element asks for beyond its own shapes, or None."""
    tag = _local(element.tag)
    if tag in FOREIGN:
        return f"an element <{tag}>"
    for key, value in element.attrib.items():
        attribute = _local(key).lower()
        if attribute.startswith("on"):
            return f"an attribute {attribute}"
        if attribute in ("href", "src") and not value.startswith("#"):
            return f"a link to {value[:40]}"
        if "url(" in value.replace("url(#", ""):
            return f"an address in {attribute}"
    return None


def _local(name: object) -> str:
    return name.rpartition("}")[2] if isinstance(name, str) else ""


def _data(kind: str, content: bytes) -> Markup:
    """The content as an address that a page takes as it is, however long."""
    return Markup(f"data:image/{kind};base64,{base64.b64encode(content).decode()}")
