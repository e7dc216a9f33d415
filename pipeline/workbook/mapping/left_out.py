"""Rows of a foreign plan that are not read, and cells that would say where a row stands but hold an error instead."""

from collections.abc import Collection

from pipeline.contract.findings import Finding
from pipeline.wording import note
from pipeline.workbook.cells import error_cell
from pipeline.workbook.codes import trouble
from pipeline.workbook.look import column_letters
from pipeline.workbook.mapping.codes import mapping_trouble
from pipeline.workbook.mapping.outline import Shape
from pipeline.workbook.mapping.source import PLAN, Page
from pipeline.workbook.mapping.words import PARENT, TOTALS, WBS, plain
from pipeline.workbook.notes import LISTED, UNCALCULATED

TOLD = 5


def broken_signs(page: Page, shape: Shape, read: Collection[int], outside: Collection[int]) -> tuple[list[Finding], set[int]]:
    """The findings about titles and other signs of the tree that are errors or were never calculated, and their rows.

    `read` are the columns whose cells are read as values, `outside` the rows that are not: there an error takes a whole row out of all
    figures. Rows that hold nothing else are left alone.
    """
    letters = {column_letters(column): column for column in (shape.title, *shape.groups, *_signs(shape))}
    bad = {place: error_cell(word) for place, word in page.look.errors.items()} | dict.fromkeys(page.look.uncalculated, UNCALCULATED)
    places = [
        (row, letter)
        for letter, row in bad
        if letter in letters and (row in outside or (row >= shape.first and letters[letter] not in read)) and _filled(page, shape, row)
    ]
    findings = []
    for row, letter in sorted(places)[:LISTED]:
        one, found = bad[letter, row], page.look.errors.get((letter, row), "formula")
        findings.append(trouble(one.code, one.message, one.fix, found=found, sheet=PLAN.name, cell=f"{page.name}!{letter}{row}"))
    return findings, {row for row, _ in places}


def left_out(page: Page, shape: Shape, outside: Collection[int]) -> list[Finding]:
    """A finding about the rows that hold something in the plan's columns and are not read."""
    rows = [row for row in sorted(outside) if _filled(page, shape, row)]
    if not rows:
        return []
    totals = sum(plain(page.text(row, shape.title) or "") in TOTALS for row in rows)
    first = ", ".join(map(str, rows[:TOLD]))
    message = note(
        "Rows of sheet {sheet} that are not read: {rows}; {totals} add up others, {untitled} have no title",
        sheet=page.name,
        rows=note("{rows} and {more} more", rows=first, more=len(rows) - TOLD) if len(rows) > TOLD else first,
        totals=totals,
        untitled=len(rows) - totals,
    )
    fix = note("Nothing to do, or give them a title.")
    return [mapping_trouble("MAPPING_LEFT_OUT", message, fix, found=str(len(rows)), sheet=page.name)]


def _signs(shape: Shape) -> list[int]:
    """The columns that say where a row stands in the tree."""
    return [shape.columns[key] for key in ("level", PARENT, WBS) if key in shape.columns]


def _filled(page: Page, shape: Shape, row: int) -> bool:
    """Whether a row holds something in the plan's columns."""
    return any(page.text(row, column) for column in shape.columns.values())
