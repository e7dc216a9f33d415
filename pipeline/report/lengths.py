"""How long the texts of a page may be: where all of them together are too much, the longest are cut first, and end in an ellipsis.

Workbooks as people write them stay far below, and one text that fills its cell stands in full. The whole texts stand in the workbook.
"""

import sys
from collections.abc import Iterator, Sequence
from dataclasses import fields, is_dataclass, replace
from operator import is_
from typing import Any, TypeVar, cast

from markupsafe import Markup

from pipeline.report.display import unbroken
from pipeline.report.printable import WORD, broken_off
from pipeline.wording import say_many, spoken

LEAST = 300
"""Letters that are left of a text, however many there are."""
ALTOGETHER = 300_000
"""Letters that the texts of a page may have together, about eighty sheets of paper."""
NAME = 300
"""Letters of a name, which stands in many places of a page."""
LINES = 60
"""Lines of a list, such as highlights."""
T = TypeVar("T")


def shortened(view: T) -> T:
    """The records of a page, with lists of many lines cut to their beginning, and with the longest texts cut where there is too much."""
    made = _made(view, letters=sys.maxsize)
    return cast(T, _made(made, fair([len(text) for text in _texts(made)], ALTOGETHER)))


def fair(lengths: Sequence[int], altogether: int) -> int:
    """How many letters of each text may stay so that all have about so many together: the shorter ones stay whole."""
    left = altogether
    for number, length in enumerate(sorted(lengths)):
        share = left // (len(lengths) - number)
        if length > share:
            return max(share, LEAST)
        left -= length
    return max(lengths, default=0)


def cut(text: str, letters: int) -> str:
    """A text of at most so many letters; one that is longer ends in an ellipsis, in the language spoken now."""
    if len(text) <= letters:
        return text
    told = broken_off(spoken(text), WORD)
    return told if len(told) <= letters else f"{told[: letters - 1].rstrip()}…"


def left_out(number: int) -> str:
    """The sentence that counts the rows that a page leaves out, for readers who have nothing but the page; empty where there are none."""
    if number <= 0:
        return ""
    told = say_many(
        "{number:,} more entry is not listed here.",
        "{number:,} more entries are not listed here.",
        number,
    )
    return unbroken(told)


def _texts(value: object) -> Iterator[str]:
    """Every text in a record, at any depth, but markup."""
    if isinstance(value, str):
        if not isinstance(value, Markup):
            yield value
    elif isinstance(value, tuple):
        for each in value:
            yield from _texts(each)
    elif is_dataclass(value):
        for field in fields(value):
            yield from _texts(getattr(value, field.name))


def _made(value: object, letters: int) -> object:
    """A record without long lists and without texts of more letters; what has none stays the same object."""
    if isinstance(value, str):
        return value if isinstance(value, Markup) else cut(value, letters)
    if isinstance(value, tuple):
        made = tuple(_made(each, letters) for each in _begun(value))
        return value if len(made) == len(value) and all(map(is_, made, value)) else made
    if is_dataclass(value) and not isinstance(value, type):
        told = {field.name: getattr(value, field.name) for field in fields(value)}
        changed = {name: other for name, each in told.items() if (other := _made(each, letters)) is not each}
        return replace(value, **changed) if changed else value
    return value


def _begun(values: tuple[Any, ...]) -> tuple[Any, ...]:
    """Lines as many as a list may have, the last of which counts those that are left out; anything else as it is."""
    if len(values) <= LINES or not all(isinstance(each, str) for each in values):
        return values
    return (*values[: LINES - 1], left_out(len(values) - LINES + 1))
