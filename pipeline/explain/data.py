"""Data of a workbook as a dimension of health: the findings that count, and the rows by whose age the stale ones are counted."""

import re

from pipeline.contract.findings import ERROR, WARNING, Finding
from pipeline.explain.ground import Ground
from pipeline.explain.records import Cell, Step
from pipeline.figures.health.contradictions import HEALTH_CODES
from pipeline.figures.health.counts import JUDGED_APART

ADDED_BY_HEALTH = frozenset(code for code, _, _ in HEALTH_CODES)
PLACE = re.compile(r"(?P<sheet>.*)![A-Z]+(?P<row>\d+)")
OWNERS = (("Milestones", "id"), ("Scope", "home"), ("Criteria", "subject"))


def counting_findings(ground: Ground, milestone: str | None) -> tuple[Step, ...]:
    """The errors and warnings that count, one each, and the stale rows, which are judged by their share."""
    issue = ground.issue
    told_here = [each for each in issue.findings if each.severity in (ERROR, WARNING) and each.code not in ADDED_BY_HEALTH]
    owners = {
        (ground.book.names.get(sheet, sheet), row["row"]): row[key]
        for sheet, key in OWNERS
        for row in {"Milestones": list(ground.milestones.values()), "Scope": ground.scope, "Criteria": ground.criteria}[sheet]
    }

    def owner(finding: Finding) -> str | None:
        place = PLACE.match(finding.cell or "")
        return owners.get((place["sheet"], int(place["row"]))) if place else None

    return tuple(finding_step(each) for each in told_here if milestone is None or owner(each) == milestone)


def updated(ground: Ground, milestone: str | None) -> tuple[Step, ...]:
    """The open leaves that say when they were looked at, by whose age the stale ones are counted."""
    still_open = [row for row in ground.scope if row["leaf"] and row["in_scope"] and not row["complete"]]
    rows = [row for row in still_open if milestone is None or row["home"] == milestone]
    cells = tuple(cell for row in rows for cell in ground.cell("Scope", "updated", row))
    told_when = sum(row["updated"] is not None for row in rows)
    return (Step("updated", told_when, "open items that say when they were looked at; stale after two weeks", cells=cells),) if rows else ()


def finding_step(finding: Finding) -> Step:
    """One finding as a part, with its cell; a stale row adds nothing to the number of findings."""
    cells = (Cell(finding.cell, "", "finding", finding.found),) if finding.cell else ()
    counts = 0 if finding.code == JUDGED_APART else 1
    return Step(finding.code, finding.severity.value, finding.message, cells=cells, contribution=counts)
