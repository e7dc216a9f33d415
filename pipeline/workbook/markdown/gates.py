"""Decision gates: one bullet each, with the milestones that it asks for and its own criteria."""

import re
from itertools import count

from pipeline.workbook.markdown.blocks import Item, Section, plain
from pipeline.workbook.markdown.draft import Draft, Row
from pipeline.workbook.markdown.sentences import ids, parts

NAMED = re.compile(r"(?:\*\*|__)?(?P<name>[^:]{1,60}?)(?:\*\*|__)?\s*:\s*(?:\*\*|__)?\s*(?P<text>.*)", re.DOTALL)
MEETS = re.compile(
    r"(?:must\s+)?(?:meet|meets|satisfy)\s+(?:the\s+)?(?P<ids>milestones?\s+[\w\s.,&–—-]+?)\s+(?:success|exit)\s+criteria(?:\s+and\s+|,\s*|\.?$)",
    re.I,
)


def add_gates(draft: Draft, section: Section) -> None:
    """Add the gates of a section; what is no list of gates is kept."""
    for block in section.blocks:
        if not block.items:
            draft.keep(block.line, block.text)
        for item in block.items:
            _add_gate(draft, item)


def _add_gate(draft: Draft, item: Item) -> None:
    """One gate: a name of one word is its id; milestones whose success criteria it asks for come into their own column."""
    found = NAMED.fullmatch(item.text)
    name, text = (plain(found["name"]), found["text"]) if found else (plain(item.text), "")
    if not name:
        draft.keep(item.line, text)
        for block in item.blocks:
            draft.keep(block.line, block.text)
        return
    taken = {row["id"] for row in (*draft.gates, *draft.milestones)}
    free = (f"G{number}" for number in count(1))
    id = name if " " not in name and name not in taken else next(id for id in free if id not in taken)
    gate: Row = {"id": id, "name": name}
    meets = MEETS.match(text)
    if meets and (asked := ids(meets["ids"])):
        gate["milestones"] = asked
        draft.understood.append(meets[0])
        text = text[meets.end() :]
    draft.gates.append(gate)
    draft.understood.append("and")
    for part in parts(text):
        draft.criterion(id, "exit", part)
    for block in item.blocks:
        for inner in block.items:
            draft.criterion(id, "exit", inner.text, inner.box)
            for deeper in inner.blocks:
                draft.keep(deeper.line, deeper.text)
        if not block.items:
            draft.keep(block.line, block.text)
