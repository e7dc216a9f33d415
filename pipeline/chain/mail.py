"""The mail of a run: what is posted for each project, and what has become of all of it in the end."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from datetime import datetime

from pipeline.delivery.post import foreseen, post
from pipeline.issue import Issue
from pipeline.order import Order, Outcome
from pipeline.settings import Settings
from pipeline.store.database import Store
from pipeline.store.deliveries import Delivery, DeliveryState, listed

Send = Callable[[Store, Settings, datetime], list[Delivery]]
OPEN: tuple[DeliveryState, ...] = ("planned", "held", "sending")


def posted(outcome: Outcome, issue: Issue, files: Mapping[str, bytes], order: Order, store: Store | None, now: datetime) -> Outcome:
    """The outcome with what was planned for the issue's readers, and what was not; in a dry run with what would be planned."""
    if order.dry_run or store is None:
        return replace(outcome, mail=foreseen(store, issue, files, order.settings))
    done = post(store, issue, files, order.settings, now, issue.corrects.order if issue.corrects else None)
    unknown = [f"{issue.project_id}: {finding.message}" for finding in done.findings if finding not in issue.findings]
    return replace(outcome, posted=done.deliveries, mail=(*unknown, *done.refused))


def mailed(outcomes: Iterable[Outcome], store: Store, settings: Settings, send: Send, now: datetime) -> tuple[Delivery, ...]:
    """What was handed over now, what of these outcomes waits, and all that is in doubt."""
    found = {row.key: row for row in send(store, settings, now)}
    ours = {row.key for outcome in outcomes for row in outcome.posted}
    for row in listed(store.engine, states=(*OPEN, "in doubt")):
        if row.key not in found and (row.key in ours or row.state == "in doubt"):
            found[row.key] = row
    return tuple(found.values())
