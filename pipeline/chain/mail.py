"""The mail of a run: what is posted for each project, and what has become of all of it in the end."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from pipeline.chain.issued import folder_of, last_findings
from pipeline.delivery.deadline import at_deadlines
from pipeline.delivery.feedback_mail import send_feedback
from pipeline.delivery.last_look import Look
from pipeline.delivery.message import MessageError
from pipeline.delivery.operators import tell_operators
from pipeline.delivery.post import foreseen, post
from pipeline.delivery.sending import concerns
from pipeline.issue import Issue
from pipeline.order import Order, Outcome, Summary
from pipeline.settings import Settings
from pipeline.store.database import Store
from pipeline.store.deliveries import listed
from pipeline.store.delivery import Delivery, DeliveryState
from pipeline.store.errors import Refused
from pipeline.workbook.feedback.annotate import feedback_name

Send = Callable[[Store, Settings, datetime], list[Delivery]]
OPEN: tuple[DeliveryState, ...] = ("planned", "held", "sending")


@dataclass(frozen=True)
class Made:
    """An issue with its rendered files, and the last look at each message that is made of them."""

    issue: Issue
    files: Mapping[str, bytes]
    look: Look


def posted(outcome: Outcome, made: Made, order: Order, store: Store | None, now: datetime) -> Outcome:
    """The outcome with what was planned for the issue's readers, and what was not; in a dry run with what would be planned."""
    issue, files = made.issue, made.files
    if order.dry_run or store is None:
        return replace(outcome, mail=foreseen(store, issue, files, order.settings))
    done = post(store, issue, files, order.settings, now, made.look, issue.corrects.order if issue.corrects else None)
    unknown = [f"{issue.project_id}: {finding.message}" for finding in done.findings if finding not in issue.findings]
    failed = _feedback(outcome, issue, files, order, store, now)
    return replace(outcome, posted=done.deliveries, mail=(*unknown, *done.refused, *done.telling, *failed), telling=done.telling)


def _feedback(outcome: Outcome, issue: Issue, files: Mapping[str, bytes], order: Order, store: Store, now: datetime) -> tuple[str, ...]:
    """Plan the mail to the project manager; why it could not be, in a sentence."""
    copies = {path.name: path.read_bytes() for path in outcome.written if path.name == feedback_name(issue.file)}
    try:
        send_feedback(store, order.settings, issue, {**files, **copies}, last_findings(issue, folder_of(issue, order)), now)
    except (Refused, MessageError) as error:
        return (f"{issue.project_id}: feedback: {error}",)
    return ()


def mailed(outcomes: Iterable[Outcome], store: Store, settings: Settings, send: Send, now: datetime) -> tuple[Delivery, ...]:
    """What was handed over now, what of these outcomes waits, and all that is in doubt; first the deadlines come true."""
    at_deadlines(store, settings, now)
    found = {row.key: row for row in send(store, settings, now)}
    ours = {row.key for outcome in outcomes for row in outcome.posted}
    for row in listed(store.engine, states=(*OPEN, "in doubt")):
        if row.key not in found and (row.key in ours or row.state == "in doubt"):
            found[row.key] = row
    return tuple(row for row in found.values() if concerns(row))


def told(summary: Summary, store: Store, settings: Settings, send: Send, now: datetime) -> Summary:
    """The summary with the mails that tell the operators of it, which have been sent."""
    keys = {row.key for row in tell_operators(store, settings, summary, now)}
    sent = [row for row in send(store, settings, now) if row.key in keys] if keys else []
    return replace(summary, mailed=(*summary.mailed, *sent))
