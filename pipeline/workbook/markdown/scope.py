"""Nested check lists as scope rows: boxes are items, bullets are groups, ids come from the place in the tree."""

import re
from collections.abc import Iterable

from pipeline.workbook.markdown.blocks import Item, prose
from pipeline.workbook.markdown.draft import Draft, Row
from pipeline.workbook.markdown.lines import row_of
from pipeline.workbook.markdown.sentences import PERCENT_ONLY, percent, tail_bits

RULE = re.compile(r"(?P<title>.*?)\s*\((?P<rule>(?:this\s+)?must\s+(?:not\s+)?be\s+an\s+issue)\)", re.I)
ISSUE = re.compile(r"(?P<title>.*?)\s*(?:\(?(?P<number>#\d+)\)?|\(?(?P<address>https?://\S+?)\)?|\[#\d+\]\((?P<link>https?://[^)\s]+)\))")
STRUCK = re.compile(r"~~(?P<title>.+)~~")
NUMBER = re.compile(r"(?:Task\s+(?P<task>\w*\d\w*)\s*[—–:-]\s+|(?P<wbs>\d+(?:\.\d+)+)\.?\s+)(?P<title>.+)", re.I)


def add_checklist(draft: Draft, milestone: Row, items: Iterable[Item], exported: bool = False, level: int = 1, above: str = "") -> None:
    """Add the items of a list and all below them to the scope of a milestone; `above` is the id of the row above them."""
    for item in items:
        row = row_of(item.text, item.box, level) if exported else _foreign(draft, item, level)
        id = row.pop("id", None) or draft.next_id(above)
        row = {"id": id, "milestone": milestone["id"], **row}
        draft.item(row)
        draft.near = row
        for block in item.blocks:
            if block.items:
                add_checklist(draft, milestone, block.items, exported, level + 1, str(id))
            else:
                draft.note(row, prose([block]))
    draft.near = milestone


def is_numbered(text: str) -> bool:
    """Whether an item begins with its own number, as in `Task 1A — …` or `1.2 …`."""
    return bool(NUMBER.fullmatch(text))


def _foreign(draft: Draft, item: Item, level: int) -> Row:
    """The row that an item of somebody's own list says: title, status, percentage, issue, and the rule in brackets as a note."""
    row: Row = {"level": level}
    title, bits = tail_bits(item.text)
    if not all(map(PERCENT_ONLY.fullmatch, bits)):
        title, bits = item.text, []
    if rule := RULE.fullmatch(title):
        title = rule["title"]
        draft.note(row, rule["rule"])
    if bits and (share := percent(bits[0])) is not None:
        row["percent"] = share
        draft.understood.append(" ".join(bits))
    if issue := ISSUE.fullmatch(title):
        title, row["issue"] = issue["title"], issue["number"] or issue["address"] or issue["link"]
    if (number := NUMBER.fullmatch(title)) and (id := f"T{number['task']}" if number["task"] else number["wbs"]) not in draft.scope_ids:
        title, row["id"] = number["title"], id
        draft.understood.append(f"task {number['task']}")
    struck = STRUCK.fullmatch(title)
    row["title"] = struck["title"] if struck else title
    if item.box is None and level > 1 and not bits:
        row["kind"] = "group"
    elif item.box and level == 1:
        row["signed_off"] = True
    if status := _status(item.box, row.get("percent"), bool(struck)):
        row["status"] = status
    return row


def _status(box: bool | None, share: object, struck: bool) -> str | None:
    """Where an item stands, by its box and its percentage; None where neither is there."""
    if struck:
        return "Cancelled"
    if box or share == 100:
        return "Done"
    if share:
        return "In progress"
    return "Open" if box is False or share == 0 else None
