"""Changing the key that seals, while servers go on."""

from dataclasses import dataclass, field
from typing import Final

from segue.service.context import Services
from segue.store import sealed
from segue.store.runner import Row
from segue.store.sealed import SEALED, SealedColumn
from segue.vault import Unsealable

MOST_PASSES: Final = 5
"""Passes over everything: each but the first finds what was written during the one before."""


@dataclass(slots=True, kw_only=True)
class Rotated:
    """What a rotation has done; by column, such as ``connections.credential``."""

    resealed: dict[str, int] = field(default_factory=dict)
    """Values that are sealed with the new key now."""
    old: dict[str, int] = field(default_factory=dict)
    """Values that the last pass still found sealed with another key."""
    unsealable: dict[str, int] = field(default_factory=dict)
    """Values that no key opens that is set."""

    @property
    def complete(self) -> bool:
        """Say whether no key but the first is needed any more."""
        return not self.old and not self.unsealable


async def rotate_encryption(services: Services) -> Rotated:
    """Seal everything anew that was not sealed with the first key that is set.

    It may be stopped at any moment and run again. A value that a server changes meanwhile is left
    to that server, whose first key should be the same.
    """
    done = Rotated()
    for _ in range(MOST_PASSES):
        done.old, done.unsealable = {}, {}
        for column in SEALED:
            await _pass(services, column, done)
        if not done.old:
            break
    return done


async def _pass(services: Services, column: SealedColumn, done: Rotated) -> None:
    async for row in sealed.walk(services.database, column):
        if services.vault.newest(row["sealed"]):
            continue
        try:
            swapped = await _reseal(services, column, row)
        except Unsealable:
            _count(done.unsealable, column)
            continue
        _count(done.old, column)
        if swapped:
            _count(done.resealed, column)


async def _reseal(services: Services, column: SealedColumn, row: Row) -> bool:
    bound_to, vault = column.bound_to(row), services.vault
    again = vault.seal(vault.open(row["sealed"], bound_to=bound_to), bound_to=bound_to)
    return await sealed.swap(services.database, column, row, again)


def _count(counts: dict[str, int], column: SealedColumn) -> None:
    counts[column.name] = counts.get(column.name, 0) + 1
