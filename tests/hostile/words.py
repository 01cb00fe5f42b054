"""Words that mean something to whatever they could slip into, and every place for a word."""

import copy
import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any
from urllib.parse import quote

from tests.tenants.requests import Described, operations

EVIL = "hostile.invalid"
WORDS: Mapping[str, str] = {
    "sql quote": "' OR '1'='1' --",
    "sql statement": "x'); DROP TABLE customers; SELECT (\"1",
    "placeholders": "%s %(id)s :id ?1 $1 {0} {self.__class__} %n %_",
    "a line": 'a\r\nX-Injected: yes\r\n\r\n{"event": "forged"}\n',
    "nothing": "a\x00b",
    "dots": "..",
    "a climb": "../../../oauth/token",
    "an encoded climb": "%2e%2e%2f%2e%2e/..%252f",
    "an url's marks": "a/b\\c?d=e#f;g&h=i",
    "a script": "<script>alert(1)</script>\"'><img src=x onerror=alert(1)>",
    "a host": f"http://{EVIL}/api/v2/x",
    "a user": f"//x@{EVIL}/@{EVIL}:80/",
    "another host": "https://169.254.169.254/latest/meta-data/\\\\evil",
    "an odd host": "http://\u24c1ocal\uff0einvalid/\u2025/",
    "half a character": "\ud800",
    "unseen": "\u202e\u2028\u200b\x1b[31m\x85",
    "templates": "{{7*7}}${7*7}<%= 7 %>#{7}",
    "very long": "y" * 70_000,
}
NAMES = tuple(WORDS)
RUINOUS = {"deleteCustomer", "deleteConnection", "revokeKey", "rotateKey"}
"""What would take the caller's own key or customer away: their ids are strangers' already."""
STRANGERS = {"customer_id": "nobody", "key_id": "key_none", "connection_id": "cn_none"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """One request with one hostile word in it."""

    operation: str
    method: str
    path: str
    word: str
    """The word's name."""
    place: str
    query: Mapping[str, str] = field(default_factory=dict)
    headers: Mapping[str, bytes] = field(default_factory=dict)
    body: Any = None

    @property
    def content(self) -> bytes | None:
        """Spell the body."""
        return None if self.body is None else json.dumps(self.body).encode()


def requests(ids: Mapping[str, str], first: int, each: int) -> Iterator[Asked]:
    """Put words into every place of every operation, `each` of them, in turn from the `first`."""
    turn = first
    for operation in operations():
        if operation.id in RUINOUS:
            ids = {**ids, **STRANGERS}
        for made in _places(operation, ids):
            for _ in range(each):
                name = NAMES[turn % len(NAMES)]
                turn += 1
                yield made(name)


def _places(operation: Described, ids: Mapping[str, str]) -> Iterator[Callable[[str], Asked]]:
    path = {name: ids.get(name, "1") for name in operation.path_names}
    body = operation.bodies[0]
    plain = Asked(
        operation=operation.id,
        method=operation.method,
        path=operation.path.format(**path),
        word="",
        place="",
        body=body,
    )
    for name in operation.path_names:
        yield lambda word, name=name: replace(
            plain,
            word=word,
            place=f"path {name}",
            path=operation.path.format(**{**path, name: escaped(WORDS[word])}),
        )
    for name in (*operation.query_names, "another"):
        yield lambda word, name=name: replace(
            plain, word=word, place=f"query {name}", query={name: WORDS[word]}
        )
    for name in (*operation.headers, "x-request-id", "idempotency-key", "x-forwarded-for"):
        yield lambda word, name=name: replace(
            plain, word=word, place=f"header {name}", headers={name: _in_header(WORDS[word])}
        )
    for way in leaves(body):
        yield lambda word, way=way: replace(
            plain, word=word, place=f"body {way}", body=planted(body, way, WORDS[word])
        )


def escaped(word: str) -> str:
    """Spell a word as a URL carries it."""
    # Clients take plain dots out of a path by themselves.
    spelled = quote(word[:20_000].encode(errors="surrogatepass"), safe="")
    return spelled.replace(".", "%2E")


def _in_header(word: str) -> bytes:
    """Spell what a client can send: no HTTP parser lets line breaks and zeros through."""
    text = "".join(one for one in word if one >= " " and one != "\x7f")[:8_000]
    return text.encode(errors="surrogatepass").strip()


def leaves(value: Any, way: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    """Give the way to every text of a JSON value."""
    if isinstance(value, str):
        yield way
    elif isinstance(value, Mapping):
        for name, inner in value.items():
            yield from leaves(inner, (*way, name))
    elif isinstance(value, list | tuple):
        for i, inner in enumerate(value):
            yield from leaves(inner, (*way, i))


def planted(value: Any, way: tuple[Any, ...], word: Any) -> Any:
    """Give a copy with another value at the end of a way."""
    made = copy.deepcopy(value)
    at = made
    for part in way[:-1]:
        at = at[part]
    at[way[-1]] = word
    return made
