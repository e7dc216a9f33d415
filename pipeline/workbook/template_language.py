"""The language of a new workbook: what its headers, words and sentences say, and how its days look."""

from collections.abc import Callable
from dataclasses import dataclass

from pipeline.mistakes import UsageError
from pipeline.workbook import template_german as german
from pipeline.workbook.template_german_columns import HEADERS, HELPS

SENTENCES = (german.SHEET_NAMES, HEADERS, HELPS, german.SHEET_HELPS, german.WORDS, german.CURES, german.PAGES)
GERMAN = {english: text for sentences in SENTENCES for english, text in sentences.items()}


@dataclass(frozen=True)
class Language:
    """A language: `say` gives the text for an English one, `day` is the number format of dates."""

    code: str
    say: Callable[[str], str]
    day: str


ENGLISH = Language("en", str, "yyyy-mm-dd")
LANGUAGES = {"en": ENGLISH, "de": Language("de", GERMAN.__getitem__, "dd.mm.yyyy")}


def language_of(code: str) -> Language:
    """The language of this code; raises UsageError for one that no workbook is written in."""
    if code not in LANGUAGES:
        raise UsageError(f"{code!r} is no language of new workbooks; choose one of {', '.join(LANGUAGES)}")
    return LANGUAGES[code]
