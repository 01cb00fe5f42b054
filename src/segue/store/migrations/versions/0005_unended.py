"""Find the few writes without an end among all that were ever asked for."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

UNENDED = sa.text("state IN ('open', 'unknown')")


def upgrade() -> None:
    op.create_index(
        "ix_writes_done_at_created_at",
        "writes",
        ["done_at", "created_at"],
        sqlite_where=UNENDED,
        postgresql_where=UNENDED,
    )


def downgrade() -> None:
    op.drop_index("ix_writes_done_at_created_at", table_name="writes")
