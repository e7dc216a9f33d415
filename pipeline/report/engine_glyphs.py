"""The engine's glyphs: what came of shaping a text, kept as a PDF shows it, where that is nothing but plain glyphs in a row."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, TypeAlias

from weasyprint.text.ffi import FROM_UNITS, ffi, pango  # type: ignore[import-untyped]
from weasyprint.text.fonts import get_pango_font_key  # type: ignore[import-untyped]

PLACES = 5
"""Integers in which Pango tells of a glyph: its number, its width, how far it is moved to the right and down, and a flag."""
SIZE = PLACES * 4
Layout: TypeAlias = Any
"""The engine's hold on Pango's layout of a text."""
Font: TypeAlias = Any
"""A font of a PDF, as the engine has it."""


@dataclass(frozen=True, eq=False)
class Face:
    """A font in one size, kept from being freed by a layout that has it, and the widths of its glyphs in thousandths of its size."""

    font: Any
    size: float
    holder: Any
    widths: dict[int, int] = field(default_factory=dict)

    def width(self, glyph: int) -> int:
        """How far a glyph goes on to the right."""
        if glyph not in self.widths:
            box = ffi.new("PangoRectangle *")
            pango.pango_font_get_glyph_extents(self.font, glyph, ffi.NULL, box)
            self.widths[glyph] = round(box.width * 1000 * FROM_UNITS / self.size)
        return self.widths[glyph]


@dataclass(frozen=True)
class Run:
    """Glyphs of one face in a row, and how far each goes here, in Pango's units; each glyph once, with its own width and the text that it
    is read as; and the glyphs as a PDF shows them whose glyphs have these widths."""

    face: Face
    glyphs: Sequence[int]
    steps: Sequence[int]
    signs: Sequence[tuple[int, int, str]]
    shown: str

    def told(self, font: Font) -> str:
        """The glyphs as the PDF of this font shows them, which notes each glyph as it was first met."""
        widths, readings, as_here = font.widths, font.to_unicode, True
        for glyph, width, text in self.signs:
            if glyph not in readings:
                readings[glyph] = text
            if widths.setdefault(glyph, width) != width:
                as_here = False
        return self.shown if as_here else _shown(self.glyphs, self.steps, widths, self.face.size)


def shaped(layout: Layout, faces: dict[Any, Face]) -> tuple[Run, ...]:
    """The glyphs of a text, in faces which are noted; none where a glyph is missing, empty or moved, which the engine draws itself."""
    pango.pango_layout_set_single_paragraph_mode(layout.layout, True)
    line, _ = layout.get_first_line()
    made, node, text = list[Run](), line.runs, layout.text.encode()
    while node != ffi.NULL:
        item, glyphs = node.data.item, node.data.glyphs
        told = memoryview(ffi.buffer(glyphs.glyphs, glyphs.num_glyphs * SIZE)).cast("i").tolist()
        numbers, steps = told[::PLACES], told[1::PLACES]
        if any(told[2::PLACES]) or any(told[3::PLACES]) or max(numbers, default=0) >= pango.PANGO_GLYPH_EMPTY:
            return ()
        font, start = item.analysis.font, item.offset
        face = faces.get(font)
        if face is None:
            face = faces[font] = Face(font, get_pango_font_key(font)[2], layout.layout)
        begins = ffi.unpack(glyphs.log_clusters, glyphs.num_glyphs)
        ends = [item.length, *begins] if item.analysis.level % 2 else [*begins[1:], item.length]
        signs: dict[int, tuple[int, int, str]] = {}
        for number, begin, end in zip(numbers, begins, ends, strict=False):
            if number not in signs:
                signs[number] = number, face.width(number), text[start + begin : start + end].decode()
        made.append(Run(face, numbers, steps, tuple(signs.values()), _shown(numbers, steps, face.widths, face.size)))
        node = node.next
    return tuple(made)


def _shown(glyphs: Sequence[int], steps: Sequence[int], widths: Mapping[int, int], size: float) -> str:
    """Glyphs as a PDF shows them: their numbers, and between them how far the next is moved to the left, where it is moved at all."""
    parts = ["<"]
    for glyph, step in zip(glyphs, steps, strict=True):
        moved = int(widths[glyph] - step * 1000 * FROM_UNITS / size)
        parts.append(f"{glyph:04x}>{moved}<" if moved else f"{glyph:04x}")
    parts.append(">")
    return "".join(parts).removesuffix("<>")
