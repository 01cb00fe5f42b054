"""Identifiers of our own making."""

import secrets
import uuid


def new_id(prefix: str) -> str:
    """Make an identifier such as ``wr_3f…``: a prefix and 128 random bits in hex."""
    return f"{prefix}_{secrets.token_hex(16)}"


def new_uuid() -> str:
    """Make a random UUID: what a caller gets as a request id and as an idempotency key."""
    return str(uuid.uuid4())
