"""How a project stands with those who decide: what an approval would let go, to whom, and who has decided so far."""

from dataclasses import dataclass, replace
from datetime import date

from pipeline.delivery.approval import Issued, issued, mailings
from pipeline.delivery.content import EDITIONS
from pipeline.delivery.last_look import LEAK
from pipeline.delivery.post import NO_READER
from pipeline.delivery.sending import unfit
from pipeline.mistakes import UsageError
from pipeline.portal.house import House
from pipeline.portal.mails import Mail, mail
from pipeline.portal.roster import Project
from pipeline.portal.visitor import Visitor
from pipeline.report import display
from pipeline.report.portal.issues import EDITIONS as WORDS
from pipeline.report.portal.issues import FORMATS
from pipeline.report.portal.records import Files, Link
from pipeline.store.decisions import Standing, lines, standing
from pipeline.store.delivery import Delivery
from pipeline.store.errors import StoreError
from pipeline.wording import say, say_many, spoken

SHORT = 12
"""So many characters of a hash are shown."""


@dataclass(frozen=True)
class EditionRow:
    """An edition of an issue with its pages and its readers."""

    pages: Files
    readers: tuple[Mail, ...]


@dataclass(frozen=True)
class Decide:
    """What there is to decide on an issue. content: what an approval is bound to; sentences that do not apply are empty.

    state: approved, waiting or held, of the issue; standing: the same in words; would: what an approval by this visitor does; not_now:
    why this visitor cannot approve.
    """

    content: str
    short: str
    about: str
    editions: tuple[EditionRow, ...]
    state: str
    standing: str
    would: str
    not_now: str
    may_approve: bool
    may_hold: bool


def decide(house: House, project: Project, visitor: Visitor) -> Decide | None:
    """What there is to decide on the latest issue of a project; None where it is held by its findings, or there is none."""
    try:
        of = issued(house.settings, project.id)
    except (UsageError, OSError):
        return None
    rows = mailings(house.store, of)
    needed = house.settings.project(project.id).approvers
    found = standing(lines(house.store.engine, project.id, of.status_date), of.content, needed)
    waiting = waiting_of(rows)
    made = Decide(
        content=of.content,
        short=of.content[:SHORT],
        about=say("Status of {day}", day=of.status_date),
        editions=tuple(_edition(house, of, name, rows) for name in EDITIONS if name in of.contents),
        state=found.state,
        standing=_standing(found, needed),
        would="",
        not_now=_not_now(house, found, rows, waiting, visitor),
        may_approve=False,
        may_hold=found.state != "held" and any(row.state in ("planned", "held") for row in rows),
    )
    return made if made.not_now else replace(made, may_approve=True, would=_would(found, needed, waiting))


def waiting_of(rows: tuple[Delivery, ...]) -> tuple[Delivery, ...]:
    """The deliveries that an approval lets go."""
    return tuple(row for row in rows if row.state == "held" and row.decided_why not in (NO_READER, LEAK))


def report_day(of: date | None) -> str:
    """The status date of a report as a line."""
    return say("Status of {day}", day=of) if of else say("No status date")


def waiting_projects(house: House, rows: tuple[Delivery, ...]) -> dict[str, int]:
    """How many mails of each project an approval would let go; only those of an issue that lies in the outputs as it waits."""
    found: dict[str, int] = {}
    for project in sorted({row.project for row in waiting_of(rows)}):
        try:
            number = len(waiting_of(mailings(house.store, issued(house.settings, project))))
        except (UsageError, StoreError, OSError):
            continue
        if number:
            found[project] = number
    return found


def _edition(house: House, of: Issued, name: str, rows: tuple[Delivery, ...]) -> EditionRow:
    folder = f"/issues/{of.folder.parent.name}/{of.folder.name}"
    links = [Link(label, f"{folder}/{name}.{form}") for form, label in FORMATS.items() if (of.folder / f"{name}.{form}").is_file()]
    readers = [mail(row, house.settings) for row in rows if row.edition == name]
    return EditionRow(Files(spoken(WORDS[name]), tuple(links)), tuple(readers))


def _standing(found: Standing, needed: int) -> str:
    names = display.names(found.by)
    if found.state == "held":
        return say("Held by {names}: {reason}", names=names, reason=found.why)
    if found.state == "approved":
        return say("Approved by {names}.", names=names)
    if found.by:
        return say("Approved by {names}. It takes another person.", names=names)
    return say("Nobody has approved it yet. It takes two people.") if needed > 1 else say("Nobody has approved it yet.")


def _not_now(house: House, found: Standing, rows: tuple[Delivery, ...], waiting: tuple[Delivery, ...], visitor: Visitor) -> str:
    """Why the visitor cannot approve; empty where that is possible."""
    if found.state == "waiting" and visitor.address in (name.casefold() for name in found.by):
        return say("You have approved it. Another person has to approve it too.")
    if not rows:
        return say("No reader gets this report by mail: see sheet Distribution, and the domains that the settings allow.")
    if not waiting:
        return say("No mail of this report waits for an approval.")
    if all(unfit(row, house.settings, house.clock()) for row in waiting):
        return say("This report cannot go out any more: it is too old, or its readers are no longer allowed.")
    return ""


def _would(found: Standing, needed: int, waiting: tuple[Delivery, ...]) -> str:
    readers, number = len({row.recipient for row in waiting}), len(waiting)
    if needed > 1 and not (found.state == "waiting" and found.by):
        return say("It takes two people. After yours, one more approval is needed before anything goes out.")
    if readers == number:
        return say_many("An approval sends {number} mail now.", "An approval sends {number} mails now, one to each reader.", number)
    return say_many("An approval sends {number} mail now.", "An approval sends {number} mails now.", number)
