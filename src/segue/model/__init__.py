"""Canonical types, which are the wire's types."""
