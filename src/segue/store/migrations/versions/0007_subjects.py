"""Say in the audit log what was acted on, where it is none of its other columns."""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("audit", sa.Column("subject", sa.Text))


def downgrade() -> None:
    op.drop_column("audit", "subject")
