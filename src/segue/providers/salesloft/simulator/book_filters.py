"""The filters that only accounts and people have: parts of words, exclusions, names in brackets."""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import Any, TypeVar

from segue.providers.salesloft.simulator.book_rows import Company, Person
from segue.providers.salesloft.simulator.filters import (
    BOUNDS,
    Filter,
    Query,
    among,
    moment,
    read_several,
)
from segue.providers.salesloft.simulator.request import Request

Row = TypeVar("Row", Company, Person)
SHORTEST_PART = 3
PRESENCE = {"_is_null": False, "_is_not_null": True}


def text(name: str, null: str = "_is_null") -> Filter[Row]:
    """Keep rows whose text is one of those sent; `null` stands for rows without it."""
    return among(lambda row: row.texts.get(name), lambda sent: None if sent == null else sent)


def partial(name: str) -> Filter[Row]:
    """Keep rows by a text, whole or (`name[_starts_with]=`) by its first letters in any case."""

    def read(filter_name: str, query: Query) -> Any:
        parts = query.get(f"{filter_name}[_starts_with]")
        if not parts:
            return read_several(filter_name, query)
        if len(parts[-1]) < SHORTEST_PART:
            raise ValueError(f"must have at least {SHORTEST_PART} characters")
        return {"_starts_with": parts[-1]}

    def keeps(_: Request, row: Row, sent: Any) -> bool:
        value = row.texts.get(name)
        if isinstance(sent, Mapping):
            start: str = sent["_starts_with"]
            return value is not None and value.lower().startswith(start.lower())
        return value in sent

    return Filter(read, keeps)


def excluding(of: Callable[[Row], Any]) -> Filter[Row]:
    """Keep rows whose value is among those sent, or (`name[_not_in]=`) is not."""

    def read(name: str, query: Query) -> Any:
        without = [*query.get(f"{name}[_not_in][]", ()), *query.get(f"{name}[_not_in]", ())]
        return {"_not_in": without} if without else read_several(name, query)

    def keeps(_: Request, row: Row, sent: Any) -> bool:
        if isinstance(sent, Mapping):
            return of(row) not in sent["_not_in"]
        return of(row) in sent

    return Filter(read, keeps)


def bracketed(name: str, query: Query) -> Any:
    """Read `name[Key]=value` by key."""
    prefix = f"{name}["
    return {
        key.removeprefix(prefix).removesuffix("]"): texts[-1]
        for key, texts in query.items()
        if key.startswith(prefix)
    } or None


def custom_fields() -> Filter[Row]:
    """Keep rows with all the values sent: field names in their case, values in any (V S1)."""

    def keeps(_: Request, row: Row, sent: Mapping[str, str]) -> bool:
        values = {own.name: value.lower() for own, value in row.custom.items()}
        return all(values.get(name) == value.lower() for name, value in sent.items())

    return Filter(bracketed, keeps)


def contacted(of: Callable[[Row], datetime | None]) -> Filter[Row]:
    """Keep rows by a time that may be absent: by bounds, `_is_null` or `_is_not_null` (V S1)."""

    def read(name: str, query: Query) -> Any:
        if name in query:
            if query[name][-1] not in PRESENCE:
                raise ValueError("must be a range, _is_null or _is_not_null")
            return query[name][-1]
        sent = bracketed(name, query) or {}
        for bound, sent_time in sent.items():
            if bound not in BOUNDS:
                raise ValueError(f"must be bounded by one of: {', '.join(BOUNDS)}")
            moment(sent_time)
        return sent or None

    def keeps(_: Request, row: Row, sent: Any) -> bool:
        value = of(row)
        if isinstance(sent, str):
            return (value is not None) is PRESENCE[sent]
        return value is not None and all(
            BOUNDS[bound](value, moment(sent_time)) for bound, sent_time in sent.items()
        )

    return Filter(read, keeps)


def owner_id(row: Company | Person) -> int | None:
    """Return the number of a row's owner."""
    return row.owner.id if row.owner else None


def owner_active(row: Company | Person) -> bool:
    """Tell whether a row has an owner who is active."""
    return row.owner is not None and row.owner.active


def tag_ids(row: Company | Person) -> Sequence[int]:
    """Return the numbers of a row's tags."""
    return [tag.id for tag in row.tags]


def tag_names(row: Company | Person) -> Sequence[str]:
    """Return the names of a row's tags."""
    return [tag.name for tag in row.tags]
