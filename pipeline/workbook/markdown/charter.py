"""Charter templates: a table of fields, then one heading for each section, marked as required or optional."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from pipeline.workbook.markdown.blocks import Block, Document, Section, plain, prose
from pipeline.workbook.markdown.draft import Draft, Row
from pipeline.workbook.markdown.labels import CHARTER, heading
from pipeline.workbook.markdown.project import add_project_field

MARKS = {"required": True, "optional": False}
HEADERS = ("field", "key", "property", "item", "attribute", "")
DIVIDERS = ("goals", "planning", "integrations")
NEGATED = (" NOT ", " not expect", " n't expect")


@dataclass
class _Part:
    """A charter section while it is gathered: its blocks, and those of the headings below it."""

    section: str
    depth: int
    required: bool | None = None
    blocks: list[Block] = field(default_factory=list)


def section_name(title: str) -> str | None:
    """The charter section that a heading means; None for other headings."""
    return CHARTER.get(heading(title))


def read_charter(draft: Draft, source: Document) -> None:
    """Gather a charter of one milestone."""
    title = next((section for section in source.sections if section.depth == 1), None)
    name = plain(title.title) if title else source.front.get("title", "")
    draft.project["name"] = name
    milestone = draft.milestone("M1", name)
    milestone["status"] = "Planned"
    part: _Part | None = None
    for section in source.sections:
        if section is title or not section.depth:
            _add_head(draft, section)
            continue
        known = section_name(section.title)
        if known:
            part = _Part(known, section.depth)
            draft.understood.append(section.title)
            _fill(draft, part, section.blocks)
        elif part and section.depth > part.depth:
            part.blocks.append(Block("paragraph", section.line, plain(section.title)))
            _fill(draft, part, section.blocks)
        else:
            part = None
            _add_other(draft, milestone, section)
            continue
        _write(draft, milestone, part)
    _add_criteria(draft, milestone)


def _fill(draft: Draft, part: _Part, blocks: Sequence[Block]) -> None:
    """Take blocks into a section; the comment Required or Optional is its mark, other comments are kept."""
    for block in blocks:
        mark = MARKS.get((block.comment or "").casefold())
        if mark is not None:
            part.required = mark if part.required is None else part.required
            draft.understood.append("required optional")
        elif block.kind == "html":
            draft.keep(block.line, block.text)
        else:
            part.blocks.append(block)


def _write(draft: Draft, milestone: Row, part: _Part) -> None:
    """Write a section, or write it again after a heading below it; assumptions end where the text asks what is not expected."""
    split = next((number for number, block in enumerate(part.blocks) if part.section == "Assumptions" and _negated(block)), None)
    _write_row(draft, milestone, part.section, part.required, part.blocks[:split])
    if split is not None:
        _write_row(draft, milestone, "Not expected", part.required, part.blocks[split:])


def _write_row(draft: Draft, milestone: Row, section: str, required: bool | None, blocks: Sequence[Block]) -> None:
    row = next((row for row in draft.charter if row["section"] == section and row.get("milestone")), None)
    if row is None:
        row = {"milestone": milestone["id"], "section": section}
        draft.charter.append(row)
    if required is not None:
        row["required"] = required
    row["text"] = prose(blocks) or None
    row["blocks"] = list(blocks)


def _negated(block: Block) -> bool:
    return block.kind == "paragraph" and any(word in f" {block.text} ".replace("\n", " ") for word in NEGATED)


def _add_criteria(draft: Draft, milestone: Row) -> None:
    """The check lists of the sections as criteria: of the definition of done, and of what is expected or not at the beginning."""
    kinds = {"Definition of done": "done", "Assumptions": "entry", "Not expected": "entry"}
    for row in draft.charter:
        blocks = row.pop("blocks", ())
        for block in blocks if isinstance(blocks, list) and row["section"] in kinds else ():
            for item in block.items:
                if item.box is not None:
                    draft.criterion(milestone["id"], kinds[str(row["section"])], item.text, item.box)


def _add_other(draft: Draft, milestone: Row, section: Section) -> None:
    """A heading that is no section: one that only divides the page goes, text below `Goals` is the goals, all else is kept."""
    name = heading(section.title)
    if name in DIVIDERS and (name == "goals" or not section.blocks):
        draft.understood.append(section.title)
        if section.blocks:
            milestone["goals"] = prose(section.blocks)
        return
    draft.keep(section.line, section.title)
    for block in section.blocks:
        draft.keep(block.line, block.text)


def _add_head(draft: Draft, section: Section) -> None:
    """The table of fields below the title; other blocks there are kept."""
    for block in section.blocks:
        if block.table and len(block.table[0]) == 2:
            header, *rows = block.table
            if header[0].casefold() not in HEADERS:
                rows, header = [header, *rows], ("", "")
            draft.understood.append(" ".join(header))
            for number, (label, value) in enumerate(rows, start=block.end - len(rows)):
                add_project_field(draft, number, plain(label), value)
        else:
            draft.keep(block.line, block.text)
