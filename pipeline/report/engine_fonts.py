"""The engine's fonts, read as they are seen: what a sign stands for when somebody copies or searches a text of a PDF."""

from typing import Any

import uharfbuzz  # type: ignore[import-untyped]
from weasyprint.pdf.fonts import Font  # type: ignore[import-untyped]

ELLIPSIS = "…"


class Readings(dict[int, str]):
    """The text of each glyph of a font. The glyph of the ellipsis is never read as anything else.

    Where a text is cut at `text-overflow: ellipsis`, the engine gives that glyph all that is hidden, and so to every ellipsis of the file.
    """

    def __init__(self, ellipsis: int | None) -> None:
        super().__init__()
        self._ellipsis = ellipsis

    def __setitem__(self, glyph: int, text: str) -> None:
        super().__setitem__(glyph, ELLIPSIS if glyph == self._ellipsis else text)


class ReadableFont(Font):  # type: ignore[misc]
    """A font of a PDF."""

    def __init__(self, *given: Any, **more: Any) -> None:  # noqa: ANN401  # whatever the engine gives
        super().__init__(*given, **more)
        face = uharfbuzz.Face(self.file_content, self.index)
        self.to_unicode = Readings(uharfbuzz.Font(face).get_nominal_glyph(ord(ELLIPSIS)))
