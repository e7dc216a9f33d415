"""Which sign of a tree a foreign plan uses: every sign is tried, the surest that says anything wins, and the others are heard."""

from collections import Counter
from dataclasses import dataclass
from itertools import pairwise

from pipeline.workbook.cells import line
from pipeline.workbook.mapping.columns import SURE
from pipeline.workbook.mapping.outline import STYLES, WBS_NUMBER, Node, Shape, is_section, parents, tree
from pipeline.workbook.mapping.source import Page, Source
from pipeline.workbook.mapping.words import PARENT

TRIED = tuple(style for style in STYLES if style != "none")


@dataclass(frozen=True)
class Hierarchy:
    """The sign that is used, how surely, the evidence, the rows as a tree, the level whose rows are milestones (0: one for all rows)."""

    style: str
    confidence: float
    evidence: str
    nodes: tuple[Node, ...]
    milestones: int
    questions: tuple[str, ...] = ()


def find_hierarchy(source: Source, page: Page, shape: Shape) -> Hierarchy:
    """The tree of a plan, by the surest sign; another sign that tells another tree is a question."""
    found = {style: said for style in TRIED if (said := _says(source, page, shape, style))}
    sure = [style for style, (confidence, _) in found.items() if confidence >= SURE]
    if not sure:
        nodes = tuple(tree(source, page, shape, "none"))
        doubt = tuple(f"{STYLES[style].capitalize()} may show a tree ({said}): do they?" for style, (_, said) in found.items())
        return Hierarchy("none", 0.8, f"{STYLES['none']}: {len(nodes)} rows side by side", nodes, 0, doubt)
    style = sure[0]
    confidence, evidence = found[style]
    nodes = tuple(tree(source, page, shape, style))
    questions = []
    for other in sure[1:]:
        row = _differs(nodes, tuple(tree(source, page, shape, other)))
        if row is None:
            evidence += f"; {STYLES[other]} agree"
        elif other not in ("sections", "bold", "columns"):
            questions.append(f"By {STYLES[style]} row {row} stands elsewhere in the tree than by {STYLES[other]}: which is right?")
    return Hierarchy(style, confidence, evidence, nodes, milestone_level(nodes), tuple(questions))


def milestone_level(nodes: tuple[Node, ...]) -> int:
    """The level whose rows are milestones: 1; 2 below a single row that is the project itself; 0, one for all, without any tree."""
    deepest = max((node.level for node in nodes), default=1)
    if deepest == 1:
        return 0
    return 2 if deepest > 2 and sum(node.level == 1 for node in nodes) == 1 else 1


def _says(source: Source, page: Page, shape: Shape, style: str) -> tuple[float, str] | None:
    """How surely a sign shows a tree, and what it shows; None where the sheet does not have it."""
    rows = range(shape.first, len(page.rows) + 1)
    titled = [row for row in rows if page.text(row, shape.title)]
    if (style == "level" and "level" not in shape.columns) or (style == "columns" and not shape.groups):
        return None
    if style == "parent":
        return _parents_say(page, shape, titled)
    if style == "wbs":
        return _numbers_say(page, shape, titled)
    nodes = tree(source, page, shape, style)
    depths = sorted({node.level for node in nodes})
    if len(depths) < 2:
        return None
    groups = sum(after.level > before.level for before, after in pairwise(nodes))
    said = f"{len(nodes)} rows on levels {depths[0]} to {depths[-1]}, {groups} of them with rows below"
    if style == "sections":
        return _sections_say(source, page, shape, [row for row in rows if is_section(page, shape, row)], titled)
    if style == "bold":
        bold = sum(node.level == 1 for node in nodes)
        if nodes[0].level != 1 or bold > len(nodes) / 2 or groups < bold:
            return None
        return 0.75, f"{bold} bold rows, each with plain rows below"
    return (0.9 if style in ("indent", "spaces", "columns") else 0.95), f"{STYLES[style]}: {said}"


def _parents_say(page: Page, shape: Shape, titled: list[int]) -> tuple[float, str] | None:
    """What a column of parents shows: the share of its values that are ids of the plan."""
    if PARENT not in shape.columns or "id" not in shape.columns:
        return None
    ids = {line(page.text(row, shape.columns["id"]) or "") for row in titled}
    named = [line(text) for row in titled if (text := page.text(row, shape.columns[PARENT]))]
    if not named:
        return None
    known = sum(name in ids for name in named)
    return round(0.97 * known / len(named), 2), f"{known} of {len(named)} parents are IDs of the plan, such as {named[0]}"


def _numbers_say(page: Page, shape: Shape, titled: list[int]) -> tuple[float, str] | None:
    """What WBS numbers show: the share of rows numbered, less where a number stands twice, as 1.10 does that Excel stored as 1.1."""
    if shape.number is None or not titled:
        return None
    texts = [line(page.text(row, shape.number) or "") for row in titled]
    numbers = [text.rstrip(".") for text in texts if WBS_NUMBER.fullmatch(text)]
    if not any("." in number for number in numbers):
        return None
    twice = [number for number, times in Counter(numbers).items() if times > 1]
    said = f"{len(numbers)} of {len(titled)} rows have numbers such as {', '.join(numbers[:3])}"
    said += f"; {', '.join(twice[:3])} stands twice" if twice else ""
    return round(0.95 * len(numbers) / len(titled) * (0.7 if twice else 1), 2), said


def _sections_say(source: Source, page: Page, shape: Shape, sections: list[int], titled: list[int]) -> tuple[float, str] | None:
    """What section rows show: surer where they are bold or merged and the others are not."""
    if not sections or len(sections) > len(titled) / 2 or sections[0] > min(titled, default=0):
        return None
    faces = {**source.faces(page, 0), **source.faces(page, shape.title)} if shape.title else source.faces(page, 0)
    merged = {row for top, left, bottom, right in page.look.merges if right > left for row in range(top, bottom + 1)}
    marked = [row for row in sections if row in merged or (row in faces and faces[row].bold)]
    said = f"{len(sections)} rows hold a heading and nothing else, such as row {sections[0]}"
    said += f"; {len(marked)} of them are bold or merged" if marked else ""
    return (0.92 if len(marked) == len(sections) else 0.8), said


def _differs(nodes: tuple[Node, ...], others: tuple[Node, ...]) -> int | None:
    """The first row that stands under different rows in two trees; None where they agree."""
    one = {node.row: None if up is None else nodes[up].row for node, up in zip(nodes, parents(nodes), strict=True)}
    two = {node.row: None if up is None else others[up].row for node, up in zip(others, parents(others), strict=True)}
    return next((row for row, up in one.items() if row in two and two[row] != up), None)
