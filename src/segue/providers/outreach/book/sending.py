"""What is sent of an account's or a contact's record."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from segue.kit.clock import iso
from segue.model.wire import Written
from segue.providers.outreach import documents
from segue.providers.outreach.documents import Record, attributes
from segue.providers.outreach.lookups import TOLERANCE
from segue.providers.outreach.values import points_to
from segue.spi.plan import Request

Links = Mapping[str, tuple[str, int | None]]
"""Relationship -> the type and id that it points to; the id None clears."""

SPECIAL = (",", "..")
"""What a filter's value does not hold as it stands: a comma is "or", two dots are a range."""


def named(record: Written, names: Mapping[str, str], *, changing: bool) -> dict[str, Any]:
    """Give the fields of `names` that the record gives, by Outreach's names.

    Null clears on a change; on a creation there is nothing to clear.
    """
    given = ((ours, getattr(record, ours)) for ours in names if ours in record.model_fields_set)
    return {names[ours]: value for ours, value in given if changing or value is not None}


def linked(record: Written, names: Mapping[str, str], *, changing: bool) -> Links:
    """Give the ids that the record gives, by relationship; `names` tells its name and type.

    Ids are JSON integers [AMP, AB]; whether Outreach takes strings is contested [SC, ONF].
    """
    types = {"owner": "user", "account": "account"}
    found = named(record, names, changing=changing)
    return {name: (types[name], None if key is None else int(key)) for name, key in found.items()}


def create(collection: str, type: str, sent: Record, links: Links) -> Request:
    """Ask for a new record."""
    related = {name: (to, key) for name, (to, key) in links.items() if key is not None}
    return documents.create(collection, type, sent, related)


def change(collection: str, type: str, id: int, sent: Record, links: Links) -> Request:
    """Ask for new values. A relationship is cleared by `{"data": null}` [AE-conv, TEAR]."""
    plain = documents.change(collection, type, id, sent)
    if not links:
        return plain
    related = {
        name: {"data": None if key is None else {"type": to, "id": key}}
        for name, (to, key) in links.items()
    }
    body = {"data": {**plain.body["data"], "relationships": related}}
    return Request(method=plain.method, path=plain.path, body=body)


def restored(held: Record, sent: Record, links: Links) -> tuple[dict[str, Any], Links]:
    """Give what a record held in place of what is sent, as far as Outreach shows it."""
    before = attributes(held)
    ids = {name: points_to(held, name) for name in links}
    return (
        {name: before[name] for name in sent if name in before},
        {name: (to, int(ids[name] or 0) or None) for name, (to, _) in links.items()},
    )


def since(moment: datetime) -> dict[str, str]:
    """Filter by what was made since then; both ends of a range count [SG]."""
    return {"filter[createdAt]": f"{iso(moment - TOLERANCE)}..inf"}


def equal(wanted: Mapping[str, Iterable[str]]) -> dict[str, Any]:
    """Filter by attributes, each equal to one of its values.

    Values that the plain filter would split are asked for in the newer syntax, which keeps them
    whole [AE-conv, PH]. What comes back has to be compared all the same.
    """
    values = {name: list(each) for name, each in wanted.items()}
    if any(sign in value for each in values.values() for value in each for sign in SPECIAL):
        newer = {f"filter[{name}][]": each for name, each in values.items()}
        return {"newFilterSyntax": "true", **newer}
    return {f"filter[{name}]": ",".join(each) for name, each in values.items()}
