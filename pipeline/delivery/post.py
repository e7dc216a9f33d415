"""What a run puts into the ledger: a mailing for each reader of an issue, its message frozen before its row is there."""

from collections.abc import Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import Engine

from pipeline.contract.addresses import mailbox
from pipeline.contract.findings import Finding
from pipeline.delivery.content import EDITIONS, content_of_issue, contents_of, hashes_of
from pipeline.delivery.frozen import freeze, waiting
from pipeline.delivery.last_look import LEAK, Look, Telling, assert_fit
from pipeline.delivery.message import Cover, MessageError, message_of
from pipeline.delivery.recipients import Recipient, manager, recipients
from pipeline.issue import Issue
from pipeline.report.brand import brand_of
from pipeline.report.records import CustomerView
from pipeline.report.views import view
from pipeline.settings import Settings
from pipeline.store.database import Store
from pipeline.store.decisions import lines, standing
from pipeline.store.deliveries import listed
from pipeline.store.delivery import Decision, Delivery, DeliveryState, Mailing
from pipeline.store.errors import NeedsCorrection, Refused
from pipeline.store.ledger import WAITING, hold, plan, release
from pipeline.wording import Text

MILEPOST = "milepost"
"""Who decided where no person did."""
APPROVAL = "approval"
NO_READER = "no reader of this edition any more"
PROJECT_HELD = "the project is held"
LEFT: tuple[DeliveryState, ...] = ("sending", "sent", "in doubt")
"""The states of what has left the house, or may have."""


@dataclass(frozen=True)
class Posted:
    """What became of an issue's mail: a delivery for each reader, the findings about readers, and sentences about what was refused."""

    deliveries: tuple[Delivery, ...] = ()
    findings: tuple[Finding, ...] = ()
    refused: tuple[str, ...] = ()
    telling: tuple[Text, ...] = ()


@dataclass(frozen=True)
class Leave:
    """Whether an issue may go out: `waits` says for what it waits, or is empty; then `by` gave leave, and `why`."""

    waits: str
    by: str = MILEPOST
    why: str = "this project needs no approval"


@dataclass(frozen=True)
class Posting:
    """What the mailings of one issue share."""

    engine: Engine
    issue: Issue
    day: date
    files: Mapping[str, bytes]
    contents: Mapping[str, str]
    views: Mapping[str, CustomerView]
    settings: Settings
    leave: Leave
    rows: tuple[Delivery, ...]
    now: datetime
    order: Decision | None
    look: Look


def post(
    store: Store,
    issue: Issue,
    files: Mapping[str, bytes],
    settings: Settings,
    now: datetime,
    look: Look,
    order: Decision | None = None,
) -> Posted:
    """What became of the mailings of an issue with these rendered files; of a held one nothing goes out, nor of those before it.

    A message in which `look` finds something is not planned, and what waits for its reader is held: `telling` has the sentences.
    `order` says who wants what was sent to be followed by another content, and why; what was cancelled is followed by nothing.
    """
    rows = tuple(row for row in listed(store.engine, issue.project_id) if row.edition in EDITIONS)
    if issue.held or issue.status_date is None:
        open_rows = (row for row in rows if row.state == "planned" or (row.state == "held" and row.decided_why == APPROVAL))
        _held_back(store.engine, open_rows, PROJECT_HELD, now)
        return Posted()
    rows = tuple(row for row in rows if row.status_date == issue.status_date)
    readers, findings = recipients(issue, settings)
    contents = contents_of(hashes_of(files))
    leave = leave_of(store.engine, settings, issue.project_id, issue.status_date, content_of_issue(contents))
    wanted = {reader.edition for reader in readers} & contents.keys()
    views = {name: made for name in wanted if isinstance(made := view(issue, name, brand_of(settings)), CustomerView)}
    posting = Posting(store.engine, issue, issue.status_date, files, contents, views, settings, leave, rows, now, order, look)
    named = {(reader.edition, reader.address.same_as) for reader in readers}
    _held_back(store.engine, (row for row in rows if row.state in WAITING and (row.edition, row.recipient) not in named), NO_READER, now)
    deliveries: list[Delivery] = []
    refused: list[str] = []
    told: list[Text] = []
    for reader in readers:
        try:
            deliveries.append(_posted(posting, reader))
        except Telling as telling:
            _held_back(store.engine, (row for row in _to(rows, reader) if row.state in WAITING), LEAK, now)
            told.append(telling.why)
        except (Refused, MessageError, ValueError, KeyError) as error:
            refused.append(str(error.args[0] if error.args else error))
    return Posted(tuple(deliveries), findings, tuple(refused), tuple(told))


def leave_of(engine: Engine, settings: Settings, project: str, day: date, content: str) -> Leave:
    """Whether the issue of this content may go out, as its project's settings and the audit have it."""
    own = settings.project(project)
    found = standing(lines(engine, project, day), content, own.approvers)
    if found.state == "held":
        return Leave(f"held by {', '.join(found.by)}: {found.why}")
    if found.state == "approved":
        return Leave("", ", ".join(found.by), "approved")
    return Leave("") if own.approval == "auto" else Leave(APPROVAL)


def assert_unchanged(store: Store, issue: Issue, files: Mapping[str, bytes]) -> None:
    """Raises: NeedsCorrection where an edition has left the house, or may have, and its pages would differ now."""
    latest: dict[tuple[str, str], Delivery] = {}
    for row in listed(store.engine, issue.project_id, LEFT):
        if row.status_date == issue.status_date and row.edition in EDITIONS:
            latest[row.edition, row.recipient] = row  # by revision, so the last one stays
    contents = contents_of(hashes_of(files)) if latest else {}
    for row in latest.values():
        if contents.get(row.edition) != row.content:
            told = f"{row.project}: the report of {row.status_date} was sent, and its {row.edition} edition has changed since"
            raise NeedsCorrection(f'{told}; issue a correction with: milepost correct {row.project} --why "…"', row.key)


def foreseen(store: Store | None, issue: Issue, files: Mapping[str, bytes], settings: Settings) -> tuple[str, ...]:
    """What `post` would plan, and for whom, in sentences; nothing is planned."""
    if issue.held or issue.status_date is None:
        return ()
    contents = contents_of(hashes_of(files))
    rows = listed(store.engine, issue.project_id) if store else ()
    known = {(row.status_date, row.edition, row.recipient, row.content): row.state for row in rows if row.state != "replaced"}
    content = content_of_issue(contents)
    if store:
        waits = leave_of(store.engine, settings, issue.project_id, issue.status_date, content).waits
    else:
        waits = "" if settings.project(issue.project_id).approval == "auto" else APPROVAL
    would = f"would wait for {waits}" if waits == APPROVAL else waits or "would be sent"
    told = []
    for reader in recipients(issue, settings)[0]:
        state = known.get((issue.status_date, reader.edition, reader.address.same_as, contents.get(reader.edition, "")))
        what = "is not made for this project" if reader.edition not in contents else f"is {state}" if state in LEFT else would
        told.append(f"{issue.project_id}: the {reader.edition} edition for {reader.address} {what}")
    return tuple(told)


def _posted(posting: Posting, reader: Recipient) -> Delivery:
    """The delivery of one reader, as the leave of its issue has it. Raises: Refused, Telling, MessageError, ValueError, KeyError."""
    issue = posting.issue
    if reader.edition not in posting.contents:
        raise KeyError(f"{issue.project_id}: the {reader.edition} edition for {reader.address} is not made; see editions in the settings")
    mailing = Mailing(issue.project_id, posting.day, reader.edition, reader.address.same_as, posting.contents[reader.edition])
    key, state = _next(posting.rows, mailing)
    if state in ("", "held") or (state in ("planned", "in doubt") and not waiting(posting.settings.outputs, key).exists()):
        _freeze(posting, reader, key)
    before = [row.state for row in _of(posting.rows, mailing.edition, mailing.recipient) if row.state != "replaced"]
    order = None if before[-1:] == ["cancelled"] else posting.order
    row = plan(posting.engine, mailing, posting.now, order, posting.leave.waits)
    if row.key != key and row.state in WAITING:  # another process was faster
        _freeze(posting, reader, row.key)
    return _obeyed(posting.engine, row, posting.leave, posting.now)


def _next(rows: Iterable[Delivery], mailing: Mailing) -> tuple[str, str]:
    """The key that a mailing will have when it is planned, and the state of its delivery, empty where there is none yet."""
    counted = [row for row in _of(rows, mailing.edition, mailing.recipient) if row.state != "replaced"]
    latest = max(counted, key=lambda row: row.revision, default=None)
    if latest is None:
        return mailing.key(0), ""
    if latest.content == mailing.content:
        return latest.key, latest.state
    return mailing.key(latest.revision + (latest.state not in WAITING)), ""


def _freeze(posting: Posting, reader: Recipient, key: str) -> None:
    sender = mailbox(posting.settings.mail.sender)
    assert sender is not None  # the settings have checked it
    earlier = [row for row in _to(posting.rows, reader) if row.state in LEFT and row.key != key]
    cover = Cover(
        key=key,
        written=posting.now,
        sender=sender,
        manager=manager(posting.issue),
        project_id=posting.issue.project_id,
        status_date=posting.day,
        attach_limit_mb=posting.settings.mail.attach_limit_mb,
        correction=posting.views[reader.edition].masthead.correction if earlier else None,
        earlier=tuple(row.key for row in earlier),
        templates=posting.settings.templates,
    )
    pages = {form: posting.files[f"{reader.edition}.{form}"] for form in reader.formats}
    message = message_of(posting.views[reader.edition], reader, cover, pages)
    assert_fit(posting.look, posting.issue.project_id, reader.edition, str(reader.address), message)
    freeze(posting.settings.outputs, key, message)


def _obeyed(engine: Engine, row: Delivery, leave: Leave, now: datetime) -> Delivery:
    """The delivery after the leave of its issue was applied to what was decided on it before. Raises: Refused."""
    by_milepost = row.state == "held" and row.decided_by == MILEPOST
    if leave.waits and (row.state == "planned" or (by_milepost and row.decided_why != leave.waits)):
        return hold(engine, row.key, Decision(MILEPOST, leave.waits), now)
    if not leave.waits and row.state == "held" and (by_milepost or leave.by != MILEPOST):
        return release(engine, row.key, Decision(leave.by, leave.why), now)
    return row


def _held_back(engine: Engine, rows: Iterable[Delivery], why: str, now: datetime) -> None:
    for row in rows:
        with suppress(Refused):  # it has just gone out
            hold(engine, row.key, Decision(MILEPOST, why), now)


def _to(rows: Iterable[Delivery], reader: Recipient) -> list[Delivery]:
    return _of(rows, reader.edition, reader.address.same_as)


def _of(rows: Iterable[Delivery], edition: str, recipient: str) -> list[Delivery]:
    return [row for row in rows if (row.edition, row.recipient) == (edition, recipient)]
