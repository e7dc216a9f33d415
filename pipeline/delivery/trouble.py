"""What operators are told between two runs: mails that failed for good or are in doubt since they were told last."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from pipeline.delivery.notices import operators, to_operators
from pipeline.delivery.sending import concerns
from pipeline.report import display
from pipeline.report.notice import Entry, Notice, group
from pipeline.settings import Settings
from pipeline.store.database import Store
from pipeline.store.deliveries import listed
from pipeline.store.delivery import Delivery
from pipeline.wording import say, say_many, speaking

TROUBLE = "trouble"
"""The edition of this mail."""
TO_OPERATORS = ("summary", "missing", TROUBLE)
FIRST = timedelta(days=1)
"""How far back the first mail of this kind looks."""


def tell_trouble(store: Store, settings: Settings, now: datetime) -> tuple[Delivery, ...]:
    """The mails to the operators about what went wrong since they were told last, planned; none where nothing did."""
    rows = listed(store.engine)
    readers = {to.address.same_as for to in operators(settings)}
    told = [row.planned for row in rows if row.edition in ("summary", TROUBLE) and row.recipient in readers]
    since = max(told, default=now - FIRST)
    new = [row for row in rows if row.state in ("failed", "in doubt") and row.changed > since]
    found = [row for row in new if row.edition not in TO_OPERATORS and concerns(row)]
    if not found or not readers:
        return ()
    day = now.astimezone(ZoneInfo(settings.schedule.timezone)).date()
    return to_operators(store, settings, TROUBLE, day, trouble_notice(found, settings), now)


def trouble_notice(found: Sequence[Delivery], settings: Settings) -> Notice:
    """What the mail says, in the language of the portfolio."""
    name, number = settings.portfolio.name, len(found)
    with speaking(settings.portfolio.language):
        return Notice(
            subject=say_many(
                "{portfolio}: {number} mail did not go through", "{portfolio}: {number} mails did not go through", number, portfolio=name
            ),
            kicker=say("Outbox"),
            title=name,
            lead=display.unbroken(say_many("{number} point waits for you.", "{number} points wait for you.", number)),
            lines=(),
            groups=(
                group(say("In doubt: the mail may have arrived"), _entries(found, "in doubt")),
                group(say("Refused by the mail server"), _entries(found, "failed")),
            ),
            footer=say("You get this mail because the settings name you as an operator."),
            language=settings.portfolio.language,
        )


def _entries(found: Sequence[Delivery], state: str) -> list[Entry]:
    doubtful = state == "in doubt"
    return [
        Entry(row.project, row.recipient, f"milepost outbox resolve {row.key}" if doubtful else row.error or "", tone="off_track")
        for row in found
        if row.state == state
    ]
