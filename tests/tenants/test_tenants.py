"""No key, header or id reaches what is another application's, over every operation there is."""

from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass
from typing import Any

import httpx2
import pytest
from sqlalchemy import select
from structlog.testing import capture_logs

from segue.http.app import create_app
from segue.service.context import Services
from segue.store.database import connect
from segue.store.tables import metadata

from .city import Tenant, Wire, services_on, settle
from .requests import Asked, Described, operations, requests

OPERATIONS = tuple(operations())
CONFLICT = 409
"""What is the caller's own stands in its way: it got there."""


@pytest.fixture
def engine() -> str:
    """Every statement is the same on both engines: one is enough."""
    return "sqlite"


@pytest.fixture(autouse=True)
def _quiet() -> Iterator[None]:
    with capture_logs():
        yield


@dataclass(frozen=True, slots=True)
class City:
    """Two applications on one server."""

    services: Services
    wire: Wire
    http: httpx2.AsyncClient
    tenants: tuple[Tenant, Tenant]


@pytest.fixture
async def city(database_url: str) -> AsyncIterator[City]:
    """Two applications with two customers each, of which one has the same id in both."""
    database, wire = await connect(database_url), Wire()
    services = services_on(database, wire, database_url)
    tenants = (await settle(services, "alpha"), await settle(services, "beta"))
    transport = httpx2.ASGITransport(app=create_app(services))
    async with httpx2.AsyncClient(transport=transport, base_url="http://segue.test") as http:
        yield City(services, wire, http, tenants)
    await database.close()


@pytest.mark.parametrize("operation", OPERATIONS, ids=lambda each: each.id)
async def test_nobody_reaches_what_is_anothers(operation: Described, city: City) -> None:
    """One application could read, change or write through what belongs to another."""
    reached = 0
    for caller, other in (city.tenants, city.tenants[::-1]):
        before = await _rows_of(city.services, other)
        for asked in requests(operation, caller, city.tenants):
            city.wire.asked.clear()
            response = await city.http.request(
                operation.method,
                asked.url,
                params=asked.query,
                headers=asked.headers,
                json=asked.body,
            )
            assert response.status_code < 500 or city.wire.asked, response.text
            _shows_nothing(operation, asked, caller, other, response)
            _asks_for_nobody_else(asked, caller, city.wire)
            there = response.is_success or response.status_code == CONFLICT or city.wire.asked
            reached += bool(asked.own and there)
        assert await _rows_of(city.services, other) == before
    assert reached, "no request got anywhere, so that nothing was tried"


def _shows_nothing(
    operation: Described, asked: Asked, caller: Tenant, other: Tenant, response: httpx2.Response
) -> None:
    shown = f"{response.text} {dict(response.headers)}"
    sent = f"{asked.url} {asked.query} {asked.body}"
    marks = [*other.marks, *(mark for one in other.customers for mark in one.marks)]
    if operation.connected or "customer_id" in operation.path_names:
        unnamed = [one for one in caller.customers if one.id not in asked.customers]
        marks += [mark for one in unnamed for mark in one.marks]
    # What the caller sent itself may come back in an error.
    assert [mark for mark in marks if mark in shown and mark not in sent] == []


def _asks_for_nobody_else(asked: Asked, caller: Tenant, wire: Wire) -> None:
    allowed = {
        connection
        for one in caller.customers
        if one.id in asked.customers
        for connection in one.connections.values()
    }
    for destination in wire.asked:
        assert destination.connection_id in allowed
        secrets = " ".join(destination.credential.values())
        assert f"{caller.name}-" in secrets


async def _rows_of(services: Services, tenant: Tenant) -> dict[str, list[Any]]:
    """Give every row of a tenant: a row of any table that names it, or what is its own."""
    ids = {tenant.id, *(mark for one in tenant.customers for mark in one.marks)}
    return {
        table.name: sorted(
            repr(dict(row))
            for row in await services.database.rows(select(table))
            if ids & {value for value in row.values() if isinstance(value, str)}
        )
        for table in metadata.sorted_tables
    }


async def test_every_row_of_a_tenant_would_be_missed(city: City) -> None:
    """The test above might look at nothing."""
    rows = await _rows_of(city.services, city.tenants[0])

    for table in ("applications", "api_keys", "customers", "connections", "writes"):
        assert rows[table], table
    for table in ("provider_apps", "magic_links", "audit", "jobs", "job_slices"):
        assert rows[table], table


def test_every_operation_that_needs_a_key_is_tried() -> None:
    """An operation could be left out, or the document be empty."""
    assert len(OPERATIONS) > 60
    assert {each.method for each in OPERATIONS} == {"GET", "POST", "PUT", "PATCH", "DELETE"}
