"""Lists: filtering, sorting and paging, echoed in `metadata`."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Generic, TypeVar

from segue.providers.salesloft.simulator.filters import Filter, boolean
from segue.providers.salesloft.simulator.request import Request
from segue.providers.salesloft.simulator.wire import Complaints, as_number
from segue.simulation.vendor import Answer

Row = TypeVar("Row")
PER_PAGE = 25
MOST_PER_PAGE = 100
COUNTED_AT_MOST = 10_000
ORDERS = {"DESC": "DESC NULLS LAST", "ASC": "ASC NULLS FIRST"}
"""How the order is echoed. The first is recorded (L S6), the second inferred from it."""


@dataclass(frozen=True, slots=True)
class Listing(Generic[Row]):
    """What one resource's list can be filtered and sorted by, and how a row is written."""

    render: Callable[[Request, Row], Mapping[str, Any]]
    sorts: Mapping[str, Callable[[Row], Any]]
    filters: Mapping[str, Filter[Row]] = field(default_factory=dict)
    sort_by: str = "updated_at"
    direction: str = "DESC"
    identity: Callable[[Row], Any] = lambda row: row.id  # type: ignore[attr-defined]


def list_rows(
    request: Request, rows: Iterable[Row], listing: Listing[Row], *, paged: bool = True
) -> Answer:
    """Answer a list request; 422 names every bad value at once."""
    complaints: Complaints = {}
    filtering, kept = _filtered(request, rows, listing, complaints)
    sort_by, direction = _order(request, listing, complaints)
    counts = {
        name: _switch(request, name, complaints)
        for name in ("include_paging_counts", "limit_paging_counts")
    }
    request.refuse(complaints)
    of, identity = listing.sorts[sort_by], listing.identity
    kept.sort(
        key=lambda row: ((value := of(row)) is not None, value, identity(row)),
        reverse=direction == "DESC",
    )
    metadata: dict[str, Any] = {"filtering": filtering}
    if paged:
        kept, metadata["paging"] = _page(request, kept, counts)
    metadata["sorting"] = {"sort_by": sort_by, "sort_direction": ORDERS[direction]}
    data = [listing.render(request, row) for row in kept]
    return Answer(200, {"metadata": metadata, "data": data})


def _filtered(
    request: Request, rows: Iterable[Row], listing: Listing[Row], complaints: Complaints
) -> tuple[dict[str, Any], list[Row]]:
    filtering: dict[str, Any] = {}
    tests: list[tuple[Filter[Row], Any]] = []
    for name, rule in listing.filters.items():
        try:
            value = rule.read(name, request.asked.query)
        except ValueError as reason:
            complaints[name] = [str(reason)]
            continue
        if value is not None:
            filtering[name] = value
        elif rule.default is not None:
            value = rule.default
        if value is not None:
            tests.append((rule, value))
    kept = [row for row in rows if all(rule.keeps(request, row, value) for rule, value in tests)]
    return filtering, kept


def _order(request: Request, listing: Listing[Row], complaints: Complaints) -> tuple[str, str]:
    sort_by = request.asked.query.get("sort_by", [listing.sort_by])[-1]
    direction = request.asked.query.get("sort_direction", [listing.direction])[-1].upper()
    if sort_by not in listing.sorts:
        complaints["sort_by"] = [f"must be one of: {', '.join(listing.sorts)}"]
    if direction not in ORDERS:
        complaints["sort_direction"] = ["must be one of: ASC, DESC"]
    return sort_by, direction


def _switch(request: Request, name: str, complaints: Complaints) -> bool:
    texts = request.asked.query.get(name)
    try:
        return boolean(texts[-1]) if texts else False
    except ValueError as reason:
        complaints[name] = [str(reason)]
        return False


def _page(
    request: Request, rows: Sequence[Row], counts: Mapping[str, bool]
) -> tuple[list[Row], dict[str, Any]]:
    query = request.asked.query
    per_page = min(_positive(query.get("per_page"), PER_PAGE), MOST_PER_PAGE)
    page = _positive(query.get("page"), 1)
    start = (page - 1) * per_page
    shown = list(rows[start : start + per_page])
    more = len(rows) > start + per_page
    if request.switches["full_last_page"] == "next" and not counts["include_paging_counts"]:
        more = len(shown) == per_page
    paging: dict[str, Any] = {
        "per_page": per_page,
        "current_page": page,
        "next_page": page + 1 if more else None,
        "prev_page": page - 1 if page > 1 else None,
    }
    if counts["include_paging_counts"]:
        total = len(rows)
        if counts["limit_paging_counts"]:
            total = min(total, COUNTED_AT_MOST)
        paging |= {"total_pages": -(-total // per_page), "total_count": total}
    return shown, paging


def _positive(texts: Sequence[str] | None, otherwise: int) -> int:
    """Read a page number; what is not one is corrected in silence (V S1, S4)."""
    return (as_number(texts[-1]) if texts else None) or otherwise
