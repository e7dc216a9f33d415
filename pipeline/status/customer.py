"""What of status.json goes out with an edition: the same keys, and empty where something is not for its readers."""

from collections import Counter
from dataclasses import replace

from polars import col

from pipeline.contract.audience import scope_seen_by_customers, seen_by_customers
from pipeline.figures import outlook as figures
from pipeline.issue import Issue
from pipeline.status import outlook, outlook_schema, schema
from pipeline.status.build import status_of

DIMENSIONS = frozenset({"finish", "pace", "missed items", "readiness", "gate"})
"""The dimensions of health that customers may know of; cost and the state of the workbook are not among them."""
COUNTED = {"met": "met", "not_met": "not met", "unknown": "unknown", "waived": "waived", "not_applicable": "n/a"}


def customer_status(issue: Issue) -> schema.Status:
    """The customer's part of an issue's status.json: no source, cell, cost, weight or finding, and of items, criteria and agreements
    only those that the workbook marks visible. Raises ValueError for an issue of which a customer gets nothing: held, or without figures.
    """
    if issue.held or issue.figures is None or issue.book is None:
        raise ValueError(f"{issue.project_id} is held, and its customer gets no figures")
    whole = status_of(issue)
    scope = scope_seen_by_customers(issue.figures.scope)
    places, items = set(scope["index"]), {id for id in scope["id"] if id}
    own = {row.id for row in whole.milestones}
    criteria = {id for id in seen_by_customers(issue.figures.criteria, "Criteria")["id"] if id}
    return schema.Status(
        project=whole.project,
        source=schema.SourceRef(file="", sha256=""),
        held=None,
        progress=whole.progress,
        bridge=whole.bridge,
        health=_health(whole.health) if whole.health else None,
        milestones=[_milestone(row, issue, own) for row in whole.milestones],
        scope=[_item(row, items) for place, row in enumerate(whole.scope) if place in places],
        gates=[_gate(row, criteria) for row in whole.gates],
        schedule=_schedule(whole.schedule) if whole.schedule else None,
        earned_value=None,
        forecast=_forecast(whole.forecast) if whole.forecast else None,
        changes=_changes(issue, issue.figures.changes, items) if issue.figures.changes else None,
        findings=[],
    )


def executive_status(issue: Issue) -> schema.Status:
    """An issue's status.json as the own management gets it: without findings, cells and source, which are for the team."""
    whole = status_of(issue)
    return whole.model_copy(
        update={
            "source": schema.SourceRef(file="", sha256=""),
            "milestones": [row.model_copy(update={"cell": ""}) for row in whole.milestones],
            "scope": [row.model_copy(update={"cell": ""}) for row in whole.scope],
            "findings": [],
        }
    )


def _health(health: schema.Health) -> schema.Health:
    """The colours; where a person holds otherwise, who and until when, and neither reasons nor dimensions."""
    held = health.override
    return schema.Health(
        computed=health.computed,
        shown=health.shown,
        override=schema.Override(colour=held.colour, reason="", by=held.by, until=held.until) if held else None,
        dimensions=[]
        if held
        else [
            schema.Dimension(name=one.name, colour=one.colour, value=None, why="") for one in health.dimensions if one.name in DIMENSIONS
        ],
    )


def _milestone(row: schema.Milestone, issue: Issue, own: set[str]) -> schema.Milestone:
    progress = row.progress
    return schema.Milestone(
        id=row.id,
        name=row.name,
        release=row.release,
        cell="",
        weight=None,
        progress=schema.MilestoneProgress(
            work=progress.work,
            shown=progress.shown,
            accepted=progress.accepted,
            planned=progress.planned,
            stated=None,
            in_scope=progress.in_scope,
            done=progress.done,
            cancelled=progress.cancelled,
            weighting=progress.weighting,
        ),
        state=row.state,
        stated_status=None,
        blocked_by=[id for id in row.blocked_by if id in own],
        root_blockers=[],
        finish=row.finish,
        float_days=None,
        critical=None,
        health=_health(row.health),
        criteria=_criteria(issue, row.id),
    )


def _criteria(issue: Issue, milestone: str) -> schema.CriteriaCounts:
    """How many of the criteria of a milestone that a customer may see are in which state."""
    assert issue.figures is not None
    rows = seen_by_customers(issue.figures.criteria, "Criteria").filter(col("subject") == milestone)
    found = Counter(rows["effective"])
    return schema.CriteriaCounts(**{key: found[state] for key, state in COUNTED.items()})


def _item(row: schema.ScopeItem, items: set[str]) -> schema.ScopeItem:
    return schema.ScopeItem(
        id=row.id,
        milestone=row.milestone,
        level=row.level,
        parent=row.parent if row.parent in items else None,
        kind=row.kind,
        title=row.title,
        work=row.work,
        shown=row.shown,
        weight=None,
        state=row.state,
        signed_off=row.signed_off,
        cell="",
    )


def _gate(row: schema.Gate, criteria: set[str]) -> schema.Gate:
    unmet = [id for id in row.unmet if id in criteria]
    return schema.Gate(id=row.id, name=row.name, verdict=row.verdict, reason=None, unmet=unmet, decision=row.decision, differs=row.differs)


def _schedule(found: outlook_schema.Schedule) -> outlook_schema.Schedule:
    return outlook_schema.Schedule(finish=found.finish, critical_path=[], near_critical=[], partial=[], cycle=None, quality=[])


def _forecast(found: outlook_schema.Forecast) -> outlook_schema.Forecast | None:
    """The range at the pace of the past reports, as the customer's edition prints it; None where that has none."""
    if found.history.p50 is None or found.history.p80 is None:
        return None
    history, none = found.history, outlook_schema.DatedForecast(finish=None, why=None)
    return outlook_schema.Forecast(
        history=outlook_schema.HistoryForecast(
            periods=history.periods, p50=history.p50, p80=history.p80, p95=None, chance_of_baseline=None, why=None
        ),
        pace=none,
        network=none,
        score=outlook_schema.Score(n=0, p50_hits=0, p80_hits=0),
    )


def _changes(issue: Issue, found: figures.Changes, items: set[str]) -> outlook_schema.Changes:
    """What changed of the rows that a customer may see; an agreement that is not for customers is left unnamed."""
    assert issue.book is not None
    told = {id for id in seen_by_customers(issue.book.table("Changes"), "Changes")["id"] if id}

    def seen(entry: figures.Entry) -> bool:
        return entry.sheet == "Milestones" or entry.id in items

    moved = (replace(one, agreed=one.agreed if one.agreed in told else None) for one in found.baseline_moved if seen(one))
    return outlook.changes(
        figures.Changes(
            since=found.since,
            finished=tuple(filter(seen, found.finished)),
            started=tuple(filter(seen, found.started)),
            regressed=tuple(filter(seen, found.regressed)),
            added=tuple(filter(seen, found.added)),
            removed=tuple(filter(seen, found.removed)),
            slipped=tuple(filter(seen, found.slipped)),
            baseline_moved=tuple(moved),
        )
    )
