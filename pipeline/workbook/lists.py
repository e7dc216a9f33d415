"""Cells that hold several ids: separated lists, ranges such as M1-M3, and dependencies with a relation and a lag."""

import re
from collections.abc import Callable, Collection
from functools import reduce
from typing import Any, TypeVar

from pipeline.wording import Text, note
from pipeline.workbook.cells import STAMP, Bad, Reader, explained, id_is_date, line, tidy

T = TypeVar("T")

SEPARATORS = re.compile(r"[,;\n]")
RANGE = re.compile(r"(.*?)(\d{1,9})\s*(?:-|–|—|\.\.)\s*(.*?)(\d{1,9})")
LONGEST = 200
LINK = re.compile(
    r"(?P<id>.+?)(?:(?<=[\d\s])(?P<relation>FS|SS|FF|SF))?\s*"
    r"(?P<lag>(?<![-\w:])[+-]\s*\d{1,4}|(?<=\w)\+\s*\d{1,4}|(?<=[FS])-\s*\d{1,4})?(?:\s*(?:wd|d|days?))?",
    re.I,
)
IDS_FIX = note("Separate ids with commas, such as M1, M3-M5.")
DEP_FIX = note("Separate ids with commas, each with an optional relation and lag in working days, such as M1, M2 SS+5.")


def ids(known: Collection[str]) -> Reader:
    """A reader of id lists; an id of the workbook that looks like a range (`S1-2`) is that id."""

    def read(text: str) -> list[str] | Bad:
        found = _each_part(text, "IDS_UNREADABLE", IDS_FIX, lambda part: _expanded(part, known))
        return list(dict.fromkeys(found)) if isinstance(found, list) else found

    return _whole_cell(read)


def dependencies(known: Collection[str]) -> Reader:
    """A reader of dependency lists; each part becomes id, relation (FS where none is written) and lag in working days."""

    def one(part: str) -> list[dict[str, Any]] | Bad:
        link = None if part in known else LINK.fullmatch(part)
        targets = _expanded(link["id"].strip() if link else part, known)
        if isinstance(targets, Bad):
            return targets
        if any(" " in target and target not in known for target in targets):
            return Bad("DEP_UNREADABLE", note("{part!r} is no id with a relation and lag", part=part), DEP_FIX)
        relation = (link["relation"] or "FS").upper() if link else "FS"
        lag = int(re.sub(r"\s", "", link["lag"])) if link and link["lag"] else 0
        return [{"id": target, "relation": relation, "lag": lag} for target in targets]

    return _whole_cell(lambda text: _each_part(text, "DEP_UNREADABLE", DEP_FIX, one))


def _each_part(text: str, code: str, fix: Text, read: Callable[[str], list[T] | Bad]) -> list[T] | Bad:
    """What all parts of a list say, or what is wrong with each that cannot be read, with the rest that can."""
    outcomes = [read(part) for part in _parts(text)]
    said = [one for outcome in outcomes if not isinstance(outcome, Bad) for one in outcome]
    wrong = [outcome.message for outcome in outcomes if isinstance(outcome, Bad)]
    return Bad(code, reduce(_and_then, wrong), fix, tuple(said)) if wrong else said


def _and_then(one: Text, other: Text) -> Text:
    return note("{one}. {other}", one=one, other=other)


def _whole_cell(read: Reader) -> Reader:
    """The reader, after a look at the cell as a whole: a date that was an id, a dash, a placeholder."""

    def checked(text: str) -> object:
        clean = line(text)
        if STAMP.fullmatch(clean):
            return id_is_date(clean)
        return (explained(clean) or read(text)) if clean else None

    return checked


def _parts(text: str) -> list[str]:
    """The parts of a list, each as one line, blanks left out."""
    return [part for part in map(line, SEPARATORS.split(tidy(text))) if part]


def _expanded(part: str, known: Collection[str]) -> list[str] | Bad:
    """The ids of one part of a list: itself, or every id of a range; leading zeros are kept."""
    span = None if part in known else RANGE.fullmatch(part)
    if not span or (span[3] and span[3].casefold() != span[1].casefold()):
        return [part]
    first, last = int(span[2]), int(span[4])
    if not first < last <= first + LONGEST:
        long = note("The range {part!r} has more than {number} ids", part=part, number=LONGEST)
        return Bad("IDS_UNREADABLE", long if first < last else note("The range {part!r} runs backwards", part=part), IDS_FIX)
    width = len(span[2]) if span[2].startswith("0") else 0
    return [f"{span[1]}{number:0{width}d}" for number in range(first, last + 1)]
