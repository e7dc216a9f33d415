"""What a scan sees of one sheet, and how columns are lettered."""

from collections import defaultdict
from dataclasses import dataclass, field
from functools import lru_cache

Place = tuple[str, int]  # column letters and row number


@dataclass
class Look:
    """What the scan saw of one sheet; columns are zero-based indexes or letters, rows are the sheet's numbers.

    `columns` holds every column with a value in it; `last_row` is the last row with a value (0 where there is none).
    """

    columns: set[int] = field(default_factory=set)
    last_row: int = 0
    errors: dict[Place, str] = field(default_factory=dict)
    uncalculated: set[Place] = field(default_factory=set)
    percent: defaultdict[str, set[int]] = field(default_factory=lambda: defaultdict(set))
    hidden_rows: set[int] = field(default_factory=set)
    hidden_columns: list[tuple[int, int]] = field(default_factory=list)
    merges: list[tuple[int, int, int, int]] = field(default_factory=list)

    @property
    def width(self) -> int:
        """How many columns lie from the first to the last one with a value."""
        return max(self.columns) - min(self.columns) + 1 if self.columns else 0


@lru_cache(maxsize=4096)
def column_index(letters: str) -> int:
    """The zero-based index of a column: 0 for A, 26 for AA."""
    index = 0
    for letter in letters.upper():
        index = index * 26 + ord(letter) - 64
    return index - 1


@lru_cache(maxsize=4096)
def column_letters(index: int) -> str:
    """The letters of a zero-based column: A for 0, AA for 26."""
    letters = ""
    index += 1
    while index:
        index, rest = divmod(index - 1, 26)
        letters = chr(65 + rest) + letters
    return letters
