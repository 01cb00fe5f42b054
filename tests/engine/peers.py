"""Servers that answer in ways no framework lets them."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

Wire = tuple[asyncio.StreamReader, asyncio.StreamWriter]
Act = Callable[[asyncio.StreamWriter], Awaitable[None]]


@dataclass
class Peer:
    """A server on a loopback port that does one act for each request that it gets whole."""

    acts: list[Act]
    url: str = ""
    heads: list[bytes] = field(default_factory=list)
    bodies: list[bytes] = field(default_factory=list)
    connections: int = 0
    asked: asyncio.Event = field(default_factory=asyncio.Event)
    """Set once a request has come."""

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Read requests and act on each."""
        self.connections += 1
        try:
            while head := await reader.readuntil(b"\r\n\r\n"):
                self.heads.append(head)
                self.bodies.append(await reader.readexactly(length(head)))
                self.asked.set()
                act = self.acts.pop(0) if len(self.acts) > 1 else self.acts[0]
                await act(writer)
        except (asyncio.IncompleteReadError, ConnectionError):
            return
        finally:
            writer.close()


def length(head: bytes) -> int:
    """Read the length of a request's body."""
    for line in head.lower().split(b"\r\n"):
        if line.startswith(b"content-length:"):
            return int(line.partition(b":")[2])
    return 0


def answers(raw: bytes, *, ends: bool = False) -> Act:
    """Send bytes, and end the connection where it says so."""

    async def act(writer: asyncio.StreamWriter) -> None:
        writer.write(raw)
        await writer.drain()
        if ends:
            writer.close()

    return act


def http(body: bytes, status: str = "200 OK", *headers: str) -> Act:
    """Send a whole answer."""
    lines = [f"HTTP/1.1 {status}", f"Content-Length: {len(body)}", *headers, "", ""]
    return answers("\r\n".join(lines).encode() + body)


async def hang_up(writer: asyncio.StreamWriter) -> None:
    """End the connection without a word."""
    writer.close()


async def stay_silent(_writer: asyncio.StreamWriter) -> None:
    """Say nothing."""


@asynccontextmanager
async def peer(*acts: Act) -> AsyncIterator[Peer]:
    """Serve for as long as the block lasts."""
    served = Peer(list(acts))
    server = await asyncio.start_server(served.serve, "127.0.0.1", 0)
    served.url = f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}"
    try:
        yield served
    finally:
        server.close()
