"""Parts of a section side by side on paper: in their order, cut where both columns come out about as long.

The PDF engine's own columns are laid out again and again until they balance; two cells are laid out once.
"""

from collections.abc import Sequence
from itertools import accumulate
from typing import TypeVar

from pipeline.report.rows import Item, Scope, Section

Part = TypeVar("Part", Scope, Section)
HEAD = 2
"""The lines that a part's title and the space below it take."""
CHARACTERS = 45
"""About so many characters stand in a line of a column."""


def halves(parts: Sequence[Part]) -> tuple[Sequence[Part], ...]:
    """The parts in one or two columns whose lengths differ least; the first is the longer one where they cannot be alike."""
    if len(parts) < 2:
        return (parts,) if parts else ()
    above = list(accumulate(map(_lines, parts)))
    cut = min(range(1, len(parts)), key=lambda at: (abs(2 * above[at - 1] - above[-1]), -at))
    return parts[:cut], parts[cut:]


def _lines(part: Scope | Section) -> int:
    """About how many lines a part takes."""
    if isinstance(part, Section):
        return HEAD + _wrapped(part.text)
    told = [part.milestone + "".join(part.goals), *(row.text + row.kind for row in part.criteria)]
    return HEAD + sum(map(_wrapped, told)) + _rows(part.items)


def _rows(items: Sequence[Item]) -> int:
    return sum(_wrapped(item.title + item.sign_off + item.included) + _rows(item.children) for item in items)


def _wrapped(text: str) -> int:
    return 1 + len(text) // CHARACTERS
