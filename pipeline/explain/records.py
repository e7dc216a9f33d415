"""What an explanation is made of: a tree of steps that ends in cells, and what a cell influences."""

from dataclasses import dataclass

Value = object
REST = "others"
"""The name of a part that holds what does not decide a figure as things stand, but could."""


@dataclass(frozen=True)
class Cell:
    """One cell as it was read: its address (`Scope!F12`), header, type of the contract, and typed value (None where blank)."""

    address: str
    header: str
    type: str
    value: Value


@dataclass(frozen=True)
class Step:
    """One figure, or one part of one: its value, the rule that gave it, the cells it was read from and the parts it was made of.

    `name` is the path of the figure in status.json, or the id of a part. `weight` is the part's own weight, `share` what it weighs in the
    figure that was asked for (0 to 100), `contribution` what it adds to that figure, in the figure's unit. Where the parts of a step
    have contributions, they add up to its own contribution, and those of the figure asked for to its value.
    """

    name: str
    value: Value
    rule: str
    title: str = ""
    unit: str = ""
    cells: tuple[Cell, ...] = ()
    parts: tuple["Step", ...] = ()
    weight: float | None = None
    share: float | None = None
    contribution: float | None = None


@dataclass(frozen=True)
class Explanation:
    """Where one figure comes from: the workbook by name and hash, and the tree of steps down to its cells."""

    file: str
    sha256: str
    figure: Step


@dataclass(frozen=True)
class Place:
    """Where on the pages something is printed: the edition and the heading of the section."""

    edition: str
    section: str


@dataclass(frozen=True)
class Influence:
    """What one cell influences: the figures that rest on it, by their path in status.json, and the sections that print it or them."""

    file: str
    sha256: str
    cell: Cell
    figures: tuple[str, ...]
    places: tuple[Place, ...]
