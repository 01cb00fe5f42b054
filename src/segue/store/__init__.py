"""What must be remembered, on SQLite or PostgreSQL: one schema, one set of statements."""
