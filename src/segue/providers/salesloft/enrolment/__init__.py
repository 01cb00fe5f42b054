"""Sequence states: which contact is in which sequence."""
