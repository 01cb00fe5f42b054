"""Holding what is asked against what the provider can do."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, TypeVar

from pydantic import BaseModel

from segue.kit import pointer
from segue.model.problem import Fault
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
    """Take fields out of a record, by pointer."""
    for place in places:
        record = _without(record, place.split("/")[1:])
    return record


def _without(value: Any, way: list[str]) -> Any:
    if not way:
        return None
    first, rest = way[0], way[1:]
    if isinstance(value, list):
        changed = list(value)
        changed[int(first)] = _without(value[int(first)], rest)
        return changed
    if isinstance(value, BaseModel):
        return value.model_copy(update={first: _without(getattr(value, first), rest)})
    return value


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
