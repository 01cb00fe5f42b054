"""Which providers are installed: entry points of the group ``segue.providers``."""

from functools import cache
from importlib.metadata import EntryPoint, entry_points
from typing import cast

from segue.spi.provider import Provider

GROUP = "segue.providers"


@cache
def names() -> tuple[str, ...]:
    """List every installed provider, without importing any of them."""
    return tuple(sorted(_installed()))


@cache
def load(name: str) -> Provider:
    """Load a provider's manifest; `KeyError` for a name that is not installed."""
    return cast("Provider", _installed()[name].load())


@cache
def _installed() -> dict[str, EntryPoint]:
    """Look for providers in every installed distribution, which takes 10 ms."""
    return {found.name: found for found in entry_points(group=GROUP)}
