"""The audit in words: who decided what, when, and why."""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from pipeline.portal.house import House
from pipeline.portal.mails import moment
from pipeline.report import display
from pipeline.store.decisions import last_lines
from pipeline.wording import Text, note_as, spoken

LAST = 200
ACTIONS: Mapping[str, Text] = MappingProxyType(
    {
        "approve": note_as("in the audit", "Approved"),
        "hold": note_as("in the audit", "Held"),
        "resend": note_as("in the audit", "Sent once more"),
        "correct": note_as("in the audit", "Corrected"),
        "resolve": note_as("in the audit", "Doubt resolved"),
        "cancel": note_as("in the audit", "Mail cancelled"),
        "deadline": note_as("in the audit", "Deadline reached"),
        "send": note_as("in the audit", "Sent"),
        "upload": note_as("in the audit", "Uploaded"),
        "hand in": note_as("in the audit", "Handed in"),
        "remind": note_as("in the audit", "Reminded"),
        "login": note_as("in the audit", "Logged in"),
        "prune": note_as("in the audit", "Old files removed"),
        "restore": note_as("in the audit", "Store restored"),
    }
)


@dataclass(frozen=True)
class AuditRow:
    """A line of the audit; strings for what it lacks are empty."""

    at: str
    who: str
    what: str
    project: str
    address: str
    about: str
    why: str
    content: str


def audit_rows(house: House, project: str | None = None, most: int = LAST) -> tuple[AuditRow, ...]:
    """The last lines about a project, or about all, newest first."""
    known = {each.id: each for each in house.roster.projects().values()}
    return tuple(
        AuditRow(
            at=moment(line.at, house.settings),
            who=line.by,
            what=spoken(ACTIONS.get(line.action, line.action)),
            project=own.name if (own := known.get(line.project)) else line.project,
            address=f"/projects/{own.folder}" if own else "",
            about=display.day(line.status_date) if line.status_date else "",
            why=line.why,
            content=line.content[:12],
        )
        for line in last_lines(house.store.engine, project, most)
    )
