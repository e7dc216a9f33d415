"""Documents that list milestones: one numbered item or one heading each, with sections for dependencies and gates beside them."""

import re
from collections.abc import Sequence

from pipeline.contract.sheets import normalised
from pipeline.contract.workbook import SCOPE
from pipeline.workbook.markdown.blocks import Block, Document, Item, Section, one_line, plain
from pipeline.workbook.markdown.draft import Draft, Row
from pipeline.workbook.markdown.fields import Reading, add_field, add_item
from pipeline.workbook.markdown.gates import add_gates
from pipeline.workbook.markdown.headings import exported_headings, is_list_of_milestones, milestone_headings, titled
from pipeline.workbook.markdown.labels import FIELDS, heading, labelled, section_of
from pipeline.workbook.markdown.lines import EXPORTED
from pipeline.workbook.markdown.project import add_project_field, name_project
from pipeline.workbook.markdown.sentences import Title, ids
from pipeline.workbook.markdown.tasks import settle

DEPENDS = re.compile(r"(?P<one>.+?)\s+(?:depends|waits)\s+on\s+(?P<others>.+?)(?:\s*\((?P<why>.*)\))?\.?", re.I)
RELEASES = ("Alpha", "Beta", "RC", "GA")


def read_milestones(draft: Draft, source: Document, exported: bool = False) -> None:
    """Gather a document that lists milestones."""
    reading = Reading(draft, exported)
    if title := source.front.get("title"):
        name_project(draft, title)
        draft.understood.append("title")
    if exported:
        draft.understood += [EXPORTED, "br yes no", *(column.header for column in SCOPE)]
    later: list[Section] = []
    inside = 0
    milestone: Row | None = None
    titles = exported_headings(source) if exported else milestone_headings(source)
    for section in source.sections:
        named = titles.get(section.line) if section.depth else None
        if milestone and section.depth <= inside and not named:
            milestone = None
        if named:
            milestone, inside = _milestone(reading, named, section.line), section.depth
            _add_body(reading, milestone, section.blocks)
        elif milestone:
            _add_part(reading, milestone, section)
        elif section_of(section.title) in ("dependencies", "gates"):
            later.append(section)
        else:
            _add_section(reading, section)
    for section in later:
        draft.near = None
        draft.understood.append(section.title)
        (_add_dependencies if section_of(section.title) == "dependencies" else add_gates)(draft, section)
    settle(draft, reading.mentions)
    for row in draft.milestones:
        _finish(row)


def _milestone(reading: Reading, title: Title, line: int) -> Row:
    """The row of a milestone's heading, the nearest one from now on."""
    draft = reading.draft
    row = draft.milestone(title.id, title.name)
    draft.understood.append(f"milestone phase {title.id}")
    if title.id and row["id"] != title.id:
        draft.keep(line, f"Milestone {title.id}: {title.name}")
    if title.percent is not None:
        row["stated"] = title.percent
        draft.understood.append(f"{title.percent:g} complete completed completion status progress done")
    for label, text in title.bits:
        add_field(reading, row, label, text, (), line)
    return row


def _add_body(reading: Reading, milestone: Row, blocks: Sequence[Block]) -> None:
    """Add what stands below a milestone's heading: labelled texts, lists of work; the rest is kept."""
    blocks = list(blocks)
    while blocks:
        block = blocks.pop(0)
        if block.kind == "list":
            for item in block.items:
                add_item(reading, milestone, item)
        elif block.kind == "paragraph" and labelled(block.text):
            *lines, last = block.text.split("\n")
            below = [blocks.pop(0)] if blocks and blocks[0].kind == "list" and last.rstrip(" *_").endswith(":") else []
            for number, text in enumerate([*lines, last]):
                found = labelled(text)
                if found:
                    last_one = number == len(lines)
                    add_field(reading, milestone, found[0], found[1], below if last_one else (), block.line + number)
                else:
                    reading.draft.keep(block.line + number, text)
        else:
            reading.draft.keep(block.line, block.text)


def _add_part(reading: Reading, milestone: Row, section: Section) -> None:
    """Add a section below a milestone's own: its heading is the label of a field, or is kept with its text."""
    if heading(section.title) in FIELDS:
        add_field(reading, milestone, plain(section.title), "", section.blocks, section.line)
    else:
        reading.draft.keep(section.line, section.title)
        _add_body(reading, milestone, section.blocks)


def _add_section(reading: Reading, section: Section) -> None:
    """Add a section that belongs to no single milestone."""
    draft, holds = reading.draft, section_of(section.title)
    draft.near = None
    if section.depth == 1 and "name" not in draft.project:
        name_project(draft, section.title)
    elif holds:
        draft.understood.append(section.title)
    else:
        draft.keep(section.line, section.title)
    for block in section.blocks:
        fields = _labelled_lines(block) if section.depth <= 1 else None
        if is_list_of_milestones(block):
            for item in block.items:
                _add_listed(reading, item)
        elif fields:
            for line, label, text in fields:
                add_project_field(draft, line, plain(label), text)
        elif block.kind == "paragraph" and (holds == "summary" or (section.depth == 1 and "summary" not in draft.project)):
            text = one_line(block.text)
            draft.project["summary"] = f"{draft.project['summary']}\n{text}" if "summary" in draft.project else text
        elif not (_is_contents(block, holds) or _add_table(reading, block) or (reading.exported and block.comment)):
            draft.keep(block.line, block.text)


def _is_contents(block: Block, holds: str | None) -> bool:
    """Whether a list is the table of contents, which only repeats the headings."""
    return holds == "contents" and bool(block.items) and all(item.text.startswith("[") and "](#" in item.text for item in block.items)


def _labelled_lines(block: Block) -> list[tuple[int, str, str]] | None:
    """The lines of a paragraph or the items of a list, each with its label and text; None where one of them has no label."""
    lines = list(enumerate(block.text.split("\n"), start=block.line)) if block.kind == "paragraph" else []
    lines += [(item.line, item.text) for item in block.items]
    found = [(line, *parts) for line, text in lines if (parts := labelled(text))]
    return found if len(found) == len(lines) and not any(item.blocks for item in block.items) else None


def _add_listed(reading: Reading, item: Item) -> None:
    """A milestone that is an item of a list: its number or its M-number is its id, what stands below it are its fields."""
    title = titled(plain(item.text), item.number)
    row = _milestone(reading, title, item.line)
    for inner in item.items:
        add_item(reading, row, inner)
    for block in item.blocks:
        if not block.items:
            reading.draft.keep(block.line, block.text)


def _add_table(reading: Reading, block: Block) -> bool:
    """Add a table of milestones, and say whether it was one: a column Milestone, and another that is known."""
    headers, *rows = block.table or ((),)
    keys = [FIELDS.get(normalised(plain(header))) for header in headers]
    if "name" not in keys or len(set(keys) - {None}) < 2:
        return False
    reading.draft.understood += [header for header, key in zip(headers, keys, strict=True) if key]
    if unknown := [header for header, key in zip(headers, keys, strict=True) if header and not key]:
        reading.draft.keep(block.line, " | ".join(unknown))
    for number, cells in enumerate(rows):
        texts = dict(zip(keys, cells, strict=False))
        title = titled(plain(texts["name"]), plain(texts.get("id", "")))
        row = _milestone(reading, title, block.line + number + 2)
        for header, key, text in zip(headers, keys, cells, strict=False):
            if text and key not in ("name", "id"):
                add_field(reading, row, header, text, (), block.line + number + 2)
    return True


def _add_dependencies(draft: Draft, section: Section) -> None:
    """The sentences `2 depends on 1 (because …)` as ids and notes of the milestones; others are kept."""
    known = {str(row["id"]): row for row in draft.milestones}
    for item in [item for block in section.blocks for item in block.items]:
        found = DEPENDS.fullmatch(item.text)
        row = known.get(ids(found["one"]) or "") if found else None
        others = ids(found["others"]) if found else None
        if found and row and others and not item.blocks:
            before = str(row.get("depends_on", "")).split(", ")
            row["depends_on"] = ", ".join(dict.fromkeys(part for part in (*before, *others.split(", ")) if part))
            draft.note(row, f"Depends on {others}{': ' + found['why'].rstrip('.') if found['why'] else ''}.")
        else:
            draft.keep(item.line, item.text)
            for inner in item.blocks:
                draft.keep(inner.line, inner.text)
    for block in section.blocks:
        if not block.items:
            draft.keep(block.line, block.text)


def _finish(row: Row) -> None:
    """Fill what the rest of a row says: its release by the words of its name, and its status by its finish or percentage."""
    name = re.findall(r"\w+", str(row["name"]))
    release = next((word for word in RELEASES if word in name), None)
    if release and "release" not in row:
        row["release"] = release
    share = row.get("stated")
    row.setdefault("status", "Done" if share == 100 or row.get("actual_finish") else "Active" if share else "Planned")
