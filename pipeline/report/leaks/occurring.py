"""Which of many normal texts occur in another one: looked up by the words that they begin with, so that most are never compared."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cached_property
from itertools import pairwise
from typing import NamedTuple


class Beginnings(NamedTuple):
    """Normal texts by their first two words, or by their only one; `first`: the words that stand first in any."""

    texts: Mapping[str, Sequence[str]]
    first: frozenset[str]


class Words:
    """A normal text that answers quickly which of many others occur in it, word by word."""

    def __init__(self, text: str) -> None:
        self.text = f" {text} "
        self.words = text.split()
        self.known = frozenset(self.words)

    @cached_property
    def pairs(self) -> frozenset[str]:
        """The words that stand side by side."""
        return frozenset(f"{one} {next}" for one, next in pairwise(self.words))

    def holds(self, wanted: str) -> bool:
        """Whether a normal text occurs; most are ruled out by a word, or by two that never stand side by side."""
        told = wanted.split()
        beside = self.known.issuperset(told) and all(f"{one} {next}" in self.pairs for one, next in pairwise(told))
        return beside and f" {wanted} " in self.text

    def having(self, wanted: Beginnings) -> Iterator[str]:
        """Those of the wanted texts that occur."""
        begun = {f"{one} {next}" for one, next in pairwise(self.words) if one in wanted.first} | (self.known & wanted.first)
        near = (texts for begin, texts in wanted.texts.items() if begin in begun)
        return (text for texts in near for text in texts if self.holds(text))


def by_beginning(texts: Iterable[str]) -> Beginnings:
    """Normal texts by the words that they begin with."""
    found: dict[str, list[str]] = {}
    for text in texts:
        found.setdefault(" ".join(text.split(maxsplit=2)[:2]), []).append(text)
    return Beginnings(found, frozenset(begin.partition(" ")[0] for begin in found))
