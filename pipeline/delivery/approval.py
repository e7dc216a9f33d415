"""What people decide on an issue's mail: approved or held. What they see is the published folder; nothing is made again."""

from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

from pipeline.delivery.content import altered, content_of_issue, contents_of, read_manifest
from pipeline.delivery.last_look import LEAK
from pipeline.delivery.post import LEFT, NO_READER
from pipeline.delivery.sending import INTERNAL, unfit
from pipeline.issue import folder_name
from pipeline.mistakes import UsageError
from pipeline.report.publish import MANIFEST
from pipeline.settings import Settings
from pipeline.store.database import Store
from pipeline.store.decisions import Line, Standing, lines, standing, write
from pipeline.store.deliveries import delivery, listed
from pipeline.store.delivery import Decision, Delivery
from pipeline.store.errors import Refused
from pipeline.store.ledger import hold, release


@dataclass(frozen=True)
class Issued:
    """A published issue as its manifest has it: the content of each edition and `content`, which an approval is bound to."""

    project: str
    status_date: date
    folder: Path
    contents: dict[str, str]
    content: str


@dataclass(frozen=True)
class Approved:
    """What an approval did: how the issue stands now, and the deliveries that it let go."""

    issued: Issued
    standing: Standing
    released: tuple[Delivery, ...]


def issued(settings: Settings, project: str, day: date | None = None) -> Issued:
    """The issue that lies in the outputs for a date, else the latest.

    Raises: UsageError where there is none, where it is held, or where its files are not those of its manifest.
    """
    folder = _folder(settings, project, day)
    told = read_manifest(folder)
    if told.project != project:
        raise UsageError(f"{folder} holds the report of {told.project}, not of {project}")
    if told.held or told.status_date is None:
        raise UsageError(f"{project} is held and nothing of it can go out: {told.held or 'it has no status date'}")
    if wrong := altered(folder, told.hashes):
        raise UsageError(
            f"{folder}: {', '.join(wrong)} differ from the manifest, so this is not what was issued; milepost run makes it again"
        )
    contents = contents_of(told.hashes)
    if not contents:
        raise UsageError(f"{folder} holds no edition")
    return Issued(project, told.status_date, folder, contents, content_of_issue(contents))


def mailings(store: Store, of: Issued) -> tuple[Delivery, ...]:
    """The deliveries of an issue with exactly this content, by edition, recipient and revision; drafts that gave way are none of them."""
    return tuple(
        row
        for row in listed(store.engine, of.project)
        if row.status_date == of.status_date and of.contents.get(row.edition) == row.content and row.state != "replaced"
    )


def approve(store: Store, settings: Settings, of: Issued, decision: Decision, now: datetime) -> Approved:
    """What an approval by one person did: it is in the audit, and with enough of them the held deliveries of this content are planned.

    `why` may be empty. Raises: UsageError where nothing waits with this content, or it is too old to go out.
    """
    waiting = [row for row in mailings(store, of) if row.state in ("held", "planned")]
    if not waiting:
        raise UsageError(_nothing(store, of))
    reasons = [unfit(row, settings, now) for row in waiting]
    if all(reasons):
        raise UsageError(f"{of.project}: nothing can go out: {reasons[0]}")
    write(store.engine, Line(now, decision.by, "approve", of.project, of.status_date, of.content, decision.why))
    found = standing(lines(store.engine, of.project, of.status_date), of.content, settings.project(of.project).approvers)
    if found.state != "approved":
        return Approved(of, found, ())
    word = Decision(", ".join(found.by), decision.why.strip() or "approved")
    held = [row for row in waiting if row.state == "held" and row.decided_why not in (NO_READER, LEAK)]
    return Approved(of, found, tuple(released for row in held if (released := _released(store, row, word, now))))


def hold_project(
    store: Store, settings: Settings, project: str, decision: Decision, now: datetime, day: date | None = None
) -> list[Delivery]:
    """The planned deliveries of a project that now wait for an approval; the issue of the date, else the latest, is held in the audit.

    Raises: UsageError where nothing was issued; Refused without a name or a reason.
    """
    if not decision.why.strip():
        raise Refused("a hold needs a reason")
    status_date = _status_date(store, settings, project, day)
    write(store.engine, Line(now, decision.by, "hold", project, status_date, "", decision.why))
    planned = [row for row in listed(store.engine, project, ("planned",)) if row.edition not in INTERNAL]
    return [held for row in planned if (held := _held(store, row, decision, now))]


def _held(store: Store, row: Delivery, decision: Decision, now: datetime) -> Delivery | None:
    try:
        return hold(store.engine, row.key, decision, now)
    except Refused:  # it has just gone out
        return None


def _released(store: Store, row: Delivery, decision: Decision, now: datetime) -> Delivery | None:
    try:
        return release(store.engine, row.key, decision, now)
    except Refused as refusal:
        if delivery(store.engine, row.key).state in ("planned", *LEFT):  # another process has just done the same
            return None
        raise refusal


def _nothing(store: Store, of: Issued) -> str:
    """Why there is nothing to approve."""
    states = {row.state for row in mailings(store, of)}
    if states:
        return f"{of.project}: nothing of {of.status_date} waits; it is {' and '.join(sorted(states))}"
    others = [row for row in listed(store.engine, of.project, ("held", "planned")) if row.status_date == of.status_date]
    if others:
        return f"{of.project}: {of.folder} is not what waits to be sent; milepost run makes it again"
    return f"{of.project}: no mail of {of.status_date} waits; see who gets mail in the settings and on sheet Distribution"


def _status_date(store: Store, settings: Settings, project: str, day: date | None) -> date:
    """The status date of the issue that lies in the outputs for this date, else of the latest that the store knows."""
    if day:
        told = read_manifest(_folder(settings, project, day)).status_date
        if told:
            return told
    latest: date | None = store.issues(project)["status_date"].max()  # type: ignore[assignment]
    if latest is None:
        raise UsageError(f"{project}: nothing was issued yet; known are: {', '.join(store.projects()) or 'none'}")
    return latest


def _folder(settings: Settings, project: str, day: date | None) -> Path:
    """The folder of a project's issue for an issue date, else for a status date, else its latest."""
    found = sorted(path.parent for path in settings.outputs.glob(f"*/{folder_name(project)}/{MANIFEST}"))
    if day:
        of_day = [folder for folder in found if folder.parent.name == str(day)]
        found = of_day or [folder for folder in found if read_manifest(folder).status_date == day]
    if not found:
        raise UsageError(
            f"{project}: nothing was issued{f' for {day}' if day else ''}; milepost run issues reports, milepost history lists them"
        )
    return found[-1]
