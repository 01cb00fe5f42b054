"""What the application answers, seen at its outermost layer."""

from collections.abc import Callable, Iterable
from functools import wraps
from typing import Any

Note = Callable[[str, bytes], None]
"""Takes the place where something was said, and what was said."""

HEAD = b"\r\n"
"""Between headers, and before the body."""


def watch(application: Any, note: Note) -> None:
    """Note every answer of a class of ASGI applications."""
    call = application.__call__

    @wraps(call)
    async def watched(self: Any, scope: Any, receive: Any, send: Any) -> None:
        parts: list[bytes] = []

        async def send_on(message: Any) -> None:
            parts.append(_head(message.get("headers", ())) or message.get("body", b""))
            await send(message)

        try:
            await call(self, scope, receive, send_on)
        finally:
            note(f"answer {_operation(scope)}", b"".join(parts))

    application.__call__ = watched


def _head(headers: Iterable[tuple[bytes, bytes]]) -> bytes:
    lines = [name + b": " + value + HEAD for name, value in headers]
    return b"".join([*lines, HEAD]) if lines else b""


def _operation(scope: Any) -> str:
    route = scope.get("route")
    if named := getattr(route, "operation_id", None):
        return str(named)
    return f"{scope.get('method')} {getattr(route, 'path', 'of no route')}"
