"""Spreadsheets of other people: each as it is, and once more under a mapping by chance, so that its cells come to the rules and figures."""

import random
from functools import cache
from pathlib import Path

from fuzz.outcomes import adopted, ended
from pipeline.contract.findings import Finding
from pipeline.contract.mapping import KEYS, Mapping, Place, ProjectFields
from pipeline.settings import ReadingSettings, Settings
from pipeline.workbook.apart.read import is_small
from pipeline.workbook.look import column_letters
from pipeline.workbook.mapping.block import block_at, find_block
from pipeline.workbook.mapping.source import Page, source_of
from pipeline.workbook.snapshot import steady

ENDINGS = frozenset((".xlsx", ".xlsm", ".xltx", ".xltm", ".xls", ".xlt", ".xlsb", ".ods", ".ots", ".fods", ".csv", ".tsv"))
TREES = ("wbs", "outline", "indent", "spaces", "bold", "sections", "none")
WIDTH, HEIGHT = 60, 60
"""How far columns are looked at for something to map."""
PROJECT = ProjectFields(
    id="P-1", name="By chance", customer="Acme", manager="Ann Example", status_date="2026-11-20", summary="All as planned.", budget=1e5
)


@cache
def spreadsheets(folder: Path) -> tuple[Path, ...]:
    """The spreadsheets below a folder, by path."""
    return tuple(sorted(path for path in folder.rglob("*") if path.suffix.lower() in ENDINGS and path.is_file()))


def subjects(folder: Path) -> int:
    """How many subjects the files of a folder make: each is one as it is and one under a mapping."""
    return 2 * len(spreadsheets(folder))


def subject(folder: Path, number: int) -> tuple[Path, bytes]:
    """The file of a subject, and its bytes."""
    path = spreadsheets(folder)[number // 2]
    return path, path.read_bytes()


def outcome(path: Path, number: int) -> str:
    """What a spreadsheet ended as; raises what no file should be able to cause."""
    if number % 2 == 0:
        adopted(path)
        return ended(path, Settings())
    mapping = _by_chance(path, random.Random(number))
    return f"mapped: {ended(path, Settings(mapping={path.name: mapping}))}" if mapping else "nothing to map"


def _by_chance(path: Path, draw: random.Random) -> Mapping | None:
    """A mapping of one sheet that gives each of its columns some meaning; None where no sheet has any cells."""
    settings = ReadingSettings()
    if not is_small(path):
        return None
    _, source = steady(path, settings.limits, lambda data: source_of(path.name, data, settings.limits))
    pages = [] if isinstance(source, Finding) else [page for page in source.pages if any(page.filled)]
    if not pages:
        return None
    page = max(pages, key=lambda one: sum(one.filled)) if draw.random() < 0.7 else draw.choice(pages)
    block = find_block(page) or block_at(page, (next(row for row, filled in enumerate(page.filled, start=1) if filled),))
    columns = [column for column in range(WIDTH) if _is_filled(page, block.last, column)] or [0]
    draw.shuffle(columns)
    keys = draw.sample(KEYS[1:], len(KEYS) - 1)
    places = {key: Place(column=column_letters(column)) for key, column in zip((KEYS[0], *keys), columns, strict=False)}
    right = max(columns[: len(KEYS)])
    trees = [tree for tree in TREES if tree != "wbs" or {"wbs", "id"} & places.keys()] + ["level"] * ("level" in places)
    return Mapping(
        sheet=page.name,
        header=f"A{block.rows[0]}:{column_letters(right)}{block.last}",
        fingerprint=block.fingerprint(right + 1),
        hierarchy="parent" if {"parent", "id"} <= places.keys() else draw.choice(trees),
        percent=draw.choice(("auto", "fraction", "points")),
        milestone_owner="Ann Example",
        columns=places,
        project=PROJECT,
    )


def _is_filled(page: Page, above: int, column: int) -> bool:
    return sum(page.text(row, column) is not None for row in range(above + 1, above + HEIGHT)) > 2
