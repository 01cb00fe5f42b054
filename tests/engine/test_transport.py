"""Requests over real sockets, and everything that may come back."""

import asyncio
import gzip
import json
import socket
from collections.abc import AsyncIterator
from dataclasses import replace
from typing import Any

import pytest

from segue.engine import transport as module
from segue.engine.transport import (
    Answer,
    Destination,
    HttpTransport,
    Lost,
    NotSent,
    Unsendable,
    pairs_of,
    path_of,
)
from segue.spi.plan import Request

from .acts import PLAIN, TOKEN
from .peers import Peer, answers, hang_up, http, peer, stay_silent

GET = Request(method="GET", path=("things",))


@pytest.fixture
async def transport() -> AsyncIterator[HttpTransport]:
    """A transport that waits for half a second at most."""
    opened = HttpTransport(timeout=0.5)
    yield opened
    await opened.close()


async def send(
    transport: HttpTransport, to: Peer | str, request: Request = GET, token: str = TOKEN
) -> Answer:
    """Send a request to a peer."""
    url = to if isinstance(to, str) else to.url
    destination = Destination(
        connection_id="cn_1", provider=PLAIN, api_url=f"{url}/api/", credential={"token": token}
    )
    return await transport.send(destination, request)


async def test_a_request_as_it_is_sent(transport: HttpTransport) -> None:
    """An id with a slash would reach another resource; a body would be spelled as no JSON."""
    request = Request(
        method="POST",
        path=("a/b", 7, "c?d#e", "é"),
        query={"f[x]": ["1", "2"], "on": True, "n": 3, "s": "a&b=c"},
        body={"é": [1.5, None]},
    )
    async with peer(http(b'{"id": 1}')) as served:
        answer = await send(transport, served, request)
    (head,) = served.heads
    line, *headers = head.decode().split("\r\n")
    assert line == (
        "POST /api/a%2Fb/7/c%3Fd%23e/%C3%A9?f%5Bx%5D=1&f%5Bx%5D=2&on=true&n=3&s=a%26b%3Dc HTTP/1.1"
    )
    assert f"Authorization: Bearer {TOKEN}" in headers
    assert "Content-Type: application/json" in headers
    assert json.loads(served.bodies[0]) == {"é": [1.5, None]}
    assert (answer.status, answer.body, answer.ok) == (200, {"id": 1}, True)


@pytest.mark.parametrize(
    ("act", "body", "ok"),
    [
        (http(b'{"id": 1}'), {"id": 1}, True),
        (http(b""), None, True),
        (http(b"", "204 No Content"), None, True),
        (http(b"<html>"), None, False),
        (http(b'{"id": 1'), None, False),
        (http(b"null"), None, False),
        (http(b'{"n": NaN}'), None, False),
        (http(b'{"n": -Infinity}'), None, False),
        (http(b'{"n": 1e999}'), None, False),
        (http(b'{"n": ' + b"9" * 5000 + b"}"), None, False),
        (http(b"[" * 101 + b"]" * 101), None, False),
        (http(b"[" * 100_000 + b"]" * 100_000), None, False),
        (http(b"[" + b"[]," * 200 + b"0]"), [[]] * 200 + [0], True),
        (http(b'"\\ud800"'), "\ud800", True),
        (http(b'{"a": "\xff"}'), {"a": "\ufffd"}, True),
        (http(b'{"error": "no"}', "404 Not Found"), {"error": "no"}, False),
        (http(gzip.compress(b"[1]"), "200 OK", "Content-Encoding: gzip"), [1], True),
    ],
)
async def test_bodies(transport: HttpTransport, act: Any, body: Any, *, ok: bool) -> None:
    """What cannot be read, kept or shown would break us after the write was made."""
    async with peer(act) as served:
        answer = await send(transport, served)
    assert (answer.body, answer.ok) == (body, ok)


async def test_no_redirect_is_followed(transport: HttpTransport) -> None:
    """The credential would go wherever an answer says."""
    async with peer(http(b"", "307 Temporary Redirect", "Location: /elsewhere")) as served:
        answer = await send(transport, served, replace(GET, method="POST"))
    assert (answer.status, len(served.heads)) == (307, 1)
    assert answer.headers["location"] == "/elsewhere"


@pytest.mark.parametrize(
    "act",
    [
        hang_up,
        stay_silent,
        answers(b"HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\n{", ends=True),
        answers(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n"),
        answers(b"no HTTP at all\r\n\r\n"),
        http(b"not gzip", "200 OK", "Content-Encoding: gzip"),
        answers(b"HTTP/1.1 200 OK\r\nX: " + b"y" * 100_000 + b"\r\n\r\n"),
    ],
    ids=["hung up", "silent", "cut", "bad chunk", "no HTTP", "bad gzip", "huge header"],
)
@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "PATCH"])
async def test_a_lost_answer_is_sent_once(transport: HttpTransport, act: Any, method: Any) -> None:
    """A write would be called not sent and be made again, or be sent twice behind our back."""
    async with peer(act) as served:
        with pytest.raises(Lost):
            await send(transport, served, replace(GET, method=method))
    assert len(served.heads) == 1


@pytest.mark.parametrize("method", ["PUT", "DELETE", "GET", "POST"])
async def test_a_broken_kept_connection_sends_nothing_again(
    transport: HttpTransport, method: Any
) -> None:
    """aiohttp repeats a PUT or a DELETE by itself when a kept connection breaks."""
    async with peer(http(b"[]"), hang_up, http(b"[]")) as served:
        await send(transport, served)
        with pytest.raises(Lost):
            await send(transport, served, replace(GET, method=method))
        assert (len(served.heads), served.connections) == (2, 1)
        assert (await send(transport, served)).ok


async def test_an_answer_too_large_is_not_read_on(
    transport: HttpTransport, monkeypatch: pytest.MonkeyPatch
) -> None:
    """One answer would take all of the server's memory."""
    monkeypatch.setattr(module, "LARGEST_ANSWER", 1000)
    async with peer(http(b"x" * 1000), http(b"x" * 1001)) as served:
        assert len((await send(transport, served)).text) == 1000
        with pytest.raises(Lost, match="AnswerTooLarge"):
            await send(transport, served)


async def test_nobody_listens(transport: HttpTransport) -> None:
    """What never left would be called lost, and block the sequence for a minute."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    with pytest.raises(NotSent, match="ClientConnector"):
        await send(transport, f"http://127.0.0.1:{port}")


@pytest.mark.parametrize("token", ["a\nb", "a\rb", "a\x00b", "a\x7fb"])
async def test_a_credential_that_no_header_carries(transport: HttpTransport, token: str) -> None:
    """A line break in a token would end in a bare 500 with a call noted as sent."""
    async with peer(http(b"[]")) as served:
        with pytest.raises(Unsendable, match="control character"):
            await send(transport, served, token=token)
    assert not served.heads


async def test_a_credential_that_lacks_a_value(transport: HttpTransport) -> None:
    """The same, after an adapter has come to need another value."""
    lacking = Destination(connection_id="c", provider=PLAIN, api_url="http://x", credential={})
    with pytest.raises(Unsendable, match="no 'token'"):
        await transport.send(lacking, GET)
    assert TOKEN not in repr(replace(lacking, credential={"token": TOKEN}))


async def test_a_call_that_is_cancelled_ends(transport: HttpTransport) -> None:
    """A stopping server would wait for a provider that does not answer."""
    async with peer(stay_silent) as served:
        task = asyncio.create_task(send(transport, served))
        await served.asked.wait()
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task


async def test_closing_twice(transport: HttpTransport) -> None:
    """A server that never sent anything would fail to stop."""
    await transport.close()
    async with peer(http(b"[]")) as served:
        await send(transport, served)
    await transport.close()
    await transport.close()


def test_paths_and_queries() -> None:
    """An id would reach another resource, or a list lose all but one value."""
    assert path_of(Request(method="GET", path=("a", 1, "b c%/é"))) == "/a/1/b%20c%25%2F%C3%A9"
    assert pairs_of({"a": (1, False), "b": "x", "c": []}) == [
        ("a", "1"),
        ("a", "false"),
        ("b", "x"),
    ]
