"""Deciding which record an upsert is about."""

from segue.providers.outreach.documents import Record, one
from segue.spi.errors import PlanRefused
from segue.spi.plan import Find, Lookup


def only(found: list[Record], noun: str) -> Record | None:
    """Give the one record that is equal; None where there is none. Several are refused."""
    if len(found) > 1:
        ids = ", ".join(str(record["id"]) for record in found)
        raise PlanRefused(
            f"{len(found)} {noun}s at Outreach have these values, with the ids {ids}. Change the"
            " one that is meant by its id.",
            reason="ambiguous",
        )
    return found[0] if found else None


def unchanged(name: str, collection: str, id: int) -> Find:
    """Read a record again of which nothing is changed, for its id."""
    return Find(
        name=name, lookup=Lookup(request=one(collection, id), find="same", asked={"id": id})
    )
