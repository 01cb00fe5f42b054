"""E-mail addresses as they are written and held, and which come, go and stand where.

The first one is the one that is written to.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from segue.providers.outreach.documents import Record, attributes
from segue.providers.outreach.values import text

PRIMARY = "primary"
TYPES = ("work", "personal")
FAR = 1 << 62
"""Stands for the place of an address that has none."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """One address as it is written."""

    place: int
    """In the caller's list."""
    address: str
    type: str | None

    @property
    def key(self) -> str:
        """What it is compared by."""
        return self.address.casefold()

    @property
    def kept_as(self) -> str | None:
        """The type that Outreach can hold."""
        return self.type if self.type in TYPES else None


@dataclass(frozen=True, slots=True, kw_only=True)
class Held:
    """One address as Outreach holds it."""

    id: int
    address: str
    word: Any
    """Outreach's own word for its type."""
    order: int

    @property
    def key(self) -> str:
        """What it is compared by."""
        return self.address.casefold()

    @property
    def type(self) -> str | None:
        """The type it is read as."""
        return self.word if self.word in TYPES else None


def held(found: Iterable[Record]) -> list[Held]:
    """Read the records of a prospect's addresses, first to last."""
    kept = [
        Held(
            id=int(record["id"]),
            address=address,
            word=attributes(record).get("emailType"),
            order=order if isinstance(order, int) else FAR,
        )
        for record in found
        if (address := text(attributes(record).get("email")))
        for order in [attributes(record).get("order")]
    ]
    return sorted(kept, key=lambda each: (each.order, each.id))


def gone(asked: list[Wanted], now: list[Held]) -> list[Held]:
    """Choose what goes: addresses of a named type that the list does not have.

    A primary address takes the place of the first one, unless that has a type.
    """
    if not asked:
        return now
    keys = {each.key for each in asked}
    types = {each.kept_as for each in asked if each.type != PRIMARY}
    found = [each for each in now if each.type in types and each.key not in keys]
    if asked[0].type == PRIMARY and now and now[0].type is None and now[0].key not in keys:
        found = [now[0], *(each for each in found if each != now[0])]
    return found


def orders(asked: list[Wanted], now: list[Held], going: list[Held]) -> dict[str, int]:
    """Give the places to be set: a new address gets that of one it replaces, or the end."""
    known = [each.order for each in now if each.order < FAR]
    last, found, freed = max(known, default=0), {}, list(going)
    present = {each.key for each in now}
    for each in asked:
        if each.key in present:
            continue
        old = next((one for one in freed if one.type == each.kept_as and one.order < FAR), None)
        if old:
            freed.remove(old)
        last += old is None
        found[each.key] = old.order if old else last
    if asked and asked[0].type == PRIMARY:
        found |= _fronted(asked[0], [each for each in now if each not in going], found, known)
    return found


def _fronted(
    primary: Wanted, staying: list[Held], orders: dict[str, int], known: list[int]
) -> dict[str, int]:
    """Give the places that put the primary address before all others."""
    others = {each.key: each.order for each in staying} | orders
    own = others.pop(primary.key)
    if all(own < order for order in others.values()):
        return {}
    front = min(known, default=1)
    last = max([front, *known, *orders.values()])
    moved = [key for key, order in others.items() if order <= front]
    return {primary.key: front} | {key: last + i for i, key in enumerate(moved, 1)}
