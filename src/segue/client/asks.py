"""What is asked in the same way of several nouns."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Generic, TypeVar

from segue.client.answers import Created, Page, Updated, created, page, record, updated
from segue.client.call import Call, flags, get, listing, path, write

R = TypeVar("R")
W = TypeVar("W", bound=Mapping[str, object])
M = TypeVar("M", bound=Mapping[str, object])


@dataclass(frozen=True)
class ListOf(Generic[R]):
    """List all of them, in the provider's order."""

    noun: str

    def __call__(
        self,
        *,
        modified_after: datetime | str | None = None,
        page_size: int | None = None,
        include_raw_data: bool = False,
    ) -> Call[Page[R]]:
        query = listing(
            modified_after=modified_after, page_size=page_size, include_raw_data=include_raw_data
        )
        return get(path(self.noun), page, query)


@dataclass(frozen=True)
class OneOf(Generic[R]):
    """Read one, by the provider's id."""

    noun: str

    def __call__(self, id: str, *, include_raw_data: bool = False) -> Call[R]:
        query = flags(include_raw_data=include_raw_data)
        return get(path(self.noun, id), record, query)


@dataclass(frozen=True)
class Make(Generic[W]):
    """Make one."""

    noun: str

    def __call__(
        self, record: W, *, strict: bool = False, idempotency_key: str | None = None
    ) -> Call[Created]:
        at, body = path(self.noun), {"record": record}
        return write("POST", at, created, body, strict=strict, idempotency_key=idempotency_key)


@dataclass(frozen=True)
class Change(Generic[W]):
    """Change one; what is absent stays as it is, and None clears."""

    noun: str

    def __call__(
        self, id: str, record: W, *, strict: bool = False, idempotency_key: str | None = None
    ) -> Call[Updated]:
        at, body = path(self.noun, id), {"record": record}
        return write("PATCH", at, updated, body, strict=strict, idempotency_key=idempotency_key)


@dataclass(frozen=True)
class Upsert(Generic[W, M]):
    """Change the one that is equal in all of `upsert_on`, or make it; several are an error."""

    noun: str

    def __call__(
        self, record: W, upsert_on: M, *, strict: bool = False, idempotency_key: str | None = None
    ) -> Call[Created]:
        at, body = path(self.noun, "_upsert"), {"record": record, "upsert_on": upsert_on}
        return write("POST", at, created, body, strict=strict, idempotency_key=idempotency_key)


@dataclass(frozen=True)
class Act:
    """Do it with one, by the provider's id."""

    method: str
    noun: str
    verb: str | None = None

    def __call__(
        self, id: str, *, strict: bool = False, idempotency_key: str | None = None
    ) -> Call[Updated]:
        at = path(self.noun, id, *([self.verb] if self.verb else ()))
        return write(self.method, at, updated, strict=strict, idempotency_key=idempotency_key)
