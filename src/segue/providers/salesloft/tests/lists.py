"""Reading lists as the engine does: from an account that a test holds and may change."""

from collections.abc import Callable, Mapping
from typing import Any

from segue.providers.salesloft import PROVIDER
from segue.spi.operation import ListRecords, Page
from segue.spi.plan import Request

Account = Callable[[Request], Any]


def listed(rows: list[dict[str, Any]], query: Mapping[str, Any]) -> dict[str, Any]:
    """Answer a page of `rows`, sorted and cut as the query says."""
    by, size, number = query["sort_by"], query["per_page"], query["page"]
    found = [row for row in rows if _is_in(row, query)]
    found.sort(key=lambda row: str(row[by]))
    paging = {"per_page": size, "current_page": number, "total_count": len(found)}
    page = found[(number - 1) * size : number * size]
    return {"data": page, "metadata": {"paging": paging}}


def _is_in(row: Mapping[str, Any], query: Mapping[str, Any]) -> bool:
    changed = str(row["updated_at"])
    since, begun = query.get("updated_at[gt]"), query.get("updated_at[gte]")
    return (since is None or changed > since) and (begun is None or changed >= begun)


def page(operation: str, ask: ListRecords, account: Account) -> Page:
    """Make the reads that are named, and let the adapter read the page."""
    query = PROVIDER.queries[operation]
    answers: dict[str, Any] = {}
    while wanted := [one for one in query.reads(ask, answers) if one.name not in answers]:
        answers |= {one.name: account(one.request) for one in wanted}
    found: Page = query.read(ask, answers)
    return found


def walk(operation: str, ask: Mapping[str, Any], account: Account) -> list[Page]:
    """Read all pages, from the first to the last."""
    found = [page(operation, ListRecords(**ask), account)]
    while found[-1].next is not None:
        found.append(page(operation, ListRecords(**ask, cursor=found[-1].next), account))
    return found
