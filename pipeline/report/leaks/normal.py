"""Text as it is compared: words alone, without case, marks, signs nobody sees and ways of breaking lines."""

import re
import unicodedata
from collections.abc import Iterator
from functools import cache

from babel.messages.pofile import denormalize

from pipeline.contract.cells import Choice
from pipeline.contract.workbook import SHEETS
from pipeline.wording.language import CATALOGUES

WORD = re.compile(r"\w+")
UNSEEN = re.compile("[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff\ufffe\x02](?:(?<=[\ufffe\x02])\\s*)?")
"""Signs of no width, marks of direction, and the hyphens with which a PDF breaks words, with the break.

It begins with a set of signs, as all patterns of the search: Python then passes over the others ten times as fast.
"""
IN_CATALOGUE = re.compile(r'^msg(?:id(?:_plural)?|str(?:\[\d\])?) ((?:".*"\n)+)', re.MULTILINE)
"""A sentence of a catalogue, or what it is in another language, as it is written there."""
SHORTEST, LONG_WORD, LETTERS = 5, 12, 8


def normal(text: str) -> str:
    """The words of a text in lower case and compatibility form, one blank between them; `Jo.Aho@acme.example` is `jo aho acme example`."""
    return " ".join(WORD.findall(UNSEEN.sub("", unicodedata.normalize("NFKC", text)).casefold()))


def is_telling(words: str, is_name: bool = False) -> bool:
    """Whether a normal text can mean only one thing: several words, or one that is long or holds letters and digits.

    One short word, a number or a date may stand on any page by chance; names of two words and keys of issues may be shorter than others.
    """
    letters = sum(map(str.isalpha, words))
    if len(words) < SHORTEST or not letters:
        return False
    if " " not in words:
        return len(words) >= LONG_WORD or letters < len(words)
    return letters >= LETTERS or (is_name and letters > 1)


@cache
def vocabulary(language: str) -> str:
    """All that reports say of themselves in a language, as one normal text with a blank at both ends; English is always in it."""
    return f" {' '.join(map(normal, _sentences(language)))} "


@cache
def own_words(language: str) -> frozenset[str]:
    """The words of the vocabulary."""
    return frozenset(vocabulary(language).split())


def _sentences(language: str) -> Iterator[str]:
    for sheet in SHEETS:
        for column in sheet:
            yield column.header
            if isinstance(column.type, Choice):
                yield from column.type.values
    catalogue = (CATALOGUES / f"{'de' if language == 'en' else language}.po").read_text(encoding="utf-8")
    yield from map(denormalize, IN_CATALOGUE.findall(catalogue))
