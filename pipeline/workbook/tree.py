"""The scope tree: who is whose parent, from levels in reading order."""

import polars as pl
from polars import col

LEAF = (~col("has_child") & (col("kind").fill_null("item") != "group")).alias("leaf")


def with_tree(scope: pl.DataFrame) -> pl.DataFrame:
    """Scope items with their place in the tree; grain: scope item, order kept.

    Adds `index` (0-based position), `parent` (index of the nearest earlier row of a lower level within the same solution, null on
    level 1), `solution` (index of the level-1 ancestor or itself), `leaf` (an item, not a group, without rows below it). A row that has
    no lower level above it, or no level, counts as level 1.
    """
    levels = [1 if level is None else level for level in scope["level"].to_list()]
    parents: list[int | None] = []
    solutions: list[int] = []
    above: list[int] = []
    has_child = [False] * len(levels)
    for index, level in enumerate(levels):
        while above and levels[above[-1]] >= level:
            above.pop()
        parent = above[-1] if above else None
        parents.append(parent)
        solutions.append(index if parent is None else solutions[parent])
        if parent is not None:
            has_child[parent] = True
        above.append(index)
    places = [
        pl.Series("index", range(len(levels)), dtype=pl.Int64),
        pl.Series("parent", parents, dtype=pl.Int64),
        pl.Series("solution", solutions, dtype=pl.Int64),
        pl.Series("has_child", has_child, dtype=pl.Boolean),
    ]
    return scope.hstack(places).with_columns_seq(LEAF)
