"""What connecting by OAuth, keys with scopes and the audit log need."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

NEW_STATES = {"live": "active", "dead": "reauth_required"}
OLD_STATES = {"active": "live", "reauth_required": "dead", "error": "live"}

ON_CONNECTIONS = (
    ("expires_at", sa.BigInteger),
    ("minted_at", sa.BigInteger),
    ("since", sa.BigInteger),
    ("last_success_at", sa.BigInteger),
    ("scopes", sa.Text),
    ("acting_user", sa.Text),
    ("limits", sa.Text),
)


def upgrade() -> None:
    op.add_column(
        "applications",
        sa.Column("return_urls", sa.Text, nullable=False, server_default=sa.text("'[]'")),
    )
    op.add_column(
        "api_keys", sa.Column("scopes", sa.Text, nullable=False, server_default=sa.text("''"))
    )
    keys = sa.table("api_keys", sa.column("scopes"))
    op.execute(keys.update().values(scopes="read write manage"))
    for name, type_ in ON_CONNECTIONS:
        op.add_column("connections", sa.Column(name, type_))
    rename(NEW_STATES)
    op.create_table(
        "provider_apps",
        sa.Column("id", sa.Text, nullable=False),
        sa.Column("application_id", sa.Text, nullable=False),
        sa.Column("provider", sa.Text, nullable=False),
        sa.Column("client_id", sa.Text, nullable=False),
        sa.Column("secret", sa.LargeBinary, nullable=False),
        sa.Column("scopes", sa.Text, nullable=False),
        sa.Column("created_at", sa.BigInteger, nullable=False),
        sa.Column("updated_at", sa.BigInteger, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_provider_apps"),
        sa.ForeignKeyConstraint(
            ["application_id"], ["applications.id"], name="fk_provider_apps_applications"
        ),
        sa.UniqueConstraint(
            "application_id", "provider", name="uq_provider_apps_application_id_provider"
        ),
    )
    op.create_table(
        "connect_states",
        sa.Column("digest", sa.Text, nullable=False),
        sa.Column("application_id", sa.Text, nullable=False),
        sa.Column("customer_id", sa.Text, nullable=False),
        sa.Column("provider", sa.Text, nullable=False),
        sa.Column("return_url", sa.Text, nullable=False),
        sa.Column("browser", sa.Text, nullable=False),
        sa.Column("verifier", sa.LargeBinary),
        sa.Column("link_id", sa.Text),
        sa.Column("created_at", sa.BigInteger, nullable=False),
        sa.Column("expires_at", sa.BigInteger, nullable=False),
        sa.Column("used_at", sa.BigInteger),
        sa.PrimaryKeyConstraint("digest", name="pk_connect_states"),
    )
    op.create_table(
        "magic_links",
        sa.Column("id", sa.Text, nullable=False),
        sa.Column("application_id", sa.Text, nullable=False),
        sa.Column("customer_id", sa.Text, nullable=False),
        sa.Column("provider", sa.Text, nullable=False),
        sa.Column("return_url", sa.Text, nullable=False),
        sa.Column("state", sa.Text, nullable=False),
        sa.Column("created_at", sa.BigInteger, nullable=False),
        sa.Column("expires_at", sa.BigInteger, nullable=False),
        sa.Column("consumed_at", sa.BigInteger),
        sa.PrimaryKeyConstraint("id", name="pk_magic_links"),
        sa.ForeignKeyConstraint(
            ["application_id", "customer_id"],
            ["customers.application_id", "customers.id"],
            name="fk_magic_links_customers",
            ondelete="CASCADE",
        ),
    )
    op.create_index(
        "ix_magic_links_application_id_created_at", "magic_links", ["application_id", "created_at"]
    )
    op.create_table(
        "audit",
        sa.Column("id", sa.Text, nullable=False),
        sa.Column("application_id", sa.Text, nullable=False),
        sa.Column("at", sa.BigInteger, nullable=False),
        sa.Column("key_id", sa.Text),
        sa.Column("who", sa.Text, nullable=False),
        sa.Column("what", sa.Text, nullable=False),
        sa.Column("customer_id", sa.Text),
        sa.Column("provider", sa.Text),
        sa.Column("connection_id", sa.Text),
        sa.Column("write_id", sa.Text),
        sa.Column("status", sa.Integer, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_audit"),
    )
    op.create_index("ix_audit_application_id_id", "audit", ["application_id", "id"])


def downgrade() -> None:
    for table in ("audit", "magic_links", "connect_states", "provider_apps"):
        op.drop_table(table)
    rename(OLD_STATES)
    for name, _ in reversed(ON_CONNECTIONS):
        op.drop_column("connections", name)
    op.drop_column("api_keys", "scopes")
    op.drop_column("applications", "return_urls")


def rename(states: dict[str, str]) -> None:
    connections = sa.table("connections", sa.column("state"))
    for was, becomes in states.items():
        op.execute(connections.update().where(connections.c.state == was).values(state=becomes))
