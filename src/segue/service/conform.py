"""Holding what is asked against what the provider can do."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, TypeVar

from pydantic import BaseModel

from segue.kit import pointer
from segue.model.problem import Fault, Problem
from segue.model.warning import PlanWarning, WarningType
from segue.model.wire import Written, unknown_keys
from segue.spi.capability import Used
from segue.spi.provider import Provider

Record = TypeVar("Record", bound=Written)


@dataclass(slots=True)
class Conformed:
    """What is wrong, and what is left out with a warning."""

    faults: list[Fault] = field(default_factory=list)
    warnings: list[PlanWarning] = field(default_factory=list)
    dropped: list[str] = field(default_factory=list)


def conform(provider: Provider, used: Iterable[Used]) -> Conformed:
    """Refuse or drop, row by row, what the provider cannot do."""
    found = Conformed()
    for name, place in used:
        row = provider.capabilities[name]
        if row.usable:
            continue
        if row.on_use == "drop":
            found.dropped.append(place)
            found.warnings.append(
                PlanWarning(
                    problem_type=WarningType.FIELD_NOT_SUPPORTED,
                    title=f"{provider.title} has no place for this field",
                    detail=f"It was left out: {row.note}.",
                    pointer=place,
                    capability=name,
                )
            )
        else:
            found.faults.append(unsupported(provider, name, f"/body/record{place}"))
    return found


def unsupported(provider: Provider, name: str, place: str | None) -> Fault:
    """Say that a provider cannot do what a row names."""
    return Fault(
        title=f"{provider.title} cannot do this",
        detail=f"{provider.title}: {provider.capabilities[name].note or name}.",
        pointer=place,
        meta={"reason": "unsupported", "capability": name},
    )


def unknown_key_warnings(body: Written, record: Written) -> list[PlanWarning]:
    """Warn of every key that the wire does not know, in a record and beside it."""
    places = [(key,) for key in body.model_extra or {}] + unknown_keys(record)
    beside = len(body.model_extra or {})
    return [
        PlanWarning(
            problem_type=WarningType.FIELD_UNKNOWN,
            title="Unknown key",
            detail=f"{place[-1]!r} is not a field of this"
            f" {'body' if i < beside else 'record'} and was left out.",
            pointer="" if i < beside else pointer.join(place),
        )
        for i, place in enumerate(places)
    ]


def without(record: Record, places: Iterable[str]) -> Record:
    """Take fields and entries out of a record, by pointer, as if they had not been given."""
    emptied = record
    for place in places:
        emptied = _without(emptied, place.split("/")[1:])
    closed: Record = record if emptied is record else _closed_up(emptied)
    return closed


_GONE: Any = object()
"""Stands for an entry that was taken out of a list, until every place has been taken out."""


def _without(value: Any, way: list[str]) -> Any:
    if not way:
        return _GONE
    first, rest = way[0], way[1:]
    if isinstance(value, list):
        changed = list(value)
        changed[int(first)] = _without(value[int(first)], rest)
        return changed
    if isinstance(value, BaseModel):
        inner = _without(getattr(value, first), rest)
        return _not_given(value, first) if inner is _GONE else _changed(value, first, inner)
    return value


def _not_given(value: BaseModel, field: str) -> BaseModel:
    copy = value.model_copy(update={field: None})
    copy.model_fields_set.discard(field)
    return copy


def _changed(value: BaseModel, field: str, inner: Any) -> BaseModel:
    copy = value.model_copy(update={field: inner})
    return copy if field in value.model_fields_set else _not_given(copy, field)


def _closed_up(value: Any) -> Any:
    if isinstance(value, list):
        return [_closed_up(each) for each in value if each is not _GONE]
    if isinstance(value, BaseModel):
        for field in type(value).model_fields:
            inner = getattr(value, field)
            if isinstance(inner, BaseModel | list) and (closed := _closed_up(inner)) != inner:
                # An empty list would clear what the provider has.
                emptied = closed == []
                value = _not_given(value, field) if emptied else _changed(value, field, closed)
    return value


def refuse(provider: Provider, operation: str, found: Conformed) -> None:
    """Raise every fault at once; a whole operation that cannot be done is the only one then."""
    if not provider.capabilities[operation].usable:
        found.faults = [unsupported(provider, operation, None)]
    if found.faults:
        raise Problem(400, *found.faults)


def check_ids(provider: Provider, ids: Mapping[str, tuple[str, str | None]]) -> list[Fault]:
    """Refuse ids that cannot be ids of the provider; `ids` maps a pointer to (kind, id)."""
    return [
        Fault(
            title="Not an id",
            detail=f"This is not the id of a {kind} at {provider.title}.",
            pointer=place,
            problem_type="VALIDATION_ERROR",
        )
        for place, (kind, id) in ids.items()  # noqa: A001 -- the wire's word
        if id is not None and not provider.id_matches(kind, id)
    ]


def check_reserved(provider: Provider, kind: str, custom: Any, at: str) -> list[Fault]:
    """Refuse custom fields that name identity or structure."""
    reserved = provider.reserved_keys.get(kind, frozenset())
    return [
        Fault(
            title="A reserved key",
            detail=f"custom_fields may not set {key!r}: it names identity or structure at"
            f" {provider.title}.",
            pointer=f"/body/record{at}/{pointer.escape(key)}",
            problem_type="VALIDATION_ERROR",
        )
        for key in custom or ()
        if key in reserved
    ]
