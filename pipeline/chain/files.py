"""The files of an issue by name: figures, findings and the pages of its editions."""

from collections.abc import Iterator, Sequence

from pipeline.issue import Issue
from pipeline.order import Order
from pipeline.report.html import render_html
from pipeline.report.pdf import render_pdf
from pipeline.report.views import brand_of, view
from pipeline.status.build import findings_of, status_of
from pipeline.status.record import Record


def render(issue: Issue, order: Order) -> dict[str, bytes]:
    """Every file of an issue by name; a held project gets its team edition and findings only."""
    files = {
        "status.json": as_json(status_of(issue)),
        "findings.json": as_json(findings_of([(issue.file, issue.sha256, issue.findings)])),
    }
    for edition in ("team",) if issue.held else order.editions or order.settings.project(issue.project_id).editions:
        files |= dict(pages(edition, render_html(view(issue, edition, brand_of(order.settings)), order.settings.templates), order.formats))
    return files


def pages(name: str, html: str, formats: Sequence[str]) -> Iterator[tuple[str, bytes]]:
    """A page by file name in each of the formats."""
    if "html" in formats:
        yield f"{name}.html", html.encode()
    if "pdf" in formats:
        yield f"{name}.pdf", render_pdf(html)


def as_json(record: Record) -> bytes:
    """A record as the JSON that is published."""
    return (record.model_dump_json(by_alias=True, indent=1) + "\n").encode()
