"""What callers may do to a connection, over real sockets: nothing without an end."""

import asyncio
import json
import re
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, replace

import pytest

from segue.app import listen, running
from segue.http import protocol
from segue.http.routes import reference
from segue.service.context import Services
from segue.testing.world import API_KEY

Connect = Callable[[], "asyncio.Future[Caller]"]
SAFE = (b"x-content-type-options: nosniff", b"content-security-policy: default-src 'none'")
HEALTH = b"GET /health HTTP/1.1\r\nHost: segue\r\n\r\n"
POST = (
    b"PUT /mgmt/v2/customers HTTP/1.1\r\nHost: segue\r\nContent-Type: application/json\r\n"
    b"x-api-key: " + API_KEY.encode() + b"\r\n"
)


@dataclass
class Caller:
    """One connection."""

    reader: asyncio.StreamReader
    writer: asyncio.StreamWriter

    async def send(self, *parts: bytes) -> bool:
        """Send for as long as the server listens; tells whether it still does."""
        try:
            for part in parts:
                self.writer.write(part)
                await self.writer.drain()
        except ConnectionError:
            return False
        return True

    async def answer(self) -> tuple[int, bytes, bytes]:
        """Read one answer: its status, head and body."""
        async with asyncio.timeout(5):
            head = await self.reader.readuntil(b"\r\n\r\n")
            (length,) = re.findall(rb"(?i)content-length: (\d+)", head)
            return int(head.split()[1]), head.lower(), await self.reader.readexactly(int(length))

    async def refused(self, status: int) -> str:
        """Expect one refusal in the envelope, with every header of an answer, and the end."""
        found, head, body = await self.answer()
        assert found == status
        for header in (*SAFE, b"connection: close", b"cache-control: no-store"):
            assert header in head
        (error,) = json.loads(body)["errors"]
        assert error["status"] == str(status)
        assert f"x-request-id: {error['id']}".encode() in head
        await self.ended()
        return str(error["detail"])

    async def ended(self) -> None:
        """Expect the end of the connection, and no more answers."""
        async with asyncio.timeout(5):
            try:
                assert await self.reader.read() == b""
            except ConnectionError:
                return


@asynccontextmanager
async def served(services: Services, **given: float) -> AsyncIterator[Connect]:
    """Serve with other settings; gives what opens a connection."""
    callers: list[Caller] = []

    async def connect() -> Caller:
        callers.append(Caller(*await asyncio.open_connection("127.0.0.1", port)))
        return callers[-1]

    bounded = replace(services, settings=services.settings.but(**given))
    with listen("127.0.0.1", 0) as listening:
        port = listening.getsockname()[1]
        async with running(bounded, listening):
            yield connect
            for caller in callers:
                caller.writer.close()
                with suppress(ConnectionError):
                    await caller.writer.wait_closed()


@pytest.fixture
async def connect(services: Services) -> AsyncIterator[Connect]:
    """Opens connections to a server in which nothing takes long."""
    async with served(services) as found:
        yield found


HUGE = (
    b"GET /health?" + b"a" * 40_000 + b" HTTP/1.1\r\n\r\n",
    b"GET /health HTTP/1.1\r\nX: " + b"a" * 40_000 + b"\r\n\r\n",
    b"GET /health HTTP/1.1\r\n" + b"a" * 40_000 + b": x\r\n\r\n",
    b"GET /health HTTP/1.1\r\n" + b"a: b\r\n" * 101 + b"\r\n",
    HEALTH[:-2] + b"X: " + b"a" * 40_000,
)


async def test_a_huge_head_is_431(connect: Connect):
    """One caller could fill the memory before it has shown a key."""
    for head in HUGE:
        caller = await connect()
        await caller.send(head[:30_000], head[30_000:] or b" ", b"a" * 300_000)
        assert "32,768 bytes" in await caller.refused(431)


async def test_a_head_without_an_end_is_cut_off(connect: Connect, monkeypatch: pytest.MonkeyPatch):
    """The same: uvicorn's parser keeps whatever comes, for as long as it comes."""
    monkeypatch.setattr(protocol, "LINGER", 0.05)
    caller = await connect()
    caller.writer.write(b"GET /health HTTP/1.1\r\nX: ")
    async with asyncio.timeout(5):
        while await caller.send(b"a" * 65_536):
            continue


async def test_what_is_just_small_enough_is_answered(connect: Connect):
    """The bounds would be lower than documented."""
    caller = await connect()
    await caller.send(HEALTH[:-2] + b"X: " + b"a" * 32_000 + b"\r\n\r\n")
    assert (await caller.answer())[0] == 200
    await caller.send(HEALTH[:-2] + b"a: b\r\n" * 99 + b"\r\n")
    assert (await caller.answer())[0] == 200


async def test_trailers_are_no_headers_and_have_the_same_bounds(connect: Connect):
    """Headers could be slipped past a proxy that checks them, or be endless after the body."""
    caller = await connect()
    chunked = POST.replace(b"x-api-key", b"x-unused") + b"Transfer-Encoding: chunked\r\n\r\n"
    await caller.send(chunked + b"2\r\n{}\r\n0\r\nx-api-key: " + API_KEY.encode() + b"\r\n\r\n")
    assert (await caller.answer())[0] == 401
    await caller.send(POST + b"Transfer-Encoding: chunked\r\n\r\n2\r\n{}\r\n0\r\n")
    await caller.send(*[b"x: " + b"a" * 1000 + b"\r\n"] * 40)
    await caller.refused(431)


async def test_a_head_that_drips_is_408(services: Services):
    """A few hundred slow callers would keep everybody else out."""
    async with served(services, head_seconds=0.2) as connect:
        caller, silent = await connect(), await connect()
        for byte in b"GET /he":
            await caller.send(bytes([byte]))
            await asyncio.sleep(0.02)
        assert "too long to arrive" in await caller.refused(408)
        await silent.ended()


async def test_a_body_that_drips_is_408(services: Services):
    """The same, after the head."""
    async with served(services, body_seconds=0.2) as connect:
        caller, chunked, answered = [await connect() for _ in range(3)]
        await caller.send(POST + b"Content-Length: 100\r\n\r\n{")
        await chunked.send(POST + b"Transfer-Encoding: chunked\r\n\r\n1\r\n{\r\n")
        await answered.send(POST.replace(b"x-api-key", b"x") + b"Content-Length: 100\r\n\r\n{")
        assert (await answered.answer())[0] == 401
        await caller.refused(408)
        await chunked.refused(408)
        await answered.ended()


async def test_a_body_goes_on_for_no_longer_than_its_bound(
    connect: Connect, monkeypatch: pytest.MonkeyPatch
):
    """A caller whose body was refused could go on sending it forever."""
    monkeypatch.setattr(protocol, "LARGEST_REQUEST", 1_000_000)
    caller = await connect()
    await caller.send(POST.replace(b"x-api-key", b"x") + b"Transfer-Encoding: chunked\r\n\r\n")
    await caller.send(*[b"10000\r\n" + b"a" * 65_536 + b"\r\n"] * 400)
    status, _, _ = await caller.answer()
    assert status == 401
    await caller.ended()


async def test_a_connection_that_idles_is_closed(services: Services):
    """Connections that nobody uses would add up; a line break would keep each for good."""
    async with served(services, idle_seconds=0.2) as connect:
        caller, late = await connect(), await connect()
        await caller.send(HEALTH)
        assert (await caller.answer())[0] == 200
        await caller.send(b"\r\n")
        await caller.ended()
        await late.send(POST.replace(b"x-api-key", b"x") + b"Content-Length: 3\r\n\r\n{")
        assert (await late.answer())[0] == 401
        await late.send(b"a}")
        await late.ended()


async def test_an_answer_that_nobody_takes_is_given_up(services: Services):
    """A caller that reads nothing would hold its answer in memory for good."""
    async with served(services, body_seconds=0.3) as connect:
        caller, script = await connect(), reference.ASSETS / reference.SCRIPT
        asked = b"GET /docs/rapidoc-min.js HTTP/1.1\r\nHost: segue\r\n\r\n"
        await caller.send(asked * protocol.MOST_WAITING)
        await asyncio.sleep(0.8)
        taken = 0
        async with asyncio.timeout(5):
            with suppress(ConnectionError):
                while got := len(await caller.reader.read(65_536)):
                    taken += got
        assert taken < protocol.MOST_WAITING * script.stat().st_size


async def test_too_many_connections_are_503(services: Services):
    """Every file that the process may open would go to callers, and none to its database."""
    async with served(services, max_connections=2) as connect:
        first, second = await connect(), await connect()
        await first.send(HEALTH)
        await second.send(HEALTH)
        assert (await first.answer())[0] == (await second.answer())[0] == 200
        third = await connect()
        status, head, body = await third.answer()
        assert (status, json.loads(body)["errors"][0]["meta"]["reason"]) == (
            503,
            "too_many_connections",
        )
        assert b"retry-after: 1" in head
        await third.ended()
        first.writer.close()
        await first.writer.wait_closed()
        await second.send(HEALTH)
        assert (await second.answer())[0] == 200
        fourth = await connect()
        await fourth.send(HEALTH)
        assert (await fourth.answer())[0] == 200


async def test_requests_sent_ahead_are_answered_in_order(connect: Connect):
    """An answer would be taken for another request's."""
    caller = await connect()
    asked = [b"GET /n%d HTTP/1.1\r\nx-request-id: n%d\r\n\r\n" % (i, i) for i in range(10)]
    await caller.send(b"".join(asked))
    for i in range(10):
        status, head, _ = await caller.answer()
        assert status == 404
        assert b"x-request-id: n%d\r\n" % i in head


async def test_too_many_requests_sent_ahead_end_the_connection(connect: Connect):
    """One packet of tiny requests would be thousands of waiting ones."""
    caller, answered = await connect(), 0
    await caller.send(HEALTH * 2000)
    async with asyncio.timeout(5):
        try:
            while True:
                answered += (await caller.answer())[0] == 200
        except (ConnectionError, asyncio.IncompleteReadError):
            assert answered == 1


async def test_a_refusal_is_never_taken_for_another_requests_answer(connect: Connect):
    """A caller would be told that its write was refused, when it was made."""
    caller = await connect()
    await caller.send(HEALTH + b"\x00\x01 no HTTP\r\n\r\n")
    assert (await caller.answer())[0] == 200
    await caller.ended()


AMBIGUOUS = (
    POST + b"Content-Length: 2\r\nTransfer-Encoding: chunked\r\n\r\n{}",
    POST + b"Transfer-Encoding: chunked\r\nContent-Length: 2\r\n\r\n2\r\n{}\r\n0\r\n\r\n",
    POST + b"Content-Length: 2\r\nContent-Length: 3\r\n\r\n{} ",
    POST + b"Content-Length: +2\r\n\r\n{}",
    POST + b"Content-Length: 0x2\r\n\r\n{}",
    POST + b"Transfer-Encoding: xchunked\r\n\r\n{}",
    POST + b"Transfer-Encoding: chunked, identity\r\n\r\n2\r\n{}\r\n0\r\n\r\n",
    POST + b"Transfer-Encoding: chunked\r\n\r\n2\n{}\n0\n\n",
    POST + b"Transfer-Encoding: chunked\r\n\r\n-2\r\n{}\r\n0\r\n\r\n",
    POST + b"Content-Length : 2\r\n\r\n{}",
    POST + b" folded: x\r\nContent-Length: 2\r\n\r\n{}",
    POST + b"x: a\rb\r\nContent-Length: 2\r\n\r\n{}",
    POST + b"x: a\x00b\r\nContent-Length: 2\r\n\r\n{}",
    b"PUT /mgmt/v2/customers HTTP/9.9\r\n\r\n",
    b"GET /h\xc3\xa9 HTTP/1.1\r\n\r\n",
    b"GET //\\evil HTTP/1.1\n\n",
    b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03",
)


async def test_what_two_programs_could_read_differently_is_400(connect: Connect):
    """A request could be hidden inside another from the proxy that stands in front."""
    for asked in AMBIGUOUS:
        caller = await connect()
        await caller.send(asked)
        await caller.refused(400)


async def test_an_upgrade_is_answered_as_what_it_asks_for(connect: Connect):
    """A caller could lead the connection into a protocol that nobody checks."""
    caller = await connect()
    upgrade = b"Connection: upgrade\r\nUpgrade: h2c\r\n\r\n"
    await caller.send(HEALTH[:-2] + upgrade)
    assert (await caller.answer())[0] == 200
