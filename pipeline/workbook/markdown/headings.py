"""Which parts of a document are milestones: items of a list with fields below them, and headings."""

import re
from dataclasses import replace

from pipeline.workbook.markdown.blocks import Block, Document, plain
from pipeline.workbook.markdown.labels import heading, known_field, section_of
from pipeline.workbook.markdown.lines import HEADING
from pipeline.workbook.markdown.sentences import Title, milestone_title

PICTURES = re.compile(r"^[^\w\[{(\"'`]+")
SIGNS = ("status", "owner", "baseline_finish", "actual_finish", "stated")


def is_list_of_milestones(block: Block) -> bool:
    """Whether a list holds milestones: each item has fields below it, at least one of them known."""
    return bool(block.items) and all(any(known_field(inner.text) for inner in item.items) for item in block.items)


def milestone_headings(source: Document) -> dict[int, Title]:
    """The headings that are milestones, by line: numbered ones, and those below a heading such as Milestones that have fields."""
    titles: dict[int, Title] = {}
    parent = 7
    for section in source.sections:
        holds, found = section_of(section.title), milestone_title(section.title) if section.depth > 1 else None
        if holds == "milestones" or (section.depth == 1 and "milestones" in heading(section.title)):
            parent = section.depth
        elif section.depth <= parent:
            parent = 7
        elif not (found or holds) and any(known_field(text) in SIGNS for block in section.blocks for text in _texts(block)):
            found = titled(PICTURES.sub("", plain(section.title)), "")
        if found:
            titles[section.line] = found
    return titles


def exported_headings(source: Document) -> dict[int, Title]:
    """The headings of milestones in a list that Milepost wrote, by line: nothing in a name has a meaning of its own."""
    headings = ((section.line, HEADING.fullmatch(section.title)) for section in source.sections if section.depth == 2)
    return {line: Title(found["id"], found["name"] or "", None) for line, found in headings if found}


def _texts(block: Block) -> list[str]:
    """The lines of a paragraph, or the items of a list."""
    return block.text.split("\n") if block.kind == "paragraph" else [item.text for item in block.items]


def titled(text: str, id: str) -> Title:
    """What a text says that may name the milestone's number itself; else `id` is its id, blank where there is none."""
    if (found := milestone_title(text)) and found.name:
        return found
    found = milestone_title(f"Milestone 1: {text}")
    return replace(found, id=id) if found and found.name else Title(id, text, None)
