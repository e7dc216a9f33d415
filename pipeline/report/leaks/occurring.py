"""Which of many normal texts occur in another one: looked up by the words that they begin with, so that most are never compared."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cached_property
from itertools import pairwise

Beginnings = Mapping[str, Sequence[str]]
"""Normal texts by their first two words, or by their only one."""


class Words:
    """A normal text that answers quickly which of many others occur in it, word by word."""

    def __init__(self, text: str) -> None:
        self.text = f" {text} "
        self.known = frozenset(text.split())

    @cached_property
    def pairs(self) -> frozenset[str]:
        """The words that stand side by side."""
        return frozenset(f"{one} {next}" for one, next in pairwise(self.text.split()))

    def holds(self, wanted: str) -> bool:
        """Whether a normal text occurs; most are ruled out by two of their words that never stand side by side."""
        told = wanted.split()
        beside = all(f"{one} {next}" in self.pairs for one, next in pairwise(told))
        return beside and all(word in self.known for word in told) and f" {wanted} " in self.text

    def having(self, wanted: Beginnings) -> Iterator[str]:
        """Those of the wanted texts that occur."""
        near = (texts for begin, texts in wanted.items() if begin in (self.pairs if " " in begin else self.known))
        return (text for texts in near for text in texts if self.holds(text))


def by_beginning(texts: Iterable[str]) -> Beginnings:
    """Normal texts by the words that they begin with."""
    found: dict[str, list[str]] = {}
    for text in texts:
        found.setdefault(" ".join(text.split(maxsplit=2)[:2]), []).append(text)
    return found
