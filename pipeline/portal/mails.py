"""How a delivery is shown: its state as a mark, its edition as a word, why it is where it is."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from types import MappingProxyType
from zoneinfo import ZoneInfo

from pipeline.delivery.deadline import NO_REPORT
from pipeline.delivery.last_look import LEAK, NOT_ITS_OWN, OF_NO_REPORT
from pipeline.delivery.missing import MISSING
from pipeline.delivery.post import APPROVAL, MILEPOST, NO_READER, PROJECT_HELD
from pipeline.delivery.sending import REMINDER
from pipeline.delivery.trouble import TROUBLE
from pipeline.report import display
from pipeline.report.parts import Mark
from pipeline.report.portal.issues import EDITIONS
from pipeline.settings import Settings
from pipeline.store.delivery import Delivery
from pipeline.wording import Text, note, note_as, say, spoken

MARKS: Mapping[str, Mark] = MappingProxyType(
    {
        "planned": Mark("active", note_as("a mail", "About to go")),
        "waiting": Mark("pending", note_as("a mail", "Waits for an approval")),
        "held": Mark("held", note_as("a mail", "Held")),
        "sending": Mark("active", note_as("a mail", "Being sent")),
        "sent": Mark("done", note_as("a mail", "Sent")),
        "failed": Mark("off_track", note_as("a mail", "Failed")),
        "in doubt": Mark("at_risk", note_as("a mail", "In doubt")),
        "cancelled": Mark("cancelled", note_as("a mail", "Cancelled")),
    }
)
KINDS: Mapping[str, Text] = MappingProxyType(
    {
        **EDITIONS,
        "feedback": note_as("a mail", "Feedback"),
        REMINDER: note_as("a mail", "Reminder"),
        "summary": note_as("a mail", "Summary"),
        MISSING: note_as("a mail", "List of missing workbooks"),
        TROUBLE: note_as("a mail", "Mails that did not go through"),
        NO_REPORT: note_as("a mail", "Notice that there is no report"),
    }
)
REASONS: Mapping[str, Text] = MappingProxyType(
    {
        NO_READER: note("The workbook names this reader no more."),
        PROJECT_HELD: note("Findings hold the report back."),
        LEAK: note("The mail would say what this reader must not learn."),
        NOT_ITS_OWN: note("What it encloses is not the report that was issued."),
        OF_NO_REPORT: note("The report has changed since; the next run writes the mail anew."),
    }
)


@dataclass(frozen=True)
class Mail:
    """A delivery in words; `project` is empty where the page is about one project."""

    key: str
    kind: str
    reader: str
    project: str
    address: str
    about: str
    mark: Mark
    when: str
    why: str


def mail(row: Delivery, settings: Settings, project: str = "", address: str = "") -> Mail:
    """A delivery in the language spoken now."""
    return Mail(
        key=row.key,
        kind=spoken(KINDS.get(row.edition, row.edition)),
        reader=row.recipient,
        project=project,
        address=address,
        about=say("Status of {day}", day=row.status_date),
        mark=MARKS[state_of(row)],
        when=moment(row.changed, settings),
        why=_why(row),
    )


def state_of(row: Delivery) -> str:
    """The state, where one that waits for nothing but an approval is told from one that is held."""
    waits = row.state == "held" and row.decided_by == MILEPOST and row.decided_why == APPROVAL
    return "waiting" if waits else row.state


def moment(at: datetime, settings: Settings) -> str:
    """A moment by the clock of the schedule: `20 Nov 2026, 17:05`."""
    local = at.astimezone(ZoneInfo(settings.schedule.timezone))
    return f"{display.day(local.date())}, {local:%H:%M}".replace(" ", display.NO_BREAK)


def _why(row: Delivery) -> str:
    if row.state in ("failed", "in doubt") or (row.state == "planned" and row.error):
        return row.error or ""
    if row.state == "cancelled" or (row.state == "held" and state_of(row) != "waiting"):
        reason = spoken(REASONS.get(row.decided_why or "", row.decided_why or ""))
        return reason if row.decided_by == MILEPOST else say("{name}: {reason}", name=row.decided_by, reason=reason)
    return ""
