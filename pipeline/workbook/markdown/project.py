"""Fields of sheet Project from the title and the labelled lines or table below it."""

import re

from pipeline.contract.cells import Choice, Date, Money, Number
from pipeline.contract.sheets import Column, normalised
from pipeline.contract.words import DOCUMENT_STATUS
from pipeline.contract.workbook import PROJECT
from pipeline.workbook.cells import choice_words
from pipeline.workbook.markdown.blocks import Document, plain
from pipeline.workbook.markdown.draft import Draft
from pipeline.workbook.markdown.sentences import day

VERSION = re.compile(r"(?P<name>.*?)\s*[–—:,(-]?\s*\b(?:version|v)\s*(?P<version>\d[\w.]*)\)?", re.I)
ROLES = ("owner", "lead", "manager", "designer", "developer", "analyst", "sponsor", "engineer", "architect")
MANAGERS = ("product owner", "milestone owner", "milestone lead")
DOCUMENT_STATUSES = choice_words(DOCUMENT_STATUS)


def name_project(draft: Draft, title: str) -> None:
    """The project's name, and the version behind it where none is known yet."""
    found = VERSION.fullmatch(plain(title)) if "version" not in draft.project else None
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
    if name in MANAGERS and value and "manager" not in draft.project:
        draft.project["manager"] = value
    elif name in ("document status", "status") and (status := DOCUMENT_STATUSES.get(normalised(value))):
        draft.project["document_status"] = status
        draft.understood.append(f"{label} {value}")
    elif column:
        _fill(draft, line, column, label, value)
    elif not role and label[:1].isupper() and label not in draft.project and value:
        draft.project[label] = value
    elif not role:
        draft.keep(line, f"{label}: {value}")


def add_front_matter(draft: Draft, source: Document) -> None:
    """The fields of the front matter, without the title; the `name` of an issue template is the template's, not the project's."""
    for key, value in source.front.items():
        line = next(number for number, text in enumerate(source.lines, start=1) if text.startswith(key))
        if key != "title" and value:
            label = "Template" if key == "name" else key[:1].upper() + key[1:]
            add_project_field(draft, line, label, value)
            draft.understood.append(key)


def _fill(draft: Draft, line: int, column: Column, label: str, value: str) -> None:
    """Fill a field of the contract; a second value and amounts, which are no plain words, are kept as they are."""
    if column.key in draft.project or isinstance(column.type, Number | Money | Choice):
        draft.keep(line, f"{label}: {value}")
        return
    found = day(value) if isinstance(column.type, Date) else None
    draft.project[column.key] = found or value
    draft.understood.append(f"{label} {value}" if found else label)
