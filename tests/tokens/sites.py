"""Asking servers for what needs a token, and looking at what became of the connection."""

import asyncio
from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from segue.kit.clock import SystemClock
from segue.kit.ids import new_id
from segue.store import connections, provider_apps
from segue.store.connections import Connection, Renewal
from segue.store.database import connect
from segue.store.provider_apps import ProviderApp
from segue.testing.simulated import Simulated
from segue.testing.world import CLIENT_ID, CLIENT_SECRET
from segue.vault import Vault
from tests.crash.servers import Server
from tests.crash.site import SEALING_KEY, Answered, Site, Town

TOKEN = "/oauth/token$"
OK = 200
LIFE_SECONDS = 3 * 3600
"""More than the two hours that an access token lives."""


async def set_up(town: Town) -> None:
    """Give the application its OAuth client at the provider."""
    database = await connect(town.url)
    try:
        now, made = SystemClock().now(), new_id("pa")
        secret = Vault(SEALING_KEY).seal(CLIENT_SECRET.encode(), bound_to=made)
        owner, name = town.application_id, town.provider.name
        app = ProviderApp(made, owner, name, CLIENT_ID, secret, (), now, now)
        assert await provider_apps.put(database, app)
    finally:
        await database.close()


async def spend(site: Site, server: Server, *, known: bool) -> None:
    """Let the customer's token come to its end; `known`: the connection says when that was.

    A token that a simulator gave by itself begins to live when it is first used.
    """
    assert (await read(site, server)).status == OK
    await site.advance(LIFE_SECONDS)
    await site.simulated.forget_requests()
    if not known:
        return
    database = await connect(site.town.url)
    try:
        found = await of(database, site)
        ended = SystemClock().now() - timedelta(minutes=1)
        becomes = Renewal(found.credential, found.updated_at, expires_at=ended)
        was = found.credential
        assert await connections.replace_credential(database, found.id, was=was, becomes=becomes)
    finally:
        await database.close()


async def of(database: Any, site: Site) -> Connection:
    """Read the customer's connection."""
    owner, name = site.town.application_id, site.town.provider.name
    found = await connections.get(database, owner, site.customer, name)
    assert found is not None
    return found


async def connection(site: Site) -> Connection:
    """Read the customer's connection, as it stands in the database."""
    database = await connect(site.town.url)
    try:
        return await of(database, site)
    finally:
        await database.close()


async def read(site: Site, server: Server) -> Answered:
    """Ask for a page of sequences."""
    headers = {
        "x-api-key": site.town.api_key,
        "x-customer-id": site.customer,
        "x-provider-name": site.town.provider.name,
    }
    url = f"{server.url}/engagement/v2/sequences"
    async with site.http.get(url, headers=headers) as response:
        lowered = {name.lower(): value for name, value in response.headers.items()}
        return Answered(response.status, await response.json(), lowered)


async def read_all(site: Site, servers: Sequence[Server], times: int) -> list[Answered]:
    """Ask many times at once, the servers in turn."""
    places = [servers[place % len(servers)] for place in range(times)]
    return await asyncio.gather(*(read(site, server) for server in places))


async def refreshes(simulated: Simulated, status: int = 200) -> int:
    """Count the requests for a token that the provider has answered with a status."""
    asked = await simulated.requests()
    answered = [entry["status"] for entry in asked if entry["path"].endswith("/oauth/token")]
    return answered.count(status)
