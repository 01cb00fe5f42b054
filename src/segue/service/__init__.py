"""Use cases, one module a noun. Every face calls these."""
