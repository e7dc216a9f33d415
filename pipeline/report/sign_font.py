"""The marks of tones as letters of a small font, for the PDF engine: a letter costs it a tenth of what a picture does.

The outlines are those of `charts.signs`, so both look alike. The letters are common signs that the reports' typeface lacks.
"""

import base64
import re
from collections.abc import Mapping
from functools import cache
from io import BytesIO
from types import MappingProxyType

from fontTools.fontBuilder import FontBuilder  # type: ignore[import-untyped]
from fontTools.misc.transform import Identity  # type: ignore[import-untyped]
from fontTools.pens.cu2quPen import Cu2QuPen  # type: ignore[import-untyped]
from fontTools.pens.ttGlyphPen import TTGlyphPen  # type: ignore[import-untyped]
from fontTools.svgLib import SVGPath  # type: ignore[import-untyped]
from fontTools.ttLib import TTFont  # type: ignore[import-untyped]
from fontTools.ttLib.tables._g_l_y_f import Glyph  # type: ignore[import-untyped]
from pathops import LineCap, LineJoin, Path, PathOp, op  # type: ignore[import-untyped]

from pipeline.report.charts.signs import SHAPES, STRONG
from pipeline.report.parts import Tone
from pipeline.report.typeface import FONTS

FAMILY = "Milepost Signs"
LETTERS: Mapping[Tone, str] = MappingProxyType(
    {
        "on_track": "●", "at_risk": "▴", "off_track": "◼", "not_assessed": "◯", "done": "✔", "pending": "◑", "active": "►",
        "ready": "○", "blocked": "⊖", "waiting": "⋅", "held": "⏸", "cancelled": "✕",
    }
)  # fmt: skip
BLANKS = {" ": "space", "\u00a0": "space", "\u2002": "en", "\u2007": "figure"}
"""The blanks beside a letter may be taken from its font; they are as wide as those of the typeface."""
WIDTHS = {"space": 200, "en": 500, "figure": 497}
TELLING = ("on_track", "at_risk", "off_track", "blocked")
"""The tones whose colour tells something; the others are as dark as the words beside them."""
EM, GRID, MITER = 1000, 10, 4
SIZE = 0.68
"""How large a mark is, in the size of its type."""
DROP = 0.02
"""How far below the line it begins."""
SCALE = EM * SIZE / GRID
PLACE = Identity.translate(0, EM * (SIZE - DROP)).scale(SCALE, -SCALE)
"""From a shape's own grid, which counts downwards, to the letter."""
BEGUN = 0
"""The moment at which the font was made, for the same bytes each time."""
SHAPE = re.compile(r"<(?P<name>\w+) (?P<attributes>[^>]*?)/>")
ATTRIBUTE = re.compile(r'([\w-]+)="([^"]*)"')
MARK = re.compile(r'<svg xmlns="[^"]*" class="mark"[^>]*><title>[^<]*</title>(.*?)</svg>', re.DOTALL)


def lettered(html: str) -> str:
    """A page whose marks are letters of the font."""
    return MARK.sub(lambda found: _letters()[found[1]], html)


def sign_face() -> str:
    """The rule that names the font, for the PDF engine."""
    return f'@font-face{{font-family:"{FAMILY}";src:url({sign_address()})}}'


@cache
def sign_address() -> str:
    """The font as an address that holds it."""
    return f"data:font/ttf;base64,{base64.b64encode(sign_font()).decode()}"


@cache
def sign_font() -> bytes:
    """The font, with the height of the typeface that it stands beside; the same bytes each time."""
    beside = TTFont(FONTS / "SourceSansPro-Regular.ttf")
    blank = TTGlyphPen(None).glyph()
    glyphs: dict[str, Glyph] = {".notdef": blank, **dict.fromkeys(WIDTHS, blank), **{tone: _glyph(SHAPES[tone]) for tone in LETTERS}}
    builder = FontBuilder(EM, isTTF=True)
    builder.setupGlyphOrder(list(glyphs))
    builder.setupCharacterMap({ord(letter): name for letter, name in (*BLANKS.items(), *((v, k) for k, v in LETTERS.items()))})
    builder.setupGlyf(glyphs)
    outlines = builder.font["glyf"]
    builder.setupHorizontalMetrics({name: (WIDTHS.get(name, round(EM * SIZE)), getattr(outlines[name], "xMin", 0)) for name in glyphs})
    builder.setupHorizontalHeader(ascent=beside["hhea"].ascent, descent=beside["hhea"].descent)
    builder.setupNameTable({"familyName": FAMILY, "styleName": "Regular", "psName": "MilepostSigns-Regular"})
    builder.setupOS2(
        sTypoAscender=beside["OS/2"].sTypoAscender,
        sTypoDescender=beside["OS/2"].sTypoDescender,
        usWinAscent=beside["OS/2"].usWinAscent,
        usWinDescent=beside["OS/2"].usWinDescent,
    )
    builder.setupPost()
    builder.updateHead(created=BEGUN, modified=BEGUN)
    builder.font.recalcTimestamp, made = False, BytesIO()
    builder.save(made)
    return made.getvalue()


def _glyph(shape: str) -> Glyph:
    """A shape as outlines: what is filled and what a stroke covers."""
    covered = Path()
    for element in SHAPE.finditer(shape):
        attributes = dict(ATTRIBUTE.findall(element["attributes"]))
        drawn = Path()
        SVGPath.fromstring(f"<svg>{element[0]}</svg>", PLACE).draw(drawn.getPen(allow_open_paths=True))
        if attributes.get("fill") != "none":
            covered = op(covered, drawn, PathOp.UNION)
        if "stroke" in attributes:
            dashes = [SCALE * float(each) for each in attributes.get("stroke-dasharray", "").split()]
            drawn.stroke(SCALE * float(attributes["stroke-width"]), LineCap.BUTT_CAP, LineJoin.MITER_JOIN, MITER, dashes or None)
            covered = op(covered, drawn, PathOp.UNION)
    outlines = TTGlyphPen(None)
    covered.draw(Cu2QuPen(outlines, max_err=1))
    return outlines.glyph()


@cache
def _letters() -> Mapping[str, str]:
    """What takes the place of each mark, by the shape that it has."""
    return {
        SHAPES[tone].format(c=STRONG[tone]): f'<span class="{tone}">{letter}</span>' if tone in TELLING else letter
        for tone, letter in LETTERS.items()
    }
