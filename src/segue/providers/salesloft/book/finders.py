"""Finding a record whose making was not answered."""

from collections.abc import Mapping
from typing import Any

from segue.kit.clock import parse_iso
from segue.providers.salesloft.answers import record, records
from segue.providers.salesloft.book.values import Record, own_id, same_address
from segue.spi.plan import Finder, Lookup, Match, Request


def made_account(asked: Mapping[str, Any], answer: Any) -> tuple[Match, ...]:
    """Find the account with that domain, of which a team has one [S1], and with that name."""
    return tuple(
        _match(account)
        for account in records(answer)
        if same_address(account.get("domain"), asked["domain"]) and _same(account, asked, "name")
    )


def made_person(asked: Mapping[str, Any], answer: Any) -> tuple[Match, ...]:
    """Find the person with that e-mail address, or without one that phone, and with those names.

    The names tell the person that was asked for from one that somebody else made meanwhile.
    """
    return tuple(
        _match(person)
        for person in records(answer)
        if _known(person, asked)
        and _same(person, asked, "first_name")
        and _same(person, asked, "last_name")
    )


def _known(person: Record, asked: Mapping[str, Any]) -> bool:
    if asked["email_address"] is not None:
        return same_address(person.get("email_address"), asked["email_address"])
    return _same(person, asked, "phone")


def _same(found: Record, asked: Mapping[str, Any], field: str) -> bool:
    return asked[field] is None or _words(found.get(field)) == _words(asked[field])


def _words(value: Any) -> str:
    return " ".join(str(value or "").split())


def _match(found: Record) -> Match:
    made = own_id(found)
    return Match(id=made, answer={"data": {"id": made}}, made_at=parse_iso(found.get("created_at")))


def as_read(asked: Mapping[str, Any], answer: Any) -> tuple[Match, ...]:
    """Find the record that a change rests on, where it still is as it was when that was planned.

    `fields` are the values that are allowed, by field; `custom` are fields of the team.
    """
    found = record(answer)
    custom = found.get("custom_fields")
    held = custom if isinstance(custom, Mapping) else {}
    same = all(found.get(field) in allowed for field, allowed in asked["fields"].items()) and all(
        held.get(field) == value for field, value in asked["custom"].items()
    )
    return (_match(found),) if same else ()


def unless_changed(
    request: Request, fields: Mapping[str, list[Any]], custom: Mapping[str, Any]
) -> Lookup | None:
    """Make the guard of a change that sends again what was read, or that rests on it.

    Sent late, after a rate limit, it would take back what somebody has changed since.
    """
    if not fields and not custom:
        return None
    asked = {"fields": dict(fields), "custom": dict(custom)}
    return Lookup(request=request, find="as_read", asked=asked)


FINDERS: Mapping[str, Finder] = {
    "made_account": made_account,
    "made_person": made_person,
    "as_read": as_read,
}
