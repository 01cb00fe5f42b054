"""Asking in one process, as a caller would, and looking at the connection."""

import asyncio
from dataclasses import replace
from datetime import timedelta

from segue.service import reading
from segue.service.session import destination_of
from segue.store import connections
from segue.store.connections import Connection, Renewal
from segue.testing.world import World

LOOKS = 2000


async def row(stage: World) -> Connection:
    """Read the connection."""
    found = await connections.by_id(stage.services.database, stage.session.connection_id)
    assert found is not None
    return found


async def page(stage: World) -> None:
    """Read a page of sequences as a request does: with the connection read anew."""
    destination = destination_of(stage.services, stage.provider, await row(stage))
    session = replace(stage.session, destination=destination)
    await reading.list_page(stage.services, session, "sequence.list", {}, include_raw_data=False)


async def ends(stage: World, *, known: bool = True, after: float = -1) -> None:
    """Say in the database that the token ends after minutes, or that its end is not known."""
    found, now = await row(stage), stage.clock.now()
    becomes = Renewal(
        found.credential,
        now,
        expires_at=now + timedelta(minutes=after) if known else None,
        minted_at=found.minted_at,
    )
    was = found.credential
    assert await connections.replace_credential(
        stage.services.database, found.id, was=was, becomes=becomes
    )


def token(stage: World) -> str:
    """Give the access token that this process holds."""
    return stage.session.destination.credential["access_token"]


async def held(stage: World) -> None:
    """Wait until the provider holds a request."""
    for _ in range(LOOKS):
        if await stage.simulated.ask("GET", "hold"):
            return
        await asyncio.sleep(0.002)
    raise AssertionError("nothing is held")
