"""Every request that an adapter makes, against what its vendor is known to take."""

from collections.abc import Callable, Mapping

from segue import registry
from segue.spi.plan import Request

from . import apollo, outreach, salesloft

CHECKS: Mapping[str, Callable[..., list[str]]] = {
    "apollo": apollo.check,
    "outreach": outreach.check,
    "salesloft": salesloft.check,
}
MEDIA_TYPES = {name: registry.load(name).media_type for name in CHECKS}


def faults(provider: str, request: Request, *, without: str | None = None) -> list[str]:
    """Say what of a request the vendor does not take; nothing for a provider from elsewhere.

    `without` is a deviation that does not count.
    """
    check = CHECKS.get(provider)
    return [] if check is None else check(request, MEDIA_TYPES[provider], without=without)
