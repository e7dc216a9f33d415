"""An uploaded workbook beside the last report and beside the workbook that lies in the folder: what the page of an upload lists."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from pipeline.contract.findings import Finding
from pipeline.issue import Corrects, Issue
from pipeline.portal.looking import Look
from pipeline.record import facts_of
from pipeline.report.bridge import bridge
from pipeline.report.corrected import VALUES, correction
from pipeline.report.facts import facts_of as facts_for
from pipeline.report.findings_page import FindingsView, Kind, findings_view
from pipeline.report.parts import Bridge, Period
from pipeline.report.period import changed
from pipeline.wording import language, say


@dataclass(frozen=True)
class Difference:
    """What an upload changes. since: against the last report, None at first sight or without figures, with the way of its percentage.

    beside: against the workbook in the folder, a sentence a change; empty where nothing can be compared.
    """

    since: Period | None
    bridge: Bridge | None
    beside: tuple[str, ...]


@dataclass(frozen=True)
class OfSheet:
    """The findings of one sheet, as its tab is called."""

    name: str
    kinds: tuple[Kind, ...]


def difference(seen: Look) -> Difference:
    """What the upload changes, in the language spoken now, as the team reads it."""
    issue = seen.issue
    if issue is None or issue.figures is None or issue.book is None:
        return Difference(None, None, ())
    since = changed(issue, facts_for(issue, "team"))
    if seen.here is None or seen.here.facts is None or seen.same:
        return Difference(since, bridge(issue), ())
    before, after = seen.here.facts, facts_of(issue, {})
    alike = {name: after.issue.get(name) for name in VALUES}  # the earned value follows from the rest, which is told
    told = correction(replace(issue, corrects=Corrects(1, replace(before, issue={**before.issue, **alike}), after)), "team")
    return Difference(since, bridge(issue), told.changed if told else ())


def findings_by_sheet(seen: Look) -> tuple[FindingsView, tuple[OfSheet, ...]]:
    """The findings with their counts, in the language spoken now, and sheet by sheet, the sheet with the worst first."""
    assert seen.issue
    issue = replace(seen.issue, language=language())
    sheets = tuple(dict.fromkeys(finding.sheet for finding in issue.findings))
    return findings_view(issue, seen.before), tuple(
        OfSheet(_tab(issue, sheet), findings_view(_only(issue, sheet), _of(seen.before, sheet)).kinds) for sheet in sheets
    )


def _only(issue: Issue, sheet: str | None) -> Issue:
    return replace(issue, findings=tuple(finding for finding in issue.findings if finding.sheet == sheet))


def _of(before: Sequence[Finding] | None, sheet: str | None) -> tuple[Finding, ...] | None:
    return None if before is None else tuple(finding for finding in before if finding.sheet == sheet)


def _tab(issue: Issue, sheet: str | None) -> str:
    if sheet is None:
        return say("The whole workbook")
    return issue.book.names.get(sheet, sheet) if issue.book else sheet
