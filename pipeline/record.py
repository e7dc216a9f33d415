"""What of an issue is kept in the store: its facts, none of which depends on another issue."""

from collections.abc import Mapping
from hashlib import sha256
from typing import Any

import polars as pl
from polars import col

from pipeline.figures.records import Figures
from pipeline.issue import Issue
from pipeline.store.records import FILE, FINDING, ISSUE, ITEM, MILESTONE, Facts

GIVEN_BY_STORE = ("issue", "revision", "number", "state", "sent", "reason", "by", "content")


def facts_of(issue: Issue, files: Mapping[str, bytes]) -> Facts:
    """The facts of an issue and the hashes of its published files, by name; tables are empty where nothing could be read."""
    figures = issue.figures
    return Facts(
        issue=_head(issue),
        milestones=_milestones(issue, figures) if figures else pl.DataFrame(schema=MILESTONE),
        items=_items(figures) if figures else pl.DataFrame(schema=ITEM),
        findings=pl.DataFrame([{key: getattr(each, key) for key in FINDING} for each in issue.findings], schema=FINDING),
        files=pl.DataFrame([(name, sha256(content).hexdigest()) for name, content in files.items()], schema=FILE, orient="row").sort(
            "name"
        ),
    )


def _head(issue: Issue) -> dict[str, Any]:
    """The row of ISSUE, without what the store gives."""
    head: dict[str, Any] = dict.fromkeys(ISSUE.keys() - set(GIVEN_BY_STORE))
    head |= {"project": issue.project_id, "status_date": issue.status_date, "file": issue.file, "sha256": issue.sha256, "held": issue.held}
    head |= {"name": issue.name, "customer": issue.customer, "stated_health": issue.project.get("health")}
    if issue.health:
        head["health"] = issue.health.computed
    if figures := issue.figures:
        progress = figures.progress
        head |= {key: getattr(progress, key) for key in ("work", "accepted", "planned", "weighting", "in_scope", "done", "cancelled")}
        head["weight"] = figures.milestones["weight_used"].sum()
        if value := figures.value:
            head |= {key: getattr(value, key) for key in ("unit", "bac", "pv", "ev", "ac")}
    return head


def _milestones(issue: Issue, figures: Figures) -> pl.DataFrame:
    computed = {name: health.computed for name, health in issue.milestone_health.items()}
    return (
        figures.milestones.filter(col("id").is_not_null())
        .with_columns(
            stated_health=col("health"),
            health=col("id").replace_strict(computed, default=None, return_dtype=pl.String),
            weight=col("weight_used"),
            forecast_finish=col("forecast"),
        )
        .select(col(name).cast(dtype) for name, dtype in MILESTONE.items())
    )


def _items(figures: Figures) -> pl.DataFrame:
    scope = figures.scope
    ids = scope["id"].gather(scope["parent"])
    return (
        scope.with_columns(
            parent=ids,
            milestone=col("home"),
            percent=col("work"),
            weight=col("weight_used"),
            signed_off=col("signed_off").fill_null(False),
            level=col("level").fill_null(1),
        )
        .filter(col("id").is_not_null())
        .select(col(name).cast(dtype) for name, dtype in ITEM.items())
    )
