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
)
