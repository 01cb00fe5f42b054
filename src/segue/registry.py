"""Which providers are installed: entry points of the group ``segue.providers``."""

from functools import cache
from importlib.metadata import entry_points
from typing import cast

from segue.spi.provider import Provider

GROUP = "segue.providers"


@cache
def names() -> tuple[str, ...]:
    """List every installed provider, without importing any of them."""
    return tuple(sorted(entry_points(group=GROUP).names))


@cache
def load(name: str) -> Provider:
    """Load a provider's manifest; `KeyError` for a name that is not installed."""
    (found,) = entry_points(group=GROUP, name=name) or (None,)
    if found is None:
        raise KeyError(name)
    return cast("Provider", found.load())
