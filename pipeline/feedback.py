"""Feedback for a project manager: the annotated copy, the findings as a page, and the list that the next check compares with."""

import hashlib
from collections.abc import Sequence
from pathlib import Path

from pydantic import ValidationError

from pipeline.contract.findings import Finding, Severity
from pipeline.issue import Issue
from pipeline.report.brand import brand_of
from pipeline.report.findings_page import findings_page
from pipeline.report.publish import publish_file
from pipeline.settings import Limits, Settings
from pipeline.status.build import findings_of
from pipeline.status.schema import FindingRecord, Findings
from pipeline.wording import speaking
from pipeline.workbook.apart.made import annotated_apart
from pipeline.workbook.feedback.annotate import CannotAnnotate, feedback_name, feedback_stem

CHANGED = "the workbook was saved meanwhile; run this again"
GONE = "the workbook was taken away meanwhile; put it back and run this again"


def write_feedback(issue: Issue, source: Path, folder: Path, settings: Settings) -> tuple[tuple[Path, ...], str]:
    """Write `<name>.feedback.xlsx`, `.findings.html` and `.findings.json` to a folder; their paths, and why there is no copy, else "".

    States (new, still open, fixed) are told against the list that an earlier check left in the folder. Raises: OSError where the disk
    fails or the workbook is no longer the one that was checked.
    """
    stem = feedback_stem(issue.file)
    listing = folder / f"{stem}.findings.json"
    before = findings_in(listing)
    written, why = [], ""
    try:
        if not issue.sha256:  # nothing of it was read
            raise CannotAnnotate(unread(issue))
        copy = feedback_copy(issue, read_again(issue, source), before, settings.reading.limits)
        written.append(publish_file(folder / feedback_name(issue.file), copy))
    except CannotAnnotate as reason:
        why = str(reason)
    page = findings_page(issue, before, brand_of(settings), settings.templates)
    written.append(publish_file(folder / f"{stem}.findings.html", page.encode()))
    content = findings_of([(issue.file, issue.sha256, issue.findings)]).model_dump_json(by_alias=True, indent=1)
    return (*written, publish_file(listing, f"{content}\n".encode())), why


def feedback_copy(issue: Issue, content: bytes, before: Sequence[Finding] | None, limits: Limits) -> bytes:
    """The annotated copy of an issue's workbook, in the issue's language. Raises: CannotAnnotate where none can be made of such a file."""
    with speaking(issue.language):
        return annotated_apart(content, issue.findings, before, tuple(issue.waived), limits)


def read_again(issue: Issue, source: Path) -> bytes:
    """The bytes that the issue was made from. Raises: OSError where there were none, where the file now holds others, or is gone."""
    if not issue.sha256:
        raise OSError(unread(issue))
    try:
        content = source.read_bytes()
    except FileNotFoundError:
        raise OSError(GONE) from None
    if hashlib.sha256(content).hexdigest() != issue.sha256:
        raise OSError(CHANGED)
    return content


def unread(issue: Issue) -> str:
    """Why nothing of a workbook was read, and what to do."""
    return f"{issue.findings[0].message}. {issue.findings[0].fix}"


def findings_in(listing: Path) -> tuple[Finding, ...] | None:
    """The findings that an earlier check left behind; None where there was none, or what is there cannot be read."""
    try:
        files = Findings.model_validate_json(listing.read_bytes()).files
    except (OSError, ValidationError):
        return None
    return tuple(_finding(record) for file in files for record in file.findings)


def _finding(record: FindingRecord) -> Finding:
    return Finding(record.code, Severity(record.severity), record.sheet, record.cell, record.found, record.message, record.fix)
