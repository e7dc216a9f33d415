"""The typeface of web pages: the package's own, cut to the letters that Western languages need."""

import base64
import re
from io import BytesIO

from fontTools.ttLib import TTFont

from pipeline.report.typeface import LETTERS, font_file, web_faces


def test_pages_carry_a_regular_and_a_semibold_face_in_themselves():
    assert re.findall(r"font-weight:(\d+);font-style:(\w+);src:url\(data:font/woff2;", web_faces()) == [
        ("400", "normal"),
        ("600", "normal"),
    ]
    assert len(web_faces()) < 46_000


def test_each_cut_face_draws_all_letters_as_the_whole_one_does_with_digits_of_one_width():
    wanted = {letter for letters in LETTERS for letter in letters}
    for data, name in zip(re.findall(r"base64,([^)]+)\)", web_faces()), ("Regular", "Semibold"), strict=True):
        cut, whole = TTFont(BytesIO(base64.b64decode(data))), TTFont(font_file(name))
        there = whole.getBestCmap()
        assert set(cut.getBestCmap()) == wanted & set(there)
        for letter, glyph in cut.getBestCmap().items():
            assert cut["hmtx"][glyph][0] == whole["hmtx"][there[letter]][0]
            assert (cut["glyf"][glyph].numberOfContours == 0) == (whole["glyf"][there[letter]].numberOfContours == 0)
        assert {record.FeatureTag for record in cut["GPOS"].table.FeatureList.FeatureRecord} == {"kern"}
        assert len({cut["hmtx"][cut.getBestCmap()[ord(digit)]][0] for digit in "0123456789"}) == 1


def test_the_cut_is_the_same_each_time():
    first = str(web_faces())
    web_faces.cache_clear()
    assert web_faces() == first
