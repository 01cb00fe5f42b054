"""Callers that hang up in the middle of a write, over real sockets."""

import asyncio
import json
import socket
import struct
from collections.abc import AsyncIterator

import httpx2
import pytest

from segue.app import listen, running
from segue.testing.world import API_KEY, CUSTOMER, World

from .places import STEP, steps_path

LOOKS = 2000
REPEATS = 50
RESET = struct.pack("ii", 1, 0)
"""Close at once, with a reset and whatever is unsent thrown away."""
NAMES = {"x-api-key": API_KEY, "x-customer-id": CUSTOMER, "x-provider-name": "outreach"}
CALLS = ("/templates", "/sequenceSteps", "/sequenceTemplates", "/activate")


@pytest.fixture
async def url(outreach: World) -> AsyncIterator[str]:
    """The server as `segue serve` runs it."""
    with listen("127.0.0.1", 0) as listening:
        async with running(outreach.services, listening) as (_, found):
            yield found


async def hung_up(world: World, url: str, key: str, *, how: str) -> None:
    """Ask for a step over a connection of its own, and hang up once the provider is asked."""
    host, port = url.removeprefix("http://").split(":")
    _, writer = await asyncio.open_connection(host, int(port))
    body = json.dumps({"record": STEP}).encode()
    fields = {**NAMES, "host": "segue", "idempotency-key": key, "content-type": "application/json"}
    head = [f"POST {await steps_path(world)} HTTP/1.1", f"content-length: {len(body)}"]
    head += [f"{name}: {text}" for name, text in fields.items()]
    writer.write("\r\n".join([*head, "", ""]).encode() + body)
    await writer.drain()
    await held(world)
    if how == "reset":
        connection = writer.get_extra_info("socket")
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, RESET)
        writer.transport.abort()
    elif how == "half":
        writer.write_eof()
        await asyncio.sleep(0.05)
        writer.close()
    else:
        writer.close()


async def held(world: World) -> None:
    """Wait until the provider holds a request."""
    for _ in range(LOOKS):
        if await world.simulated.ask("GET", "hold"):
            return
        await asyncio.sleep(0.002)
    raise AssertionError("nothing is held")


async def repeated(world: World, url: str, key: str) -> httpx2.Response:
    """Ask for the same once more, until it is no longer under way."""
    headers = {**NAMES, "idempotency-key": key}
    async with httpx2.AsyncClient(base_url=url, headers=headers) as caller:
        for _ in range(REPEATS):
            answer = await caller.post(await steps_path(world), json={"record": STEP})
            if answer.status_code != 409:
                return answer
            await asyncio.sleep(0.02)
    raise AssertionError("under way for ever")


@pytest.mark.parametrize(
    ("call", "fault", "how"),
    [
        ("/templates", "hold_before", "reset"),
        ("/sequenceSteps", "hold_before", "close"),
        ("/sequenceSteps", "hold_after", "half"),
        ("/activate", "hold_after", "close"),
    ],
)
async def test_a_write_goes_on_when_its_caller_hangs_up(
    outreach: World, url: str, call: str, fault: str, how: str
) -> None:
    """A step would be left without its e-mail whenever a caller's own time-out strikes.

    With `hold_before` the provider does not do what is asked if Segue hangs up too.
    """
    await outreach.simulated.fault(fault, method="POST", path=f"{call}$")
    key = f"{call} {fault} {how}"
    await hung_up(outreach, url, key, how=how)
    await asyncio.sleep(0.05)
    await outreach.simulated.ask("POST", "hold/release")
    answer = await repeated(outreach, url, key)
    assert (answer.status_code, answer.headers.get("idempotent-replayed")) == (201, "true")
    written = [sent["path"] for sent in await outreach.simulated.requests(writes=True)]
    assert len(written) == len(CALLS), "each call was made once"
    state = await outreach.simulated.state()
    made = answer.json()["record"]["id"]
    assert len([step for step in state["sequenceSteps"] if str(step["id"]) == made]) == 1
