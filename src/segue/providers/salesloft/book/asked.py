"""What a written record gives."""

from collections.abc import Iterable, Mapping
from typing import Any

from segue.model.wire import Written
from segue.providers.salesloft.book.values import Record
from segue.spi.errors import PlanRefused


def given(record: Written, fields: Iterable[str], *, changing: bool) -> dict[str, Any]:
    """Give the fields that a record sets; null counts only on a change, where it clears."""
    return {
        field: value
        for field in fields
        if field in record.model_fields_set
        and ((value := getattr(record, field)) is not None or changing)
    }


def only_one(matches: list[Record], sought: Mapping[str, str]) -> Record | None:
    """Give the match of an upsert; None where there is none. Refuses several."""
    if len(matches) > 1:
        named = " and ".join(f"{field} {value!r}" for field, value in sought.items())
        ids = ", ".join(str(match.get("id")) for match in matches)
        raise PlanRefused(
            f"Several records have {named}: {ids}. Change the one you mean by its id.",
            reason="ambiguous",
        )
    return matches[0] if matches else None
