"""One scope row as one line of a check list that Milepost writes, and back; nothing of the row is lost on the way.

The line says the id in bold letters, the item, the percentage, then each other filled cell by its header:
`**S1.2** Payment · 40 % · Status: In progress · Owner: Ann Lee`. A ticked box means signed off on level 1 and Done below.
"""

import re
from datetime import date

from pipeline.contract.cells import Date, Flag, Money, Number, Percent, Whole
from pipeline.contract.sheets import Column, normalised
from pipeline.contract.workbook import SCOPE
from pipeline.workbook.markdown.draft import Row

EXPORTED = "milepost scope"
GAP, DOT, ESCAPED_DOT = " · ", "·", "\\·"
HEADING = re.compile(r"Milestone (?P<id>.+?)(?:: (?P<name>.*))?")
BREAK = re.compile(r"(?<!\\)<br>")
START = re.compile(r"\*\*(?P<id>.+?)\*\* ?(?P<rest>.*)")
FIELD = re.compile(r"(?P<header>[^:]+): (?P<value>.+)")
SHARE = re.compile(r"(?P<percent>-?[\d.]+(?:e[+-]?\d+)?) %")
IN_LINE = ("id", "milestone", "level", "title", "percent")


def heading_of(id: str | None, name: str | None) -> str:
    """The heading of a milestone's scope."""
    return f"Milestone {id or '?'}: {name or ''}".rstrip(" :")


def box_of(row: Row) -> str:
    """The box before the line: none for a group, ticked where a solution is signed off or an item below one is done."""
    if row.get("kind") == "group":
        return ""
    ticked = row.get("signed_off") is True if row.get("level") == 1 else row.get("status") == "Done"
    return "[x] " if ticked else "[ ] "


def line_of(row: Row, depth: int) -> str:
    """The line of a row that stands `depth` lists deep; its level is written where it is another."""
    said = {"kind"} if row.get("kind") in ("group", "item") else set()
    if "x" in box_of(row):
        said.add("signed_off" if row.get("level") == 1 else "status")
    percent = row.get("percent")
    parts = [_escaped(f"**{row['id']}** {row.get('title') or ''}".strip())]
    parts += [f"{_text(percent)} %"] if percent is not None else []
    parts += [f"{SCOPE['level'].header}: {row['level']}"] if row.get("level") not in (depth, None) else []
    for column in SCOPE:
        value = row.get(column.key)
        if value is not None and value != [] and column.key not in (*IN_LINE, *said):
            parts.append(f"{column.header}: {_escaped(_text(value))}")
    return GAP.join(parts)


def row_of(text: str, box: bool | None, depth: int) -> Row:
    """The row of such a line; what is no cell of the contract stays part of the item's name."""
    found = START.fullmatch(text)
    first, *parts = (found["rest"] if found else text).split(GAP)
    row: Row = {"id": _unescaped(found["id"])} if found else {}
    row |= {"level": depth, "title": _unescaped(first)}
    if box is None:
        row["kind"] = "group"
    for part in parts:
        field, share = FIELD.fullmatch(part), SHARE.fullmatch(part)
        column = SCOPE.by_header.get(normalised(field["header"])) if field else None
        if share:
            row["percent"] = _typed(SCOPE["percent"], share["percent"])
        elif field and column:
            row[column.key] = _typed(column, _unescaped(field["value"]))
        else:
            row["title"] = f"{row['title']}{GAP}{_unescaped(part)}"
    if box:
        row["signed_off" if row["level"] == 1 else "status"] = True if row["level"] == 1 else "Done"
    return row


def _escaped(text: str) -> str:
    """A text in which nothing looks like the gap between cells or the end of a line."""
    return text.replace(DOT, ESCAPED_DOT).replace("<br>", "\\<br>").replace("\n", "<br>")


def _unescaped(text: str) -> str:
    return BREAK.sub("\n", text).replace("\\<br>", "<br>").replace(ESCAPED_DOT, DOT)


def _text(value: object) -> str:
    """A value as it is written: dates as 2026-11-20, whole numbers without a point, flags as yes and no."""
    match value:
        case bool():
            return "yes" if value else "no"
        case float() if value.is_integer():
            return str(int(value))
        case list():
            return ", ".join(value)
        case _:
            return str(value)


def _typed(column: Column, text: str) -> object:
    """The value that a column holds for a text; a text that is no such value stays as it is, for the check to name."""
    try:
        match column.type:
            case Date():
                return date.fromisoformat(text)
            case Whole():
                return int(text)
            case Number() | Money() | Percent():
                return float(text)
            case Flag() if text in ("yes", "no"):
                return text == "yes"
            case _:
                return text
    except ValueError:
        return text
