"""Query filters: arrays, single values, ranges. Unknown names are ignored, bad values are 422."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Generic, TypeVar

from segue.providers.salesloft.simulator.request import Request
from segue.providers.salesloft.simulator.wire import as_number

Row = TypeVar("Row")
Query = Mapping[str, Sequence[str]]
BOUNDS: Mapping[str, Callable[[Any, Any], bool]] = {
    "gt": lambda left, right: left > right,
    "gte": lambda left, right: left >= right,
    "lt": lambda left, right: left < right,
    "lte": lambda left, right: left <= right,
}
TRUE = {"true", "1", "t"}
FALSE = {"false", "0", "f"}


@dataclass(frozen=True, slots=True)
class Filter(Generic[Row]):
    """One filter: how it is read from the query, and which rows it keeps.

    `default` applies when it is not sent, and is not echoed.
    """

    read: Callable[[str, Query], Any]
    keeps: Callable[[Request, Row, Any], bool]
    default: Any = None


def boolean(text: str) -> bool:
    """Read a boolean; the vendor takes `1` for true too (T S2, S15)."""
    if text.lower() in TRUE:
        return True
    if text.lower() in FALSE:
        return False
    raise ValueError("must be true or false")


def whole(text: str) -> int:
    """Read an id."""
    number = as_number(text)
    if number is None:
        raise ValueError("must be an integer")
    return number


def moment(text: str) -> datetime:
    """Read an ISO 8601 time; one without an offset is UTC."""
    try:
        read = datetime.fromisoformat(text)
    except ValueError:
        raise ValueError("must be an ISO8601 datetime") from None
    return read if read.tzinfo else read.replace(tzinfo=UTC)


def read_several(
    name: str, query: Query, convert: Callable[[str], Any] = str, at_most: int | None = None
) -> Any:
    """Read the values sent as `name[]=`, or as a bare `name=`; `_is_null` stands for null."""
    texts = [*query.get(f"{name}[]", ()), *query.get(name, ())]
    if at_most is not None and len(texts) > at_most:
        raise ValueError(f"must not exceed {at_most}")
    return [None if text == "_is_null" else convert(text) for text in texts] or None


def among(
    of: Callable[[Row], Any], convert: Callable[[str], Any] = str, *, at_most: int | None = None
) -> Filter[Row]:
    """Keep rows whose value is one of those sent."""
    return Filter(
        lambda name, query: read_several(name, query, convert, at_most),
        lambda _, row, values: of(row) in values,
    )


def having(
    of: Callable[[Row], Sequence[Any]],
    convert: Callable[[str], Any] = str,
    *,
    at_most: int | None = None,
) -> Filter[Row]:
    """Keep rows that have any of the values sent; null stands for rows that have none."""
    return Filter(
        lambda name, query: read_several(name, query, convert, at_most),
        lambda _, row, values: any(value in values for value in of(row) or (None,)),
    )


def one_or_several(of: Callable[[Row], Any], convert: Callable[[str], Any]) -> Filter[Row]:
    """Keep rows whose value is the one sent, or one of an array: some single filters take both."""

    def read(name: str, query: Query) -> Any:
        alone = query.get(name, ())
        several = f"{name}[]" in query or len(alone) > 1
        return read_several(name, query, convert) if several or not alone else convert(alone[0])

    return Filter(
        read,
        lambda _, row, sent: of(row) in sent if isinstance(sent, list) else of(row) == sent,
    )


def equal(of: Callable[[Row], Any], convert: Callable[[str], Any]) -> Filter[Row]:
    """Keep rows whose value is the one sent."""
    return ruled(convert, lambda _, row, value: of(row) == value)


def ruled(
    convert: Callable[[str], Any],
    keeps: Callable[[Request, Row, Any], bool],
    default: Any = None,
) -> Filter[Row]:
    """Keep rows by a rule of their own."""

    def read(name: str, query: Query) -> Any:
        texts = query.get(name)
        return convert(texts[-1]) if texts else None

    return Filter(read, keeps, default)


def between(of: Callable[[Row], datetime]) -> Filter[Row]:
    """Keep rows inside the bounds sent as `name[gt|gte|lt|lte]=`, to the microsecond."""

    def read(name: str, query: Query) -> Any:
        if name in query:
            raise ValueError("must be a range")
        sent = {
            bound: query[f"{name}[{bound}]"][-1] for bound in BOUNDS if f"{name}[{bound}]" in query
        }
        for text in sent.values():
            moment(text)
        return sent or None

    def keeps(_: Request, row: Row, sent: Mapping[str, str]) -> bool:
        value = of(row)
        return all(BOUNDS[bound](value, moment(text)) for bound, text in sent.items())

    return Filter(read, keeps)
