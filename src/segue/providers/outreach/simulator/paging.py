"""Pages of a collection: keyset cursors, and the deprecated offsets.

A cursor is base64 JSON as decoded from a live one: controller, sort parameter, sort values,
id to break ties, version [AB-ISS].
"""

import base64
import binascii
import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from segue.providers.outreach.simulator.errors import bad_parameter
from segue.providers.outreach.simulator.org import Org
from segue.providers.outreach.simulator.render import value_of
from segue.providers.outreach.simulator.rows import Row
from segue.providers.outreach.simulator.table import Resource

DEFAULT_SIZE = 50
LARGEST_SIZE = 1000
LARGEST_OFFSET = 10_000

Query = Mapping[str, list[str]]


@dataclass(frozen=True, slots=True)
class Page:
    """One page of rows and the links around it."""

    rows: list[Row]
    links: dict[str, str | None]


@dataclass(frozen=True, slots=True)
class Listing:
    """Rows in order, how they were ordered, and the request they answer."""

    org: Org
    resource: Resource
    rows: list[Row]
    sort: str
    query: Query

    def url(self, **page: str | None) -> str:
        """Write the request's URL with other `page[...]` parameters, all else kept."""
        drop = {f"page[{name}]" for name in ("after", "before", *page)}
        kept = [(k, v) for k, values in self.query.items() if k not in drop for v in values]
        added = [(f"page[{k}]", v) for k, v in page.items() if v is not None]
        path = f"{self.org.site}/api/v2/{self.resource.plural}"
        asked = urlencode(kept + added)
        return f"{path}?{asked}" if asked else path


def page_of(listing: Listing) -> Page:
    """Cut out the page a request asks for; `page[size]` selects cursors [AMP]."""
    offsets = "page[limit]" in listing.query or "page[offset]" in listing.query
    if offsets and "page[size]" not in listing.query:
        return _by_offset(listing)
    return _by_cursor(listing)


def ordered(org: Org, rows: list[Row], sort: str) -> list[Row]:
    """Sort rows; nulls come first in ascending order, equal ones by id."""
    for name, descending in reversed(_sort_keys(sort)):
        rows = sorted(rows, key=lambda row: _key(org, row, name), reverse=descending)
    return rows


def check_sort(resource: Resource, sort: str) -> None:
    """Refuse to sort by what is not flagged sortable; relationships are not since 2023."""
    for name, _ in _sort_keys(sort):
        attribute = resource.attributes.get(name)
        if attribute is None or not attribute.sortable:
            detail = f"'{name}' is not a sortable attribute of the resource."
            raise bad_parameter("sortParameter.unknownResourceField", detail)


def _sort_keys(sort: str) -> list[tuple[str, bool]]:
    return [(name.removeprefix("-"), name.startswith("-")) for name in sort.split(",") if name]


def _key(org: Org, row: Row, name: str) -> tuple[bool, Any]:
    value = value_of(org, row, name)
    return (value is not None, value if value is not None else 0)


def _by_cursor(listing: Listing) -> Page:
    size = min(_number(listing.query, "size", DEFAULT_SIZE, 1), LARGEST_SIZE)
    rows = listing.rows
    after, before = (listing.query.get(f"page[{it}]", [None])[-1] for it in ("after", "before"))
    start = _place(listing, after, past=True) if after is not None else 0
    if before is not None:
        end = _place(listing, before, past=False)
        start = max(0, end - size)
        rows = rows[:end]
    page = rows[start : start + size]
    more = start + len(page) < len(listing.rows)
    links: dict[str, str | None] = {"first": listing.url()}
    if page and start > 0:
        links["prev"] = listing.url(before=_cursor(listing, page[0]))
    if page and more:
        links["next"] = listing.url(after=_cursor(listing, page[-1]))
    elif listing.org.on("last_page_next", "null"):
        links["next"] = None
    return Page(page, links)


def _cursor(listing: Listing, row: Row) -> str:
    values = [value_of(listing.org, row, name) for name, _ in _sort_keys(listing.sort)]
    cursor = {
        "cn": _controller(listing.resource),
        "sp": listing.sort,
        "sv": values,
        "id": row.id,
        "v": 1,
    }
    return base64.urlsafe_b64encode(json.dumps(cursor).encode()).decode()


def _controller(resource: Resource) -> str:
    return f"ApiV2::{resource.plural[0].upper()}{resource.plural[1:]}Controller"


def _place(listing: Listing, cursor: str, *, past: bool) -> int:
    """Return where a cursor stands: the number of rows before it, with its own row if `past`."""
    try:
        read = json.loads(base64.urlsafe_b64decode(cursor.encode()))
        made_here = read["cn"] == _controller(listing.resource) and read["sp"] == listing.sort
        at, last = list(read["sv"]), int(read["id"])
    except (binascii.Error, ValueError, KeyError, TypeError):
        made_here, at, last = False, [], 0
    if not made_here:
        raise bad_parameter("pageParameter.invalidCursor", "The page cursor is not valid.")
    return sum(_stands_before(listing, row, at, last, past=past) for row in listing.rows)


def _stands_before(listing: Listing, row: Row, at: list[Any], id: int, *, past: bool) -> bool:
    for (name, descending), value in zip(_sort_keys(listing.sort), at, strict=True):
        mine = _key(listing.org, row, name)
        there = (value is not None, value if value is not None else 0)
        if mine != there:
            return (mine > there) if descending else (mine < there)
    return row.id <= id if past else row.id < id


def _by_offset(listing: Listing) -> Page:
    limit = min(_number(listing.query, "limit", DEFAULT_SIZE, 1), LARGEST_SIZE)
    offset = _number(listing.query, "offset", 0, 0)
    if offset > LARGEST_OFFSET:
        raise bad_parameter("pageParameter.invalidOffset", "The offset must be at most 10000.")
    total = len(listing.rows)
    last = max(0, (total - 1) // limit * limit)
    links: dict[str, str | None] = {
        "first": listing.url(limit=str(limit), offset="0"),
        "last": listing.url(limit=str(limit), offset=str(last)),
    }
    if offset > 0:
        before = str(max(0, offset - limit))
        links["prev"] = listing.url(limit=str(limit), offset=before)
    if offset + limit < total:
        links["next"] = listing.url(limit=str(limit), offset=str(offset + limit))
    return Page(listing.rows[offset : offset + limit], links)


def _number(query: Query, name: str, default: int, least: int) -> int:
    text = query.get(f"page[{name}]", [str(default)])[-1]
    if not text.isdecimal() or int(text) < least:
        detail = f"page[{name}] must be an integer of at least {least}."
        raise bad_parameter("pageParameter.invalidValue", detail)
    return int(text)
