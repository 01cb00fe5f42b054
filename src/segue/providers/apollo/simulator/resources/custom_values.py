"""Values of custom fields: the bare id of a field -> a string."""

from collections.abc import Mapping
from typing import Any

from segue.providers.apollo.simulator.book import Book, Frozen


def written(
    book: Book, modality: str, before: Mapping[str, Any], sent: object, *, merged: bool
) -> dict[str, Any]:
    """Return the values after a write: unknown keys vanish without a word [VCR].

    The key `contact.<id>`, as `GET /fields` spells it, is unknown as well [CREA].
    """
    kept = dict(before) if merged else {}
    for key, value in sent.items() if isinstance(sent, dict) else ():
        field = book.fields.get(key)
        if field is None or field["modality"] != modality:
            continue
        if value is None or value == "":
            kept.pop(key, None)
        elif _fits(field, value):
            kept[key] = value
    return kept


def _fits(field: Frozen, value: object) -> bool:
    """A picklist takes the id of an option, not its name [OAS]."""
    if field["type"] != "picklist":
        return True
    return value in {option["id"] for option in field["picklist_values"]}
