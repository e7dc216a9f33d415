"""Whether a sheet is still the one that its mapping was made for, and where its header block stands today."""

import re
from functools import reduce

from pipeline.contract.findings import Finding
from pipeline.contract.mapping import Mapping
from pipeline.contract.sheets import normalised
from pipeline.wording import Text, note
from pipeline.workbook.look import column_index
from pipeline.workbook.mapping.block import SEARCHED, Block, block_at
from pipeline.workbook.mapping.codes import mapping_trouble
from pipeline.workbook.mapping.outline import Shape
from pipeline.workbook.mapping.source import Page

AGAIN = note("Run `milepost adopt` on the file again and check what it proposes.")


def mapped_shape(mapping: Mapping, block: Block) -> Shape:
    """Where the parts of the plan stand, below this block."""
    places = {str(key): column_index(place.column) for key, place in mapping.columns.items()}
    return Shape(block.last + 1, places, tuple(column_index(letters) for letters in mapping.groups))


def find_mapped(mapping: Mapping, page: Page) -> Block | None:
    """The block that the mapping was made for: at its rows, else, where rows were put in above, at others; None where it is not there."""
    first, *more = mapping.header_rows
    width = column_index(re.findall("[A-Z]+", mapping.header)[1]) + 1  # what stands right of the block may change
    for start in (first, *range(1, SEARCHED + 1)):
        block = block_at(page, (start, *(start + 1 for _ in more)))
        if block.fingerprint(width) == mapping.fingerprint:
            return block
    return None


def changed(mapping: Mapping, page: Page) -> Finding:
    """The finding that says which headers are not those that the mapping was made for."""
    block = block_at(page, mapping.header_rows)
    places = sorted((column_index(place.column), place) for place in mapping.columns.values() if place.header)
    differing = [
        note("{column} was {before!r} and is {now!r}", column=place.column, before=place.header, now=block.headers.get(column, ""))
        for column, place in places
        if normalised(block.headers.get(column, "")) != normalised(place.header)
    ]
    other = note("a column that is not read was added, renamed or taken away between those that are")
    message = note(
        "The header block of sheet {sheet} is not the one that the mapping was made for: {what}",
        sheet=page.name,
        what=reduce(_and_also, differing) if differing else other,
    )
    cell = f"{page.name}!A{mapping.header_rows[-1]}"
    return mapping_trouble("MAPPING_CHANGED", message, AGAIN, found=", ".join(block.headers.values())[:80], sheet=page.name, cell=cell)


def _and_also(one: Text, other: Text) -> Text:
    return note("{one}; {other}", one=one, other=other)
