"""The folder of an issued report: its files, the workbook it came from, the feedback copy, the bundle, and the manifest."""

from collections.abc import Mapping, Sequence
from contextlib import suppress
from pathlib import Path

from pipeline.chain.bundle import BUNDLE, packed
from pipeline.chain.versions import versions
from pipeline.contract.findings import Finding
from pipeline.feedback import feedback_copy, findings_in, read_again
from pipeline.issue import Issue
from pipeline.order import Order
from pipeline.report.publish import publish
from pipeline.workbook.feedback.annotate import CannotAnnotate, feedback_name


def publish_issue(issue: Issue, files: dict[str, bytes], source: Path, order: Order) -> tuple[Path, ...]:
    """Put an issue's folder in place, with the workbook it came from; the paths of its files.

    Raises: OSError where the disk fails or the workbook is no longer the one that was read.
    """
    folder = folder_of(issue, order)
    files = completed(issue, files, source, order, last_findings(issue, folder))
    publish(folder, files, facts(issue, versions()))
    return tuple(folder / name for name in files)


def folder_of(issue: Issue, order: Order) -> Path:
    """Where an issue is published."""
    return order.settings.outputs / str(order.issue_date or issue.status_date or "undated") / issue.folder


def completed(issue: Issue, files: Mapping[str, bytes], source: Path, order: Order, before: Sequence[Finding] | None) -> dict[str, bytes]:
    """The rendered files of an issue with all that lies beside them, by name; `before` are the findings of the report before.

    Raises: OSError where the workbook is no longer the one that was read.
    """
    content = read_again(issue, source)
    whole = {**files, source_name(issue.file): content}
    if issue.findings:
        with suppress(CannotAnnotate):  # an .xls or a damaged file has its findings in the team edition
            whole[feedback_name(issue.file)] = feedback_copy(issue, content, before, order.settings.reading.limits)
    return {**whole, BUNDLE: packed(issue, source, order, before)}


def facts(issue: Issue, made_with: Mapping[str, str]) -> dict[str, object]:
    """What the manifest says of an issue beside the hashes of its files."""
    return {
        "project": issue.project_id,
        "status_date": str(issue.status_date) if issue.status_date else None,
        "held": issue.held,
        "source": {"file": issue.file, "sha256": issue.sha256},
        "versions": made_with,
    }


def source_name(file: str) -> str:
    """The name under which a workbook lies in the folder of its report."""
    return f"source{Path(file).suffix.lower()}"


def last_findings(issue: Issue, folder: Path) -> tuple[Finding, ...] | None:
    """The findings of this project's latest earlier issue in the outputs, for telling what is new and what is fixed."""
    earlier = sorted(
        path for path in folder.parent.parent.glob(f"*/{issue.folder}/findings.json") if path.parent.parent.name < folder.parent.name
    )
    return findings_in(earlier[-1]) if earlier else None
