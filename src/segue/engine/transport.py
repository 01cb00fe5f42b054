"""Requests to providers, and what may come back."""

import asyncio
import json
import ssl
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from functools import lru_cache
from pathlib import Path
from typing import Any, Final, Literal, Protocol, TypeVar
from urllib.parse import quote, quote_plus, urlencode

import aiohttp
from yarl import URL

from segue.engine.credential import Credential
from segue.kit import room
from segue.kit.canonical import finite, not_json, shallow
from segue.spi.oauth import Encoding
from segue.spi.plan import Method, Request
from segue.spi.provider import Provider

LARGEST_ANSWER = 20_000_000
"""Bytes. A larger answer is not read on."""
DEEPEST_ANSWER = 100
"""Levels. What is nested deeper could be read, but not always walked and written again."""
USER_AGENT = "segue/0.1 (+https://github.com/segue-api/segue)"
RAW_AGENT = f"{USER_AGENT} passthrough"
"""What an adapter sends can so be told from what callers make up."""
NO_CONTENT = 204
PIECE = 65_536
"""Bytes of an answer that are unpacked at a time."""
LONGEST_HEADER = 8190
"""Bytes, of one header of an answer and of its first line."""
MOST_HEADERS = 128
"""In one answer: with `LONGEST_HEADER`, a megabyte."""
WRITER: Final = json.JSONEncoder(allow_nan=False, separators=(",", ":"))
READER: Final = json.JSONDecoder(parse_constant=not_json, parse_float=finite)

Raw = TypeVar("Raw", bytes, bytearray)


@dataclass(frozen=True, slots=True, kw_only=True)
class Destination:
    """Where a connection's requests go, and as whom."""

    connection_id: str
    provider: Provider
    api_url: str
    credential: Mapping[str, str] = field(repr=False)
    background: bool = False
    """Whether requests stand behind those that somebody waits for."""
    leave_by: datetime | None = None
    """A request that has not left by then is not sent: a lease is only held for so long."""

    def leaving(self, by: datetime) -> "Destination":
        """Give the same for one request, which is not sent after `by`."""
        # `dataclasses.replace` takes six times as long, which counts here (3.11).
        return Destination(
            connection_id=self.connection_id,
            provider=self.provider,
            api_url=self.api_url,
            credential=self.credential,
            background=self.background,
            leave_by=by,
        )

    @property
    def secrets(self) -> tuple[str, ...]:
        """What must never be shown: what the credential holds, and what it held before."""
        if isinstance(self.credential, Credential):
            return self.credential.known
        return tuple(self.credential.values())


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What a provider answered."""

    status: int
    body: Any
    """Parsed JSON; None where the body is empty, is not JSON, or could not be written again."""
    text: str
    headers: Mapping[str, str]

    @property
    def ok(self) -> bool:
        """Tell whether the provider says that it did what was asked, readably."""
        return 200 <= self.status < 300 and (self.body is not None or not self.text)  # noqa: PLR2004 -- HTTP's class of successes


class NotSent(Exception):
    """No connection could be made, so the provider saw nothing of the request."""


class Unsendable(NotSent):
    """The credential makes no request: it lacks a value, or has a character no header carries."""


class NotYet(NotSent):
    """There is no good token now, and there may be one in `wait` seconds."""

    def __init__(self, why: str, wait: float) -> None:
        super().__init__(why)
        self.wait = wait


class Throttled(NotSent):
    """Segue itself held the request back; it has room again in `wait` seconds."""

    def __init__(self, reason: Literal["budget", "busy"], wait: float) -> None:
        super().__init__(reason)
        self.reason = reason
        self.wait = wait


class CircuitOpen(NotSent):
    """The host has failed so often that it is left alone for `wait` seconds more."""

    def __init__(self, host: str, wait: float) -> None:
        super().__init__(f"{host} fails")
        self.wait = wait


class Lost(Exception):
    """The request may have reached the provider; no usable answer came back."""


class TooLarge(Lost):
    """The answer was longer than `LARGEST_ANSWER`."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RawRequest:
    """A request of a caller's own making, but for who it is from."""

    method: Method
    url: str
    """Whole and percent-encoded; `ValueError` where it is not at the destination's own origin."""
    headers: Mapping[str, str] = field(default_factory=dict)
    """By lower-case names. Those that carry the credential take the place of any given here."""
    body: bytes | None = None
    telling: bool = True
    """Whether a 401 tells of the credential: outside of the provider's API it does not."""


class Transport(Protocol):
    """What sends one request and gives its answer.

    Raises `NotSent` when nothing can have reached the provider and `Lost` when something may have.
    """

    async def send(self, destination: Destination, request: Request) -> Answer: ...

    async def raw(self, destination: Destination, request: RawRequest) -> Answer: ...


def path_of(request: Request) -> str:
    """Spell the path of a resolved request, every segment percent-encoded."""
    path = ""
    for segment in request.path:
        path += f"/{segment if isinstance(segment, int) else _quoted(str(segment))}"
    return path


# An adapter's own words come again with each request, ids of a sequence with each of its steps.
@lru_cache(maxsize=1024)
def _quoted(text: str) -> str:
    return quote(text, safe="", errors="replace")


@lru_cache(maxsize=1024)
def _in_query(text: str) -> str:
    return quote_plus(text, errors="replace")


def pairs_of(query: Mapping[str, Any]) -> list[tuple[str, str]]:
    """Spell a query as pairs; a list repeats its key; booleans as ``true`` and ``false``."""
    return [
        (key, str(item).lower() if isinstance(item, bool) else str(item))
        for key, value in query.items()
        for item in (value if isinstance(value, list | tuple) else (value,))
    ]


class HttpTransport:
    """Sends over HTTP(S) with one pool of connections; follows no redirect.

    All times are in seconds: `timeout` from sending to the answer's last byte, however it drips in;
    `connect` for name, connection and TLS; `read` for the longest silence of a provider. A server
    has to show a certificate for its name that the machine trusts, or one that `ca_file` vouches
    for.
    """

    def __init__(
        self,
        *,
        timeout: float,
        connect: float = 5.0,
        read: float | None = None,
        connections: int = 200,
        ca_file: Path | None = None,
    ) -> None:
        self._ca_file = ca_file
        self._connect = min(connect, timeout)
        self._timeout = aiohttp.ClientTimeout(
            total=timeout,
            connect=self._connect,
            # One as long as the whole would only cost timers.
            sock_read=read if read and read < timeout else None,
        )
        # The pool itself has no limit: whoever waited for it too long would look as if the provider
        # could not be reached.
        self._room = asyncio.Semaphore(connections)
        self._session: aiohttp.ClientSession | None = None

    async def send(self, destination: Destination, request: Request) -> Answer:
        url = destination.api_url.rstrip("/") + path_of(request)
        if request.query:
            pairs = [f"{_in_query(key)}={_in_query(one)}" for key, one in pairs_of(request.query)]
            url += f"?{'&'.join(pairs)}"
        body = None
        headers = {
            "Accept": destination.provider.media_type,
            "Content-Type": destination.provider.media_type,
            "User-Agent": USER_AGENT,
            **_credentials(destination),
        }
        if request.body is not None:
            body = WRITER.encode(request.body).encode()
        return await self._exchange(request.method, URL(url, encoded=True), body, headers)

    async def raw(self, destination: Destination, request: RawRequest) -> Answer:
        url = URL(request.url, encoded=True)
        if url.origin() != URL(destination.api_url).origin() or url.user is not None:
            raise ValueError("a request to another host than the provider's")
        made = {name.lower(): value for name, value in _credentials(destination).items()}
        headers = {
            "accept": destination.provider.media_type,
            "content-type": destination.provider.media_type,
            "user-agent": RAW_AGENT,
            **request.headers,
            **{name: value for name, value in made.items() if name != "accept"},
        }
        return await self._exchange(request.method, url, request.body, headers)

    async def post(self, url: str, fields: Mapping[str, str], encoding: Encoding) -> Answer:
        """Post fields to a token endpoint, which answers in JSON; raises as `send` does."""
        form = encoding == "form"
        headers = {
            "Accept": "application/json",
            "Content-Type": f"application/{'x-www-form-urlencoded' if form else 'json'}",
            "User-Agent": USER_AGENT,
        }
        body = (urlencode(fields) if form else json.dumps(dict(fields))).encode()
        return await self._exchange("POST", URL(url, encoded=True), body, headers)

    async def _exchange(
        self, method: str, url: URL, body: bytes | None, headers: Mapping[str, str]
    ) -> Answer:
        await self._enter()
        try:
            async with self._pool().request(
                method, url, data=body, headers=headers, allow_redirects=False
            ) as response:
                raw = await _bounded(response)
        except (aiohttp.ClientConnectorError, aiohttp.ConnectionTimeoutError) as error:
            raise NotSent(type(error).__name__) from None
        except (aiohttp.ClientError, TimeoutError, OSError) as error:
            raise Lost(type(error).__name__) from None
        finally:
            self._room.release()
        return _answer(response.status, raw, dict(response.headers))

    async def _enter(self) -> None:
        try:
            await room.enter(self._room, self._connect)
        except TimeoutError:
            raise Throttled("busy", 1) from None

    def _pool(self) -> aiohttp.ClientSession:
        if self._session is None:
            self._session = aiohttp.ClientSession(
                timeout=self._timeout,
                connector=aiohttp.TCPConnector(limit=0, ssl=_trusting(self._ca_file)),
                cookie_jar=aiohttp.DummyCookieJar(),
                # Decompressed piece by piece as it is read, so `_bounded` bounds that too (3.14).
                auto_decompress=True,
                max_line_size=LONGEST_HEADER,
                max_field_size=LONGEST_HEADER,
                max_headers=MOST_HEADERS,
            )
            # aiohttp sends a PUT or DELETE a second time by itself when a kept connection breaks
            # (client.py, `retry_persistent_connection`, 3.14). Here a broken connection is a lost
            # answer, and only the journal decides about sending again.
            self._session._retry_connection = False  # noqa: SLF001 -- no public switch exists
        return self._session

    async def close(self) -> None:
        """Close every connection."""
        if self._session is not None:
            await self._session.close()
            self._session = None


def _trusting(ca_file: Path | None) -> ssl.SSLContext | Literal[True]:
    """Give what verifies servers; aiohttp's own is made once a process, and verifies too."""
    if ca_file is None:
        return True
    context = ssl.create_default_context()
    context.load_verify_locations(ca_file)
    return context


def _credentials(destination: Destination) -> Mapping[str, str]:
    try:
        made = destination.provider.headers(destination.credential)
    except KeyError as missing:
        raise Unsendable(f"it has no {missing}") from None
    for value in made.values():
        if not value.isprintable():
            raise Unsendable("it holds a line break or another control character")
    return made


async def _bounded(response: aiohttp.ClientResponse) -> bytes | bytearray:
    content = response.content
    if content.is_eof():
        # It came with its head, and no more is read ahead, or unpacked, than is held anyway (3.14).
        return _within(content.read_nowait())
    raw = bytearray()
    # In pieces: `read` with a length has aiohttp unpack as much ahead (3.14).
    async for piece in content.iter_chunked(PIECE):
        raw += piece
        _within(raw)
    return raw


def _within(raw: Raw) -> Raw:
    if len(raw) > LARGEST_ANSWER:
        raise TooLarge("AnswerTooLarge")
    return raw


def _answer(status: int, raw: bytes | bytearray, headers: Mapping[str, str]) -> Answer:
    text = raw.decode("utf-8", errors="replace")
    body = _parsed(text) if text and status != NO_CONTENT else None
    lowered = {key.lower(): value for key, value in headers.items()}
    return Answer(status=status, body=body, text=text, headers=lowered)


def _parsed(text: str) -> Any:
    """Read JSON; None for what is not JSON, nested too deeply, or holds a number without an end."""
    try:
        body = READER.decode(text)
    except (ValueError, RecursionError):
        return None
    few = text.count("[") + text.count("{") <= DEEPEST_ANSWER
    return body if few or shallow(body, DEEPEST_ANSWER) else None
