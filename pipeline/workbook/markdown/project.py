"""Fields of sheet Project from the title and the labelled lines or table below it."""

import re

from pipeline.contract.cells import Date, Long, Money, Number
from pipeline.contract.sheets import normalised
from pipeline.contract.words import DOCUMENT_STATUS
from pipeline.contract.workbook import PROJECT
from pipeline.workbook.cells import choice_words
from pipeline.workbook.markdown.blocks import plain
from pipeline.workbook.markdown.draft import Draft
from pipeline.workbook.markdown.sentences import day

VERSION = re.compile(r"(?P<name>.*?)\s*[–—:,(-]?\s*\b(?:version|v)\s*(?P<version>\d[\w.]*)\)?", re.I)
ROLES = ("owner", "lead", "manager", "designer", "developer", "analyst", "sponsor", "engineer", "architect")
MANAGERS = ("product owner", "milestone owner", "milestone lead")
DOCUMENT_STATUSES = choice_words(DOCUMENT_STATUS)


def name_project(draft: Draft, title: str) -> None:
    """The project's name, and the version behind it."""
    found = VERSION.fullmatch(plain(title))
    draft.project["name"] = found["name"] if found else plain(title)
    if found:
        draft.project["version"] = found["version"]
        draft.understood.append(f"version v v{found['version']}")


def add_project_field(draft: Draft, line: int, label: str, value: str) -> None:
    """A labelled value as a field of the project, as a person with a role, or as a field of the author's own."""
    name = normalised(label)
    column = PROJECT.by_header.get(name)
    role = name.split()[-1:] and name.split()[-1] in ROLES
    if role and value:
        draft.people.append({"name": value, "role": label})
    if name in MANAGERS and value:
        draft.project.setdefault("manager", value)
    elif name in ("document status", "status") and (status := DOCUMENT_STATUSES.get(normalised(value))):
        draft.project["document_status"] = status
        draft.understood.append(f"{label} {value}")
    elif column and column.key not in draft.project and not isinstance(column.type, Number | Money | Long):
        found = day(value) if isinstance(column.type, Date) else None
        draft.project[column.key] = found or value
        draft.understood.append(f"{label} {value}" if found else label)
    elif not role and label[:1].isupper() and label not in draft.project and value:
        draft.project[label] = value
    elif not role:
        draft.keep(line, f"{label}: {value}")
