"""One project at one status date: a reading becomes an Issue with its figures, findings and health."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from pipeline.contract.findings import ERROR, Finding
from pipeline.figures.records import Figures, Health
from pipeline.workbook.book import Book


@dataclass(frozen=True)
class Issue:
    """A report issue: everything that the editions are made from.

    `book`, `figures` and `health` are None where the file is no readable workbook. `held` is the sentence that says why no report goes
    out, or None; findings are ordered worst first, then in workbook order.
    """

    file: str
    sha256: str
    project_id: str
    name: str
    customer: str
    status_date: date | None
    book: Book | None
    figures: Figures | None
    health: Health | None
    milestone_health: dict[str, Health]
    findings: tuple[Finding, ...]
    held: str | None

    @property
    def errors(self) -> tuple[Finding, ...]:
        """The findings that hold the report back."""
        return tuple(finding for finding in self.findings if finding.severity is ERROR)

    @property
    def project(self) -> dict[str, Any]:
        """The fields of sheet Project; empty where nothing could be read."""
        return self.book.project if self.book else {}
