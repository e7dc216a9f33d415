"""Issues with their milestones, scope items, findings and files."""

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None


def upgrade() -> None:
    """Make all tables in an empty database."""
    op.create_table(
        "issues",
        sa.Column("issue", sa.Text, nullable=False),
        sa.Column("project", sa.Text, nullable=False),
        sa.Column("status_date", sa.Date, nullable=False),
        sa.Column("revision", sa.Integer, nullable=False),
        sa.Column("number", sa.Integer),
        sa.Column("state", sa.Text, nullable=False),
        sa.Column("sent", sa.Boolean, nullable=False),
        *_columns(sa.Text, "reason", "by", "name", "customer", "file", "sha256"),
        sa.Column("content", sa.Text, nullable=False),
        sa.Column("held", sa.Text),
        *_columns(sa.Double, "work", "accepted", "planned", "weight"),
        *_columns(sa.Text, "weighting", "health", "stated_health"),
        *_columns(sa.Integer, "in_scope", "done", "cancelled"),
        sa.Column("unit", sa.Text),
        *_columns(sa.Double, "bac", "pv", "ev", "ac"),
        sa.PrimaryKeyConstraint("issue", name="pk_issues"),
        sa.UniqueConstraint("project", "status_date", "revision", name="uq_issues_revision"),
    )
    _create_part(
        "milestones",
        *_columns(sa.Text, "id", "name", "owner", "status", "state", "release"),
        *_columns(sa.Double, "work", "accepted", "planned", "stated", "weight"),
        sa.Column("in_scope", sa.Integer),
        *_columns(sa.Date, "baseline_start", "baseline_finish", "actual_start", "actual_finish", "forecast_finish"),
        *_columns(sa.Text, "health", "stated_health"),
    )
    _create_part(
        "items",
        *_columns(sa.Text, "id", "milestone", "parent"),
        sa.Column("level", sa.Integer),
        sa.Column("title", sa.Text),
        *_columns(sa.Boolean, "leaf", "in_scope"),
        *_columns(sa.Double, "percent", "weight"),
        sa.Column("state", sa.Text),
        sa.Column("signed_off", sa.Boolean),
        sa.Column("owner", sa.Text),
        *_columns(sa.Date, "baseline_start", "baseline_finish", "actual_start", "actual_finish", "forecast_finish", "updated"),
        sa.Column("also_in", sa.Text),
    )
    _create_part("findings", *_columns(sa.Text, "code", "severity", "sheet", "cell", "found", "message", "fix"))
    _create_part("files", *_columns(sa.Text, "name", "sha256"))


def _columns(kind: type[sa.types.TypeEngine[Any]], *names: str) -> list[sa.Column[Any]]:
    return [sa.Column(name, kind) for name in names]


def _create_part(name: str, *columns: sa.Column[Any]) -> None:
    op.create_table(
        name,
        sa.Column("issue", sa.Text, nullable=False),
        sa.Column("position", sa.Integer, nullable=False, autoincrement=False),
        *columns,
        sa.PrimaryKeyConstraint("issue", "position", name=f"pk_{name}"),
        sa.ForeignKeyConstraint(["issue"], ["issues.issue"], name=f"fk_{name}_issue", ondelete="CASCADE"),
    )
