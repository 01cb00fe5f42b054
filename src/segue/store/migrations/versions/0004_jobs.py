"""Jobs, their slices, and what became of each contact."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

ASKED = (
    "application_id",
    "customer_id",
    "provider",
    "connection_id",
    "key",
    "digest",
    "type",
    "state",
)
COUNTED = ("tries", "enrolled", "already_enrolled", "skipped", "failed", "unknown")


def upgrade() -> None:
    op.create_table(
        "jobs",
        sa.Column("id", sa.Text, nullable=False),
        *(sa.Column(name, sa.Text, nullable=False) for name in ASKED),
        sa.Column("total", sa.Integer, nullable=False),
        sa.Column("created_at", sa.BigInteger, nullable=False),
        sa.Column("started_at", sa.BigInteger),
        sa.Column("ended_at", sa.BigInteger),
        sa.Column("cancel_asked_at", sa.BigInteger),
        sa.Column("waiting", sa.LargeBinary),
        sa.Column("waiting_since", sa.BigInteger),
        sa.Column("waiting_until", sa.BigInteger),
        sa.Column("problem", sa.LargeBinary),
        sa.Column("worker", sa.Text),
        sa.Column("seen_at", sa.BigInteger),
        sa.PrimaryKeyConstraint("id", name="pk_jobs"),
        sa.UniqueConstraint(
            "application_id",
            "customer_id",
            "provider",
            "key",
            name="uq_jobs_application_id_customer_id_provider_key",
        ),
    )
    op.create_index(
        "ix_jobs_application_id_customer_id_provider_created_at",
        "jobs",
        ["application_id", "customer_id", "provider", "created_at"],
    )
    op.create_index("ix_jobs_state_seen_at", "jobs", ["state", "seen_at"])
    op.create_table(
        "job_slices",
        sa.Column("job_id", sa.Text, nullable=False),
        sa.Column("position", sa.Integer, nullable=False, autoincrement=False),
        sa.Column("first", sa.Integer, nullable=False),
        sa.Column("size", sa.Integer, nullable=False),
        sa.Column("state", sa.Text, nullable=False),
        sa.Column("records", sa.LargeBinary, nullable=False),
        sa.Column("outcomes", sa.LargeBinary),
        *(
            sa.Column(name, sa.Integer, nullable=False, server_default=sa.text("0"))
            for name in COUNTED
        ),
        sa.PrimaryKeyConstraint("job_id", "position", name="pk_job_slices"),
        sa.ForeignKeyConstraint(
            ["job_id"], ["jobs.id"], name="fk_job_slices_jobs", ondelete="CASCADE"
        ),
    )


def downgrade() -> None:
    op.drop_table("job_slices")
    op.drop_table("jobs")
