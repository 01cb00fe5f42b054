"""Searches: lists that a filter narrows, by exact values only."""

from collections.abc import Mapping
from typing import Any

from segue.model.problem import Problem
from segue.service.conform import unsupported
from segue.service.context import Services
from segue.service.reading import list_page, offered
from segue.service.session import Session


async def search_page(
    services: Services,
    session: Session,
    noun: str,
    given: Mapping[str, str],
    filter: Mapping[str, Any],
    *,
    raw_data: bool,
) -> dict[str, Any]:
    """Read one page of what a filter finds; `Problem` 400 for a filter the provider lacks."""
    offered(session, f"{noun}.search")
    provider = session.provider
    faults = [
        unsupported(provider, row, f"/body/filter/{field}")
        for field in filter
        if not provider.capabilities[row := f"{noun}.search.{field}"].usable
    ]
    if faults:
        raise Problem(400, *faults)
    return await list_page(
        services, session, f"{noun}.search", given, filter=filter, include_raw_data=raw_data
    )
