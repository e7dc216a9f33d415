"""Words that sentences about figures have in common, by what workbooks and figures call them; and clauses in a row."""

from collections.abc import Mapping, Sequence
from types import MappingProxyType

from pipeline.wording import Text, note, note_as

COLOURS: Mapping[str, Text] = MappingProxyType(
    {
        "green": note_as("colour of health", "green"),
        "amber": note_as("colour of health", "amber"),
        "red": note_as("colour of health", "red"),
        "grey": note_as("colour of health", "grey"),
    }
)
VERDICTS: Mapping[str, Text] = MappingProxyType(
    {
        "GO": note_as("verdict on a gate", "GO"),
        "GO WITH CONDITIONS": note_as("verdict on a gate", "GO WITH CONDITIONS"),
        "GO WITH WAIVER": note_as("verdict on a gate", "GO WITH WAIVER"),
        "NO-GO": note_as("verdict on a gate", "NO-GO"),
        "NOT READY FOR REVIEW": note_as("verdict on a gate", "NOT READY FOR REVIEW"),
    }
)
DECISIONS: Mapping[str, Text] = MappingProxyType(
    {
        "go": note_as("decision on a gate", "go"),
        "conditional go": note_as("decision on a gate", "conditional go"),
        "hold": note_as("decision on a gate", "hold"),
        "recycle": note_as("decision on a gate", "recycle"),
        "kill": note_as("decision on a gate", "kill"),
    }
)
UNITS: Mapping[str, Text] = MappingProxyType(
    {
        "effort": note_as("unit of amounts", "effort"),
        "duration": note_as("unit of amounts", "working days"),
        "explicit": note_as("unit of amounts", "weight"),
        "equal": note_as("unit of amounts", "items"),
        "money": note_as("unit of amounts", "money"),
        "hours": note_as("unit of amounts", "hours"),
        "points": note_as("unit of amounts", "points"),
    }
)
"""What worth and cost are counted in, by the weighting of the items or by the unit of the budget."""


def in_a_row(parts: Sequence[str]) -> str:
    """Names or clauses with commas between them; there is at least one. Pairs of pairs, so that a long row is no deep text."""
    if len(parts) == 1:
        return parts[0]
    half = len(parts) // 2
    return note("{some}, {more}", some=in_a_row(parts[:half]), more=in_a_row(parts[half:]))


def plural_of(amount: float) -> int:
    """The number whose form a decimal takes: of 1 that of one, below it that of none, above it that of many."""
    return 1 if amount == 1 else 2 if amount > 1 else 0
