"""Sequences."""

from starlette.requests import Request
from starlette.responses import Response

from segue.http import query
from segue.http.answers import as_json
from segue.http.exchange import enter, services_of
from segue.http.writing import write
from segue.model.problem import Fault, Problem
from segue.service import sequences


async def list_sequences(request: Request) -> Response:
    """List the customer's sequences, without their steps.

    Read from the provider, in its own order, one page at a time.
    """
    session = await enter(request)
    found = _checked(request, query.LIST)
    if query.yes(found, query.READ_FROM_CACHE):
        detail = "Nothing is kept in a cache: every list is read from the provider."
        meta = {"reason": "unsupported"}
        raise Problem(400, Fault(detail=detail, pointer="/query/read_from_cache", meta=meta))
    page = await sequences.list_page(
        services_of(request),
        session,
        page_size=found.get("page_size"),
        cursor=found.get("cursor"),
        modified_after=found.get("modified_after"),
        include_raw_data=query.yes(found, query.RAW),
    )
    return as_json(200, page)


async def create_sequence(request: Request) -> Response:
    """Make a sequence, with its steps where they are given. It is left switched off.

    All of it is made, or none: where the provider refuses a part, what was made before is taken
    back, and what cannot be taken back is named in `meta.leftovers`.
    """
    return await write(request, sequences.create)


async def get_sequence(request: Request) -> Response:
    """Read one sequence with its steps."""
    session = await enter(request)
    found = _checked(request, query.ONE)
    sequence = await sequences.get(
        services_of(request),
        session,
        request.path_params["sequence_id"],
        include_raw_data=query.yes(found, query.RAW),
    )
    return as_json(200, sequence)


def _checked(request: Request, known: tuple[query.Parameter, ...]) -> dict[str, str]:
    found, faults = query.read(request.scope["query_string"], known)
    if faults:
        raise Problem(400, *faults)
    return dict(found)
