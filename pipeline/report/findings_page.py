"""The findings of one workbook as a web page: counts on top, then each kind of finding with small pictures of the sheet."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from pipeline.contract.findings import ERROR, Finding, Severity
from pipeline.issue import Issue
from pipeline.report import display
from pipeline.report.findings_picture import Picture, picture
from pipeline.report.html import environment
from pipeline.report.parts import NO_BRAND, Brand, Mark
from pipeline.report.rows import FoundAt
from pipeline.report.words import SEVERITIES
from pipeline.wording import say, say_many, speaking, spoken
from pipeline.workbook.feedback.marks import FIXED, NEW, OPEN, compared

PICTURES = 3  # of one kind; more of the same teach nothing new
PLACES = 60
Judged = tuple[Finding, str]


@dataclass(frozen=True)
class Kind:
    """Findings of one code and cure: what is wrong, what to enter, the first of them as pictures, the rest as cells."""

    mark: Mark
    code: str
    count: str
    message: str
    fix: str
    waived: str
    pictures: tuple[Picture, ...]
    places: tuple[FoundAt, ...]
    left_out: str


@dataclass(frozen=True)
class FindingsView:
    """Everything on the page, as finished text in `language`."""

    language: str
    brand: Brand
    project: str
    customer: str
    file: str
    as_of: str
    counts: tuple[tuple[Mark, str], ...]
    verdict: str
    held: bool
    since: str
    kinds: tuple[Kind, ...]
    fixed: tuple[FoundAt, ...]


def findings_page(
    issue: Issue, before: Sequence[Finding] | None = None, brand: Brand = NO_BRAND, settings_templates: Path | None = None
) -> str:
    """The findings of an issue as one self-contained page; `before` are those of the last check, against which states are told."""
    view = findings_view(issue, before, brand)
    with speaking(view.language):
        return environment(settings_templates).get_template("findings/page.html").render(view=view)


def findings_view(issue: Issue, before: Sequence[Finding] | None = None, brand: Brand = NO_BRAND) -> FindingsView:
    """What the page of an issue's findings says, in the language of the issue."""
    with speaking(issue.language):
        return _view(issue, before, brand)


def _view(issue: Issue, before: Sequence[Finding] | None, brand: Brand) -> FindingsView:
    judged = compared(issue.findings, before)
    now = [one for one in judged if one[1] != FIXED]
    return FindingsView(
        language=issue.language,
        brand=brand,
        project=issue.name,
        customer=issue.customer,
        file=issue.file,
        as_of=display.long_day(issue.status_date),
        counts=tuple(_counts(issue)),
        verdict=_verdict(issue),
        held=bool(issue.blocking),
        since="" if before is None else _since([state for _, state in judged]),
        kinds=tuple(_kind(issue, found) for found in _grouped(now)),
        fixed=tuple(FoundAt(finding.where, display.capital(spoken(finding.message))) for finding, state in judged if state == FIXED),
    )


def _since(states: Sequence[str]) -> str:
    """How the findings stand against those of the last check."""
    new, still_open, fixed = (states.count(state) for state in (NEW, OPEN, FIXED))
    return say("Since the last check: {new} new, {open} still open, {fixed} fixed.", new=new, open=still_open, fixed=fixed)


def _counts(issue: Issue) -> Iterator[tuple[Mark, str]]:
    for severity in Severity:
        if number := sum(finding.severity is severity for finding in issue.findings):
            yield SEVERITIES[severity], _counted(severity, number)


def _counted(severity: Severity, number: int) -> str:
    match severity:
        case Severity.ERROR:
            return display.unbroken(say_many("{number:,} error", "{number:,} errors", number))
        case Severity.WARNING:
            return display.unbroken(say_many("{number:,} warning", "{number:,} warnings", number))
        case Severity.INFO:
            return display.unbroken(say_many("{number:,} note", "{number:,} notes", number))


def _verdict(issue: Issue) -> str:
    number = len(issue.blocking)
    if not number:
        return say("Nothing in the workbook holds the report back.")
    return say_many(
        "The report is held back until the error is corrected.", "The report is held back until the {number} errors are corrected.", number
    )


def _grouped(judged: Sequence[Judged]) -> list[list[Judged]]:
    """Findings of one code and cure together, worst first, otherwise as met."""
    groups: dict[tuple[str, str], list[Judged]] = {}
    for finding, state in judged:
        groups.setdefault((finding.code, finding.fix), []).append((finding, state))
    return list(groups.values())


def _kind(issue: Issue, found: Sequence[Judged]) -> Kind:
    first = found[0][0]
    alike = len({finding.message for finding, _ in found}) == 1
    waived = issue.waived.get(first.code) if first.severity is ERROR else None
    rest = found[PICTURES:]
    left = len(rest) - PLACES
    return Kind(
        mark=SEVERITIES[first.severity],
        code=first.code,
        count=display.unbroken(say_many("{number:,} place", "{number:,} places", len(found))) if len(found) > 1 else "",
        message=display.capital(spoken(first.message if alike else first.fix)),
        fix=display.capital(spoken(first.fix)) if alike else "",
        waived=say("Waived: {reason}", reason=display.capital(waived)) if waived else "",
        pictures=tuple(picture(issue.book, finding, state, "" if alike else finding.message) for finding, state in found[:PICTURES]),
        places=tuple(FoundAt(one.where, one.found if alike else display.capital(spoken(one.message))) for one, _ in rest[:PLACES]),
        left_out=display.unbroken(say_many("and {number:,} more place", "and {number:,} more places", left)) if left > 0 else "",
    )
