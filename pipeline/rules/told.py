"""How rows and values stand in the sentences of findings."""

from collections.abc import Callable, Mapping
from datetime import date, datetime

from pipeline.wording import Text, note

FOUND_LENGTH = 80
NUMBERED: Mapping[str, Callable[[str], Text]] = {
    "Milestones": lambda id_: note("milestone {id}", id=id_),
    "Scope": lambda id_: note("item {id}", id=id_),
    "Criteria": lambda id_: note("criterion {id}", id=id_),
    "Gates": lambda id_: note("gate {id}", id=id_),
    "Risks": lambda id_: note("risk {id}", id=id_),
    "Changes": lambda id_: note("change {id}", id=id_),
}
"""What a bare number numbers on a sheet."""
NAMELESS = note("this row")


def named(sheet: str, id_: str | None) -> str:
    """What sentences call a row: its ID, with what it numbers where that is a number (`milestone 1`); a row without ID is this row."""
    if not id_:
        return NAMELESS
    if not id_[0].isdigit():
        return id_
    return NUMBERED[sheet](id_) if sheet in NUMBERED else note("ID {id}", id=id_)


def shown(value: object) -> str:
    """A value as it stands in a finding: dates in ISO form, lists with commas, one line, cut to a readable length; blank is empty."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, float):
        return f"{value:.10g}"
    if isinstance(value, date):
        return value.date().isoformat() if isinstance(value, datetime) else value.isoformat()
    if isinstance(value, list):
        return shown(", ".join(link["id"] if isinstance(link, dict) else str(link) for link in value))
    line = " ".join(str(value).split())
    return line if len(line) <= FOUND_LENGTH else line[: FOUND_LENGTH - 1] + "…"
