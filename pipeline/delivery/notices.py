"""Mails that are no reports: planned through the same ledger, so that nobody gets one twice."""

from contextlib import suppress
from dataclasses import dataclass
from datetime import date, datetime
from email.mime.base import MIMEBase
from hashlib import sha256

from pipeline.contract.addresses import Mailbox, lies_in, mailbox
from pipeline.delivery.frozen import freeze
from pipeline.delivery.message import Cover, MessageError, Words, composed
from pipeline.delivery.post import MILEPOST
from pipeline.report.notice import Notice, notice_html, notice_text
from pipeline.settings import Settings
from pipeline.store.database import Store
from pipeline.store.deliveries import listed
from pipeline.store.delivery import Decision, Delivery, Mailing
from pipeline.store.errors import Refused
from pipeline.store.ledger import WAITING, cancel, plan

CHANGED = Decision(MILEPOST, "it says something else now")
NEWER = Decision(MILEPOST, "a newer one has taken its place")


@dataclass(frozen=True)
class Announcement:
    """A mail to one reader; `edition` is its kind in the ledger, `day` the day that it is about, `said` what makes it another mail.

    manager: who gets the answers, None for the sender; attached: its files.
    """

    project: str
    edition: str
    day: date
    to: Mailbox
    said: str
    notice: Notice
    manager: Mailbox | None = None
    attached: tuple[MIMEBase, ...] = ()


def announce(store: Store, settings: Settings, one: Announcement, now: datetime) -> Delivery | None:
    """The delivery of a mail, planned; None where the last of its kind to this reader said the same.

    One of another day that still waits is cancelled. Raises: Refused where one of this day is on its way; OSError, MessageError.
    """
    content = sha256(one.said.encode(errors="replace")).hexdigest()
    to = one.to.address.same_as
    rows = [row for row in listed(store.engine, one.project) if (row.edition, row.recipient) == (one.edition, to)]
    counted = [row for row in rows if row.state not in ("replaced", "cancelled")]
    last = max(counted, key=lambda row: (row.planned, row.revision), default=None)
    if last and last.content == content:
        return None
    for row in counted:
        if row.state in WAITING and row.status_date != one.day:
            cancel(store.engine, row.key, NEWER, now)
    mailing = Mailing(one.project, one.day, one.edition, to, content)
    of_day = [row for row in rows if row.status_date == one.day and row.state != "replaced"]
    revision = of_day[-1].revision + (of_day[-1].state not in WAITING) if of_day else 0
    _freeze(settings, one, mailing.key(revision), now)
    row = plan(store.engine, mailing, now, CHANGED)
    if row.key != mailing.key(revision):  # another process was faster
        _freeze(settings, one, row.key, now)
    return row


def to_operators(store: Store, settings: Settings, kind: str, day: date, notice: Notice, now: datetime) -> tuple[Delivery, ...]:
    """The deliveries of a mail of this kind, planned, one for each operator inside the house who has not had the same already."""
    said, planned = notice_text(notice, settings.templates), []
    for to in operators(settings):
        with suppress(Refused, MessageError, OSError):  # the terminal has told it too
            row = announce(store, settings, Announcement(settings.portfolio.name, kind, day, to, said, notice), now)
            planned += [row] if row else []
    return tuple(planned)


def operators(settings: Settings) -> tuple[Mailbox, ...]:
    """The operators whom mail may go to."""
    named = (mailbox(each) for each in settings.mail.operators)
    return tuple(to for to in named if to and lies_in(to.address, settings.mail.internal_domains))


def _freeze(settings: Settings, one: Announcement, key: str, now: datetime) -> None:
    sender = mailbox(settings.mail.sender)
    assert sender is not None  # the settings have checked it
    cover = Cover(key, now, sender, one.manager, one.project, one.day, settings.mail.attach_limit_mb, templates=settings.templates)
    text, page = notice_text(one.notice, settings.templates), notice_html(one.notice, settings.templates)
    words = Words(one.notice.subject, text, page, one.notice.language)
    freeze(settings.outputs, key, composed(words, one.to, cover, one.attached))
