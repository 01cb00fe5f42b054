"""How often callers may ask: each key, and each address that shows no valid one.

Counted by each process for itself, and in memory: several processes allow as many times as much.
"""

import ipaddress
import math
from collections import OrderedDict
from dataclasses import dataclass, field
from typing import Final

from segue.config import Settings
from segue.kit.quotas import Quotas
from segue.model.problem import Fault, Problem

BURST_SECONDS: Final = 2
MINUTE: Final = 60
MOST_KNOWN: Final = 10_000
LONGEST_NAME: Final = 64
"""Characters of what a proxy calls a caller's address."""
NETWORK: Final = 64
"""Bits of an IPv6 address that tell one customer of a network from another."""


@dataclass(frozen=True, slots=True)
class Admission:
    """What this process has counted."""

    keys: Quotas = field(default_factory=Quotas)
    strangers: Quotas = field(default_factory=Quotas)
    known: OrderedDict[str, None] = field(default_factory=OrderedDict)
    """Digests of keys that were valid lately: they are looked up however many wrong ones come."""

    def knock(self, settings: Settings, address: str, digest: str) -> None:
        """Raise `Problem` 429 for a key unknown here, from where too many wrong ones came."""
        if digest not in self.known:
            self._stranger(settings, f"key {network(address)}", cost=0)

    def wrong(self, settings: Settings, address: str, digest: str) -> None:
        """Count a key that is not valid."""
        self.known.pop(digest, None)
        self._stranger(settings, f"key {network(address)}", cost=1)

    def right(self, settings: Settings, key_id: str, digest: str) -> None:
        """Count a request with a valid key; `Problem` 429 where it has asked too often."""
        self.known[digest] = None
        if len(self.known) > MOST_KNOWN:
            self.known.popitem(last=False)
        rate = settings.key_requests_per_second
        if rate and (wait := self.keys.take(key_id, rate=rate, burst=max(1, rate * BURST_SECONDS))):
            detail = f"This API key may ask {rate:g} times a second."
            raise _too_often(detail, "too_many_requests", wait)

    def visit(self, settings: Settings, address: str) -> None:
        """Count a browser's visit; `Problem` 429 where its address has come too often."""
        self._stranger(settings, f"browser {network(address)}", cost=1)

    def _stranger(self, settings: Settings, name: str, *, cost: int) -> None:
        allowed = settings.stranger_requests_per_minute
        if not allowed:
            return
        rate, burst = allowed / MINUTE, max(1, allowed)
        if wait := self.strangers.take(name, rate=rate, burst=burst, cost=cost):
            detail = "There were too many attempts from this address."
            raise _too_often(detail, "too_many_attempts", wait)


def network(address: str) -> str:
    """Name who an address belongs to: one that has a whole network of IPv6 is one caller."""
    if ":" not in address:
        return address[:LONGEST_NAME]
    try:
        found = ipaddress.IPv6Address(address.partition("%")[0])
    except ValueError:
        return address[:LONGEST_NAME]
    if found.ipv4_mapped is not None:
        return str(found.ipv4_mapped)
    return str(ipaddress.IPv6Network((found, NETWORK), strict=False))


def _too_often(detail: str, reason: str, wait: float) -> Problem:
    return Problem(
        429, Fault(detail=detail, meta={"reason": reason}), retry_after=max(1, math.ceil(wait))
    )
