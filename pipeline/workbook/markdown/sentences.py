"""How sentences of milestone documents are taken apart: enumerations, percentages, headings of milestones, people, ids, dates."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from pipeline.workbook.dates import Loose, read_date
from pipeline.workbook.markdown.blocks import plain

PERCENT = re.compile(r"(?<![\d.,])~?(\d{1,3}(?:[.,]\d+)?)\s*%")
PERCENT_ONLY = re.compile(
    r"(?:(?:status|completion|progress|complete|done)\s*:?\s*)?~?\d{1,3}(?:[.,]\d+)?\s*%(?:\s*(?:complete|completed|done|finished))?", re.I
)
NUMBERED = re.compile(r"[^\w\[{(]*(?i:milestone|phase)\s+(?P<id>[^\s:()–—]*\d[^\s:()–—]*|[A-Z][A-Z\d]*(?=\s*[:–—]))(?P<rest>.*)")
LETTERED = re.compile(r"[^\w\[{(]*(?P<id>M\d[\w.]*)(?=\s*[:–—(]|\s+-\s)(?P<rest>.*)")
TAIL = re.compile(r"\s*(?:\(([^()]*)\)|\s[–—-]\s+([^–—()]+?))\s*$")
BIT = re.compile(r"(target|due|due date|deadline|eta|status|completion|progress|complete|owner|release)\b\s*:?\s*(\S.*)", re.I)
PERSON = re.compile(r"(?P<name>[^()]+?)\s*\((?P<role>.*)\)")
IDS = re.compile(r"(?:milestones?\s+|phases?\s+)?([A-Za-z]{0,3}\d[\w.]*)(?:\s*[–—-]\s*([A-Za-z]{0,3}\d[\w.]*))?", re.I)


@dataclass(frozen=True)
class Title:
    """A milestone's heading: its id, its name, the percentage in it, and what else it says (label and text each)."""

    id: str
    name: str
    percent: float | None
    bits: tuple[tuple[str, str], ...] = ()


def parts(sentence: str) -> list[str]:
    """The parts of an enumerating sentence: they end at semicolons, in a sentence without any at commas.

    Nothing is split inside brackets or code. Where the sentence begins with a capitalised word, every part gets a capital.
    """
    sentence = sentence.strip().removesuffix(".")
    ends = ";" if any(sign == ";" for _, sign in _outside(sentence)) else ","
    cuts = [place for place, sign in _outside(sentence) if sign == ends and sentence[place + 1 : place + 2] in ("", " ")]
    pieces = [sentence[start:end].strip() for start, end in zip([0, *(cut + 1 for cut in cuts)], [*cuts, len(sentence)], strict=True)]
    pieces = [piece.removeprefix("and ") if number else piece for number, piece in enumerate(pieces) if piece]
    return [capital(piece) for piece in pieces] if re.match(r"[A-Z][a-z]", sentence) else pieces


def capital(text: str) -> str:
    """The text with a capital at its start."""
    return text[:1].upper() + text[1:]


def percent(text: str) -> float | None:
    """The first percentage in a text, 0 to 100."""
    found = PERCENT.search(text)
    value = float(found[1].replace(",", ".")) if found else None
    return value if value is not None and value <= 100 else None


def day(text: str) -> date | str | None:
    """A date; a text that may be one or holds the place of one, as it is; None for other words."""
    clean = plain(text)
    found = read_date(clean)
    if isinstance(found, date):
        return found
    return clean if isinstance(found, Loose) or re.fullmatch(r"[\[{<].*[\]}>]|YYYY-MM-DD", clean) else None


def milestone_title(text: str) -> Title | None:
    """What a heading says about a milestone; None where it is no milestone's heading.

    The percentage may stand behind the number, at the end, or beside other words at the end: `Milestone 1 (0%): Core`,
    `Milestone 1 – Core (100%)`, `Milestone 2: Web – Target: Week 4 – Completion 100%`,
    `Milestone 3: App (Target: Week 2, Status: 70% complete)`.
    """
    found = NUMBERED.fullmatch(plain(text)) or LETTERED.fullmatch(plain(text))
    if not found:
        return None
    rest = found["rest"].strip()
    first: list[str] = []
    if (group := re.match(r"\(([^()]*)\)\s*(?=[:–—-]|$)", rest)) and all(map(_is_bit, _pieces(group[1]))):
        first, rest = _pieces(group[1]), rest[group.end() :]
    name, last = tail_bits(re.sub(r"^\s*[:–—-]\s*", "", rest))
    said = [*first, *last]
    value = next((value for piece in said if (value := percent(piece)) is not None), None)
    others = tuple((bit[1], bit[2]) for piece in said if not PERCENT_ONLY.fullmatch(piece) and (bit := BIT.fullmatch(piece)))
    return Title(found["id"].rstrip("."), name, value, others)


def tail_bits(text: str) -> tuple[str, list[str]]:
    """A title without the percentage, target, status and the like at its end, and those bits in their order."""
    bits: list[str] = []
    while found := TAIL.search(text):
        pieces = _pieces(found[1] if found[1] is not None else found[2])
        if not pieces or not all(map(_is_bit, pieces)):
            break
        bits, text = [*pieces, *bits], text[: found.start()]
    return text.strip(), bits


def person(text: str) -> tuple[str, str]:
    """A name and the role in brackets behind it."""
    found = PERSON.fullmatch(text.strip().rstrip("."))
    return (found["name"].strip(), found["role"].strip()) if found else (text.strip(), "")


def ids(text: str) -> str | None:
    """The ids of a list such as `1-2`, `M1, M3` or `Milestones 1 and 2` as a cell holds them; None where it holds other words."""
    found = [IDS.fullmatch(piece.strip()) for piece in re.split(r",|;|&|\band\b", text.strip().removesuffix(".")) if piece.strip()]
    if not found or not all(found):
        return None
    return ", ".join(f"{match[1]}-{match[2]}" if match[2] else match[1] for match in found if match)


def _pieces(text: str) -> list[str]:
    return [piece.strip() for piece in re.split(r",(?!\d)|[;|]", text) if piece.strip()]


def _is_bit(piece: str) -> bool:
    """Whether a piece of a heading is a percentage or says something about the milestone beside its name."""
    found = BIT.fullmatch(piece)
    return bool(PERCENT_ONLY.fullmatch(piece)) or bool(found and (":" in piece or percent(piece) is not None))


def _outside(sentence: str) -> Iterator[tuple[int, str]]:
    """The characters of a sentence outside brackets and code, with their places."""
    depth, code = 0, False
    for place, sign in enumerate(sentence):
        code ^= sign == "`"
        if not code:
            depth = max(0, depth + (sign in "([{") - (sign in ")]}"))
            if not depth:
                yield place, sign
