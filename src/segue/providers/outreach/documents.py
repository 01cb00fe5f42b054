"""Outreach's dialect of JSON:API: documents to send, and records as they come back."""

from collections.abc import Iterable, Mapping
from typing import Any

from segue.kit import pointer
from segue.spi.plan import Output, Request

MEDIA_TYPE = "application/vnd.api+json"
LARGEST_PAGE = 1000

Record = Mapping[str, Any]
Identity = int | Output
"""Ids are JSON integers at Outreach. Whether it takes strings is contested [SC, ONF]."""


def create(
    collection: str,
    type: str,
    attributes: Record,
    related: Mapping[str, tuple[str, Identity]] | None = None,
) -> Request:
    """Ask for a new record; `related` gives, by relationship, the type and id it points to."""
    record: dict[str, Any] = {"type": type}
    if attributes:
        record["attributes"] = dict(attributes)
    if related:
        record["relationships"] = {
            name: {"data": {"type": to, "id": key}} for name, (to, key) in related.items()
        }
    return Request(method="POST", path=(collection,), body={"data": record})


def change(collection: str, type: str, id: Identity, attributes: Record) -> Request:
    """Ask for new values of attributes. Members that are not sent stay as they are [AE-conv]."""
    record = {"type": type, "id": id, "attributes": dict(attributes)}
    return Request(method="PATCH", path=(collection, id), body={"data": record})


def delete(collection: str, id: Identity) -> Request:
    """Ask for a record to be taken away."""
    return Request(method="DELETE", path=(collection, id))


def one(collection: str, id: Identity) -> Request:
    """Ask for one record."""
    return Request(method="GET", path=(collection, id))


def many(collection: str, query: Mapping[str, Any], *, sort: str | None = None) -> Request:
    """Ask for the records that match, up to the vendor's largest page.

    Giving page[size] is what selects paging by cursor [AMP]. Counting costs the vendor, and its
    default has changed [AE-life], so it is always spelled out.
    """
    paging = {"page[size]": str(LARGEST_PAGE), "count": "false"}
    return Request(
        method="GET",
        path=(collection,),
        query={**query, **({"sort": sort} if sort else {}), **paging},
    )


def csv(ids: Iterable[Any]) -> str:
    """Spell several ids as one filter value; a comma means "or" [AE-conv]."""
    return ",".join(str(each) for each in ids)


def records(answer: Any) -> list[Record]:
    """Give the records of a collection."""
    found = pointer.get(answer, "/data")
    return found if isinstance(found, list) else []


def attributes(record: Any) -> Record:
    """Give a record's attributes; none when it has none."""
    found = pointer.get(record, "/attributes")
    return found if isinstance(found, Mapping) else {}


def related(record: Any, name: str) -> int | None:
    """Give the id that a to-one relationship points to.

    A relationship may come without `data` and without `links` [TAP].
    """
    found = pointer.get(record, f"/relationships/{name}/data/id")
    return None if found is None else int(found)


def related_many(record: Any, name: str) -> frozenset[int]:
    """Give the ids that a to-many relationship lists; none where it only links."""
    found = pointer.get(record, f"/relationships/{name}/data")
    return frozenset(int(item["id"]) for item in found) if isinstance(found, list) else frozenset()
