"""Making and changing what stands for itself: accounts and contacts."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from segue.kit.canonical import digest
from segue.model.wire import Written
from segue.service import body
from segue.service.carrying import CHANGED
from segue.service.conform import (
    Conformed,
    check_ids,
    check_reserved,
    conform,
    refuse,
    unknown_key_warnings,
    unsupported,
    without,
)
from segue.service.context import Services
from segue.service.session import Session
from segue.service.writes import Intent, Outcome, WriteRequest, perform
from segue.spi.capability import Used
from segue.spi.operation import Create, Update, Upsert
from segue.spi.provider import Provider


@dataclass(frozen=True, slots=True, kw_only=True)
class Noun:
    """What differs between accounts and contacts."""

    name: str
    written: type[Written]
    """The body of a request that makes or changes one."""
    upserted: type[Written]
    """The body of a request that does either."""
    used: Callable[..., tuple[Used, ...]]
    ids: Mapping[str, str]
    """Field -> what it is the id of."""


async def create(
    services: Services, session: Session, noun: Noun, request: WriteRequest
) -> Outcome:
    """Make one; 201 with its id at the provider. Raises `Problem`."""
    asked, parsed = _read(noun.written, request)
    record, found = _conformed(session.provider, noun, asked, changing=False)
    refuse(session.provider, f"{noun.name}.create", found)
    now = services.clock.now()
    intent = Intent(
        operation=f"{noun.name}.create",
        write=session.provider.writes[f"{noun.name}.create"],
        ask=lambda write_id: Create(record=record, write_id=write_id, now=now),
        target=None,
        parsed=parsed,
        warnings=tuple(found.warnings),
    )
    return await perform(services, session, request, intent)


async def update(
    services: Services, session: Session, noun: Noun, id: str, request: WriteRequest
) -> Outcome:
    """Change one; what the body does not name stays as it is. 200. Raises `Problem`."""
    asked, parsed = _read(noun.written, request)
    record, found = _conformed(session.provider, noun, asked, changing=True)
    found.faults += check_ids(session.provider, {f"/path/{noun.name}_id": (noun.name, id)})
    refuse(session.provider, f"{noun.name}.update", found)
    now = services.clock.now()
    intent = Intent(
        operation=f"{noun.name}.update",
        write=session.provider.writes[f"{noun.name}.update"],
        ask=lambda write_id: Update(id=id, record=record, write_id=write_id, now=now),
        target=None,
        resource=f"{noun.name}:{id}",
        parsed=parsed,
        warnings=tuple(found.warnings),
        manner=CHANGED,
    )
    return await perform(services, session, request, intent)


async def upsert(
    services: Services, session: Session, noun: Noun, request: WriteRequest
) -> Outcome:
    """Change the one that is equal in `upsert_on`, or make it; 201 with its id either way.

    Upserts on the same values run one at a time, so that two of them cannot make two. Raises
    `Problem`; 400 `ambiguous` where several are equal.
    """
    asked, parsed = _read(noun.upserted, request)
    record, found = _conformed(session.provider, noun, asked, changing=True)
    on = given_of(asked.upsert_on)
    found.faults += [
        unsupported(session.provider, row, f"/body/upsert_on/{field}")
        for field in on
        if not session.provider.capabilities[row := f"{noun.name}.upsert.{field}"].usable
    ]
    refuse(session.provider, f"{noun.name}.upsert", found)
    now = services.clock.now()
    intent = Intent(
        operation=f"{noun.name}.upsert",
        write=session.provider.writes[f"{noun.name}.upsert"],
        ask=lambda write_id: Upsert(record=record, on=on, write_id=write_id, now=now),
        target=None,
        resource=f"{noun.name}.upsert:{digest({name: on[name].casefold() for name in on})}",
        parsed=parsed,
        warnings=tuple(found.warnings),
    )
    return await perform(services, session, request, intent)


def given_of(match: Written) -> dict[str, Any]:
    """Give the fields of a match that have a value."""
    fields = ((name, getattr(match, name)) for name in type(match).model_fields)
    return {name: value for name, value in fields if value is not None}


def _read(model: type[Written], request: WriteRequest) -> tuple[Any, Any]:
    """Give a body checked, and as it was parsed."""
    parsed = body.parse(request.body)
    return body.check(model, request.body), parsed


def _conformed(
    provider: Provider, noun: Noun, asked: Any, *, changing: bool
) -> tuple[Any, Conformed]:
    record = asked.record
    found = conform(provider, noun.used(record, changing=changing))
    found.warnings[:0] = unknown_key_warnings(asked, record)
    found.faults += check_ids(
        provider,
        {
            f"/body/record/{field}": (kind, getattr(record, field))
            for field, kind in noun.ids.items()
        },
    )
    found.faults += check_reserved(provider, noun.name, record.custom_fields, "/custom_fields")
    return without(record, found.dropped), found
