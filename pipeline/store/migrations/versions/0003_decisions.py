"""The audit: what people decided."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    """Make the table of decisions, numbered in the order in which they were made."""
    op.create_table(
        "decisions",
        sa.Column("number", sa.Integer, autoincrement=True, nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        *(sa.Column(name, sa.Text, nullable=False) for name in ("by", "action", "project")),
        sa.Column("status_date", sa.Date),
        *(sa.Column(name, sa.Text, nullable=False) for name in ("content", "why")),
        sa.PrimaryKeyConstraint("number", name="pk_decisions"),
    )
    op.create_index("ix_decisions_project", "decisions", ["project", "status_date"])
