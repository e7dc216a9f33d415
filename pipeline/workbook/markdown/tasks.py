"""Sentences such as `Task 4: Subtasks 1–2 (contract testing, parity) kicked off to …` as scope rows that several milestones share."""

import re
from dataclasses import dataclass

from pipeline.workbook.markdown.blocks import Item
from pipeline.workbook.markdown.draft import Draft, Row
from pipeline.workbook.markdown.sentences import capital, parts

SUBTASKS = re.compile(
    r"Task\s+(?P<task>\w+)\s*[:–—-]\s*Subtasks?\s+(?P<numbers>\d{1,3}(?:\s*(?:[–—-]|,|&|and)\s*\d{1,3})*)"
    r"(?:\s*\((?P<names>(?:[^()]|\([^()]*\))*)\))?\s*(?P<rest>.*?)\.?",
    re.I | re.DOTALL,
)
TASKS = re.compile(r"\bTasks?\s+\d+\b(?:\s*[–—-]\s*\d+)?")
PURPOSE = re.compile(r"(?P<what>.+?(?<!extended)(?<!limited)(?<!reduced)(?<!moved)(?<!added)(?<!applied))\s(?:to|for)\s.+")
NEEDED = re.compile(r"(?P<what>.+?)\s+(?P<why>(?:required|needed)\s+(?:for|by|to)\s.+)")


@dataclass(frozen=True)
class Mention:
    """A subtask that a milestone includes without naming it: it belongs to the milestone that does."""

    milestone: Row
    task: str
    number: int
    rest: str


def add_subtasks(draft: Draft, milestone: Row, item: Item) -> list[Mention] | None:
    """Add the subtasks that a bullet names to the scope of a milestone, and return those that it only mentions; None for other bullets."""
    found = SUBTASKS.fullmatch(item.text)
    if not found:
        return None
    task, rest = found["task"], found["rest"].strip()
    numbers = _numbers(found["numbers"])
    names = parts(found["names"]) if found["names"] and len(numbers) > 1 else [found["names"]] if found["names"] else []
    if len(names) != len(numbers):
        names = []
    draft.understood.append("task subtask subtasks and")
    mentions = [Mention(milestone, task, number, rest) for number in numbers]
    if not names or any(_row(draft, task, number) for number in numbers):
        if found["names"]:
            draft.keep(item.line, item.text)
        return mentions
    for name, mention in zip(names, mentions, strict=True):
        row = _new(mention, capital(name))
        draft.item(row)
        _contribute(draft, row, mention)
    return []


def is_residual(text: str) -> bool:
    """Whether a bullet speaks of work of other tasks, or says what it is needed for."""
    return bool(NEEDED.fullmatch(text) or TASKS.search(text))


def add_residual(draft: Draft, milestone: Row, item: Item) -> None:
    """Add such a bullet as an item of its own; what it is needed for becomes its note."""
    text = item.text.removesuffix(".")
    needed = NEEDED.fullmatch(text)
    tasks = TASKS.search(text)
    row: Row = {"id": draft.next_id(""), "milestone": milestone["id"], "level": 1, "title": needed["what"] if needed else text}
    if tasks:
        row["task"] = tasks[0]
    if needed:
        row["note"] = f"{capital(needed['why'])}."
    draft.item(row)


def settle(draft: Draft, mentions: list[Mention]) -> None:
    """Note each mention at the row of the subtask that it means; a subtask that nobody names becomes a row of the mentioning milestone."""
    for mention in mentions:
        row = _row(draft, mention.task, mention.number)
        if row is None:
            row = _new(mention, f"Task {mention.task}, subtask {mention.number}")
            last = max((place for place, row in enumerate(draft.scope) if row["milestone"] == mention.milestone["id"]), default=-1)
            draft.item(row, last + 1 or None)
        elif row["milestone"] != mention.milestone["id"]:
            others = [part for part in str(row.get("also_in", "")).split(", ") if part]
            row["also_in"] = ", ".join(dict.fromkeys([*others, str(mention.milestone["id"])]))
        _contribute(draft, row, mention)


def _new(mention: Mention, title: str) -> Row:
    return {
        "id": f"T{mention.task}.{mention.number}",
        "milestone": mention.milestone["id"],
        "level": 1,
        "task": f"Task {mention.task}",
        "title": title,
    }


def _row(draft: Draft, task: str, number: int) -> Row | None:
    return next((row for row in draft.scope if row["id"] == f"T{task}.{number}"), None)


def _contribute(draft: Draft, row: Row, mention: Mention) -> None:
    """Write what a subtask gives to a milestone: the deed as its contribution, the whole of a longer sentence as a note."""
    if not mention.rest:
        return
    purpose = PURPOSE.fullmatch(mention.rest)
    deed = purpose["what"] if purpose else mention.rest
    row["contribution"] = f"{row['contribution']}; {deed}" if row.get("contribution") else deed
    if purpose:
        draft.note(row, f"Milestone {mention.milestone['id']}: {mention.rest}.")


def _numbers(text: str) -> list[int]:
    """The numbers of a list with ranges, such as 1–3 and 5."""
    numbers: list[int] = []
    for part in re.split(r",|&|and", text):
        first, *last = (int(number) for number in re.findall(r"\d+", part))
        numbers += range(first, (last or [first])[0] + 1)
    return numbers
