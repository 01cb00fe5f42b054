"""Requests and answers as values: what is asked is decided here, and sent elsewhere."""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from email.utils import parsedate_to_datetime
from typing import Any, Final, Generic, Self, TypeVar
from urllib.parse import quote
from uuid import uuid4

T = TypeVar("T")

ROOT: Final = "/engagement/v2"
LONGEST_KEY: Final = 255


def fits_header(value: str) -> bool:
    """Tell whether a header carries a value as it is."""
    return bool(value) and value.isascii() and value.isprintable() and value == value.strip()


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What came back."""

    status: int
    headers: Mapping[str, str]
    """Names in lower case."""
    content: bytes

    @property
    def ok(self) -> bool:
        """Tell whether it is a success."""
        return 200 <= self.status <= 299  # noqa: PLR2004 -- HTTP's range

    def json(self) -> Any:
        """Parse the body; `ValueError` where it is not JSON."""
        return json.loads(self.content)

    @property
    def retry_after(self) -> float | None:
        """How long to wait, in seconds; a date counts from the answer's own."""
        asked = self.headers.get("retry-after")
        if asked is None:
            return None
        if asked.isascii() and asked.isdigit():
            return float(asked)
        try:
            now = parsedate_to_datetime(self.headers["date"])
            return max(0.0, (parsedate_to_datetime(asked) - now).total_seconds())
        except (KeyError, ValueError, TypeError):
            return None


@dataclass(frozen=True, slots=True)
class Lost:
    """No answer came."""

    why: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Call(Generic[T]):
    """One request, without server, customer or secret, and how its answer is read."""

    method: str
    path: str
    """Below the API's root."""
    read: Callable[[Answer], T]
    query: Mapping[str, str] = field(default_factory=dict)
    body: Any = None
    """None: no body."""
    idempotency_key: str | None = None
    """A write's, and only a write's."""

    def __post_init__(self) -> None:
        """Refuse a key that no header can carry."""
        key = self.idempotency_key
        if key is not None and not (len(key) <= LONGEST_KEY and fits_header(key)):
            raise ValueError(
                f"an idempotency key has 1 to {LONGEST_KEY} printable ASCII characters, unpadded"
            )

    def content(self) -> bytes | None:
        """Spell the body. Keys that are not given are not there; None is null."""
        if self.body is None:
            return None
        return json.dumps(self.body, allow_nan=False, separators=(",", ":")).encode()

    def asking(self, **query: str) -> Self:
        """Give the same call with more in its query."""
        return replace(self, query={**self.query, **query})


def path(*parts: str) -> str:
    """Spell a path; `ValueError` for an id that would name another place."""
    for part in parts:
        if part in {"", ".", ".."}:
            raise ValueError(f"{part!r} is not an id")
    return "".join(f"/{quote(part, safe='')}" for part in parts)


def flags(**asked: bool) -> dict[str, str]:
    """Spell what is asked for, and nothing else."""
    return {name: "true" for name, yes in asked.items() if yes}


def listing(
    *,
    page_size: int | None = None,
    modified_after: datetime | str | None = None,
    include_raw_data: bool = False,
) -> dict[str, str]:
    """Spell the query of a list."""
    query = flags(include_raw_data=include_raw_data)
    if page_size is not None:
        query["page_size"] = str(page_size)
    if isinstance(modified_after, datetime):
        if modified_after.tzinfo is None:
            raise ValueError("modified_after needs a time zone")
        modified_after = modified_after.isoformat()
    if modified_after is not None:
        query["modified_after"] = modified_after
    return query


def get(at: str, read: Callable[[Answer], T], query: Mapping[str, str] | None = None) -> Call[T]:
    """Ask for something."""
    return Call(method="GET", path=at, read=read, query=query or {})


def search(at: str, read: Callable[[Answer], T], filter: Any, query: Mapping[str, str]) -> Call[T]:
    """Ask for something with a body; nothing is written."""
    return Call(method="POST", path=at, read=read, query=query, body={"filter": filter})


def write(
    method: str,
    at: str,
    read: Callable[[Answer], T],
    body: Any = None,
    *,
    strict: bool,
    idempotency_key: str | None,
) -> Call[T]:
    """Change something, under a key that is made here where none is given."""
    key = str(uuid4()) if idempotency_key is None else idempotency_key
    query = flags(strict=strict)
    return Call(method=method, path=at, read=read, query=query, body=body, idempotency_key=key)
