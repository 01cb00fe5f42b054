"""Between ASGI and a vendor: read a request whole, send an answer, close without a byte."""

import json
from collections.abc import Awaitable, Callable, MutableMapping
from typing import Any
from urllib.parse import parse_qs

from segue.simulation.vendor import Answer, Asked

Scope = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[MutableMapping[str, Any]]]
Send = Callable[[MutableMapping[str, Any]], Awaitable[None]]
ASGIApp = Callable[[Scope, Receive, Send], Awaitable[None]]

EXTENSION = "segue.simulation"
"""Name of the ASGI extension whose `transport` closes a connection without an answer."""


class ClientGone(Exception):
    """The client closed the connection before its request was read."""


async def read(scope: Scope, receive: Receive) -> Asked:
    """Read one request to its end."""
    raw = b""
    more = True
    while more:
        message = await receive()
        if message["type"] == "http.disconnect":
            raise ClientGone
        raw += message.get("body", b"")
        more = message.get("more_body", False)
    query = scope["query_string"]
    return Asked(
        method=scope["method"],
        path=scope["path"],
        query=parse_qs(query.decode("latin-1"), keep_blank_values=True) if query else {},
        headers={k.decode("latin-1").lower(): v.decode("latin-1") for k, v in scope["headers"]},
        body=_parsed(raw),
        raw=raw,
    )


def _parsed(raw: bytes) -> Any:
    if not raw:
        return None
    try:
        return json.loads(raw)
    except ValueError:
        return None


async def send_answer(send: Send, answer: Answer) -> None:
    """Send one answer whole."""
    content = answer.encoded()
    headers = [(b"content-length", str(len(content)).encode())]
    if content:
        headers.append((b"content-type", answer.media_type.encode()))
    headers += [(k.lower().encode(), v.encode("latin-1")) for k, v in answer.headers.items()]
    await send({"type": "http.response.start", "status": answer.status, "headers": headers})
    await send({"type": "http.response.body", "body": content})


async def hang_up(scope: Scope, receive: Receive) -> None:
    """Close the connection with no byte of an answer. Needs `segue.simulation.host`."""
    extension = scope.get("extensions", {}).get(EXTENSION)
    if extension is None:
        raise RuntimeError("only segue.simulation.host can close a connection without an answer")
    extension["transport"].abort()
    await until_gone(receive)


async def until_gone(receive: Receive) -> None:
    """Wait until the client has closed the connection."""
    while (await receive())["type"] != "http.disconnect":
        continue
