"""Which record an upsert means: the same rule for accounts and for people (V S1)."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any, TypeVar

from segue.providers.salesloft.simulator.request import Request
from segue.providers.salesloft.simulator.wire import Refused, not_found

Row = TypeVar("Row")


def upserted(
    request: Request, sent: Mapping[str, Any], finders: Mapping[str, Callable[[Any], Sequence[Row]]]
) -> Row | None:
    """Return the record to update, or None to create one; without `upsert_key` it only creates.

    The key must be among the fields sent. Several matches fail, and so does an `id` that is not
    the match's.
    """
    key = sent.get("upsert_key")
    if key is None:
        return None
    if key not in finders:
        request.refuse({"upsert_key": [f"must be one of: {', '.join(finders)}"]})
    value = sent.get(key)
    if value is None or value == "":
        request.refuse({str(key): ["is required"]})
    found = finders[key](value)
    if len(found) > 1:
        request.refuse({str(key): ["matches more than one record"]})
    if not found:
        if key == "id":
            raise Refused(not_found())
        return None
    number = sent.get("id")
    if number is not None and number != getattr(found[0], "id", None):
        request.refuse({"id": ["does not match the record found"]})
    return found[0]
