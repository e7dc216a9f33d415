"""What becomes of a file: read as the commands and the runs read it, then findings, figures, pages and the copy with feedback."""

from dataclasses import replace
from functools import cache
from pathlib import Path

from fuzz.mutants import LEGACY
from pipeline.contract.mapping import Mapping
from pipeline.feedback import feedback_copy
from pipeline.issue import Issue, make_issue, terms_of
from pipeline.mistakes import UsageError
from pipeline.report.findings_page import findings_page
from pipeline.report.html import render_html
from pipeline.report.views import view
from pipeline.settings import ReadingSettings, Settings, load
from pipeline.status.build import findings_of, status_of
from pipeline.workbook.apart.proposed import propose_apart
from pipeline.workbook.apart.read import read_alone, read_apart
from pipeline.workbook.book import Reading
from pipeline.workbook.feedback.annotate import CannotAnnotate
from pipeline.workbook.mapping.propose import propose
from pipeline.workbook.mapping.toml import write_mapping

EDITIONS = ("team", "executive", "customer")


@cache
def mappings(folder: Path) -> dict[str, Mapping]:
    """The mappings that adopting proposes for the spreadsheets of another layout, by file name."""
    file = folder / "milepost.toml"
    for path in sorted(LEGACY.glob("*.xlsx")):
        write_mapping(file, propose(path), path.name)
    return dict(load(file).mapping)


def outcome(path: Path, source: Path, number: int) -> str:
    """`figures`, `held: CODE` or `CODE` of what a mutant ended as; raises what no file should be able to cause."""
    own = mappings(path.parent) if source.parent == LEGACY else {}
    settings = Settings(mapping={path.name: own[source.name]}) if source.name in own and number % 4 else Settings()
    if number % 16 == 0 and own:
        adopted(path)
    return ended(path, settings, number)


def ended(path: Path, settings: Settings, number: int = 0) -> str:
    """What a file ended as that is read under these settings; of what costs time, the number says which parts are tried."""
    reading = read_apart(path, settings) if number % 8 == 0 else read_alone(path, settings)
    if not isinstance(reading, Reading) or (reading.book is None and not reading.findings):
        raise AssertionError("neither a book nor a finding")
    issue = make_issue(reading, terms_of(reading, settings))
    _shown(issue, path, number, settings)
    if reading.book is None:
        return reading.findings[0].code
    return f"held: {issue.blocking[0].code}" if issue.held and issue.blocking else "held" if issue.held else "figures"


def adopted(path: Path) -> None:
    """Have a mapping proposed for a file, as `adopt` does it; that there is nothing to propose is no failure."""
    try:
        propose_apart(path, ReadingSettings())
    except UsageError:
        return


def _shown(issue: Issue, path: Path, number: int, settings: Settings) -> None:
    """Every page that such an issue could get; the ones that a hold keeps back are made all the same."""
    status_of(issue)
    findings_of([(issue.file, issue.sha256, issue.findings)])
    edition = EDITIONS[number % 3]
    if issue.held and edition != "team":
        view(replace(issue, held=None), edition) if issue.book else None
        edition = "team"
    render_html(view(issue, edition), settings.templates)
    if number % 5 == 0:
        findings_page(issue, None)
    if number % 2:
        return
    try:
        feedback_copy(issue, path.read_bytes(), None, settings.reading.limits)
    except CannotAnnotate:
        return
