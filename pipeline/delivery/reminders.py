"""Reminders: a project manager whose workbook is not up to date gets one mail before a run, and never a second for the same one."""

from datetime import date, datetime
from hashlib import sha256

from pipeline.contract.addresses import Mailbox, lies_in, mailbox
from pipeline.delivery.frozen import freeze
from pipeline.delivery.message import Cover, Words, composed
from pipeline.delivery.missing import Missing
from pipeline.delivery.recipients import manager
from pipeline.delivery.sending import REMINDER
from pipeline.issue import Issue
from pipeline.report.brand import brand_of
from pipeline.report.reminder import ReminderView, reminder_html, reminder_text, reminder_view
from pipeline.settings import Settings
from pipeline.store.database import Store
from pipeline.store.deliveries import delivery, listed
from pipeline.store.delivery import Delivery, Mailing
from pipeline.store.errors import Refused
from pipeline.store.ledger import plan
from pipeline.wording import note


def reminded(store: Store, issue: Issue, start: datetime, settings: Settings, now: datetime) -> Missing:
    """A workbook that is not up to date for the run that starts then, by the clock of the schedule; its reminder is planned, once."""
    to = manager(issue)
    if issue.book is None:
        return _without(issue, note("the workbook cannot be read"))
    if to is None:
        return _without(issue, note("sheet People has no address of the project manager"))
    if not lies_in(to.address, settings.mail.internal_domains):
        return _without(issue, note("the settings do not name {domain} under internal_domains", domain=to.address.domain))
    if to.address.same_as in settings.project(issue.project_id).removed:
        return _without(issue, note("{address} was removed in the settings", address=str(to.address)))
    reminder = _planned(store, issue, to, start, settings, now)
    return Missing(issue.project_id, issue.file, issue.status_date, reminder, name=issue.name)


def _planned(store: Store, issue: Issue, to: Mailbox, start: datetime, settings: Settings, now: datetime) -> Delivery:
    """The one reminder of this project for this run, planned if there is none yet."""
    day, recipient = start.date(), to.address.same_as
    told = listed(store.engine, issue.project_id)
    earlier = [row for row in told if (row.status_date, row.edition, row.recipient) == (day, REMINDER, recipient)]
    if earlier:
        return earlier[-1]
    view = reminder_view(issue, store.past(issue.project_id, day), start, brand_of(settings))
    mailing = Mailing(issue.project_id, day, REMINDER, recipient, sha256(repr(view).encode()).hexdigest())
    key = mailing.key(0)
    freeze(settings.outputs, key, _message(view, key, to, issue, day, settings, now))
    try:
        return plan(store.engine, mailing, now)
    except Refused as another:  # another process has just sent one
        return delivery(store.engine, another.issue)


def _message(view: ReminderView, key: str, to: Mailbox, issue: Issue, day: date, settings: Settings, now: datetime) -> bytes:
    sender = mailbox(settings.mail.sender)
    assert sender is not None  # the settings have checked it
    words = Words(view.subject, reminder_text(view, settings.templates), reminder_html(view, settings.templates), view.language)
    cover = Cover(key, now, sender, None, issue.project_id, day, settings.mail.attach_limit_mb)
    return composed(words, to, cover)


def _without(issue: Issue, why: str) -> Missing:
    return Missing(issue.project_id, issue.file, issue.status_date, why=why, name=issue.name)
