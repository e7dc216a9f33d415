"""The files of an issue by name: figures, findings and the pages of its editions."""

from collections.abc import Callable, Iterator, Sequence
from datetime import date
from functools import partial
from importlib import import_module
from typing import cast

from pipeline.issue import Issue
from pipeline.order import Order
from pipeline.report.brand import brand_of
from pipeline.report.enclosure import Enclosure
from pipeline.report.html import render_html
from pipeline.report.views import view
from pipeline.status.build import findings_of, status_of
from pipeline.status.customer import customer_status, executive_status
from pipeline.status.record import Record
from pipeline.wording import say, speaking

ENGINE = "pipeline.report.pdf"
"""The module that sets PDFs: slow to load, and a run that makes nothing anew needs none."""
Paper = Callable[[], bytes]
"""Waits for the PDF of a page. Raises: whatever went wrong."""
ToPaper = Callable[[str, date], Paper]
"""Begins the PDF of a page of this day, or leaves it until it is asked for."""
ENCLOSED = {"customer": customer_status, "executive": executive_status, "team": status_of}
"""The figures that the PDF of an edition carries."""


def render(issue: Issue, order: Order) -> dict[str, bytes]:
    """Every file of an issue by name; a held project gets its team edition and findings only."""
    files = {
        "status.json": as_json(status_of(issue)),
        "findings.json": as_json(findings_of([(issue.file, issue.sha256, issue.findings)])),
    }
    for edition in ("team",) if issue.held else order.editions or order.settings.project(issue.project_id).editions:
        html = render_html(view(issue, edition, brand_of(order.settings)), order.settings.templates)
        figures = as_json(ENCLOSED[edition](issue))
        files |= dict(pages(edition, html, order.formats, issue.status_date, _enclosed(figures, issue.language)))
    return files


def pages(
    name: str, html: str, formats: Sequence[str], day: date | None = None, enclosed: Sequence[Enclosure] = ()
) -> Iterator[tuple[str, bytes]]:
    """A page by file name in each of the formats; the PDF is dated `day` and carries the enclosed files."""
    if "html" in formats:
        yield f"{name}.html", html.encode()
    if "pdf" in formats:
        yield f"{name}.pdf", printed(html, day, enclosed)


def printed(html: str, day: date | None = None, enclosed: Sequence[Enclosure] = ()) -> bytes:
    """A page as PDF."""
    return cast(bytes, import_module(ENGINE).render_pdf(html, day, enclosed))


def in_place(html: str, day: date) -> Paper:
    """A page that is printed here, once its PDF is asked for."""
    return partial(printed, html, day)


def _enclosed(figures: bytes, language: str) -> tuple[Enclosure, ...]:
    """The figures of a report as its PDF carries them."""
    with speaking(language):
        return (Enclosure("status.json", figures, say("The figures of this report as data")),)


def as_json(record: Record) -> bytes:
    """A record as the JSON that is published."""
    return (record.model_dump_json(by_alias=True, indent=1) + "\n").encode()
