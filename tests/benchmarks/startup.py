"""How soon the command line answers."""

from collections.abc import Iterator
from pathlib import Path

from portfolios import WORKBOOKS
from processes import Taken, milepost
from timing import line

ROUNDS = 7


def lines(folder: Path) -> Iterator[str]:
    """The rows of the table about starting."""
    checked = WORKBOOKS / "harbour-portal.xlsx"
    for what, aim, arguments in (("`milepost --help`", 0.3, ("--help",)), ("`milepost check` of one workbook", 0.8, ("check", checked))):
        best = min(_quickest(arguments, folder) for _ in range(ROUNDS))
        yield line(what, f"at most {aim:g} s", str(best), f"{best.wall / aim:.2f} ×")


def _quickest(arguments: tuple[object, ...], folder: Path) -> Taken:
    return milepost(*arguments, folder=folder)
