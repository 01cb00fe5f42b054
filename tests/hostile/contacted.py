"""Every host that this process looks up or connects to, as Python's own audit hooks tell it."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, Final

EVENTS: Final = ("socket.connect", "socket.getaddrinfo", "socket.gethostbyname", "socket.sendto")
_listening: list[set[str]] = []


def _heard(event: str, args: tuple[Any, ...]) -> None:
    if not _listening or event not in EVENTS:
        return
    place = args[1] if event in ("socket.connect", "socket.sendto") else args
    if isinstance(place, tuple):
        host, port = place[0], place[1] if len(place) > 1 else ""
        shown = host.decode() if isinstance(host, bytes) else str(host)
        for heard in _listening:
            heard.add(f"{shown}:{port}")


# A hook cannot be taken away again: it listens only while somebody asks.
sys.addaudithook(_heard)


@contextmanager
def contacted() -> Iterator[set[str]]:
    """Give the set that fills with ``host:port`` while the block lasts."""
    heard: set[str] = set()
    _listening.append(heard)
    try:
        yield heard
    finally:
        _listening.remove(heard)
