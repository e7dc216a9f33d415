"""The delivery ledger."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    """Make the table of deliveries; of one revision for one recipient only one row counts."""
    moment = sa.DateTime(timezone=True)
    key = ("project", "status_date", "edition", "recipient")
    op.create_table(
        "deliveries",
        sa.Column("key", sa.Text, nullable=False),
        sa.Column("project", sa.Text, nullable=False),
        sa.Column("status_date", sa.Date, nullable=False),
        *(sa.Column(name, sa.Text, nullable=False) for name in ("edition", "recipient", "content")),
        sa.Column("revision", sa.Integer, nullable=False),
        *(sa.Column(name, sa.Text) for name in ("reason", "by")),
        sa.Column("state", sa.Text, nullable=False),
        sa.Column("tries", sa.Integer, nullable=False),
        *(sa.Column(name, moment, nullable=False) for name in ("planned", "changed")),
        sa.Column("next_try", moment),
        sa.Column("owner", sa.Text),
        sa.Column("lease", moment),
        *(sa.Column(name, sa.Text) for name in ("transport", "receipt", "error", "decided_by", "decided_why")),
        sa.PrimaryKeyConstraint("key", name="pk_deliveries"),
        sa.UniqueConstraint(*key, "content", "revision", name="uq_deliveries_revision"),
    )
    counts = sa.text("state <> 'replaced'")
    op.create_index("ix_deliveries_one_counts", "deliveries", [*key, "revision"], unique=True, sqlite_where=counts, postgresql_where=counts)
