"""The search: every part of every file, for what is internal, for other projects' parties, and for what no page should ever say."""

import re
from collections.abc import Iterator, Mapping
from functools import cache, lru_cache
from typing import NamedTuple

from pipeline.contract.findings import ERROR, Code
from pipeline.figures.health.contradictions import HEALTH_CODES
from pipeline.report.leaks.artefacts import Piece, Unreadable, pieces
from pipeline.report.leaks.internal import Internal, numbers_in
from pipeline.report.leaks.normal import UNSEEN, normal
from pipeline.report.leaks.occurring import Words
from pipeline.rules.registry import CODES
from pipeline.wording import Text, note
from pipeline.workbook.codes import READING_CODES
from pipeline.workbook.mapping.codes import MAPPING_CODES

FOLDERS = "home|root|tmp|var|opt|work|mnt|srv|usr|etc|media|Users|Volumes|private"
PATH = re.compile(
    rf"\bfile:/|(?<![\w./:>-])/(?:{FOLDERS})/[\w.~-]|(?<![\w.])~/[\w.]|\b[A-Za-z]:\\[\w.]|(?<!\\)\\\\[\w.-]+\\\w", re.IGNORECASE
)
HASH = re.compile(r"[0-9a-f](?<![0-9A-Fa-f].)[0-9a-f]{63}(?![0-9A-Fa-f])")
MAIL = re.compile(r"[\w.+%-]+@[\w-]+(?:\.[\w-]+)+")
LEFT_OVER = re.compile(
    r"\{\{|\{%|u(?<!\w.)ndefined\b|n(?<![\w-].)an(?![\w-])|N(?<![\w-].)(?:a[NT]|one(?! (?:of|is|are|has|have)\b))(?![\w-])|Traceback \(most"
)
CODE_LIKE = re.compile(r"[A-Z](?<!\w.)[A-Z0-9_]+(?!\w)")
PARTY = note("another project's customer, domain or address is named")
CELL, FOLDER = note("a cell of the workbook is named"), note("a file or folder of one machine is named")
DIGEST, CODE = note("the hash of a file is shown"), note("the code of a finding is named")
ADDRESS, REMNANT = note("a mail address is shown"), note("a template left something over")
OF_CODE = ((FOLDER, PATH), (DIGEST, HASH))
OF_TEXT = (*OF_CODE, (ADDRESS, MAIL), (REMNANT, LEFT_OVER))
NEEDED = {
    CELL: re.compile("!"),
    FOLDER: re.compile(rf"\\|~/|:(?<=file:)/|/(?:{FOLDERS})/", re.IGNORECASE),
    ADDRESS: re.compile("@"),
}
"""What each such trace has: a text without it need not be searched for them."""
Traces = tuple[tuple[Text, str], ...]
CLOSED, WHOLE = note("the file cannot be looked into"), note("all of it")
LEAK_CODES = (
    Code(
        "EDITION_LEAK",
        ERROR,
        "A finished edition holds something that its readers must not learn; the project is held and only its team gets an edition.",
    ),
)


class Leak(NamedTuple):
    """One thing that a file of an edition should not hold: in which file, in which part of it, what is wrong, and the thing itself."""

    file: str
    where: Text
    what: Text
    text: str

    @property
    def hint(self) -> str:
        """The beginning of the text, enough to know it by and too little to tell it."""
        return f"{self.text[:2]}…" if self.text else ""


def leaks(files: Mapping[str, bytes], internal: Internal) -> tuple[Leak, ...]:
    """What the files of an edition should not hold, each thing once a file, in the order of the files and their parts."""
    found: dict[tuple[str, str, str], Leak] = {}
    for name, content in files.items():
        for leak in _in_file(name, content, internal):
            found.setdefault((name, leak.what, leak.text), leak)
    return tuple(found.values())


def _in_file(name: str, content: bytes, internal: Internal) -> Iterator[Leak]:
    try:
        for piece in pieces(name, content):
            yield from (Leak(name, piece.where, what, text) for what, text in _in_piece(piece, internal))
    except Unreadable:
        yield Leak(name, WHOLE, CLOSED, "")


def _in_piece(piece: Piece, internal: Internal) -> Iterator[tuple[Text, str]]:
    """What is wrong with a part of a file, and the text that is."""
    words = _code_words(piece.text) if piece.is_code else Words(normal(piece.text))
    for name in internal.strangers.named(words.text, words.known):
        yield PARTY, name
    single = internal.strangers.single(piece.text)
    for match in _single(single).finditer(piece.text) if single else ():
        yield PARTY, match[0]
    for secret in words.having(internal.beginnings):
        yield note("what stands in {cell} is not for these readers", cell=internal.secrets[secret]), secret
    if internal.is_strict:
        for what, text in (_code_traces if piece.is_code else _traces)(piece.text, internal.tabs):
            if text not in internal.told:
                yield what, text
    if not piece.is_code:
        for digits in sorted(numbers_in(piece.text) & internal.amounts.keys()) if internal.amounts else ():
            yield note("the amount of {cell} is not for these readers", cell=internal.amounts[digits]), digits


def _traces(text: str, tabs: frozenset[str], patterns: tuple[tuple[Text, re.Pattern[str]], ...] = OF_TEXT) -> Traces:
    """Cells, folders, hashes, codes, addresses and left-overs of templates."""
    seen = UNSEEN.sub("", text)
    codes = ((CODE, word) for word in CODE_LIKE.findall(seen) if word in _codes())
    return (*_matches(seen, CELL, _cells(tabs)), *codes, *(each for what, pattern in patterns for each in _matches(seen, what, pattern)))


def _matches(text: str, what: Text, pattern: re.Pattern[str]) -> Traces:
    """Where a pattern matches, at once where what every match has is missing."""
    needed = NEEDED.get(what)
    return tuple((what, match[0]) for match in pattern.finditer(text)) if not needed or needed.search(text) else ()


@lru_cache(maxsize=8)
def _code_words(text: str) -> Words:
    """The words of styles, which all pages share."""
    return Words(normal(text))


@lru_cache(maxsize=8)
def _code_traces(text: str, tabs: frozenset[str]) -> Traces:
    """Likewise; braces and signs of addresses have another meaning there."""
    return _traces(text, tabs, OF_CODE)


@cache
def _cells(tabs: frozenset[str]) -> re.Pattern[str]:
    """The address of a cell on one of these tabs."""
    return re.compile(rf"(?<!\w)'?(?:{'|'.join(map(re.escape, sorted(tabs)))})'?!\$?[A-Z]{{1,3}}\$?\d{{1,7}}\b")


@cache
def _codes() -> frozenset[str]:
    return frozenset(each.code for group in (CODES, READING_CODES, MAPPING_CODES, HEALTH_CODES, LEAK_CODES) for each in group)


@lru_cache(maxsize=64)
def _single(names: frozenset[str]) -> re.Pattern[str]:
    return re.compile(rf"(?<!\w)(?:{'|'.join(map(re.escape, sorted(names)))})(?!\w)")
