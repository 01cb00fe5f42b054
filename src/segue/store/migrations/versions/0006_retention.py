"""Find the oldest links without looking at all of them."""

from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_index("ix_links_created_at", "links", ["created_at"])


def downgrade() -> None:
    op.drop_index("ix_links_created_at", table_name="links")
