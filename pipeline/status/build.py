"""From an Issue to the content of status.json and findings.json: a change of shape, no new figure."""

from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

from pipeline.contract.findings import Finding
from pipeline.figures import records
from pipeline.figures.progress import shown
from pipeline.issue import Issue
from pipeline.status import outlook, schema
from pipeline.workbook.book import Book

CRITERIA_COUNTS = ("met", "not_met", "unknown", "waived", "not_applicable")


def status_of(issue: Issue) -> schema.Status:
    """The published figures of one issue; everything but project, source, held and findings is empty where nothing could be read."""
    figures, book = issue.figures, issue.book
    return schema.Status(
        project=schema.ProjectRef(id=issue.project_id, name=issue.name, customer=issue.customer, status_date=issue.status_date),
        source=schema.SourceRef(file=issue.file, sha256=issue.sha256),
        held=schema.Held(reason=issue.held, codes=sorted({finding.code for finding in issue.blocking})) if issue.held else None,
        progress=_project_progress(figures.progress) if figures else None,
        health=_health(issue.health) if issue.health else None,
        milestones=[_milestone(row, issue, book) for row in figures.milestones.to_dicts()] if figures and book else [],
        scope=list(_scope(figures, book)) if figures and book else [],
        gates=[_gate(row) for row in figures.gates.to_dicts()] if figures else [],
        bridge=outlook.bridge(figures.bridge) if figures and figures.bridge else None,
        schedule=outlook.schedule(figures.schedule) if figures and figures.schedule else None,
        earned_value=outlook.earned_value(figures.value) if figures and figures.value else None,
        forecast=outlook.forecast(figures.forecast) if figures and figures.forecast else None,
        changes=outlook.changes(figures.changes) if figures and figures.changes else None,
        findings=[finding_record(finding) for finding in issue.findings],
    )


def findings_of(files: Iterable[tuple[str, str, Iterable[Finding]]]) -> schema.Findings:
    """The findings of several workbooks, each given as (file name, sha256, findings)."""
    return schema.Findings(
        files=[
            schema.FileFindings(file=name, sha256=sha256, findings=[finding_record(finding) for finding in findings])
            for name, sha256, findings in files
        ]
    )


def finding_record(finding: Finding) -> schema.FindingRecord:
    """One finding as JSON."""
    return schema.FindingRecord(
        code=finding.code,
        severity=finding.severity.value,
        sheet=finding.sheet,
        cell=finding.cell,
        found=finding.found,
        message=finding.message,
        fix=finding.fix,
    )


def _project_progress(progress: records.Progress) -> schema.ProjectProgress:
    return schema.ProjectProgress(
        work=progress.work,
        shown=progress.shown,
        accepted=progress.accepted,
        planned=progress.planned,
        weighting=progress.weighting,
        in_scope=progress.in_scope,
        done=progress.done,
        cancelled=progress.cancelled,
    )


def _health(health: records.Health) -> schema.Health:
    override = health.override
    return schema.Health(
        computed=health.computed,
        shown=health.shown,
        override=schema.Override(colour=override.colour, reason=override.reason, by=override.by, until=override.until)
        if override and not override.expired
        else None,
        dimensions=[schema.Dimension(name=d.name, colour=d.colour, value=d.value, why=d.why) for d in health.dimensions],
    )


def _milestone(row: dict[str, Any], issue: Issue, book: Book) -> schema.Milestone:
    return schema.Milestone(
        id=row["id"] or "",
        name=row["name"] or "",
        release=row["release"],
        cell=book.cell("Milestones", "id", row["row"]) or "",
        weight=row["weight_used"],
        progress=schema.MilestoneProgress(
            work=row["work"],
            shown=row["shown"],
            accepted=row["accepted"],
            planned=row["planned"],
            stated=row["stated"],
            in_scope=row["in_scope"],
            done=row["done"],
            cancelled=row["cancelled"],
            weighting=row["weighting"],
        ),
        state=row["state"],
        stated_status=row["status"],
        blocked_by=row["blocked_by"],
        root_blockers=row["root_blockers"],
        finish=schema.Finish(
            baseline=row["baseline"],
            forecast=row["forecast"],
            actual=row["actual"],
            variance_days=row["variance_days"],
            variance_calendar_days=row["variance_calendar_days"],
            overdue_days=row["overdue_days"],
        ),
        float_days=row["float_days"],
        critical=row["critical"],
        health=_health(issue.milestone_health[row["id"]]) if row["id"] in issue.milestone_health else _not_assessed(),
        criteria=schema.CriteriaCounts(**{name: row[name] for name in CRITERIA_COUNTS}),
    )


def _not_assessed() -> schema.Health:
    return schema.Health(computed="grey", shown="grey", override=None, dimensions=[])


def _scope(figures: records.Figures, book: Book) -> Iterable[schema.ScopeItem]:
    ids = figures.scope["id"].to_list()
    for row in figures.scope.to_dicts():
        signed_off = bool(row["signed_off"])
        yield schema.ScopeItem(
            id=row["id"] or "",
            milestone=row["milestone"] or "",
            level=row["level"] or 1,
            parent=None if row["parent"] is None else ids[row["parent"]],
            kind=row["kind"] or "item",
            title=row["title"] or "",
            work=row["work"],
            shown=shown(row["work"], complete_and_signed=row["complete"] and (signed_off or row["parent"] is not None)),
            weight=row["weight_total"],
            state=row["state"],
            signed_off=signed_off,
            cell=book.cell("Scope", "id", row["row"]) or "",
        )


def _gate(row: dict[str, Any]) -> schema.Gate:
    return schema.Gate(
        id=row["id"] or "",
        name=row["name"] or "",
        verdict=row["verdict"],
        reason=row["reason"],
        unmet=row["unmet"],
        decision=row["decision"],
        differs=row["differs"],
    )


def portfolio_of(issues: Sequence[Issue], issue_date: date, name: str) -> schema.Portfolio:
    """All projects of one issue date; a held project counts as held and not under a colour."""
    projects = [_portfolio_project(issue) for issue in issues]
    counted = Counter("held" if project.held else project.health for project in projects)
    return schema.Portfolio(
        name=name,
        issue_date=issue_date,
        counts={key: counted[key] for key in ("green", "amber", "red", "grey", "held")},
        projects=projects,
    )


def _portfolio_project(issue: Issue) -> schema.PortfolioProject:
    status = status_of(issue)
    return schema.PortfolioProject(
        id=issue.project_id,
        name=issue.name,
        customer=issue.customer,
        status_date=issue.status_date,
        held=issue.held,
        health=status.health.shown if status.health else "grey",
        work=status.progress.work if status.progress else None,
        shown=status.progress.shown if status.progress else "",
        planned=status.progress.planned if status.progress else None,
        finish=status.schedule.finish if status.schedule else None,
        folder=issue.folder,
    )
