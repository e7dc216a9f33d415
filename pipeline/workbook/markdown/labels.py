"""What a heading or the word before a colon means: the contract's own headers first, then the other words of milestone documents."""

import re

from pipeline.contract.sheets import normalised
from pipeline.contract.words import MILESTONE_STATUS
from pipeline.contract.workbook import MILESTONES
from pipeline.workbook.cells import choice_words
from pipeline.workbook.markdown.blocks import plain

LABEL = re.compile(r"(?P<mark>\*\*|__|)(?P<label>[^\s:*_|][^:*_|]{0,59}?)(?::(?P=mark)|(?P=mark)\s*:)(?:\s+|$)(?P<text>.*)", re.DOTALL)
BESIDE = re.compile(r"\s+[–—-]\s+(?=[A-Z][\w/ ]{1,20}:\s)")

CRITERIA = {
    "deliverable": ("deliverables", "deliverable", "what was delivered"),
    "success": ("success", "success criteria", "acceptance criteria", "success indicators", "success metrics"),
    "entry": ("entry criteria", "entry", "entry criterion", "preconditions", "pre-conditions"),
    "exit": ("exit criteria", "exit", "exit criterion"),
    "done": ("definition of done", "done when"),
    "test": ("key tests", "tests", "key test", "testing"),
}
OTHERS = {
    "scope": ("included tasks/subtasks", "included tasks", "included subtasks", "tasks/subtasks", "tasks", "scope", "milestone tasks"),
    "goals": ("objectives", "aim"),
    "baseline_finish": ("target", "eta", "completion target"),
    "stated": ("completion", "complete", "percent complete"),
    "status": ("current status",),
    "actual_finish": ("completed",),
    "depends_on": ("requires", "waits on"),
}
FIELDS = {
    **{header: column.key for header, column in MILESTONES.by_header.items()},
    **{label: key for table in (CRITERIA, OTHERS) for key, labels in table.items() for label in labels},
}
"""Label of a milestone's field to the key of its column, to a kind of criterion, or to `scope`."""

SECTIONS = {
    label: key
    for key, labels in {
        "summary": ("executive summary", "summary"),
        "contents": ("table of contents", "contents", "toc"),
        "milestones": (
            "milestone list",
            "milestones",
            "upcoming milestones",
            "completed milestones",
            "milestone details",
            "overview",
            "timeline",
        ),
        "dependencies": ("dependencies", "milestone dependencies"),
        "gates": ("go/no-go decision gates", "decision gates", "go/no-go gates", "gates"),
        "scope": ("scope", "example scope", "project scope"),
    }.items()
    for label in labels
}
"""Heading of a section to what the section holds."""

CHARTER = {
    label: section
    for section, labels in {
        "Short description": ("short description", "description", "summary"),
        "Business value": ("business description & value", "business value", "business description and value", "value"),
        "User stories": ("user stories",),
        "Technical description": ("technical description", "technical details"),
        "Definition of done": ("definition of done",),
        "Metrics": ("proposed metrics for measuring goals/value/definition of done", "proposed metrics", "metrics"),
        "Metrics destination": ("destination for live updating metrics", "metrics destination"),
        "Assumptions": ("assumptions & dependencies", "assumptions and dependencies", "assumptions"),
        "Not expected": ("not expected",),
        "Open questions": ("open questions",),
        "Not doing": ("not doing", "out of scope"),
        "Translations": ("translations",),
        "Services going live": ("services going into prod for the first time", "services going live"),
        "Services integrated": ("services being integrated in prod for the first time", "services integrated"),
        "Data made public": ("data being shared publicly for the first time", "data made public"),
        "Security": ("security considerations", "security"),
    }.items()
    for label in labels
}
"""Heading of a charter to its section in the contract."""

SIGNS = {
    "✅": "Done", "✔": "Done", "☑": "Done", "🚧": "Active", "🔄": "Active", "🏃": "Active", "⏳": "Queued", "🔜": "Queued",
    "⏸": "On hold", "🔲": "Planned", "⬜": "Planned", "📋": "Planned", "❌": "Cancelled", "🚫": "Cancelled",
}  # fmt: skip
"""Pictures that say where a milestone stands."""

STATUSES = choice_words(MILESTONE_STATUS)


def labelled(text: str) -> tuple[str, str] | None:
    """A label and the text behind its colon, as in `**Goals**: …` or `Status: …`; None where the text has no label."""
    found = LABEL.fullmatch(text.strip())
    return (found["label"].strip(), found["text"].strip()) if found else None


def known_field(text: str) -> str | None:
    """What the label of a text means for a milestone; None where it has none that is known."""
    found = labelled(text)
    return FIELDS.get(normalised(plain(found[0]))) if found else None


def fields_of(text: str) -> list[str]:
    """The labelled texts that stand beside each other, as in `Owner: … — Backup: …`."""
    return BESIDE.split(text)


def section_of(title: str) -> str | None:
    """What a section holds, by its heading; None where the heading is not known."""
    return SECTIONS.get(heading(title))


def heading(title: str) -> str:
    """A heading as it is compared: without pictures, stars and numbers before it."""
    return normalised(re.sub(r"^(?:[^\w\[{(]|\d+[.)]\s)+", "", plain(title)).strip("* "))


def status(text: str) -> tuple[str | None, str]:
    """A milestone's status and the remark beside it: `Queued (starts after Milestone 1)` is Queued, `starts after Milestone 1`."""
    clean = plain(text)
    sign = next((value for picture, value in SIGNS.items() if picture in clean), None)
    clean = re.sub(r"^[^\w\[{(]+|[^\w\]})%.!?]+$", "", clean)
    found = re.fullmatch(r"([^(,;–—]+?)\s*(?:\((.*)\)|[,;–—]\s*(.*)|\s-\s(.*))?", clean, re.DOTALL)
    first = STATUSES.get(normalised(found[1])) if found else None
    if found and first:
        return first, next((remark for remark in found.groups()[1:] if remark), "")
    return sign, clean
