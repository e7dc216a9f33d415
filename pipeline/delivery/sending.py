"""Planned deliveries leave by the way that the settings name, and the store learns which reports have left the house."""

import os
import time
from collections.abc import Mapping
from dataclasses import replace
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import polars as pl

from pipeline.contract.addresses import address, lies_in
from pipeline.delivery.content import EDITIONS, contents_of
from pipeline.delivery.folder import FolderTransport
from pipeline.delivery.frozen import Keeping, is_waiting, outbox, sweep, thawed, waiting
from pipeline.delivery.last_look import own_report
from pipeline.delivery.outbox import Clock, Outgoing, Policy, deliver, settle_doubts
from pipeline.delivery.post import LEFT, MILEPOST
from pipeline.delivery.smtp import Server, SmtpTransport
from pipeline.delivery.transport import Transport
from pipeline.settings import Mail, Settings
from pipeline.store.database import Store
from pipeline.store.deliveries import listed
from pipeline.store.delivery import Decision, Delivery
from pipeline.store.errors import Refused
from pipeline.store.ledger import hold

PASSWORD = "MILEPOST_MAIL_PASSWORD"
REMINDER = "reminder"
LOGIN = "login"
LINK_STAYS = timedelta(minutes=15)
"""For so long a link that logs somebody in is of any use."""
INTERNAL = ("feedback", REMINDER, "summary", "missing", "trouble", LOGIN)
"""The editions that go to the own people only."""


def send_due(
    store: Store, settings: Settings, now: datetime, project: str | None = None, environment: Mapping[str, str] | None = None
) -> list[Delivery]:
    """What became of the deliveries whose turn had come, of one project or of all, and of those in doubt that could be looked up.

    Those that must not go out any more are held. One whose message is not here stays planned and says so in `error`.
    """
    clock, transport = ticking(now), Keeping(settings.outputs, transport_of(settings, environment))
    settled = [row for row in settle_doubts(store.engine, transport, clock) if row.state != "in doubt"]
    held, fit, lost, foreign = [], [], [], own_report(store)
    for row in listed(store.engine, project, ("planned",)):
        if why := unfit(row, settings, now):
            held += _kept_back(store, row, why, now)
        elif not is_waiting(settings.outputs, row):
            lost.append(replace(row, error="its message is not in the waiting folder of the outbox; milepost run makes it again"))
        elif why := foreign(row, waiting(settings.outputs, row.key).read_bytes()):
            held += _kept_back(store, row, why, now)
        else:
            fit.append(row)
    letters = [_outgoing(row, settings, clock) for row in fit]
    done = deliver(store.engine, transport, letters, clock, policy_of(settings.mail))
    reconcile(store)
    sweep(settings.outputs, listed(store.engine), clock())
    handled = {row.key for row in done}
    return [*(row for row in settled if row.key not in handled), *held, *lost, *done]


def reconcile(store: Store) -> None:
    """Mark the reports as sent of which an edition has left the house, or may have; after a run was killed the next one does this first.

    Which report a delivery is of is told by the hashes of its files. Where none is the one that left, since a draft took its place
    meanwhile, the report that counts is marked, so that only a correction can follow.
    """
    left: dict[tuple[str, date], set[tuple[str, str]]] = {}
    for row in listed(store.engine, states=LEFT):
        if row.edition in EDITIONS:
            left.setdefault((row.project, row.status_date), set()).add((row.edition, row.content))
    issues = store.issues().filter(pl.col("state") != "held")
    unsent = issues.filter(~pl.col("sent"))
    for project, day in sorted(left.keys() & set(unsent[["project", "status_date"]].iter_rows())):
        of_day = issues.filter(project=project, status_date=day)
        contents = {key: set(_contents(store, key).items()) for key in of_day["issue"]}
        orphans = left[project, day] - set().union(*contents.values())
        for head in of_day.filter(~pl.col("sent")).iter_rows(named=True):
            if contents[head["issue"]] & left[project, day] or (orphans and head["state"] == "accepted"):
                store.mark_sent(head["issue"])


def transport_of(settings: Settings, environment: Mapping[str, str] | None = None) -> Transport:
    """The way out that the settings name; the password of a mail server comes from the environment."""
    mail = settings.mail
    if mail.transport == "folder" or mail.host is None:
        return FolderTransport(outbox(settings.outputs))
    password = (os.environ if environment is None else environment).get(PASSWORD)
    return SmtpTransport(Server(mail.host, mail.port, mail.tls, mail.user, password))


def policy_of(mail: Mail) -> Policy:
    """The policy of the outbox with the pause that the settings want between two mails."""
    return Policy(interval=60 / mail.per_minute if mail.per_minute else 0)


def ticking(now: datetime) -> Clock:
    """A clock that shows `now` at first and goes on from there."""
    begun = time.monotonic()
    return lambda: now + timedelta(seconds=time.monotonic() - begun)


def concerns(row: Delivery) -> bool:
    """Whether anybody has to know what became of a delivery; nobody has of a link to log in, since who waits for it asks for another."""
    return row.edition != LOGIN


def unfit(row: Delivery, settings: Settings, now: datetime) -> str:
    """Why a delivery must not go out any more; empty where it may."""
    own = settings.project(row.project)
    age = (now.astimezone(ZoneInfo(settings.schedule.timezone)).date() - row.status_date).days
    if age > own.max_age_days:
        return f"too old: the status date lies {age} days back, and max_age_days is {own.max_age_days}"
    to = address(row.recipient)
    if row.edition == REMINDER and age > 0:
        return "too late: the run that it reminds of is over"
    if row.edition == LOGIN and now - row.planned > LINK_STAYS:
        return "too late: the link that it holds works no more"
    if row.edition in INTERNAL:
        return "" if to and lies_in(to, settings.mail.internal_domains) else "the settings no longer name this domain as internal"
    if row.recipient in own.removed:
        return "this reader was removed in the settings"
    return "" if to and lies_in(to, own.allowed_domains) else "the settings no longer allow this domain"


def _kept_back(store: Store, row: Delivery, why: str, now: datetime) -> list[Delivery]:
    try:
        return [hold(store.engine, row.key, Decision(MILEPOST, why), now)]
    except Refused:  # another process has just taken it
        return []


def _outgoing(row: Delivery, settings: Settings, clock: Clock) -> Outgoing:
    return Outgoing(row.key, settings.mail.sender, row.recipient, lambda: thawed(settings.outputs, row, clock()))


def _contents(store: Store, issue: str) -> dict[str, str]:
    """The content of each edition of a recorded issue."""
    facts = store.issue(issue)
    return contents_of(dict(facts.files.iter_rows())) if facts else {}
