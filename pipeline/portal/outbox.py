"""The outbox as operators see it: what is in doubt first, each with what can be decided on it."""

from dataclasses import dataclass

from pipeline.delivery.sending import concerns
from pipeline.portal.house import House
from pipeline.portal.mails import Mail, mail, state_of
from pipeline.store.deliveries import listed
from pipeline.store.delivery import DeliveryState
from pipeline.wording import say

OPEN: tuple[DeliveryState, ...] = ("in doubt", "failed", "planned", "held", "sending")
SHOWN = 100
"""Mails that a group shows."""


@dataclass(frozen=True)
class MailGroup:
    """Mails in one state: `decides` is what can be decided on them: doubt, again, cancel or nothing; more: how many are left out."""

    id: str
    heading: str
    explained: str
    decides: str
    mails: tuple[Mail, ...]
    number: int
    more: int


def outbox_groups(house: House) -> tuple[MailGroup, ...]:
    """What is open, by state; groups without mails are left out, and so are links, of which nobody has to decide anything."""
    shelf, known = house.roster.issues(), {project.id: project for project in house.roster.projects().values()}
    found: dict[str, list[Mail]] = {}
    for row in (row for row in listed(house.store.engine, states=OPEN) if concerns(row)):
        own = known.get(row.project)
        shown = mail(row, house.settings, own.name if own else row.project, f"/projects/{own.folder}" if own else "")
        last = max((one.status_date for one in shelf.get(own.folder, ()) if one.status_date), default=None) if own else None
        state = "overtaken" if state_of(row) == "waiting" and last and row.status_date < last else state_of(row)
        found.setdefault(state, []).append(shown)
    heads = (
        ("in doubt", say("In doubt"), say("The mail may have arrived. Ask the reader, or look into the mail server's log."), "doubt"),
        ("failed", say("Failed"), say("The mail server refused it. Mend the address in the workbook, or send it once more."), "again"),
        ("planned", say("About to go"), say("It goes with the next run, or as soon as the mail server can be reached."), "cancel"),
        ("waiting", say("Waiting for an approval"), say("It goes once its report is approved."), "cancel"),
        ("overtaken", say("Overtaken"), say("A newer report of the project was made before anybody approved this one."), "cancel"),
        ("held", say("Held"), say("Somebody, or a rule, keeps it from going."), "cancel"),
        ("sending", say("Being sent"), say("A process has it in its hands now."), ""),
    )
    return tuple(
        MailGroup(state.replace(" ", "-"), head, told, decides, tuple(mails[:SHOWN]), len(mails), max(len(mails) - SHOWN, 0))
        for state, head, told, decides in heads
        if (mails := found.get(state, []))
    )
