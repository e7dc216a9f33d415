"""The tree of a foreign plan: which rows stand under which, by nine signs that people use, each with its evidence."""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from pipeline.workbook.cells import line
from pipeline.workbook.mapping.source import Face, Page, Source
from pipeline.workbook.mapping.words import PARENT, TOTALS, WBS, plain

WBS_NUMBER = re.compile(r"\d+(?:\.\d+)*\.?")
STYLES = {
    "level": "a column of levels",
    "parent": "a column with the ID of the row above",
    "wbs": "WBS numbers",
    "outline": "the outline of the rows",
    "indent": "the indentation of the cells",
    "spaces": "leading spaces",
    "columns": "group columns",
    "sections": "section rows",
    "bold": "bold rows",
    "none": "no sign of a tree",
}
"""Every sign of a tree, the surest first."""


@dataclass(frozen=True)
class Shape:
    """Where the parts of a plan stand: the first row below the headers, zero-based columns by key, group columns from left to right."""

    first: int
    columns: Mapping[str, int]
    groups: tuple[int, ...] = ()

    @property
    def title(self) -> int:
        """The column of the titles."""
        return self.columns["title"]

    @property
    def number(self) -> int | None:
        """The column of WBS numbers, else of ids."""
        return self.columns.get(WBS, self.columns.get("id"))


@dataclass(frozen=True)
class Node:
    """One row in its tree: `level` from 1, `title` and the zero-based column that it stands in.

    `own` is False for a group that has no row of its own but that of its first item.
    """

    row: int
    level: int
    title: str
    column: int
    own: bool = True


def tree(source: Source, page: Page, shape: Shape, style: str) -> list[Node]:
    """The rows of a plan in the order of the tree, by one sign; levels start at 1 and skip none."""
    if style == "columns":
        return _grouped(page, shape)
    titled = _titled(page, shape, heads=style == "sections")
    if style == "parent":
        return _by_parent(page, shape, titled)
    faces = source.faces(page, shape.title) if style in ("indent", "bold") else {}
    depth = _depths(page, shape, faces)[style]
    depths: list[int] = []
    for row, _, _ in titled:
        depths.append(found if (found := depth(row)) is not None else (depths[-1] if depths else 0))
    return [Node(row, level, title, column) for (row, title, column), level in zip(titled, _levels(depths), strict=True)]


def _depths(page: Page, shape: Shape, faces: Mapping[int, Face]) -> dict[str, Callable[[int], int | None]]:
    """For each sign that is read row by row, how deep it says a row stands; None where it says nothing."""

    def level(row: int) -> int | None:
        text = line(page.text(row, shape.columns.get("level", -1)) or "")
        return int(text) if text.isdecimal() else None

    def number(row: int) -> int | None:
        text = line(page.text(row, -1 if shape.number is None else shape.number) or "")
        return text.rstrip(".").count(".") if WBS_NUMBER.fullmatch(text) else None

    def spaces(row: int) -> int:
        text = (page.text(row, shape.title) or "").replace("\t", "    ")
        return len(text) - len(text.lstrip())

    return {
        "level": level,
        "wbs": number,
        "outline": lambda row: page.outline.get(row, 0),
        "indent": lambda row: faces.get(row, Face()).indent,
        "spaces": spaces,
        "sections": lambda row: 0 if is_section(page, shape, row) else 1,
        "bold": lambda row: 0 if faces.get(row, Face()).bold else 1,
        "none": lambda row: 0,
    }


def is_section(page: Page, shape: Shape, row: int) -> bool:
    """Whether a row is a heading: one text at or left of the titles and nothing else in the plan, or a text merged across it."""
    last = max(shape.columns.values())
    filled = [column for column in range(last + 1) if page.text(row, column)]
    if not filled or filled[0] > shape.title or not any(sign.isalpha() for sign in page.text(row, filled[0]) or ""):
        return False
    merged = any(top <= row <= bottom and left <= shape.title and right - left >= 2 for top, left, bottom, right in page.look.merges)
    return len(filled) == 1 or (merged and filled[0] <= shape.title)


def _titled(page: Page, shape: Shape, heads: bool) -> list[tuple[int, str, int]]:
    """The rows that have a title, the title and its column, without rows that add up others; with `heads` a section's may stand left."""
    found = []
    for row in range(shape.first, len(page.rows) + 1):
        column = shape.title
        if heads and not page.text(row, column) and is_section(page, shape, row):
            column = next((left for left in range(column) if page.text(row, left)), column)
        text = page.text(row, column)
        if text and plain(text) not in TOTALS:
            found.append((row, line(text), column))
    return found


def _levels(depths: Sequence[int]) -> list[int]:
    """Depths of any kind as levels: the first and every shallowest row stand at 1, each step down adds 1 however large it is."""
    levels: list[int] = []
    above: list[int] = []
    for depth in depths:
        while above and above[-1] >= depth:
            above.pop()
        above.append(depth)
        levels.append(len(above))
    return levels


def _grouped(page: Page, shape: Shape) -> list[Node]:
    """The tree of group columns: a value opens a group, blanks below stay in it, and a value met before opens the same group again."""
    nodes: list[Node] = []
    below: dict[tuple[str, ...], list[Node]] = {}
    current: list[str] = [""] * len(shape.groups)
    for row in range(shape.first, len(page.rows) + 1):
        title = page.text(row, shape.title)
        for depth, column in enumerate(shape.groups):
            if (text := page.text(row, column)) and line(text) != current[depth]:
                current = [*current[:depth], line(text), *[""] * (len(current) - depth - 1)]
        path = tuple(text for text in current if text)
        if plain(title or (path[-1] if path else "")) in TOTALS:
            continue
        for depth in range(1, len(path) + 1):
            if path[:depth] not in below:
                below[path[:depth]] = []
                own = not title and depth == len(path) and bool(page.text(row, shape.groups[depth - 1]))
                below.setdefault(path[: depth - 1], []).append(Node(row, depth, path[depth - 1], shape.groups[depth - 1], own))
        if title:
            below.setdefault(path, []).append(Node(row, len(path) + 1, line(title), shape.title))

    def walk(path: tuple[str, ...]) -> None:
        for node in below.get(path, ()):
            nodes.append(node)
            if node.level <= len(shape.groups) and (*path, node.title) in below and node.level == len(path) + 1:
                walk((*path, node.title))

    walk(())
    return nodes


def _by_parent(page: Page, shape: Shape, titled: Sequence[tuple[int, str, int]]) -> list[Node]:
    """The tree of a column that names the row above by its id: children follow their parent, otherwise rows keep their order.

    A row whose parent is not in the plan stands at level 1, and so does a row in a circle.
    """
    ids = {line(text): row for row, _, _ in titled if (text := page.text(row, shape.columns["id"]))}
    titles = {row: title for row, title, _ in titled}
    parents = {row: ids.get(line(page.text(row, shape.columns[PARENT]) or "")) for row in titles}
    for row in titles:
        seen, up = {row}, parents[row]
        while up is not None and up not in seen:
            seen.add(up)
            up = parents[up]
        if up == row:
            parents[row] = None
    children: dict[int | None, list[int]] = {}
    for row in titles:
        children.setdefault(parents[row], []).append(row)
    nodes: list[Node] = []
    stack = [(row, 1) for row in reversed(children.get(None, []))]
    while stack:
        row, level = stack.pop()
        nodes.append(Node(row, level, titles[row], shape.title))
        stack += [(child, level + 1) for child in reversed(children.get(row, []))]
    return nodes


def parents(nodes: Sequence[Node]) -> list[int | None]:
    """The position of each node's parent in the tree; None for those at level 1."""
    above: list[int] = []
    found: list[int | None] = []
    for index, node in enumerate(nodes):
        while above and nodes[above[-1]].level >= node.level:
            above.pop()
        found.append(above[-1] if above else None)
        above.append(index)
    return found
