"""A server that says what it is told to, over a real loopback socket, and keeps what it heard."""

import json
import threading
from collections import deque
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

ROOT = "/engagement/v2"
KEY = "idempotency-key"
API_KEY = "segue_secret-of-the-client-tests"


@dataclass(frozen=True, kw_only=True)
class Said:
    """One answer. Bytes are sent as they are; `dropped` closes the connection in its middle."""

    status: int = 200
    body: Any = None
    headers: Mapping[str, str] = field(default_factory=dict)
    dropped: bool = False

    @property
    def content(self) -> bytes:
        return self.body if isinstance(self.body, bytes) else json.dumps(self.body).encode()


DROPPED = Said(dropped=True)


@dataclass(frozen=True, kw_only=True)
class Asked:
    """One request."""

    method: str
    target: str
    headers: Mapping[str, str]
    content: bytes

    @property
    def body(self) -> Any:
        return json.loads(self.content) if self.content else None

    @property
    def key(self) -> str | None:
        return self.headers.get(KEY)


@dataclass
class Scripted:
    """What is to be said, in order, and what was asked."""

    url: str
    script: deque[Said] = field(default_factory=deque)
    asked: list[Asked] = field(default_factory=list)

    def say(self, *answers: Said) -> None:
        self.script.extend(answers)

    @property
    def keys(self) -> list[str | None]:
        return [each.key for each in self.asked]


class Handler(BaseHTTPRequestHandler):
    """Answers from the script; a write's answer names the write's key, as Segue's does."""

    protocol_version = "HTTP/1.1"
    scripted: Scripted

    def _answer(self) -> None:
        content = self.rfile.read(int(self.headers.get("content-length", 0)))
        headers = {name.lower(): value for name, value in self.headers.items()}
        self.scripted.asked.append(
            Asked(method=self.command, target=self.path, headers=headers, content=content)
        )
        said = self.scripted.script.popleft()
        self.send_response_only(said.status)
        named = {KEY: headers[KEY]} if KEY in headers else {}
        for name, value in {"x-request-id": "req-1", **named, **said.headers}.items():
            self.send_header(name, value)
        self.send_header("content-length", str(len(said.content) + (9 if said.dropped else 0)))
        self.end_headers()
        self.wfile.write(said.content)
        self.close_connection = self.close_connection or said.dropped

    def __getattr__(self, name: str) -> Any:
        if name.startswith("do_"):
            return self._answer
        raise AttributeError(name)

    def log_message(self, *said: Any) -> None:
        """Say nothing."""


@contextmanager
def serve() -> Iterator[Scripted]:
    """Serve on a free port."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    scripted = Scripted(f"http://127.0.0.1:{server.server_port}")
    server.RequestHandlerClass = type("Told", (Handler,), {"scripted": scripted})
    thread = threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True)
    thread.start()
    try:
        yield scripted
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def page(*records: Any, next: str | None = None, **more: Any) -> Said:
    """Say a page."""
    return Said(body={"pagination": {"next": next, "previous": None}, "records": records, **more})


def created(id: str = "7", *warnings: Any) -> Said:
    """Say that something was made."""
    return Said(status=201, body={"record": {"id": id}, "warnings": warnings})


def refused(status: int, code: str = "CODE", wait: str | None = None, **more: Any) -> Said:
    """Say that something is wrong."""
    fault = {
        "id": "req-1",
        "title": "Wrong",
        "detail": "It is wrong.",
        "problem_type": code,
        "code": code,
        "status": str(status),
        "meta": {"origin": "segue"},
        **more,
    }
    headers = {} if wait is None else {"Retry-After": wait}
    return Said(status=status, body={"errors": [fault]}, headers=headers)
