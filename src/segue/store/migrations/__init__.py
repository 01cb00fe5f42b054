"""The schema's history, run by Alembic and found as package data."""
