"""After a store was restored from a backup: what may have gone out since waits for a person's word, so that nobody gets a mail twice."""

from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from email.parser import BytesHeaderParser
from email.policy import compat32
from email.utils import parsedate_to_datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from pipeline.delivery.frozen import kept
from pipeline.delivery.post import MILEPOST
from pipeline.settings import Settings
from pipeline.store.database import Store
from pipeline.store.decisions import Line, write
from pipeline.store.deliveries import listed
from pipeline.store.delivery import Decision, Delivery
from pipeline.store.errors import Refused
from pipeline.store.ledger import doubt, hold

WHY = "the store was restored from a backup; see whether it has gone out since"
IN_DOUBT = "the store was restored from a backup, and a copy of the message says that it was handed over since"


@dataclass(frozen=True)
class Unsure:
    """What waits since a restore: deliveries that are in doubt now, those that are held, and messages that the store knows nothing of."""

    doubted: tuple[Delivery, ...]
    held: tuple[Delivery, ...]
    unknown: tuple[Path, ...]


def hold_unsure(store: Store, settings: Settings, by: str, now: datetime) -> Unsure:
    """What waits from now on. Reports up to today go out after an approval only, since the store cannot tell which were sent."""
    today = now.astimezone(ZoneInfo(settings.schedule.timezone)).date()
    write(store.engine, Line(now, by, "restore", "", today, "", WHY))
    rows = listed(store.engine)
    waiting = [row for row in rows if row.state in ("planned", "held")]
    doubted = tuple(_doubted(store, settings, waiting, now))
    gone = {row.key for row in doubted}
    held = tuple(_held(store, [row for row in waiting if row.state == "planned" and row.key not in gone], now))
    known = {row.key for row in rows}
    copies = kept(settings.outputs, "x").parent.glob("*.eml")
    return Unsure(doubted, held, tuple(sorted(path for path in copies if path.stem not in known)))


def _doubted(store: Store, settings: Settings, rows: list[Delivery], now: datetime) -> Iterator[Delivery]:
    """The deliveries whose message was handed over after the store last heard of them."""
    for row in rows:
        at = _handed_over(kept(settings.outputs, row.key))
        if at and (not row.tries or at + timedelta(seconds=1) > row.changed):  # the header knows no parts of a second
            with suppress(Refused):
                yield doubt(store.engine, row.key, IN_DOUBT, now)


def _held(store: Store, rows: list[Delivery], now: datetime) -> Iterator[Delivery]:
    for row in rows:
        with suppress(Refused):
            yield hold(store.engine, row.key, Decision(MILEPOST, WHY), now)


def _handed_over(message: Path) -> datetime | None:
    """When a kept message was handed over; None where there is none."""
    try:
        headers = BytesHeaderParser(policy=compat32).parsebytes(message.read_bytes())
        at = parsedate_to_datetime(headers["Date"])
    except (OSError, TypeError, ValueError):
        return None
    return at if at.tzinfo else at.replace(tzinfo=UTC)
