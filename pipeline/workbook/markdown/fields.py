"""The fields of a milestone, such as Status, Owner, Deliverables or Exit criteria, as cells of its row and rows of other sheets."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date

from pipeline.contract.cells import Choice, Date, Money, Number
from pipeline.contract.sheets import normalised
from pipeline.contract.workbook import MILESTONES
from pipeline.workbook.markdown.blocks import Block, Item, one_line, plain, prose
from pipeline.workbook.markdown.draft import Draft, Row
from pipeline.workbook.markdown.labels import CRITERIA, FIELDS, fields_of, labelled, status
from pipeline.workbook.markdown.scope import add_checklist, is_numbered
from pipeline.workbook.markdown.sentences import PERCENT_ONLY, day, ids, parts, percent
from pipeline.workbook.markdown.tasks import Mention, add_residual, add_subtasks, is_residual

BESIDE_DATE = re.compile(r"(\S.*?)\s*\((.*)\)")
PEOPLE = ("owner", "backup", "health_by")
LONG = ("goals", "responsibility", "customer_note", "note", "health_reason", "release", "name")


@dataclass
class Reading:
    """A document while its milestones are read: the draft, the subtasks mentioned so far, and whether Milepost itself wrote it."""

    draft: Draft
    exported: bool = False
    mentions: list[Mention] = field(default_factory=list)


def add_item(reading: Reading, milestone: Row, item: Item) -> None:
    """Add what one bullet below a milestone says; several labelled texts may stand beside each other in it."""
    if item.box is not None or not labelled(item.text):
        add_scope(reading, milestone, [item])
        return
    blocks = item.blocks
    for text in fields_of(item.text):
        if found := labelled(text):
            add_field(reading, milestone, found[0], found[1], blocks, item.line)
            blocks = ()
        else:
            reading.draft.keep(item.line, text)


def add_field(reading: Reading, milestone: Row, label: str, text: str, blocks: Sequence[Block], line: int) -> None:
    """Add one field: its text, and the blocks below it; a label that is not known is kept as a note with what belongs to it."""
    draft = reading.draft
    key = FIELDS.get(normalised(plain(label)))
    if key in CRITERIA:
        _add_criteria(draft, milestone, key, text, blocks)
    elif key == "scope":
        items = [Item(line, text)] if text else []
        add_scope(reading, milestone, [*items, *(item for block in blocks for item in block.items)])
        for block in blocks:
            if not block.items:
                draft.keep(block.line, block.text)
    elif key and key != "id" and _set(draft, milestone, key, text, blocks):
        pass
    else:
        draft.keep(line, f"{label}: {text}".strip())
        for block in blocks:
            draft.keep(block.line, block.text)
        return
    draft.understood.append(label)


def add_scope(reading: Reading, milestone: Row, items: Sequence[Item]) -> None:
    """Add a list of work: sentences about subtasks, check lists, or plain bullets, which are items too."""
    draft = reading.draft
    for item in items:
        mentions = None if reading.exported else add_subtasks(draft, milestone, item)
        if mentions is not None:
            reading.mentions += mentions
            for block in item.blocks:
                draft.keep(block.line, block.text)
        elif item.box is None and not item.blocks and not reading.exported and not is_numbered(item.text) and is_residual(item.text):
            add_residual(draft, milestone, item)
        else:
            add_checklist(draft, milestone, [item], reading.exported)


def _add_criteria(draft: Draft, milestone: Row, kind: str, text: str, blocks: Sequence[Block]) -> None:
    """The parts of a sentence and the items below it, one criterion each; other blocks are kept."""
    for part in parts(text):
        draft.criterion(milestone["id"], kind, part)
    draft.understood.append("and")
    for block in blocks:
        if not block.items:
            draft.keep(block.line, block.text)
        for item in block.items:
            draft.criterion(milestone["id"], kind, item.text, item.box)
            for inner in item.blocks:
                draft.keep(inner.line, inner.text)


def _set(draft: Draft, milestone: Row, key: str, text: str, blocks: Sequence[Block]) -> bool:
    """Fill one cell of a milestone, and say whether that went; a cell that is filled already takes no second value, save a long text."""
    kind = MILESTONES[key].type
    if key in LONG:
        whole = "\n".join(part for part in (text, prose(blocks)) if part)
        if whole:
            milestone[key] = f"{milestone[key]}\n{whole}" if milestone.get(key) and key != "name" else whole
        return bool(whole)
    if blocks:
        return False
    if key == "status":
        return _set_status(draft, milestone, text)
    bare, remark = text, ""
    if isinstance(kind, Date) and (beside := BESIDE_DATE.fullmatch(text)):
        bare, remark = beside[1], beside[2]
    value = _value(draft, key, bare)
    if value is None or milestone.get(key) not in (None, value):
        return False
    milestone[key] = value
    if remark:
        draft.note(milestone, f"{MILESTONES[key].header}: {remark}.")
    if isinstance(value, date | float) or key == "depends_on":
        draft.understood.append(bare)
    return True


def _value(draft: Draft, key: str, text: str) -> object:
    """What a cell of a milestone holds for a text; None where the text is no such value."""
    kind = MILESTONES[key].type
    if key in PEOPLE:
        return draft.person(text) or None
    if key == "stated":
        return percent(text) if PERCENT_ONLY.fullmatch(plain(text)) else None
    if key == "depends_on":
        return ids(text)
    if isinstance(kind, Date):
        return day(text)
    if isinstance(kind, Number | Money | Choice):
        return _number_or_word(kind, text)
    return text or None


def _set_status(draft: Draft, milestone: Row, text: str) -> bool:
    """Fill the status, unless it says another already; a percentage beside it is the stated one, what else stands there a note."""
    value, remark = status(text)
    share = percent(text)
    if value and milestone.get("status") not in (None, value):
        return False
    if share is not None and milestone.get("stated") is None:
        milestone["stated"] = share
        draft.understood.append("status completion progress complete completed done finished")
    if value:
        milestone["status"] = value
        draft.understood.append(one_line(text.replace(remark, "")) if remark else text)
    if remark and not PERCENT_ONLY.fullmatch(remark):
        draft.note(milestone, f"{value or 'Status'}: {remark}.")
    return value is not None or share is not None or bool(remark)


def _number_or_word(kind: Number | Money | Choice, text: str) -> object:
    """A number or a word of the list; None for other texts."""
    if isinstance(kind, Choice):
        return text if text in kind.values else None
    try:
        return float(text)
    except ValueError:
        return None
