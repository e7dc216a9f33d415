"""What only the team reads: findings, stated against computed, the breakdown with cells, and where the figures come from."""

from collections.abc import Mapping, Sequence

from markupsafe import Markup

from pipeline.contract.findings import Finding, Severity
from pipeline.contract.names import word_name
from pipeline.issue import Issue
from pipeline.report import display
from pipeline.report.facts import Facts, Row
from pipeline.report.narrative import findings_note
from pipeline.report.rows import Comparison, FindingGroup, FoundAt, Scope, Source, TeamItem, TeamMilestone
from pipeline.report.scope import ITEMS_SHOWN, by_milestone, counted, forest, item_fields
from pipeline.report.sections import milestone_fields
from pipeline.report.words import SEVERITIES, STATES
from pipeline.wording import say, say_many, spoken

# The whole list is in findings.json.
PLACES_SHOWN = 12
GROUPS_SHOWN = 40


def finding_groups(issue: Issue) -> tuple[FindingGroup, ...]:
    """Findings grouped by code and cure, worst first, with the reason where a rule is waived."""
    groups: dict[tuple[str, str], list[Finding]] = {}
    for finding in issue.findings:
        groups.setdefault((finding.code, finding.fix), []).append(finding)
    return tuple(_group(issue, found) for found in list(groups.values())[:GROUPS_SHOWN])


def _group(issue: Issue, found: Sequence[Finding]) -> FindingGroup:
    first = found[0]
    left = len(found) - PLACES_SHOWN
    waived = issue.waived.get(first.code)
    alike = len({finding.message for finding in found}) == 1
    message, fix = (spoken(first.message), spoken(first.fix)) if alike else (spoken(first.fix), "")
    return FindingGroup(
        mark=SEVERITIES[first.severity],
        code=first.code,
        message=display.capital(message),
        fix=" ".join(filter(None, (display.capital(fix), say("Waived: {reason}", reason=display.capital(waived)) if waived else ""))),
        places=tuple(
            FoundAt(finding.where, finding.found if alike else display.capital(spoken(finding.message))) for finding in found[:PLACES_SHOWN]
        ),
        lines=not alike,
        left_out=display.unbroken(say_many("and {number:,} more place", "and {number:,} more places", left)) if left > 0 else "",
    )


def findings_sentence(issue: Issue) -> str:
    """How many findings the workbook has, and how many kinds of them are not listed."""
    severities = [finding.severity for finding in issue.findings]
    told = findings_note(*(severities.count(severity) for severity in Severity))
    left = len({(finding.code, finding.fix) for finding in issue.findings}) - GROUPS_SHOWN
    if left <= 0:
        return told
    more = say_many(
        "{number:,} more kind of findings stands in findings.json.", "{number:,} more kinds of findings stand in findings.json.", left
    )
    return f"{told} {display.unbroken(more)}"


def milestones(issue: Issue, facts: Facts, trends: Mapping[str, Markup]) -> tuple[TeamMilestone, ...]:
    """The milestones with backups, cells, stated percentages and internal notes."""
    return tuple(
        TeamMilestone(
            **milestone_fields(facts, row, trends),
            id=row["id"] or "",
            backup=row["backup"] or "",
            stated=display.percent(row["stated"]) if row["stated"] is not None else "",
            internal_note=display.capital(row["note"] or ""),
            cell=_cell(issue, "Milestones", "name", row),
        )
        for row in facts.milestones
    )


def breakdown(issue: Issue, facts: Facts) -> tuple[Scope, ...]:
    """The whole scope tree, with owners, issues and cells; past the limit the rest is counted."""
    frame = facts.scope()

    def make(row: Row, below: list[Row]) -> TeamItem:
        return TeamItem(
            **item_fields(row),
            children=tuple(make(child, deeper) for child, deeper in forest(below)),
            id=row["id"] or "",
            owner=row["owner"] or "",
            issue=row["issue"] or "",
            cell=_cell(issue, "Scope", "title", row),
            note=row["note"] or "",
        )

    left = frame.height - ITEMS_SHOWN
    more = say_many("{number:,} more item stands in status.json.", "{number:,} more items stand in status.json.", left) if left > 0 else ""
    return (*by_milestone(facts, frame.head(ITEMS_SHOWN).to_dicts(), make), *counted(display.unbroken(more)))


def comparisons(issue: Issue, facts: Facts) -> tuple[Comparison, ...]:
    """Where what the team states and what was computed are not the same."""
    found = []
    for row in facts.milestones:
        stated, computed = row["status"], row["state"]
        if stated and not _agrees(stated, computed):
            cell = _cell(issue, "Milestones", "status", row)
            found.append(Comparison(row["name"], spoken(word_name(stated)), spoken(STATES[computed].running), cell))
        if row["stated"] is not None and row["work"] is not None and abs(row["stated"] - row["work"]) > 5:
            cell = _cell(issue, "Milestones", "stated", row)
            found.append(Comparison(row["name"], display.percent(row["stated"]), display.shown_percent(row["shown"]), cell))
    return tuple(found)


def _agrees(stated: str, computed: str) -> bool:
    """Whether a stated status and a computed state may stand beside each other."""
    fitting = {
        "Planned": ("waiting", "ready", "blocked"),
        "Queued": ("waiting", "ready", "blocked"),
        "Active": ("in progress", "ready", "awaiting sign-off"),
        "On hold": ("waiting", "ready", "blocked", "in progress"),
        "Done": ("done",),
        "Cancelled": ("cancelled",),
    }
    return computed in fitting.get(stated, (computed,))


def source(issue: Issue) -> Source:
    """The workbook behind the figures, and what was particular in reading it."""
    notes = []
    if issue.figures:
        notes.append(say("Weighting: {weighting}.", weighting=word_name(issue.figures.progress.weighting)))
    if issue.book and issue.book.hidden_rows:
        notes.append(
            display.unbroken(
                say_many(
                    "{number:,} hidden row with data was read and counted.",
                    "{number:,} hidden rows with data were read and counted.",
                    issue.book.hidden_rows,
                )
            )
        )
    return Source(issue.file, issue.sha256, tuple(notes))


def _cell(issue: Issue, sheet: str, column: str, row: Row) -> str:
    return (issue.book.cell(sheet, column, row["row"]) if issue.book else None) or ""
