"""What an API key may do."""

from typing import Final, Literal, get_args

KeyScope = Literal["read", "write", "manage", "export_credentials"]
"""`read`: what only looks, searches too. `write`: whatever changes something at a provider.
`manage`: customers, connections, providers, keys. `export_credentials`: see a credential in clear.
None of them holds another."""

SCOPES: Final[tuple[KeyScope, ...]] = get_args(KeyScope)
EVERYDAY: Final[frozenset[KeyScope]] = frozenset({"read", "write", "manage"})
"""What a key may do that was made without naming scopes on the command line."""


def spelled(scopes: frozenset[KeyScope]) -> str:
    """Spell scopes as they are stored: parted by spaces, in their own order."""
    return " ".join(scope for scope in SCOPES if scope in scopes)


def read(text: str) -> frozenset[KeyScope]:
    """Read what `spelled` wrote; words that are no scopes are passed over."""
    words = text.split()
    return frozenset(scope for scope in SCOPES if scope in words)
