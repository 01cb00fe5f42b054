"""What only shows over a real connection."""

import asyncio
import re
from collections.abc import AsyncIterator

import pytest
import uvicorn

from segue.http.app import create_app
from segue.testing.world import API_KEY, CUSTOMER, World

CHUNK = b"10000\r\n" + b"x" * 65_536 + b"\r\n"
HEAD = (
    "POST /engagement/v2/sequences HTTP/1.1\r\nHost: segue\r\nContent-Type: application/json\r\n"
    f"x-api-key: {API_KEY}\r\nx-customer-id: {CUSTOMER}\r\nx-provider-name: outreach\r\n"
)


@pytest.fixture
async def port(outreach: World) -> AsyncIterator[int]:
    """The port of a server of the application."""
    config = uvicorn.Config(
        create_app(outreach.services), port=0, log_config=None, access_log=False, lifespan="off"
    )
    server = uvicorn.Server(config)
    config.load()
    server.lifespan = config.lifespan_class(config)
    await server.startup()
    yield server.servers[0].sockets[0].getsockname()[1]
    await server.shutdown()


async def _answer(reader: asyncio.StreamReader) -> tuple[bytes, bytes]:
    head = await reader.readuntil(b"\r\n\r\n")
    (length,) = re.findall(rb"(?i)content-length: (\d+)", head)
    return head, await reader.readexactly(int(length))


async def test_too_long_a_chunked_body_is_answered_before_its_end(port: int):
    """A caller that announces no length could fill the memory, or never hear why it failed."""
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    writer.write(f"{HEAD}Transfer-Encoding: chunked\r\n\r\n".encode())
    for _ in range(90):
        writer.write(CHUNK)
        await writer.drain()

    head, _ = await _answer(reader)

    assert head.startswith(b"HTTP/1.1 413 ")
    assert b"idempotency-key: " in head.lower()
    writer.write(b"0\r\n\r\nGET /health HTTP/1.1\r\nHost: segue\r\n\r\n")
    head, body = await _answer(reader)
    assert head.startswith(b"HTTP/1.1 200 ")
    assert b'"ok"' in body
    writer.close()


async def test_a_long_announcement_is_answered_before_the_body(port: int):
    """A caller would send megabytes before it is told that they are too many."""
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    writer.write(f"{HEAD}Content-Length: 5000001\r\n\r\n".encode())

    head, _ = await _answer(reader)

    assert head.startswith(b"HTTP/1.1 413 ")
    writer.close()


async def test_the_status_499_can_be_sent(port: int, outreach: World):
    """A refusal of the provider whose status HTTP does not name would break the connection."""
    await outreach.simulated.fault("answer", method="GET", status=402, body={"errors": []})
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    writer.write(f"{HEAD}\r\n".replace("POST", "GET", 1).encode())

    head, _ = await _answer(reader)

    assert head.startswith(b"HTTP/1.1 499 ")
    writer.close()
