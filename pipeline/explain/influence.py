"""Backwards: which figures rest on a cell, and on which pages it, or they, can be read."""

import re
from collections.abc import Iterator, Mapping

from pipeline.contract.workbook import SHEET
from pipeline.explain.figures import figures_of
from pipeline.explain.ground import Ground, Row, ground_of
from pipeline.explain.places import places_of
from pipeline.explain.records import Influence, Step
from pipeline.issue import Issue
from pipeline.mistakes import UsageError

ADDRESS = re.compile(r"'?(?P<sheet>[^!]+?)'?!\$?(?P<column>[A-Za-z]{1,3})\$?(?P<row>[1-9][0-9]{0,6})")
REPEATS = re.compile(
    r"(^|\.)health$|\.dimensions\.[^.]+\.(colour|value|why)$|^earned_value\.why\.|^changes\.[^.]+\..|^schedule\.quality\..|^(bridge|changes|earned_value)$"
)
"""Paths that say again what another one says: `health` is `health.shown`, and the fields of a dimension, a check, a change and the reason
for a null are told with it."""


def influenced(issue: Issue, cell: str) -> Influence:
    """What one cell, such as `Scope!F12`, influences: the figures that rest on it, and the sections of each edition that can show them.

    Raises: UsageError where that is no cell that is read from this workbook.
    """
    ground = ground_of(issue)
    sheet, key, row = located(ground, cell)
    (found,) = ground.cell(sheet, key, row)
    told = {name: make() for name, make in figures_of(ground).items() if not REPEATS.search(name)}
    known: dict[int, bool] = {}
    names = tuple(name for name, step in told.items() if rests_on(step, found.address, known))
    return Influence(issue.file, issue.sha256, found, names, places_of(ground, (sheet, key, row), names))


def rests_on(step: Step, address: str, known: dict[int, bool]) -> bool:
    """Whether the cell at this address stands anywhere in an explanation; `known` keeps the answer of each step, which many share."""
    if id(step) not in known:
        here = any(cell.address == address for cell in step.cells)
        known[id(step)] = here or any(rests_on(part, address, known) for part in step.parts)
    return known[id(step)]


def located(ground: Ground, cell: str) -> tuple[str, str, Row]:
    """The sheet and column key of the contract and the row that an address means. Raises: UsageError where nothing is read there."""
    match = ADDRESS.fullmatch(cell.strip())
    if match is None:
        raise UsageError(f"{cell!r} is no cell; write it as Sheet!A1, such as Scope!F12")
    sheet = _sheet(ground, match["sheet"])
    letters, number = match["column"].upper(), int(match["row"])
    places = ground.book.places.get(sheet, {})
    if sheet == "Project":
        key = next((key for key, place in places.items() if place == f"{letters}{number}"), None)
        if key is None:
            raise UsageError(f"{cell}: no field of sheet Project has its value there; they stand in {_listed(places, sheet)}")
        return sheet, key, ground.project
    key = next((key for key, place in places.items() if place == letters), None)
    if key is None:
        raise UsageError(f"{cell}: column {letters} is not read; of this sheet are {_listed(places, sheet)}")
    row = next((row for row in _rows(ground, sheet) if row["row"] == number), None)
    if row is None:
        raise UsageError(f"{cell}: row {number} holds no data that is read")
    return sheet, key, row


def _sheet(ground: Ground, name: str) -> str:
    """The contract's name of a sheet, given as the workbook or the contract calls it."""
    read = {ground.book.names.get(sheet, sheet).casefold(): sheet for sheet in ground.book.places}
    known = {sheet.casefold(): sheet for sheet in ground.book.places} | read
    if name.casefold() not in known:
        listed = ", ".join(dict.fromkeys(known.values()))
        raise UsageError(f"sheet {name!r} is not read; {f'of this workbook are {listed}' if listed else 'no sheet of this workbook is'}")
    return known[name.casefold()]


def _rows(ground: Ground, sheet: str) -> Iterator[Row]:
    """The rows of a sheet as the figures have them, where they have them."""
    frames = {"Scope": ground.scope, "Criteria": ground.criteria, "Milestones": ground.figures.milestones.to_dicts()}
    yield from frames[sheet] if sheet in frames else ground.book.table(sheet).to_dicts()


def _listed(places: Mapping[str, str], sheet: str) -> str:
    return ", ".join(f"{place} ({SHEET[sheet][key].header})" for key, place in places.items())
