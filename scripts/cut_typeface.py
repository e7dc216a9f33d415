"""Cut the typeface of web pages to the letters of Western languages: pipeline/report/web_faces.css. Run: python scripts/cut_typeface.py"""

import base64
from io import BytesIO

from fontTools import subset
from fontTools.ttLib import TTFont

from pipeline.report.publish import publish_file
from pipeline.report.typeface import CUT, FONTS, WEB_FACES, face

NOTE = "/* Made by scripts/cut_typeface.py from Source Sans Pro, (c) Adobe, SIL Open Font License 1.1: https://openfontlicense.org */"
LETTERS = (
    range(0x20, 0x180),
    (0x2002, 0x2007),
    range(0x2010, 0x2028),
    (0x202F, 0x2030, 0x20AC, 0x2122, 0x2190, 0x2192, 0x2212, 0x2260, 0x2264, 0x2265),
)


def cut_typeface() -> str:
    """The rules that carry the cut fonts in themselves, behind a line that says so."""
    return "\n".join((NOTE, *(face(weight, style, _data(name)) for name, weight, style in WEB_FACES))) + "\n"


def _data(name: str) -> str:
    options = subset.Options(flavor="woff2", hinting=False, layout_features=["kern", "tnum", "mark", "ccmp"], name_IDs=[1, 2, 13])
    font = TTFont(FONTS / f"SourceSansPro-{name}.ttf", recalcTimestamp=False)
    cutter = subset.Subsetter(options)
    cutter.populate(unicodes=[letter for letters in LETTERS for letter in letters])
    cutter.subset(font)
    font.flavor, cut = "woff2", BytesIO()
    font.save(cut, reorderTables=False)
    return f"data:font/woff2;base64,{base64.b64encode(cut.getvalue()).decode()}"


if __name__ == "__main__":
    publish_file(CUT, cut_typeface().encode())
