"""Issues that hold the scope of one milestone: front matter, a description, what to do at first, and nested check lists."""

import re
from collections.abc import Sequence
from itertools import zip_longest

from pipeline.workbook.markdown.blocks import Block, Document, Item, Section, one_line, plain, prose
from pipeline.workbook.markdown.draft import Draft, Row
from pipeline.workbook.markdown.labels import CRITERIA, FIELDS, heading, section_of
from pipeline.workbook.markdown.scope import add_checklist
from pipeline.workbook.markdown.sentences import day

WHAT = r"(?:(?:the|this|a)\s+)?(?:milestone|issue|project)"
START = re.compile(rf"(?:to|before you|how to)\s+(?:create|open|start|set up|begin)\s+{WHAT}\s*:", re.I)
CLOSE = re.compile(rf"close\s+{WHAT}\s+(?:once|when|if|as soon as)\s*:?", re.I)
DEADLINE = re.compile(r"(?P<name>.*?)\s*[–—:,-]?\s*(?P<deadline>\[[^\]]*(?:deadline|date|due)[^\]]*\]|[\[(]?\d{4}-\d\d-\d\d[\])]?)", re.I)
MILESTONE = re.compile(r"milestone\b\s*[:–—-]?\s*(?P<project>.+)", re.I)
DESCRIPTIONS = ("milestone scope", "description", "about", "background", "summary", "overview", "introduction")


def read_checklist(draft: Draft, source: Document) -> None:
    """Gather the scope of one milestone."""
    first = next((section for section in source.sections if section.depth == 1), None)
    title = source.front.get("title") or (first.title if first else "")
    milestone = _milestone(draft, plain(title))
    named = any(section_of(section.title) == "scope" for section in source.sections)
    described = next((section for section in source.sections if section.depth and section.blocks), None)
    for section in source.sections:
        kind = FIELDS.get(heading(section.title))
        if section_of(section.title) == "scope":
            draft.understood.append(section.title)
            _add_scope(draft, milestone, section.blocks)
        elif kind in CRITERIA:
            draft.understood.append(section.title)
            _add_criteria(draft, milestone, kind, section.blocks)
        elif section.depth <= 1 or section is described or heading(section.title) in DESCRIPTIONS:
            if heading(section.title) in DESCRIPTIONS:
                draft.understood.append(section.title)
            elif plain(section.title) != plain(title):
                draft.keep(section.line, section.title)
            _add_description(draft, milestone, section.blocks, named)
        else:
            _add_unknown(draft, milestone, section, named)
    milestone["status"] = "Planned" if not any(row.get("status") == "Done" for row in draft.scope) else "Active"


def _milestone(draft: Draft, title: str) -> Row:
    """The milestone and the project that a title names: `Milestone Fleet Planner 2026-12-18`."""
    found = DEADLINE.fullmatch(title)
    name = found["name"] if found else title
    project = MILESTONE.fullmatch(name)
    if name:
        draft.project["name"] = project["project"] if project else name
    milestone = draft.milestone("M1", name)
    if found:
        deadline = found["deadline"]
        milestone["baseline_finish"] = day(deadline.strip("[]()")) or deadline
        draft.understood.append(deadline)
    draft.understood.append("title milestone")
    return milestone


def _add_scope(draft: Draft, milestone: Row, blocks: Sequence[Block]) -> None:
    """Lists are the scope; what stands between them goes into the milestone's note."""
    for block in blocks:
        if block.items:
            add_checklist(draft, milestone, block.items)
        elif block.comment is None:
            draft.note(milestone, _closed(block), gap="\n\n")
        else:
            draft.keep(block.line, block.text)


def _add_criteria(draft: Draft, milestone: Row, kind: str, blocks: Sequence[Block]) -> None:
    """Every item of the lists is a criterion; what stands between them is kept."""
    for block in blocks:
        if not block.items:
            draft.keep(block.line, block.text)
        for item in block.items:
            _flat(draft, milestone, kind, item)


def _add_unknown(draft: Draft, milestone: Row, section: Section, scope_is_named: bool) -> None:
    """A section that says nothing known: its check lists are scope where no section is named so, all else is kept."""
    draft.keep(section.line, section.title)
    for block in section.blocks:
        if not scope_is_named and any(item.box is not None for item in block.items):
            add_checklist(draft, milestone, block.items)
        else:
            draft.keep(block.line, block.text)


def _add_description(draft: Draft, milestone: Row, blocks: Sequence[Block], scope_is_named: bool) -> None:
    """A section of plain words: the first paragraph sums up, those about goals are the goals, the rest is the note.

    Check lists there are what is to be done at first, or the scope where no section is named so.
    """
    loose: list[Block] = []
    starting = False
    for block, below in zip_longest(blocks, blocks[1:]):
        boxes = any(item.box is not None for item in block.items)
        if starting:
            starting = False
            _add_first_steps(draft, milestone, block.items)
        elif block.kind == "paragraph" and below and below.items and START.fullmatch(block.text):
            starting = True
            draft.understood.append(block.text)
        elif boxes and not scope_is_named:
            add_checklist(draft, milestone, block.items)
        elif block.kind == "paragraph" and "summary" not in draft.project:
            draft.project["summary"] = one_line(block.text)
        elif block.kind == "paragraph" and re.search(r"\bgoals?\b", block.text, re.I):
            text = one_line(block.text)
            milestone["goals"] = f"{milestone['goals']}\n\n{text}" if "goals" in milestone else text
        else:
            loose.append(block)
    if loose:
        draft.note(milestone, prose(loose), gap="\n\n")


def _add_first_steps(draft: Draft, milestone: Row, items: Sequence[Item]) -> None:
    """What is to be done at first as entry criteria; what closes the milestone as exit criteria, of which the first is a must."""
    for item in items:
        if CLOSE.fullmatch(item.text) and any(item.items):
            draft.understood.append(item.text)
            for number, inner in enumerate(item.items):
                _flat(draft, milestone, "exit", inner, **({"must": "should"} if number else {}))
        else:
            _flat(draft, milestone, "entry", item)


def _flat(draft: Draft, milestone: Row, kind: str, item: Item, **more: object) -> None:
    """An item and all below it, one criterion each."""
    draft.criterion(milestone["id"], kind, item.text, item.box, **more)
    for block in item.blocks:
        if not block.items:
            draft.keep(block.line, block.text)
        for inner in block.items:
            _flat(draft, milestone, kind, inner, **more)


def _closed(block: Block) -> str:
    """A paragraph that announced a list which went elsewhere, with a full stop."""
    return re.sub(r"\s*:$", ".", one_line(block.text)) if block.kind == "paragraph" else block.text
