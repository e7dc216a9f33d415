"""The folder of an issued report: its files, the workbook it came from, the feedback copy, and the manifest."""

from contextlib import suppress
from importlib.metadata import version
from pathlib import Path

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
    folder = order.settings.outputs / str(order.issue_date or issue.status_date or "undated") / issue.folder
    content = read_again(issue, source)
    files = {**files, f"source{source.suffix.lower()}": content}
    if issue.findings:
        with suppress(CannotAnnotate):  # an .xls or a damaged file has its findings in the team edition
            files[feedback_name(issue.file)] = feedback_copy(issue, content, _last_findings(issue, folder), order.settings.reading.limits)
    facts = {
        "project": issue.project_id,
        "status_date": str(issue.status_date) if issue.status_date else None,
        "held": issue.held,
        "source": {"file": issue.file, "sha256": issue.sha256},
        "versions": {name: version(name) for name in ("milepost", "polars", "fastexcel", "jinja2", "weasyprint")},
    }
    publish(folder, files, facts)
    return tuple(folder / name for name in files)


def _last_findings(issue: Issue, folder: Path) -> tuple[Finding, ...] | None:
    """The findings of this project's latest earlier issue in the outputs, for telling what is new and what is fixed."""
    earlier = sorted(
        path for path in folder.parent.parent.glob(f"*/{issue.folder}/findings.json") if path.parent.parent.name < folder.parent.name
    )
    return findings_in(earlier[-1]) if earlier else None
