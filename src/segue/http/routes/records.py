"""Endpoints that are alike for every kind of record."""

from collections.abc import Awaitable, Callable
from typing import Any

from starlette.requests import Request
from starlette.responses import Response

from segue.http import body, query
from segue.http.answers import as_json
from segue.http.exchange import enter, services_of
from segue.http.operation import Endpoint
from segue.http.writing import write
from segue.model.problem import Fault, Problem
from segue.service import reading, records
from segue.service.context import Services
from segue.service.records import Noun
from segue.service.session import Session
from segue.service.writes import Outcome, WriteRequest

Search = Callable[..., Awaitable[dict[str, Any]]]


def listing(noun: str) -> Endpoint:
    """Answer with a page of a list."""

    async def answer(request: Request) -> Response:
        session = await enter(request)
        found = paged(request, query.LIST)
        page = await reading.list_page(
            services_of(request),
            session,
            f"{noun}.list",
            found,
            include_raw_data=query.yes(found, query.RAW),
        )
        return as_json(200, page)

    return answer


def getting(noun: str) -> Endpoint:
    """Answer with one record."""

    async def answer(request: Request) -> Response:
        session = await enter(request)
        found = checked(request, query.ONE)
        (id,) = request.path_params.values()  # noqa: A001 -- the wire's word
        record = await reading.get(
            services_of(request), session, noun, id, include_raw_data=query.yes(found, query.RAW)
        )
        return as_json(200, record)

    return answer


def searching(search: Search) -> Endpoint:
    """Answer with a page of what a body's filter finds."""

    async def answer(request: Request) -> Response:
        session = await enter(request)
        found = paged(request, query.SEARCH)
        page = await search(
            services_of(request),
            session,
            found,
            await body.read(request),
            raw_data=query.yes(found, query.RAW),
        )
        return as_json(200, page)

    return answer


def creating(noun: Noun) -> Endpoint:
    """Make one."""

    async def answer(request: Request) -> Response:
        async def perform(services: Services, session: Session, asked: WriteRequest) -> Outcome:
            return await records.create(services, session, noun, asked)

        return await write(request, perform)

    return answer


def updating(noun: Noun) -> Endpoint:
    """Change one."""

    async def answer(request: Request) -> Response:
        (id,) = request.path_params.values()  # noqa: A001 -- the wire's word

        async def perform(services: Services, session: Session, asked: WriteRequest) -> Outcome:
            return await records.update(services, session, noun, id, asked)

        return await write(request, perform)

    return answer


def upserting(noun: Noun) -> Endpoint:
    """Change one, or make it."""

    async def answer(request: Request) -> Response:
        async def perform(services: Services, session: Session, asked: WriteRequest) -> Outcome:
            return await records.upsert(services, session, noun, asked)

        return await write(request, perform)

    return answer


def paged(request: Request, known: tuple[query.Parameter, ...]) -> dict[str, str]:
    """Give the parameters of a page; `Problem` 400 for what is wrong or not kept in a cache."""
    found = checked(request, known)
    if query.yes(found, query.READ_FROM_CACHE):
        detail = "Nothing is kept in a cache: every list is read from the provider."
        meta = {"reason": "unsupported"}
        raise Problem(400, Fault(detail=detail, pointer="/query/read_from_cache", meta=meta))
    return found


def checked(request: Request, known: tuple[query.Parameter, ...]) -> dict[str, str]:
    """Give the parameters of a query; `Problem` 400 with everything that is wrong."""
    found, faults = query.read(request.scope["query_string"], known)
    if faults:
        raise Problem(400, *faults)
    return dict(found)
