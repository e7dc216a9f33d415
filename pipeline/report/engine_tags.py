"""The engine's tags, a third fewer: a text stands in the tag of its paragraph, heading or cell itself, and needs none of its own."""

from collections.abc import Iterator
from types import SimpleNamespace
from typing import Any, NamedTuple

import pydyf  # type: ignore[import-untyped]
from weasyprint.formatting_structure import boxes  # type: ignore[import-untyped]
from weasyprint.pdf import tags as tagging  # type: ignore[import-untyped]

HOLDING = frozenset(f"/{tag}" for tag in ("P", "H1", "H2", "H3", "H4", "H5", "H6", "Span", "Link", "Lbl", "LBody", "TH", "TD", "Caption"))
"""Tags that may hold text by themselves; others group tags: ISO 32000-1, 14.8.4."""
BUILD = tagging._build_box_tree


class Content(NamedTuple):
    """A piece of a page's content, referred to in a tag by its number on the page."""

    reference: int


class _Nothing:
    """What no box is: the engine gives a tag to each text by itself, before it asks for that of other boxes."""


def build(box: Any, parent: Any, pdf: Any, page: int, owners: dict[int, Any], notes: Any, contents: Any) -> Iterator[Any]:  # noqa: ANN401
    """The tags of a box, and who owns each piece of content of a page."""
    if not isinstance(box, boxes.TextBox):
        yield from BUILD(box, parent, pdf, page, owners, notes, contents)
        return
    content = contents.pop(box)
    number = content["mcid"]
    if parent["S"] in HOLDING:
        owners[number] = parent.reference
        yield Content(number)
        return
    tag = pydyf.Dictionary(
        {
            "Type": "/StructElem",
            "S": f"/{content['tag']}",
            "K": pydyf.Array([number]),
            "Pg": pdf.page_references[page],
            "P": parent.reference,
        }
    )
    pdf.add_object(tag)
    owners[number] = tag.reference
    yield tag


def quicken() -> None:
    """Have the engine make its tags as here."""
    tagging.boxes = SimpleNamespace(**{**vars(boxes), "TextBox": _Nothing})
    tagging._build_box_tree = build
