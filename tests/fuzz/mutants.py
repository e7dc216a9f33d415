"""Mutants of real workbooks: a number gives the same bytes each time, so any outcome can be looked at again."""

import random
from pathlib import Path

from fuzz.markup import attributes, cells, coding, elements, values
from fuzz.parts import cut, double, flip, is_zip, lie, parts_changed

ROOT = Path(__file__).parents[2]
SEEDS = Path(__file__).parent / "seeds"
LEGACY = ROOT / "workbooks" / "legacy"
FILES = (*sorted((ROOT / "workbooks").glob("*.xlsx")), *sorted(LEGACY.glob("*.xlsx")), *sorted(SEEDS.glob("*.*")))

RAW = (flip, flip, cut, double, lie)
CHANGES = (*RAW, lie, parts_changed, parts_changed, *(attributes, values, cells, elements) * 4, coding)


def mutant(number: int) -> tuple[Path, bytes]:
    """The file that a mutant was made from, and its bytes."""
    draw = random.Random(number)
    path = draw.choice(FILES)
    data = path.read_bytes()
    for _ in range(draw.choice((1, 1, 1, 2, 3, 8))):
        if len(data) > 9:
            data = draw.choice(CHANGES if is_zip(data) else RAW)(draw, data)
    return path, data
