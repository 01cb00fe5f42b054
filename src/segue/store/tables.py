"""The schema, once for both engines.

Ids and JSON are text, moments are milliseconds since 1970 in UTC, sealed things are bytes that only
the vault opens. The journal's rows outlive connections, so nothing in it refers to one by a foreign
key.
"""

from sqlalchemy import (
    BigInteger,
    Column,
    ForeignKey,
    ForeignKeyConstraint,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    Table,
    Text,
    UniqueConstraint,
    text,
)

NAMES = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "fk": "fk_%(table_name)s_%(referred_table_name)s",
    "pk": "pk_%(table_name)s",
}

metadata = MetaData(naming_convention=NAMES)

applications = Table(
    "applications",
    metadata,
    Column("id", Text, primary_key=True),
    Column("name", Text, nullable=False),
    Column("created_at", BigInteger, nullable=False),
    Column("return_urls", Text, nullable=False, server_default=text("'[]'")),
)

api_keys = Table(
    "api_keys",
    metadata,
    Column("id", Text, primary_key=True),
    Column("application_id", Text, ForeignKey("applications.id"), nullable=False, index=True),
    Column("name", Text, nullable=False),
    Column("digest", Text, nullable=False, unique=True),
    Column("prefix", Text, nullable=False),
    Column("created_at", BigInteger, nullable=False),
    Column("last_used_at", BigInteger),
    Column("revoked_at", BigInteger),
    Column("scopes", Text, nullable=False, server_default=text("''")),
)

customers = Table(
    "customers",
    metadata,
    Column("application_id", Text, ForeignKey("applications.id"), primary_key=True),
    Column("id", Text, primary_key=True),
    Column("name", Text, nullable=False),
    Column("email", Text),
    Column("created_at", BigInteger, nullable=False),
    Column("updated_at", BigInteger, nullable=False),
)

connections = Table(
    "connections",
    metadata,
    Column("id", Text, primary_key=True),
    Column("application_id", Text, nullable=False),
    Column("customer_id", Text, nullable=False),
    Column("provider", Text, nullable=False),
    Column("credential", LargeBinary, nullable=False),
    Column("state", Text, nullable=False),
    Column("reason", Text),
    Column("created_at", BigInteger, nullable=False),
    Column("updated_at", BigInteger, nullable=False),
    Column("expires_at", BigInteger),
    Column("minted_at", BigInteger),
    Column("since", BigInteger),
    Column("last_success_at", BigInteger),
    Column("scopes", Text),
    Column("acting_user", Text),
    Column("limits", Text),
    UniqueConstraint("application_id", "customer_id", "provider"),
    ForeignKeyConstraint(
        ["application_id", "customer_id"],
        ["customers.application_id", "customers.id"],
        ondelete="CASCADE",
    ),
)

writes = Table(
    "writes",
    metadata,
    Column("id", Text, primary_key=True),
    Column("application_id", Text, nullable=False),
    Column("customer_id", Text, nullable=False),
    Column("provider", Text, nullable=False),
    Column("connection_id", Text, nullable=False),
    Column("key", Text, nullable=False),
    Column("digest", Text, nullable=False),
    Column("operation", Text, nullable=False),
    Column("resource", Text, nullable=False),
    Column("target", Text),
    Column("state", Text, nullable=False),
    Column("plan", LargeBinary),
    Column("answer", LargeBinary),
    Column("problem", LargeBinary),
    Column("attempt", Integer, nullable=False),
    Column("created_at", BigInteger, nullable=False),
    Column("updated_at", BigInteger, nullable=False),
    Column("done_at", BigInteger),
    UniqueConstraint("application_id", "customer_id", "provider", "key"),
    Index(None, "application_id", "created_at"),
)

calls = Table(
    "calls",
    metadata,
    Column("write_id", Text, ForeignKey("writes.id", ondelete="CASCADE"), primary_key=True),
    Column("attempt", Integer, primary_key=True, autoincrement=False),
    Column("position", Integer, primary_key=True, autoincrement=False),
    Column("name", Text, nullable=False),
    Column("connection_id", Text, nullable=False),
    Column("kind", Text, nullable=False),
    Column("state", Text, nullable=False),
    Column("started_at", BigInteger, nullable=False),
    Column("finished_at", BigInteger),
    Column("object_id", Text),
    Column("answer", LargeBinary),
    Index(None, "connection_id", "kind", "state"),
)

leases = Table(
    "leases",
    metadata,
    Column("resource", Text, primary_key=True),
    Column("holder", Text),
    Column("write_id", Text),
    Column("fence", BigInteger, nullable=False),
    Column("expires_at", BigInteger, nullable=False),
)

links = Table(
    "links",
    metadata,
    Column("connection_id", Text, primary_key=True),
    Column("kind", Text, primary_key=True),
    Column("object_id", Text, primary_key=True),
    Column("write_id", Text, nullable=False),
    Column("created_at", BigInteger, nullable=False),
    Index(None, "created_at"),
)

provider_apps = Table(
    "provider_apps",
    metadata,
    Column("id", Text, primary_key=True),
    Column("application_id", Text, ForeignKey("applications.id"), nullable=False),
    Column("provider", Text, nullable=False),
    Column("client_id", Text, nullable=False),
    Column("secret", LargeBinary, nullable=False),
    Column("scopes", Text, nullable=False),
    Column("created_at", BigInteger, nullable=False),
    Column("updated_at", BigInteger, nullable=False),
    UniqueConstraint("application_id", "provider"),
)

connect_states = Table(
    "connect_states",
    metadata,
    Column("digest", Text, primary_key=True),
    Column("application_id", Text, nullable=False),
    Column("customer_id", Text, nullable=False),
    Column("provider", Text, nullable=False),
    Column("return_url", Text, nullable=False),
    Column("browser", Text, nullable=False),
    Column("verifier", LargeBinary),
    Column("link_id", Text),
    Column("created_at", BigInteger, nullable=False),
    Column("expires_at", BigInteger, nullable=False),
    Column("used_at", BigInteger),
)

magic_links = Table(
    "magic_links",
    metadata,
    Column("id", Text, primary_key=True),
    Column("application_id", Text, nullable=False),
    Column("customer_id", Text, nullable=False),
    Column("provider", Text, nullable=False),
    Column("return_url", Text, nullable=False),
    Column("state", Text, nullable=False),
    Column("created_at", BigInteger, nullable=False),
    Column("expires_at", BigInteger, nullable=False),
    Column("consumed_at", BigInteger),
    ForeignKeyConstraint(
        ["application_id", "customer_id"],
        ["customers.application_id", "customers.id"],
        ondelete="CASCADE",
    ),
    Index(None, "application_id", "created_at"),
)

# Its ids begin with their time, so the index also lists an application's entries in time's order.
audit = Table(
    "audit",
    metadata,
    Column("id", Text, primary_key=True),
    Column("application_id", Text, nullable=False),
    Column("at", BigInteger, nullable=False),
    Column("key_id", Text),
    Column("who", Text, nullable=False),
    Column("what", Text, nullable=False),
    Column("customer_id", Text),
    Column("provider", Text),
    Column("connection_id", Text),
    Column("write_id", Text),
    Column("status", Integer, nullable=False),
    Column("subject", Text),
    Index(None, "application_id", "id"),
)

# A connection's budget: a row for each scope and window, in the provider's own units and time. Rows
# outlive their connections by some days.
budgets = Table(
    "budgets",
    metadata,
    Column("connection_id", Text, primary_key=True),
    Column("scope", Text, primary_key=True),
    Column("window_name", Text, primary_key=True),
    Column("ends_at", BigInteger, nullable=False),
    Column("spent", BigInteger, nullable=False),
    Column("granted", BigInteger, nullable=False),
    Column("told_limit", BigInteger),
    Column("blocked_until", BigInteger, nullable=False),
)

# One table of what is asked and what became of it; what carries it out is DBOS's own affair.
jobs = Table(
    "jobs",
    metadata,
    Column("id", Text, primary_key=True),
    Column("application_id", Text, nullable=False),
    Column("customer_id", Text, nullable=False),
    Column("provider", Text, nullable=False),
    Column("connection_id", Text, nullable=False),
    Column("key", Text, nullable=False),
    Column("digest", Text, nullable=False),
    Column("type", Text, nullable=False),
    Column("state", Text, nullable=False),
    Column("total", Integer, nullable=False),
    Column("created_at", BigInteger, nullable=False),
    Column("started_at", BigInteger),
    Column("ended_at", BigInteger),
    Column("cancel_asked_at", BigInteger),
    Column("waiting", LargeBinary),
    Column("waiting_since", BigInteger),
    Column("waiting_until", BigInteger),
    Column("problem", LargeBinary),
    Column("worker", Text),
    Column("seen_at", BigInteger),
    UniqueConstraint("application_id", "customer_id", "provider", "key"),
    Index(None, "application_id", "customer_id", "provider", "created_at"),
    Index(None, "state", "seen_at"),
)

job_slices = Table(
    "job_slices",
    metadata,
    Column("job_id", Text, ForeignKey("jobs.id", ondelete="CASCADE"), primary_key=True),
    Column("position", Integer, primary_key=True, autoincrement=False),
    Column("first", Integer, nullable=False),
    Column("size", Integer, nullable=False),
    Column("state", Text, nullable=False),
    Column("records", LargeBinary, nullable=False),
    Column("outcomes", LargeBinary),
    Column("tries", Integer, nullable=False, server_default=text("0")),
    Column("enrolled", Integer, nullable=False, server_default=text("0")),
    Column("already_enrolled", Integer, nullable=False, server_default=text("0")),
    Column("skipped", Integer, nullable=False, server_default=text("0")),
    Column("failed", Integer, nullable=False, server_default=text("0")),
    Column("unknown", Integer, nullable=False, server_default=text("0")),
)
