"""A provider's answers bent out of shape: in their JSON, bytes, status and headers."""

import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any

from hypothesis import strategies as st

from segue.engine import transport
from segue.engine.transport import Answer

Path = tuple[Any, ...]
Value = Callable[[Any], Any]

VALUES: Mapping[str, Value] = {
    "null": lambda _: None,
    "true": lambda _: True,
    "zero": lambda _: 0,
    "minus one": lambda _: -1,
    "fraction": lambda _: 0.1,
    "past every float": lambda _: 10**400,
    "past every row": lambda _: 2**63,
    "nearly endless": lambda _: 1.7e308,
    "empty text": lambda _: "",
    "long text": lambda _: "x" * 100_000,
    "half a character": lambda _: "a\ud800",
    "NUL": lambda was: f"{was if isinstance(was, str) else ''}\0",
    "line break": lambda _: "1\r\nset-cookie: a=b",
    "path": lambda _: "../../admin",
    "other host": lambda _: "http://127.0.0.1:9/api/v2/users?page[after]=1",
    "markup": lambda _: "<script>alert(1)</script>",
    "no date": lambda _: "2026-13-41T25:61:00Z",
    "first day": lambda _: "0001-01-01T00:00:00+14:00",
    "last day": lambda _: "9999-12-31T23:59:59-14:00",
    "no list": lambda _: [],
    "no keys": lambda _: {},
    "in a list": lambda was: [was],
    "in an object": lambda was: {"id": was},
    "many": lambda was: [was] * 500,
    "deep": lambda was: _deep(was, 90),
    "as text": lambda was: was if isinstance(was, str) else json.dumps(was),
    "as a number": lambda was: int(was) if isinstance(was, str) and was.isdecimal() else 7,
}
"""What takes the place of a value."""

BYTES: Mapping[str, Callable[[bytes], bytes]] = {
    "nothing": lambda _: b"",
    "half": lambda was: was[: len(was) // 2],
    "not UTF-8": lambda was: was.replace(b'"', b'"\xff\xc3', 3),
    "UTF-16": lambda was: was.decode().encode("utf-16"),
    "byte order mark": lambda was: b"\xef\xbb\xbf" + was,
    "page": lambda _: b"<!doctype html><html><body><h1>502 Bad Gateway</h1></body></html>",
    "words": lambda _: b"upstream connect error",
    "NUL": lambda _: b"\0" * 64,
    "more after it": lambda was: was + b"}{",
    "twice": lambda was: was + was,
    "null": lambda _: b"null",
    "list": lambda _: b"[]",
    "object": lambda _: b"{}",
    "text": lambda _: b'"OK"',
    "number": lambda _: b"7",
    "in a list": lambda was: b"[" + was + b"]",
    "not a number": lambda _: b'{"data": NaN, "meta": -Infinity}',
    "long number": lambda _: b'{"data": {"id": ' + b"9" * 5_000 + b"}}",
    "abyss": lambda _: b'{"data":' * 20_000,
    "keys twice": lambda was: _twice(was, last=False),
    "keys twice, the last null": lambda was: _twice(was, last=True),
}

STATUSES = (
    *(200, 201, 202, 204, 206, 299, 302, 304, 400, 401, 402, 403, 404, 406, 408, 409, 410, 412),
    *(418, 422, 423, 429, 451, 499, 500, 501, 502, 503, 504, 599, 999),
)

HEADERS = st.sampled_from(
    (
        *("", "0", "-1", "1", "59.5", "1e9", "9" * 30, "1.5.5", "NaN", "soon", "\udcff\udc80", "٣"),
        *("2026-13-41T25:61:00Z", "9999-12-31T23:59:59-14:00", "Thu, 32 Foo 10000 25:61:61 GMT"),
        *("Mon, 01 Jan 0001 00:00:00 +1400", "a" * 8_000, "\x7f\x00", "{'a': 1}", "1, 2, 3"),
    )
)
NAMES = (
    "Retry-After",
    "Date",
    "Content-Type",
    "Content-Length",
    "Location",
    "Set-Cookie",
    "Server",
)


@dataclass(frozen=True, slots=True)
class Bend:
    """One way to bend an answer; `at` chooses where among the places that it has."""

    family: str
    how: str
    at: int = 0
    value: str = ""
    key: str = ""
    """The name of what is bent, where there is such a thing."""

    def __call__(self, answer: Answer, secret: str) -> Answer:
        """Give what Segue would read where the provider had answered so."""
        raw, headers, status = answer.text.encode(), dict(answer.headers), answer.status
        if self.family == "value":
            raw = self._valued(answer.body, secret)
        elif self.family == "bytes":
            raw = BYTES[self.how](raw)
        elif self.family == "status":
            status = int(self.how)
        else:
            names = sorted({*headers, *NAMES})
            headers[names[self.at % len(names)]] = self.value
        return transport._answer(status, bytearray(raw), headers)

    def _valued(self, body: Any, secret: str) -> bytes:
        body = json.loads(json.dumps(body))
        names: dict[Any, list[Path]] = {}
        for path in _paths(body):
            names.setdefault(path[-1] if path else None, []).append(path)
        # By name first: a record has fifty attributes, and its id is but one.
        named = self.key if self.key in names else list(names)[self.at % len(names)]
        places = names[named]
        bent = _put(body, places[self.at // len(names) % len(places)], self.how, secret)
        return json.dumps(bent).encode()


def bends() -> st.SearchStrategy[Bend]:
    """Draw a way to bend."""
    numbers = st.integers(0, 5_000)
    ways = st.sampled_from([*VALUES, "drop", "more", "secret"])
    return st.one_of(
        st.builds(partial(Bend, "value"), ways, numbers),
        st.builds(partial(Bend, "value"), ways, numbers),
        st.builds(partial(Bend, "bytes"), st.sampled_from([*BYTES])),
        st.builds(partial(Bend, "status"), st.sampled_from(STATUSES).map(str)),
        st.builds(partial(Bend, "header", "set"), numbers, HEADERS),
    )


def _paths(value: Any, at: Path = ()) -> Iterator[Path]:
    yield at
    if isinstance(value, dict):
        for key, inner in value.items():
            yield from _paths(inner, (*at, key))
    elif isinstance(value, list):
        for place, inner in enumerate(value[:3]):
            yield from _paths(inner, (*at, place))


def _put(body: Any, path: Path, how: str, secret: str) -> Any:
    if not path:
        return _bent(body, how, secret)
    holder = body
    for step in path[:-1]:
        holder = holder[step]
    if how == "drop":
        del holder[path[-1]]
    else:
        holder[path[-1]] = _bent(holder[path[-1]], how, secret)
    return body


def _bent(value: Any, how: str, secret: str) -> Any:
    if how == "secret":
        return f"Bearer {secret}"
    if how == "more":
        more = {"\0": 1, "__proto__": {}, "errors": ["x"], "": None, "é" * 300: []}
        return {**value, **more} if isinstance(value, dict) else [value, more]
    return None if how == "drop" else VALUES[how](value)


def _deep(value: Any, levels: int) -> Any:
    for _ in range(levels):
        value = [value]
    return value


def _twice(was: bytes, *, last: bool) -> bytes:
    try:
        body = json.loads(was)
    except ValueError:
        body = None
    if not isinstance(body, dict) or not body:
        return was + b","
    first = ",".join(f"{json.dumps(key)}: null" for key in body).encode()
    inner = was.strip()[1:-1]
    return b"{" + (inner + b"," + first if last else first + b"," + inner) + b"}"
