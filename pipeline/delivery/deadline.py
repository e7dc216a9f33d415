"""What becomes of a report that nobody has approved in time: it goes on waiting, goes out, or its customers are told that there is none."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from itertools import groupby
from types import MappingProxyType

from pipeline.contract.addresses import Mailbox, mailbox
from pipeline.delivery.content import EDITIONS
from pipeline.delivery.frozen import waiting
from pipeline.delivery.message import MessageError
from pipeline.delivery.notices import Announcement, announce
from pipeline.delivery.post import APPROVAL, LEFT, MILEPOST, PROJECT_HELD
from pipeline.delivery.sending import unfit
from pipeline.report import display
from pipeline.report.notice import Notice
from pipeline.settings import Settings
from pipeline.store.database import Store
from pipeline.store.decisions import Line, write
from pipeline.store.deliveries import listed
from pipeline.store.delivery import Decision, Delivery
from pipeline.store.errors import Refused
from pipeline.store.ledger import release
from pipeline.wording import LANGUAGES, Text, note, say, speaking, spoken

NO_REPORT = "no report"
"""The edition of the mail that says that there is none."""
SHEET_HELD = note("The figures of this report are still being checked.")
NOT_APPROVED = note("The report is still being reviewed.")
HELD_BY_SOMEBODY = note("We want to look at the report once more before you get it.")
REASONS: Mapping[str, Text] = MappingProxyType({APPROVAL: NOT_APPROVED, PROJECT_HELD: SHEET_HELD})
HTML_LANGUAGE = re.compile(r'<html lang="(\w+)"')


@dataclass(frozen=True)
class Reached:
    """What came of the deadlines: reports that go out without an approval, and mails that say that there is none."""

    released: tuple[Delivery, ...] = ()
    told: tuple[Delivery, ...] = ()


def at_deadlines(store: Store, settings: Settings, now: datetime, project: str | None = None) -> Reached:
    """What came of the reports, of one project or of all, that have waited longer than the settings let them; told once."""
    released: list[Delivery] = []
    told: list[Delivery] = []
    for own, rows in groupby(listed(store.engine, project), lambda row: row.project):
        terms, known = settings.project(own), list(rows)
        if not terms.deadline_hours or terms.at_deadline == "hold":
            continue
        late = [row for row in _late(known, now - timedelta(hours=terms.deadline_hours)) if not unfit(row, settings, now)]
        if terms.at_deadline == "send":
            released += _released(store, late, terms.deadline_hours, now)
        else:
            told += _told(store, settings, known, late, now)
    return Reached(tuple(released), tuple(told))


def deadlines(store: Store, settings: Settings) -> Iterator[datetime]:
    """When something becomes of each report that is held, as its project's settings have it; the moment may be over."""
    for own, rows in groupby(listed(store.engine), lambda row: row.project):
        terms = settings.project(own)
        if terms.deadline_hours and terms.at_deadline != "hold":
            yield from (since + timedelta(hours=terms.deadline_hours) for since, _ in _held(list(rows)))


def _late(rows: Sequence[Delivery], before: datetime) -> Iterator[Delivery]:
    """The reports that are held and were planned first, in whatever content, before this moment."""
    yield from (row for since, row in _held(rows) if since <= before)


def _held(rows: Sequence[Delivery]) -> Iterator[tuple[datetime, Delivery]]:
    """The reports that are held, each with the moment at which it was planned first, in whatever content."""
    first: dict[tuple[object, ...], datetime] = {}
    for row in rows:
        key = (row.status_date, row.revision)
        first[key] = min(first.get(key, row.planned), row.planned)
    yield from ((first[row.status_date, row.revision], row) for row in rows if row.state == "held" and row.edition in EDITIONS)


def _released(store: Store, rows: Iterable[Delivery], hours: int, now: datetime) -> Iterator[Delivery]:
    """The reports that wait for nothing but an approval, planned; the audit says that nobody gave one."""
    why = f"nobody decided within {hours} hours"
    mine = [row for row in rows if (row.decided_by, row.decided_why) == (MILEPOST, APPROVAL)]
    for day, of_day in groupby(mine, lambda row: row.status_date):
        chosen = list(of_day)
        write(store.engine, Line(now, MILEPOST, "deadline", chosen[0].project, day, "", why))
        for row in chosen:
            with suppress(Refused):  # somebody has just decided
                yield release(store.engine, row.key, Decision(MILEPOST, why), now)


def _told(store: Store, settings: Settings, known: Sequence[Delivery], late: Iterable[Delivery], now: datetime) -> Iterator[Delivery]:
    """The mails to the customers who wait, one for each reader and status date, whatever becomes of the report afterwards."""
    had = {(row.status_date, row.recipient) for row in known if row.edition in (NO_REPORT, "customer") and row.state in LEFT}
    had |= {(row.status_date, row.recipient) for row in known if row.edition == NO_REPORT and row.state != "replaced"}
    for row in late:
        reason = _reason(row)
        if row.edition == "customer" and reason and (row.status_date, row.recipient) not in had:
            with suppress(Refused, MessageError, OSError):  # the report itself still waits, and the summary tells of it
                delivery = announce(store, settings, _no_report(store, settings, row, reason), now)
                if delivery:
                    yield delivery


def _reason(row: Delivery) -> Text | None:
    """What holds a report, in words for customers; None where it is not held for this reader alone."""
    return REASONS.get(row.decided_why or "") if row.decided_by == MILEPOST else HELD_BY_SOMEBODY


def _no_report(store: Store, settings: Settings, row: Delivery, reason: Text) -> Announcement:
    """The mail that stands in for the one that waits: for the same reader, in its language, with the same address for answers."""
    names = store.issues(row.project).filter(status_date=row.status_date)["name"].drop_nulls()
    project = names[-1] if len(names) else row.project
    to, manager, language = _of_waiting(settings, row)
    with speaking(language):
        notice = Notice(
            subject=say("{project}: no report yet for {day}", project=project, day=row.status_date),
            kicker=say("Status report {as_of}", as_of=say("as of {day}", day=display.long_day(row.status_date))),
            title=project,
            lead=say("There is no report yet."),
            lines=(spoken(reason), say("You get it as soon as it is released. There is nothing for you to do.")),
            groups=(),
            footer=say(
                "You get this mail because you are on the list of readers of {project}. To be removed, answer it and say so.",
                project=project,
            ),
            language=language,
        )
    return Announcement(row.project, NO_REPORT, row.status_date, to, NO_REPORT, notice, manager)


def _of_waiting(settings: Settings, row: Delivery) -> tuple[Mailbox, Mailbox | None, str]:
    """Reader, address for answers, and language of the message that waits; what it does not say, the settings do."""
    fallback = mailbox(row.recipient)
    assert fallback is not None  # the ledger has addresses alone
    try:
        message = message_from_bytes(waiting(settings.outputs, row.key).read_bytes(), policy=default)
        assert isinstance(message, EmailMessage)
        page = message.get_body(("html",))
        found = HTML_LANGUAGE.search(page.get_content()) if page else None
        language = found[1] if found and found[1] in LANGUAGES else settings.portfolio.language
        return mailbox(str(message["To"])) or fallback, mailbox(str(message["Reply-To"] or "")), language
    except (OSError, LookupError, ValueError):
        return fallback, None, settings.portfolio.language
