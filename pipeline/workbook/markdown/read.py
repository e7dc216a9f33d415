"""From Markdown to the rows of a workbook: the style is recognised, its reader gathers, and no word of the source is lost."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path, PurePath
from types import MappingProxyType

from pipeline.mistakes import UsageError
from pipeline.workbook.markdown.blocks import Document, document
from pipeline.workbook.markdown.charter import read_charter, section_name
from pipeline.workbook.markdown.checklist import read_checklist
from pipeline.workbook.markdown.draft import ROOM, Draft, Leftover, Row, words
from pipeline.workbook.markdown.headings import is_list_of_milestones, milestone_headings
from pipeline.workbook.markdown.lines import EXPORTED
from pipeline.workbook.markdown.milestones import read_milestones
from pipeline.workbook.markdown.project import add_front_matter
from pipeline.workbook.template import write_workbook

NOTHING: Mapping[str, object] = MappingProxyType({})
MARKS = re.compile(r"^\s*(?:[-*+]\s+|\d+[.)]\s+)*(?:\[[ xX]\])?")
LARGEST = 1 << 20  # bytes; a milestone document has a few thousand


@dataclass(frozen=True)
class Imported:
    """What a Markdown document became: rows by sheet and contract key, as write_workbook takes them.

    `style` is the recognised one; `notes` are the lines that were not understood, each with where it was kept.
    """

    rows: Mapping[str, list[Row]]
    style: str
    notes: tuple[Leftover, ...]


def import_file(source: Path, target: Path, project: Mapping[str, object] = NOTHING) -> Imported:
    """Write the workbook of a Markdown file, and return what was read; raises UsageError where that cannot be done."""
    if target.suffix.lower() != ".xlsx":
        raise UsageError(f"{target}: the name of a new workbook ends in .xlsx")
    if target.exists():
        raise UsageError(f"{target} exists already; choose another name, or move it away first")
    try:
        data = source.read_bytes() if source.stat().st_size <= LARGEST else None
    except OSError as reason:
        raise UsageError(f"{source} cannot be read: {reason.strerror}") from None
    if data is None:
        raise UsageError(f"{source} has more than {LARGEST >> 20} MB; a milestone document is a few pages of text")
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise UsageError(f"{source} is no text in UTF-8; save it as Markdown in UTF-8") from None
    imported = read_markdown(text, source.name, project)
    try:
        write_workbook(target, imported.rows)
    except ValueError as reason:
        raise UsageError(f"{source}: {reason}") from None
    return imported


def read_markdown(text: str, name: str, project: Mapping[str, object] = NOTHING) -> Imported:
    """The rows that a milestone document says; `name` is its file's name, whose stem becomes the project's ID.

    `project` holds fields of sheet Project, by contract key, that win over the document's. Raises UsageError where the text is empty
    or holds nothing that a workbook could be made of.
    """
    if not text.strip():
        raise UsageError(f"{name} is empty")
    if "\x00" in text:
        raise UsageError(f"{name} is no text; Markdown with milestones is needed")
    source = document(text)
    if longest := next((number for number, line in enumerate(source.lines, start=1) if len(line) > ROOM), None):
        raise UsageError(f"{name}: line {longest} is too long for a cell; a line may have {ROOM:,} characters")
    style, read = _style(source, name)
    draft = Draft(project={"id": _id(name)})
    add_front_matter(draft, source)
    read(draft, source)
    _keep_unseen(draft, source)
    draft.project |= project
    return Imported(draft.sheets(), style, tuple(sorted(draft.leftovers, key=lambda left: left.line)))


def _style(source: Document, name: str) -> tuple[str, Callable[[Draft, Document], None]]:
    """The style of a document and its reader."""
    sections = source.sections
    if any(block.comment == EXPORTED for block in sections[0].blocks):
        return "exported scope", lambda draft, source: read_milestones(draft, source, exported=True)
    if sum(section_name(section.title) is not None for section in sections) >= 3:
        return "charter template", read_charter
    if milestone_headings(source):
        return "milestone headings", read_milestones
    if any(is_list_of_milestones(block) for section in sections for block in section.blocks):
        return "milestone list", read_milestones
    if source.boxes:
        return "check list", read_checklist
    raise UsageError(
        f"{name} holds no milestones that can be recognised: a check list, a numbered list of milestones, "
        "headings such as 'Milestone 1: …', or the sections of a charter"
    )


def _id(name: str) -> str:
    """A project ID from the name of a file: lower case letters, digits and dashes."""
    return re.sub(r"[^\w.]+", "-", PurePath(name).stem.casefold()).strip("-.") or "project"


def _keep_unseen(draft: Draft, source: Document) -> None:
    """Keep each line with a word that is neither in the workbook nor a label that was understood.

    The readers keep what they do not understand themselves; this catches what Markdown hides, such as cells beyond a table's last column.
    """
    values = [value for rows in draft.sheets().values() for row in rows for pair in row.items() for value in pair]
    seen = {word for text in [*map(_shown, values), *draft.understood] for word in words(text)}
    seen |= {word for left in draft.leftovers for word in words(left.text)}
    draft.near = None
    for number, line in enumerate(source.lines, start=1):
        if words(MARKS.sub("", line)) - seen:
            draft.keep(number, line.strip())
            seen |= words(line)


def _shown(value: object) -> str:
    """A value as its words stand in the source: percentages without their decimal point where they have none."""
    return f"{value:.15g}" if isinstance(value, float) else str(value)
