"""Carrying plans out: the only part that talks to providers."""
