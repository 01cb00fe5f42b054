"""Refusing what a query cannot narrow by."""

from segue.providers.apollo.capabilities import CAPABILITIES
from segue.spi.capability import Used
from segue.spi.errors import PlanRefused
from segue.spi.operation import ListRecords


def require(*used: Used) -> None:
    """Refuse the first use of a row that is not usable."""
    for name, pointer in used:
        row = CAPABILITIES[name]
        if not row.usable:
            raise PlanRefused(f"Apollo: {row.note}.", pointer=pointer, capability=name)


def no_time(ask: ListRecords, noun: str) -> None:
    """Refuse `modified_after` where Apollo shows no time of change."""
    if ask.modified_after is not None:
        require((f"{noun}.list.modified_after", ""))
