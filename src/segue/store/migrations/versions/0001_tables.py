"""The first tables."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "applications",
        sa.Column("id", sa.Text, nullable=False),
        sa.Column("name", sa.Text, nullable=False),
        sa.Column("created_at", sa.BigInteger, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_applications"),
    )
    op.create_table(
        "api_keys",
        sa.Column("id", sa.Text, nullable=False),
        sa.Column("application_id", sa.Text, nullable=False),
        sa.Column("name", sa.Text, nullable=False),
        sa.Column("digest", sa.Text, nullable=False),
        sa.Column("prefix", sa.Text, nullable=False),
        sa.Column("created_at", sa.BigInteger, nullable=False),
        sa.Column("last_used_at", sa.BigInteger),
        sa.Column("revoked_at", sa.BigInteger),
        sa.PrimaryKeyConstraint("id", name="pk_api_keys"),
        sa.ForeignKeyConstraint(
            ["application_id"], ["applications.id"], name="fk_api_keys_applications"
        ),
        sa.UniqueConstraint("digest", name="uq_api_keys_digest"),
    )
    op.create_index("ix_api_keys_application_id", "api_keys", ["application_id"])
    op.create_table(
        "customers",
        sa.Column("application_id", sa.Text, nullable=False),
        sa.Column("id", sa.Text, nullable=False),
        sa.Column("name", sa.Text, nullable=False),
        sa.Column("email", sa.Text),
        sa.Column("created_at", sa.BigInteger, nullable=False),
        sa.Column("updated_at", sa.BigInteger, nullable=False),
        sa.PrimaryKeyConstraint("application_id", "id", name="pk_customers"),
        sa.ForeignKeyConstraint(
            ["application_id"], ["applications.id"], name="fk_customers_applications"
        ),
    )
    op.create_table(
        "connections",
        sa.Column("id", sa.Text, nullable=False),
        sa.Column("application_id", sa.Text, nullable=False),
        sa.Column("customer_id", sa.Text, nullable=False),
        sa.Column("provider", sa.Text, nullable=False),
        sa.Column("credential", sa.LargeBinary, nullable=False),
        sa.Column("state", sa.Text, nullable=False),
        sa.Column("reason", sa.Text),
        sa.Column("created_at", sa.BigInteger, nullable=False),
        sa.Column("updated_at", sa.BigInteger, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_connections"),
        sa.ForeignKeyConstraint(
            ["application_id", "customer_id"],
            ["customers.application_id", "customers.id"],
            name="fk_connections_customers",
            ondelete="CASCADE",
        ),
        sa.UniqueConstraint(
            "application_id",
            "customer_id",
            "provider",
            name="uq_connections_application_id_customer_id_provider",
        ),
    )
    op.create_table(
        "writes",
        sa.Column("id", sa.Text, nullable=False),
        sa.Column("application_id", sa.Text, nullable=False),
        sa.Column("customer_id", sa.Text, nullable=False),
        sa.Column("provider", sa.Text, nullable=False),
        sa.Column("connection_id", sa.Text, nullable=False),
        sa.Column("key", sa.Text, nullable=False),
        sa.Column("digest", sa.Text, nullable=False),
        sa.Column("operation", sa.Text, nullable=False),
        sa.Column("resource", sa.Text, nullable=False),
        sa.Column("target", sa.Text),
        sa.Column("state", sa.Text, nullable=False),
        sa.Column("plan", sa.LargeBinary),
        sa.Column("answer", sa.LargeBinary),
        sa.Column("problem", sa.LargeBinary),
        sa.Column("attempt", sa.Integer, nullable=False),
        sa.Column("created_at", sa.BigInteger, nullable=False),
        sa.Column("updated_at", sa.BigInteger, nullable=False),
        sa.Column("done_at", sa.BigInteger),
        sa.PrimaryKeyConstraint("id", name="pk_writes"),
        sa.UniqueConstraint(
            "application_id",
            "customer_id",
            "provider",
            "key",
            name="uq_writes_application_id_customer_id_provider_key",
        ),
    )
    op.create_index(
        "ix_writes_application_id_created_at", "writes", ["application_id", "created_at"]
    )
    op.create_table(
        "calls",
        sa.Column("write_id", sa.Text, nullable=False),
        sa.Column("attempt", sa.Integer, nullable=False),
        sa.Column("position", sa.Integer, nullable=False),
        sa.Column("name", sa.Text, nullable=False),
        sa.Column("connection_id", sa.Text, nullable=False),
        sa.Column("kind", sa.Text, nullable=False),
        sa.Column("state", sa.Text, nullable=False),
        sa.Column("started_at", sa.BigInteger, nullable=False),
        sa.Column("finished_at", sa.BigInteger),
        sa.Column("object_id", sa.Text),
        sa.Column("answer", sa.LargeBinary),
        sa.PrimaryKeyConstraint("write_id", "attempt", "position", name="pk_calls"),
        sa.ForeignKeyConstraint(
            ["write_id"], ["writes.id"], name="fk_calls_writes", ondelete="CASCADE"
        ),
    )
    op.create_index(
        "ix_calls_connection_id_kind_state", "calls", ["connection_id", "kind", "state"]
    )
    op.create_table(
        "leases",
        sa.Column("resource", sa.Text, nullable=False),
        sa.Column("holder", sa.Text),
        sa.Column("write_id", sa.Text),
        sa.Column("fence", sa.BigInteger, nullable=False),
        sa.Column("expires_at", sa.BigInteger, nullable=False),
        sa.PrimaryKeyConstraint("resource", name="pk_leases"),
    )
    op.create_table(
        "links",
        sa.Column("connection_id", sa.Text, nullable=False),
        sa.Column("kind", sa.Text, nullable=False),
        sa.Column("object_id", sa.Text, nullable=False),
        sa.Column("write_id", sa.Text, nullable=False),
        sa.Column("created_at", sa.BigInteger, nullable=False),
        sa.PrimaryKeyConstraint("connection_id", "kind", "object_id", name="pk_links"),
    )


def downgrade() -> None:
    for table in (
        "links",
        "leases",
        "calls",
        "writes",
        "connections",
        "customers",
        "api_keys",
        "applications",
    ):
        op.drop_table(table)
