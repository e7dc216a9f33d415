"""The engine's boxes, quicker: sizes that say nothing of percentages are the same for every box of a style, and are found once."""

from typing import Any, TypeAlias

from weasyprint import css  # type: ignore[import-untyped]
from weasyprint.css.properties import Dimension  # type: ignore[import-untyped]
from weasyprint.formatting_structure.boxes import Box  # type: ignore[import-untyped]
from weasyprint.layout import percent  # type: ignore[import-untyped]

from pipeline.report.engine_patch import instead

SIDES = ("top", "right", "bottom", "left")
RELATIVE = (*(f"{space}_{side}" for space in ("margin", "padding") for side in SIDES), "width", "height")
LIMITS = ("min_width", "min_height", "max_width", "max_height")
SIZES = (*RELATIVE, *LIMITS, *(f"border_{side}_width" for side in SIDES))
"""What the engine notes of a box before it lays it out."""
CORNERS = ("border_top_left_radius", "border_top_right_radius", "border_bottom_right_radius", "border_bottom_left_radius")
SQUARE = (Dimension(0, "px"), Dimension(0, "px"))
AT_HOME = ("static", "relative")
RESOLVE, ROUND, IN_FLOW = percent.resolve_percentages, percent.resolve_radii_percentages, Box.is_in_normal_flow

AnyBox: TypeAlias = Any
"""A box of the engine."""


def resolve_percentages(box: AnyBox, containing_block: Any) -> None:  # noqa: ANN401  # a box, or its width and height
    """Note the sizes of a box."""
    known = box.style.__dict__
    if known.get("sizes"):
        box.__dict__.update(known["sizes"])
        return
    RESOLVE(box, containing_block)
    if "sizes" not in known:
        known["sizes"] = {name: box.__dict__[name] for name in SIZES} if _is_absolute(box.style) else None


def resolve_radii_percentages(box: AnyBox) -> None:
    """Note how round the corners of a box are."""
    known = box.style.__dict__
    if "is_square" not in known:
        known["is_square"] = all(box.style[corner] == SQUARE for corner in CORNERS)
    if known["is_square"]:
        for corner in CORNERS:
            setattr(box, corner, (0, 0))
    else:
        ROUND(box)


def is_in_normal_flow(box: AnyBox) -> bool:
    """Whether a box stands where its place in the text is."""
    style = box.style
    return (style["float"] == "none" and style["position"] in AT_HOME) or bool(IN_FLOW(box))


def _is_absolute(style: css.Style) -> bool:
    """Whether no size of a style depends on the box around it, or on the boxes beside it as in tables with borders in common."""
    if getattr(style, "is_copy", True) or style["border_collapse"] == "collapse":
        return False
    return all(style[name] == "auto" or getattr(style[name], "unit", None) == "px" for name in (*RELATIVE, *LIMITS))


def quicken() -> None:
    """Have the engine take sizes as here."""
    instead(RESOLVE, resolve_percentages)
    instead(ROUND, resolve_radii_percentages)
    Box.is_in_normal_flow = is_in_normal_flow
