"""One cell's text: made tidy, and read as a text, a yes or no, a word of a list. What cannot be read comes back as a Bad."""

import re
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass
from difflib import get_close_matches
from functools import lru_cache
from typing import Any

from pipeline.contract.cells import Choice
from pipeline.contract.names import word_name, words_of
from pipeline.contract.sheets import normalised
from pipeline.wording import Text, note


@dataclass(frozen=True, slots=True)
class Bad:
    """Why a cell's text was not read: the code, the sentence and the cure; of a list that was read in part, the `rest` that was."""

    code: str
    message: Text
    fix: Text
    rest: tuple[Any, ...] | None = None


Reader = Callable[[str], object]

ESCAPE = re.compile(r"_x((?![Dd][89A-Fa-f])[0-9A-Fa-f]{4})_")
UNSEEN = re.compile("[\x00-\x08\x0e-\x1f\x7f\u00ad\u200b-\u200f\u2028-\u202e\u2060\ufeff]")
SPACES = re.compile("[\t\x0b\x0c\u00a0\u1680\u2000-\u200a\u202f\u205f\u3000]")
MIDNIGHT = re.compile(r"(\d{4}-\d\d-\d\d) 00:00:00")
STAMP = re.compile(r"\d{4}-\d\d-\d\d \d\d:\d\d:\d\d(\.\d+)?")
ERROR_WORD = re.compile(
    r"#(?:DIV/0!|REF!|N/A|NAME\?|VALUE!|NUM!|NULL!|SPILL!|CALC!|FIELD!|BLOCKED!|BUSY!|GETTING_DATA|BEZUG!|WERT!|NV|ZAHL!|NOM\?|VALEUR!|NOMBRE!)"
    r"|Err:\d{3}"
)
PLACEHOLDER = re.compile(
    r"\[[^\]]{2,}\]|\{[^}]+\}|<[^>]+>|TODO\b.*|to be (?:added|announced|confirmed|decided|defined)|x{2,}|\.{2,}|…", re.I
)
NOTHING = frozenset({"-", "--", "–", "—", "n/a", "n.a.", "n.a", "na", "none", "nil", "keine", "kein", "entfällt"})

YES = frozenset({"yes", "y", "true", "x", "1", "✓", "✔", "☑", "☒", "✅", "[x]", "ja", "j", "wahr", "oui", "vrai", "sí", "si", "on"})
NO = frozenset({"no", "n", "false", "0", "☐", "□", "[ ]", "[]", "nein", "falsch", "non", "faux", "off"})

DIRTY = (
    r"^$|^[\s#]|\s$|^Err:|[\x00-\x09\x0b-\x1f\x7f\u{a0}\u{ad}\u{1680}\u{2000}-\u{200f}\u{2028}-\u{202f}\u{205f}\u{2060}\u{3000}\u{feff}]"
    r"|_x[0-9A-Fa-f]{4}_|\d 00:00:00$"
)
DIRTY_LINE = DIRTY + r"|\n|  "
"""Texts that need tidying, as an expression of the table engine; all others stand as they are."""


def tidy(text: str) -> str:
    """The text of several lines: line ends made one, unseen characters taken out, hard spaces made plain, no space at either end."""
    text = ESCAPE.sub(lambda code: chr(int(code[1], 16)), text) if "_x" in text else text
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    return SPACES.sub(" ", UNSEEN.sub("", text)).strip()


def line(text: str) -> str:
    """The text as one line, white space collapsed."""
    return " ".join(tidy(text).split())


def read_text(text: str) -> str | Bad | None:
    """One line of text; a true date in a text column reads as its day."""
    clean = line(text)
    if day := MIDNIGHT.fullmatch(clean):
        return day[1]
    return explained(clean) if ERROR_WORD.fullmatch(clean) else clean or None


def read_long(text: str) -> str | Bad | None:
    """Several lines of text."""
    clean = tidy(text)
    return explained(clean) if ERROR_WORD.fullmatch(clean) else clean or None


def read_id(text: str) -> str | Bad | None:
    """A short identifier; what Excel turned into a date is not guessed back."""
    clean = line(text)
    return id_is_date(clean) if STAMP.fullmatch(clean) else read_text(clean)


def id_is_date(text: str) -> Bad:
    """The finding for an id such as 1-2 that Excel made a date of."""
    says = note("Excel stored the date {date} here", date=text[:10])
    return Bad("ID_IS_DATE", says, note("Format the column as text, then type the id again."))


def read_flag(text: str) -> bool | Bad | None:
    """Yes or no."""
    word = normalised(text)
    if word in YES:
        return True
    if word in NO:
        return False
    return Bad("FLAG_UNREADABLE", note("{text!r} is neither yes nor no", text=line(text)), note("Enter yes or no."))


def read_choice(choice: Choice) -> Reader:
    """A reader of the words of one list, with the other spellings that people use."""
    words = choice_words(choice)

    def read(text: str) -> str | Bad | None:
        word = normalised(text)
        if word in words:
            return words[word]
        near = get_close_matches(word, words, n=1, cutoff=0.7)
        offered = words_of(choice)
        fix = note("Choose from the list: {words}.", words=offered)
        if near:
            fix = note("Enter {word}; the list has {words}.", word=word_name(words[near[0]]), words=offered)
        return Bad("CHOICE_UNKNOWN", note("{text!r} is not in the list", text=line(text)), fix)

    return read


def choice_words(choice: Choice) -> dict[str, str]:
    """Every normalised word that means a value of the list, to that value."""
    words = {normalised(other): value for value, others in choice.words.items() for other in others}
    return words | {normalised(value): value for value in choice.words}


@lru_cache(maxsize=4096)
def explained(clean: str) -> Bad | None:
    """What a tidied text is that no reader understood: an error word, a placeholder, a mark for nothing; None where it is none of them."""
    if ERROR_WORD.fullmatch(clean):
        return error_cell(clean)
    if PLACEHOLDER.fullmatch(clean) or "TODO:" in clean:
        return Bad(
            "REQUIRED_PLACEHOLDER", note("{text!r} is placeholder text", text=clean), note("Enter the value, or leave the cell blank.")
        )
    if unicodedata.normalize("NFKC", clean).casefold() in NOTHING:
        return Bad("NO_VALUE", note("{text!r} is read as blank", text=clean), note("Leave the cell blank."))
    return None


def error_cell(word: str) -> Bad:
    """What is said of a cell that shows an error word."""
    return Bad("CELL_ERROR", note("The cell shows {error}", error=word), note("Repair the formula, or enter the value itself."))
