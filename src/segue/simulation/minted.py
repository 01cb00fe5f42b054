"""Credentials that simulators hand out: each looks like its vendor's, and all bear one mark.

Whoever finds such a value in a log or a repository can tell that it opens a simulator only. The
mark is made of hexadecimal digits: every vendor's alphabet has them, and no escaping changes them.
"""

import secrets
from typing import Final

MARK: Final = "5e9eca9a21e5"
LEAD: Final = 4
"""Characters before the mark: half a token tells as well."""


def hexadecimal(length: int) -> str:
    """Make a random token of lower-case hexadecimal digits; at least 16 characters."""
    return _marked(secrets.token_hex(length), length)


def urlsafe(length: int) -> str:
    """Make a random token of the characters that a URL takes as they are; at least 16."""
    return _marked(secrets.token_urlsafe(length), length)


def _marked(random: str, length: int) -> str:
    return f"{random[:LEAD]}{MARK}{random[LEAD:]}"[:length]
