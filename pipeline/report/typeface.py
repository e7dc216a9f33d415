"""The typeface of reports: Source Sans from its package; whole for paper, and for the web cut to the letters of Western languages.

The cut is made by scripts/cut_typeface.py: each process would need most of a second for it.
"""

from functools import cache
from pathlib import Path

import font_source_sans_pro  # type: ignore[import-untyped]
from markupsafe import Markup

FONTS = Path(font_source_sans_pro.__file__).parent / "files"
FAMILY = "Milepost Sans"
FACES = (("Regular", 400, "normal"), ("Semibold", 600, "normal"), ("It", 400, "italic"))
WEB_FACES = FACES[:2]
"""A browser slants the regular face where a word stands in italics."""
CUT = Path(__file__).with_name("web_faces.css")
"""A line that says what it is, then the rules."""


def paper_faces() -> str:
    """The rules that name the font files, for the PDF engine."""
    return "".join(face(weight, style, font_file(name).as_uri()) for name, weight, style in FACES)


def font_file(name: str) -> Path:
    """The file of a face."""
    return FONTS / f"SourceSansPro-{name}.otf"


@cache
def web_faces() -> Markup:
    """The rules that carry the cut fonts in themselves, about 40 KB, for a page that opens from disk."""
    return Markup(CUT.read_text().partition("\n")[2].rstrip("\n"))


def face(weight: int, style: str, address: str) -> str:
    """The rule that says where a face is."""
    return f'@font-face{{font-family:"{FAMILY}";font-weight:{weight};font-style:{style};src:url({address})}}'
