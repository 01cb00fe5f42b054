"""Answers that are made to take all of a server's memory or time, over real sockets."""

import asyncio
import gzip
import tracemalloc
import zlib
from collections.abc import AsyncIterator, Iterator
from contextlib import contextmanager

import pytest

from segue.engine.transport import (
    LONGEST_HEADER,
    MOST_HEADERS,
    HttpTransport,
    Lost,
    Throttled,
    TooLarge,
)

from .peers import Act, answers, http, peer, stay_silent
from .test_transport import send

MEGABYTE = 1 << 20
GIGABYTE = 1 << 30
FITS = 30 * MEGABYTE
"""Half as much again as `LARGEST_ANSWER`."""
PATIENCE = 0.5


@pytest.fixture
async def transport() -> AsyncIterator[HttpTransport]:
    """A transport that waits for half a second at most, half of that in silence."""
    opened = HttpTransport(timeout=PATIENCE, read=PATIENCE / 2)
    yield opened
    await opened.close()


@pytest.fixture
async def unhurried() -> AsyncIterator[HttpTransport]:
    """A transport that has time."""
    opened = HttpTransport(timeout=30)
    yield opened
    await opened.close()


def bomb(bits: int) -> bytes:
    """Compress a gigabyte of zeros to a megabyte; each flushed piece stands by itself."""
    packing = zlib.compressobj(9, zlib.DEFLATED, bits)
    head = packing.compress(b"") + packing.flush(zlib.Z_FULL_FLUSH)
    piece = packing.compress(bytes(MEGABYTE)) + packing.flush(zlib.Z_FULL_FLUSH)
    return head + piece * (GIGABYTE // MEGABYTE)


@contextmanager
def in_memory(most: int) -> Iterator[None]:
    """See that the block takes no more memory than that at any time."""
    tracemalloc.start()
    try:
        yield
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert peak < most


def drips(first: bytes) -> Act:
    """Send something, and then one byte every tenth of a second."""

    async def act(writer: asyncio.StreamWriter) -> None:
        writer.write(first)
        while not writer.is_closing():
            await asyncio.sleep(PATIENCE / 10)
            writer.write(b"x")

    return act


@pytest.mark.parametrize(
    ("encoding", "bits"), [("gzip", 31), ("deflate", 15), ("deflate", -15)], ids=str
)
async def test_a_bomb_is_not_expanded(unhurried: HttpTransport, encoding: str, bits: int) -> None:
    """One answer of a megabyte would take a gigabyte, and the server with it."""
    packed = bomb(bits)
    assert len(packed) < 2 * MEGABYTE
    async with peer(http(packed, "200 OK", f"Content-Encoding: {encoding}")) as served:
        with in_memory(FITS), pytest.raises(TooLarge):
            await send(unhurried, served)
        assert b"accept-encoding: gzip, deflate\r\n" in served.heads[0].lower()


@pytest.mark.parametrize(
    ("encoding", "told"),
    [("br", Lost), ("zstd", Lost), ("gzip, gzip", None), ("a-new-one", None)],
)
async def test_what_was_not_asked_for_is_not_unpacked(
    transport: HttpTransport, encoding: str, told: type[Lost] | None
) -> None:
    """A bomb would come by a way that nobody has bounded, or a body be read as what it is not."""
    packed = gzip.compress(gzip.compress(b"[1]"))
    async with peer(http(packed, "200 OK", f"Content-Encoding: {encoding}")) as served:
        if told is None:
            answer = await send(transport, served)
            assert (answer.ok, answer.body) == (False, None)
            return
        with pytest.raises(told):
            await send(transport, served)


async def test_many_small_members_are_no_way_around(unhurried: HttpTransport) -> None:
    """A million empty gzip members would keep the processor busy for minutes."""
    packing = zlib.compressobj(9, zlib.DEFLATED, 31)
    member = packing.compress(b"") + packing.flush()
    packed = member * 100_000
    async with peer(http(packed, "200 OK", "Content-Encoding: gzip")) as served:
        with in_memory(FITS), pytest.raises(Lost):
            await send(unhurried, served)


@pytest.mark.parametrize(
    "head",
    [
        b"HTTP/1.1 200 OK\r\nX: " + b"y" * (LONGEST_HEADER + 2) + b"\r\n\r\n",
        b"HTTP/1.1 200 " + b"y" * (LONGEST_HEADER + 2) + b"\r\n\r\n",
        b"HTTP/1.1 200 OK\r\n" + b"X: y\r\n" * (MOST_HEADERS + 2) + b"\r\n",
        b"HTTP/1.1 200 OK\r\n" + b"X: " + b"y" * 5_000_000,
    ],
    ids=["long header", "long status line", "many headers", "no end"],
)
async def test_a_head_without_an_end(transport: HttpTransport, head: bytes) -> None:
    """Headers would be held in memory whole, however long they are."""
    async with peer(answers(head)) as served:
        with in_memory(FITS), pytest.raises(Lost):
            await send(transport, served)


@pytest.mark.parametrize(
    "act",
    [
        drips(b"HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n"),
        drips(b"HTTP/1.1 200 OK\r\nX: y"),
        drips(b""),
        stay_silent,
        answers(b"HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\nxyz"),
    ],
    ids=["dripping body", "dripping head", "dripping garbage", "silent", "silent halfway"],
)
async def test_an_answer_that_never_ends(transport: HttpTransport, act: Act) -> None:
    """A vendor that sends a byte at a time would hold a write, and its sequence, for ever."""
    async with peer(act) as served, asyncio.timeout(20):
        with pytest.raises(Lost):
            await send(transport, served)


async def test_silence_is_given_up_before_the_end() -> None:
    """The longest silence could not be set apart from the longest answer."""
    hasty = HttpTransport(timeout=60, read=0.05)
    async with peer(stay_silent) as served, asyncio.timeout(20):
        with pytest.raises(Lost):
            await send(hasty, served)
    await hasty.close()


async def test_who_finds_no_room_is_not_lost() -> None:
    """What never left would be called lost, or the provider be called out of reach."""
    crowded = HttpTransport(timeout=20, connect=0.05, connections=1)
    async with peer(stay_silent) as served:
        first = asyncio.create_task(send(crowded, served))
        await served.asked.wait()
        with pytest.raises(Throttled) as raised:
            await send(crowded, served)
        assert (raised.value.reason, raised.value.wait) == ("busy", 1)
        assert len(served.heads) == 1
        first.cancel()
        await asyncio.wait({first})
    async with peer(http(b"[]")) as served:
        assert (await send(crowded, served)).ok, "its place is free again"
    await crowded.close()
