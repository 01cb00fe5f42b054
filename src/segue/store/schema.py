"""The whole schema: the tables, and the index over a part of one.

Each engine has a word of its own for a part, and SQLAlchemy imports all that it has of an engine to
take it. Only who makes or compares a schema needs the index, and waits for that.
"""

from sqlalchemy import Index, text

from segue.store.tables import metadata, writes

__all__ = ["metadata"]

# Few at any time, among all that were ever asked for.
Index(
    None,
    writes.c.done_at,
    writes.c.created_at,
    sqlite_where=text("state IN ('open', 'unknown')"),
    postgresql_where=text("state IN ('open', 'unknown')"),
)
