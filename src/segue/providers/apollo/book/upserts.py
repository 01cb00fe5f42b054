"""What upserts of accounts and contacts have in common."""

from collections.abc import Sequence

from segue.spi.errors import PlanRefused
from segue.spi.numbered import Row


def the_one(found: Sequence[Row], noun: str) -> Row | None:
    """Give the one equal record, or None; refuse 400 `ambiguous` where there are several."""
    if len(found) > 1:
        ids = ", ".join(str(row["id"]) for row in found)
        raise PlanRefused(
            f"Apollo holds {len(found)} {noun}s that are equal in what upsert_on names: {ids}."
            " Change the one you mean by its id.",
            reason="ambiguous",
        )
    return found[0] if found else None
