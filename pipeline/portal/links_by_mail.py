"""The mail with a link that logs somebody in."""

from contextlib import suppress
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from pipeline.contract.addresses import lies_in, mailbox
from pipeline.delivery.message import MessageError
from pipeline.delivery.notices import NEWER, Announcement, announce
from pipeline.delivery.sending import LOGIN, send_due
from pipeline.portal.house import House
from pipeline.portal.links import LINK_LASTS, new_link
from pipeline.report.notice import Entry, Notice, group
from pipeline.store.deliveries import listed
from pipeline.store.errors import Refused
from pipeline.store.ledger import WAITING, cancel, resolve
from pipeline.wording import say, speaking

EACH, ALL = 3, 40
"""Links that one address, and all together, get in the time for which a link lasts."""


def mail_link(house: House, address: str, now: datetime) -> None:
    """Mail a link to somebody who is known, inside the house, and has not just got several; nothing for anybody else."""
    to = mailbox(address)
    known = house.roster.visitor(address)
    if to is None or known is None or not lies_in(to.address, house.settings.mail.internal_domains) or _too_many(house, address, now):
        return
    settings = house.settings
    link, day = new_link(house, address), now.astimezone(ZoneInfo(settings.schedule.timezone)).date()
    one = Announcement(
        settings.portfolio.name, LOGIN, day, to._replace(name="" if known.name == address else known.name), link, notice(house, link)
    )
    with suppress(Refused, MessageError, OSError):  # who waits for it asks again
        _make_room(house, address, now)
        announce(house.store, settings, one, now)
        send_due(house.store, settings, now, settings.portfolio.name)


def notice(house: House, link: str) -> Notice:
    """What the mail says, in the language of the portfolio."""
    name = house.settings.portfolio.name
    with speaking(house.settings.portfolio.language):
        return Notice(
            subject=say("Your link to {portfolio}", portfolio=name),
            kicker=say("Login"),
            title=name,
            lead=say("This link logs you in. It works once, for {number} minutes.", number=LINK_LASTS // 60),
            lines=(),
            groups=(group("", [Entry(say("Log in"), "", link, link)]),),
            footer=say("Somebody entered your address on the login page. If it was not you, do nothing: without this mail nobody gets in."),
            language=house.settings.portfolio.language,
        )


def _make_room(house: House, address: str, now: datetime) -> None:
    """Let go of the links of this address that did not get through: a new one takes their place, whatever became of them."""
    for row in listed(house.store.engine, house.settings.portfolio.name, (*WAITING, "in doubt")):
        if (row.edition, row.recipient) == (LOGIN, address):
            if row.state == "in doubt":
                resolve(house.store.engine, row.key, "sent", NEWER, now)
            else:
                cancel(house.store.engine, row.key, NEWER, now)


def _too_many(house: House, address: str, now: datetime) -> bool:
    """Whether links enough were planned of late, for this address or for all."""
    since = now - timedelta(seconds=LINK_LASTS)
    rows = [row for row in listed(house.store.engine, house.settings.portfolio.name) if row.edition == LOGIN and row.planned > since]
    return len(rows) >= ALL or sum(row.recipient == address for row in rows) >= EACH
