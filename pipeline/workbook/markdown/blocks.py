"""Markdown as sections of blocks that know their lines: what markdown-it's tokens say, in the few shapes that the importer asks for."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from textwrap import dedent

from markdown_it import MarkdownIt
from markdown_it.tree import SyntaxTreeNode

# Definitions of links stay visible: as text they are kept, as definitions markdown-it would take them away.
PARSER = MarkdownIt("commonmark", {"maxNesting": 100}).enable("table").disable("reference")
KINDS = {"paragraph": "paragraph", "bullet_list": "list", "ordered_list": "list", "table": "table", "html_block": "html"}
BOX = re.compile(r"\[([ xX])\](?:\s+|$)")
FRONT = re.compile(r"([A-Za-z][\w -]*):\s*(.*)")
COMMENT = re.compile(r"\s*<!--(.*?)-->\s*", re.DOTALL)


@dataclass(frozen=True)
class Block:
    """A paragraph, list, table, piece of HTML or anything else (`other`); `line` is the 1-based line of its first character.

    `text` is the source without the indentation of the list that it stands in; a paragraph's text has its own line breaks.
    """

    kind: str
    line: int
    text: str
    items: tuple["Item", ...] = ()
    table: tuple[tuple[str, ...], ...] = ()

    @property
    def end(self) -> int:
        """The 1-based line after the last one."""
        return self.line + self.text.count("\n") + 1

    @property
    def comment(self) -> str | None:
        """The words of an HTML comment; None where the block is something else."""
        found = COMMENT.fullmatch(self.text) if self.kind == "html" else None
        return " ".join(found[1].split()) if found else None


@dataclass(frozen=True)
class Item:
    """One item of a list: its first paragraph as one line, its box (None without one), its number, and the blocks below it."""

    line: int
    text: str
    box: bool | None = None
    number: str = ""
    blocks: tuple[Block, ...] = ()

    @property
    def items(self) -> Iterator["Item"]:
        """The items of the lists right below this one."""
        return (item for block in self.blocks for item in block.items)


@dataclass(frozen=True)
class Section:
    """A heading (depth 1 to 6; depth 0 is what stands above the first one) and the blocks up to the next heading."""

    title: str
    depth: int
    line: int
    blocks: list[Block] = field(default_factory=list)


@dataclass(frozen=True)
class Document:
    """A whole source: the fields of its front matter and its sections in reading order; `lines` are its lines as they stand."""

    lines: tuple[str, ...]
    front: dict[str, str]
    sections: tuple[Section, ...]

    @property
    def boxes(self) -> int:
        """How many items of lists have a box."""
        return sum(item.box is not None for section in self.sections for item in _all_items(section.blocks))


def document(text: str) -> Document:
    """The sections of a Markdown text."""
    lines = text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n").split("\n")
    front, above = _front_matter(lines)
    body = [""] * above + lines[above:]
    sections = [Section("", 0, 1)]
    for node in SyntaxTreeNode(PARSER.parse("\n".join(body))).children:
        if node.type == "heading":
            sections.append(Section(_inline(node), int(node.tag[1]), _start(node) + 1))
        elif node.type != "hr":
            sections[-1].blocks.append(_block(node, body))
    return Document(tuple(lines), front, tuple(sections))


def one_line(text: str) -> str:
    """A text without its line breaks."""
    return " ".join(text.split())


def prose(blocks: Sequence[Block]) -> str:
    """Blocks as Markdown again: paragraphs unwrapped, everything else as it stands, blank lines where the source has them."""
    text, end = "", 0
    for block in blocks:
        gap = "" if not text else "\n" if block.line <= end else "\n\n"
        text += gap + (one_line(block.text) if block.kind == "paragraph" else block.text)
        end = block.end
    return text


def plain(text: str) -> str:
    """A text without the stars, underscores and back ticks around the whole of it."""
    stripped = text.strip()
    while len(stripped) > 2 and stripped[0] == stripped[-1] and stripped[0] in "*_`" and stripped[0] not in stripped.strip("*_`"):
        stripped = stripped[1:-1].strip()
    return stripped


def _all_items(blocks: Sequence[Block]) -> Iterator[Item]:
    for block in blocks:
        for item in block.items:
            yield item
            yield from _all_items(item.blocks)


def _front_matter(lines: Sequence[str]) -> tuple[dict[str, str], int]:
    """The fields between the two lines of dashes that open a document, and how many lines they take."""
    if lines[0].rstrip() != "---" or "---" not in [line.rstrip() for line in lines[1:]]:
        return {}, 0
    end = [line.rstrip() for line in lines].index("---", 1)
    fields: dict[str, str] = {}
    key = ""
    for line in lines[1:end]:
        if found := FRONT.fullmatch(line.rstrip()):
            key = found[1].strip()
            fields[key] = found[2].strip().strip("\"'")
        elif key and line.strip():
            fields[key] = f"{fields[key]}\n{line.strip()}".strip()
    return fields, end + 1


def _start(node: SyntaxTreeNode) -> int:
    return node.map[0] if node.map else 0


def _inline(node: SyntaxTreeNode) -> str:
    """The source text of a paragraph, heading or cell."""
    return node.children[0].content.strip() if node.children else ""


def _block(node: SyntaxTreeNode, lines: Sequence[str]) -> Block:
    start, end = node.map or (0, 0)
    kind = KINDS.get(node.type, "other")
    text = _inline(node) if kind == "paragraph" else dedent("\n".join(lines[start:end])).rstrip()
    items = tuple(_item(child, lines) for child in node.children) if kind == "list" else ()
    rows = [row for part in node.children for row in part.children] if kind == "table" else []
    return Block(kind, start + 1, text, items, tuple(tuple(_inline(cell) for cell in row.children) for row in rows))


def _item(node: SyntaxTreeNode, lines: Sequence[str]) -> Item:
    children = list(node.children)
    text = re.sub(r"\s*\n\s*", " ", _inline(children.pop(0))) if children and children[0].type == "paragraph" else ""
    box = BOX.match(text)
    blocks = tuple(_block(child, lines) for child in children)
    return Item(_start(node) + 1, text[box.end() :] if box else text, box[1] != " " if box else None, node.info, blocks)
