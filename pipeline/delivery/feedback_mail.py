"""The mail to a project manager about the workbook: the worst three findings, then how many there are, with the annotated copy."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from email.mime.base import MIMEBase
from pathlib import Path
from zoneinfo import ZoneInfo

from pipeline.contract.addresses import lies_in
from pipeline.contract.findings import Finding
from pipeline.delivery.message import MEGABYTE, file_name
from pipeline.delivery.notices import Announcement, announce
from pipeline.delivery.parts import attachment
from pipeline.delivery.recipients import manager
from pipeline.issue import Issue
from pipeline.report import display
from pipeline.report.findings_page import findings_view
from pipeline.report.notice import Entry, Group, Notice, group
from pipeline.report.words import SEVERITIES
from pipeline.settings import Settings
from pipeline.store.database import Store
from pipeline.store.delivery import Delivery
from pipeline.wording import say, say_many, speaking, spoken
from pipeline.workbook.feedback.annotate import feedback_name
from pipeline.workbook.feedback.marks import FIXED, compared

FEEDBACK = "feedback"
WORST, FIXED_SHOWN = 3, 5
PREVIEWS = ("customer.html", "executive.html", "team.html")
"""The page that shows best how the report would go out comes first."""


def send_feedback(
    store: Store, settings: Settings, issue: Issue, files: Mapping[str, bytes], before: Sequence[Finding] | None, now: datetime
) -> Delivery | None:
    """The delivery to the project manager of what a workbook's findings are, planned.

    None where there are none, where the last mail told the same, and where sheet People names no address inside the house. `files` are
    those of the report with the annotated copy; `before` the findings of the report before. Raises: Refused, OSError, MessageError.
    """
    to = manager(issue)
    if not issue.findings or to is None or not lies_in(to.address, settings.mail.internal_domains):
        return None
    day = now.astimezone(ZoneInfo(settings.schedule.timezone)).date()
    parts = _enclosed(issue, files, issue.status_date or day)
    if sum(len(content) for _, _, content in parts) > settings.mail.attach_limit_mb * MEGABYTE:
        parts = ()
    notice = feedback_notice(issue, before, [form for _, form, _ in parts])
    return announce(store, settings, Announcement(issue.project_id, FEEDBACK, day, to, _said(issue), notice, None, _made(parts)), now)


def feedback_notice(issue: Issue, before: Sequence[Finding] | None, enclosed: Sequence[str]) -> Notice:
    """What the mail says, in the language of the report; `enclosed` are the formats of the files that come with it."""
    view = findings_view(issue, before)
    with speaking(issue.language):
        counts = [number for _, number in view.counts]
        lines = [say("The workbook has {findings}.", findings=display.names(counts)), view.since, _enclosed_line(enclosed)]
        return Notice(
            subject=_subject(issue),
            kicker=say("Findings in {file}, status {day}", file=issue.file, day=display.day(issue.status_date)),
            title=issue.name,
            lead=view.verdict,
            lines=tuple(filter(None, lines)),
            groups=(_worst(issue), _fixed(issue, before)),
            footer=say("You get this mail because you are the project manager of {project}.", project=issue.name),
            language=issue.language,
        )


def _subject(issue: Issue) -> str:
    number = len(issue.blocking)
    if number:
        return say_many(
            "{project}: {number} error holds the report back", "{project}: {number} errors hold the report back", number, project=issue.name
        )
    return say_many(
        "{project}: {number} finding in the workbook",
        "{project}: {number} findings in the workbook",
        len(issue.findings),
        project=issue.name,
    )


def _worst(issue: Issue) -> Group:
    """The worst kinds of findings, each with its first place, what stands there and what to enter."""
    kinds: dict[tuple[str, str], list[Finding]] = {}
    for finding in issue.findings:
        kinds.setdefault((finding.code, finding.fix), []).append(finding)
    entries = [_entry(found) for found in kinds.values()]
    return group(say("What to mend first"), entries, WORST)


def _entry(found: Sequence[Finding]) -> Entry:
    first, more = found[0], len(found) - 1
    fix = display.capital(spoken(first.fix))
    if more:
        fix = f"{fix} {display.unbroken(say_many('The same at {number} more place.', 'The same at {number} more places.', more))}".strip()
    return Entry(first.where, display.capital(spoken(first.message)), fix, tone=SEVERITIES[first.severity].tone)


def _fixed(issue: Issue, before: Sequence[Finding] | None) -> Group:
    fixed = [finding for finding, state in compared(issue.findings, before) if state == FIXED]
    entries = [Entry(one.where, "", display.capital(spoken(one.message)), tone="on_track") for one in fixed]
    return group(say("Fixed since last time"), entries, FIXED_SHOWN)


def _enclosed_line(forms: Sequence[str]) -> str:
    copy, page = any(form != "html" for form in forms), "html" in forms
    if copy and page:
        return say("Attached: the workbook with its findings marked, and the report as it would look.")
    if copy:
        return say("Attached: the workbook with its findings marked.")
    return say("Attached: the report as it would look.") if page else ""


def _enclosed(issue: Issue, files: Mapping[str, bytes], day: date) -> tuple[tuple[str, str, bytes], ...]:
    """The annotated copy and a page of the report, each as name, format and content, where they are there."""
    copy, page = feedback_name(issue.file), next((name for name in PREVIEWS if name in files), "")
    form = Path(copy).suffix.lstrip(".").lower()
    found = [(file_name(f"{issue.project_id} feedback", day, form), form, files[copy])] if copy in files else []
    return (*found, *([(file_name(f"{issue.project_id} preview", day, "html"), "html", files[page])] if page else []))


def _made(parts: Sequence[tuple[str, str, bytes]]) -> tuple[MIMEBase, ...]:
    return tuple(attachment(name, form, content) for name, form, content in parts)


def _said(issue: Issue) -> str:
    """What makes it another mail: the findings, wherever the workbook was saved since, and whether they hold the report."""
    lines = sorted(f"{one.code} {one.where} {one.found} {one.message!s}" for one in issue.findings)
    return "\n".join((str(bool(issue.held)), *lines))
