"""What an uploaded workbook comes to before it is handed in: read and judged as the next run would, beside what was and what is there."""

import hashlib
import traceback
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from polars import col

from pipeline.cadence import runs_after
from pipeline.chain.files import pages, render
from pipeline.chain.guard import guarded
from pipeline.chain.stages import figure, read
from pipeline.contract.findings import Finding
from pipeline.feedback import feedback_copy
from pipeline.figures.compute import ALONE
from pipeline.issue import Issue, past_of
from pipeline.order import Order
from pipeline.portal.taken import NotTaken
from pipeline.portal.uploads import Upload, as_portfolio, file_of, findings_before
from pipeline.record import facts_of
from pipeline.report.leaks.internal import party_of
from pipeline.settings import Settings
from pipeline.store.database import Store
from pipeline.store.records import Facts
from pipeline.wording import note
from pipeline.workbook.book import Reading

HTML = ("html",)
GONE = note("The workbook of this project is no longer in the folder. The operator of the reports has to put one there first.")


@dataclass(frozen=True)
class Here:
    """The project's workbook as it lies in the folder now: its hash, when it was saved; if it can be read, its facts and findings."""

    sha256: str
    saved_at: datetime
    facts: Facts | None
    findings: tuple[Finding, ...]


@dataclass(frozen=True, eq=False)
class Look:
    """What a look at an upload shows. `issue` is what the next run, on the day `judged_on`, would make of it; None where it is not for
    this project. `files`: its pages by name; `before`: the findings to compare with; `unfit`: why it cannot be handed in, or "".

    `here` is None where the workbook that it would replace is gone; `sent` says that a report of its status date has left the house.
    """

    upload: Upload
    judged_on: date
    issue: Issue | None
    files: Mapping[str, bytes]
    before: Sequence[Finding] | None
    here: Here | None
    unfit: str
    sent: bool = False

    @property
    def held(self) -> bool:
        """Whether the next run would hold the report back."""
        return bool(self.issue and self.issue.held)

    @property
    def same(self) -> bool:
        """Whether it is, byte for byte, the workbook that lies there."""
        return bool(self.here and self.here.sha256 == self.upload.sha256)

    @property
    def editions(self) -> tuple[str, ...]:
        """The editions that have a page."""
        return tuple(name.removesuffix(".html") for name in self.files if name.endswith(".html"))


def look(upload: Upload, settings: Settings, store: Store, now: datetime) -> Look:
    """What the upload comes to. Raises: NotTaken where the machine fails on it; OSError where the disk does."""
    day = judged_on(settings, now)
    order = Order(settings=settings, files=(file_of(upload, settings),), issue_date=day, formats=HTML)
    reading = read(order.files[0], as_portfolio(upload, settings))
    try:
        here = _here(upload, order, store)
        if foreign := _foreign(reading, upload):  # and nothing of the other project's past is looked up
            return Look(upload, day, None, {}, None, here, foreign)
        issue = figure(reading, order, past_of(reading, store), ALONE)
        issue, files = guarded(issue, render(issue, order), order, [party_of(issue)], render)
    except Exception as error:  # whoever runs the server reads why
        traceback.print_exc()
        raise NotTaken(
            note("Milepost failed on this workbook: {reason}. Tell the operator of the reports.", reason=type(error).__name__)
        ) from error
    before = findings_before(upload, settings)
    if before is None and here:
        before = here.findings
    before = before if issue.book else None  # what was not read is not fixed
    unfit = "" if issue.book else note("It cannot be handed in, because it cannot be read as a workbook.")
    unfit = unfit or ("" if here else GONE)
    return Look(upload, day, issue, files, before, here, unfit, _is_sent(issue, store))


def judged_on(settings: Settings, now: datetime) -> date:
    """The day of the next run; that of now where the schedule names none."""
    run = next(runs_after(settings.schedule, now), None)
    return run.issue_date if run else now.astimezone(ZoneInfo(settings.schedule.timezone)).date()


def marked_copy(seen: Look, settings: Settings) -> bytes:
    """The uploaded workbook with its findings marked. Raises: CannotAnnotate where none can be made of such a file."""
    assert seen.issue
    return feedback_copy(seen.issue, file_of(seen.upload, settings).read_bytes(), seen.before, settings.reading.limits)


def pdf(seen: Look, edition: str) -> bytes:
    """The PDF of an edition as it would look."""
    assert seen.issue
    html = seen.files[f"{edition}.html"].decode()
    return dict(pages(edition, html, ("pdf",), seen.issue.status_date))[f"{edition}.pdf"]


def target_of(upload: Upload, settings: Settings) -> Path:
    """The workbook that an upload would replace, behind links."""
    return (settings.workbooks / upload.place).resolve()


def hash_of(path: Path) -> str:
    """The SHA-256 of a file as it is now; empty where there is none."""
    try:
        return hashlib.sha256(path.read_bytes()).hexdigest()
    except FileNotFoundError:
        return ""


def _foreign(reading: Reading, upload: Upload) -> str:
    """Why a workbook is not one of the upload's project; empty where it is, or cannot be read."""
    if reading.book is None:
        return ""
    told = reading.book.project["id"]
    if not told:
        return note("The workbook names no project. Enter {project} as its project id on sheet Project.", project=upload.project)
    if told != upload.project:
        return note(
            "The workbook says that it is of the project {told}, and you uploaded it for {project}. Choose the right file, or correct the"
            " project id on sheet Project.",
            told=told,
            project=upload.project,
        )
    return ""


def _is_sent(issue: Issue, store: Store) -> bool:
    """Whether a report of this status date was sent already, which a run leaves as it is."""
    issues = store.issues(issue.project_id)
    return issue.status_date in issues.filter(col("sent"))["status_date"].to_list()


def _here(upload: Upload, order: Order, store: Store) -> Here | None:
    """The workbook that the upload would replace; None where it is gone."""
    settings = order.settings
    path = settings.workbooks / upload.place
    try:
        saved_at = datetime.fromtimestamp(path.stat().st_mtime, ZoneInfo(settings.schedule.timezone))
    except FileNotFoundError:
        return None
    reading = read(path, settings)
    if reading.book is None or reading.book.project["id"] != upload.project:
        return Here(reading.sha256 or hash_of(path), saved_at, None, reading.findings if reading.book is None else ())
    issue = figure(reading, replace(order, files=(path,)), past_of(reading, store), ALONE)
    return Here(reading.sha256, saved_at, facts_of(issue, {}), issue.findings)
