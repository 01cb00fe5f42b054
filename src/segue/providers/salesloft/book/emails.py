"""A person's three e-mail addresses."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from segue.model.contact import UNTYPED, EmailAddress, EmailType
from segue.model.warning import PlanWarning, WarningType
from segue.providers.salesloft.book.values import Record, filled, same_address

PRIMARY = "email_address"
SECONDARY = "secondary_email_address"

PLACES: Mapping[EmailType | None, str] = {
    "primary": PRIMARY,
    "personal": "personal_email_address",
    None: SECONDARY,
}
"""Type -> where Salesloft holds it. ``work`` has no place of its own; the place of an untyped
address stands in for it."""

CLEARED: Mapping[str, None] = dict.fromkeys(PLACES.values())

Entry = tuple[int, EmailAddress]


@dataclass(slots=True)
class Written:
    """What a list of addresses becomes."""

    body: dict[str, str] = field(default_factory=dict)
    warnings: list[PlanWarning] = field(default_factory=list)


def created(entries: Sequence[EmailAddress], key: str | None = None) -> Written:
    """Place the addresses of a new person.

    Salesloft knows a person by `email_address` and sends there. Without an address of the type
    ``primary``, the only one goes there, or `key`: the address that an upsert looked for.
    """
    written, listed = Written(), list(enumerate(entries))
    if not any(entry.email_address_type == "primary" for entry in entries):
        lead = _lead(listed, key)
        if lead is not None:
            listed.remove(lead)
            _send(written, PRIMARY, lead)
            written.warnings.append(_read_as_primary(lead))
        elif key is not None:
            written.body[PRIMARY] = key
    _place(written, listed, {})
    return written


def stands_in(entries: Sequence[EmailAddress] | None) -> bool:
    """Tell whether an address needs a place that is another type's."""
    return any(entry.email_address_type not in PLACES for entry in entries or ())


def _lead(listed: list[Entry], key: str | None) -> Entry | None:
    if key is None:
        return listed[0] if len(listed) == 1 else None
    return next((it for it in listed if same_address(it[1].email_address, key)), None)


def changed(entries: Sequence[EmailAddress], held: Record, key: str | None = None) -> Written:
    """Place the addresses of a person who is there; a type that is not named stays as it is.

    `held` is the person where there is a ``work`` address, which goes only where there is room.
    An address equal to `key`, by which an upsert found the person, is the primary one already.
    """
    written, listed = Written(), list(enumerate(entries))
    if key is not None and not any(entry.email_address_type == "primary" for entry in entries):
        for known in [it for it in listed if same_address(it[1].email_address, key)]:
            listed.remove(known)
            written.warnings.append(_read_as_primary(known))
    _place(written, listed, held)
    return written


def _place(written: Written, listed: list[Entry], held: Record) -> None:
    for entry in listed:
        place = PLACES.get(entry[1].email_address_type)
        if place is None:
            continue
        if place not in written.body:
            _send(written, place, entry)
        elif not same_address(written.body[place], entry[1].email_address):
            written.warnings.append(_left_out(entry, "Salesloft holds one address of this type"))
    for entry in listed:
        if entry[1].email_address_type not in PLACES:
            _place_work(written, entry, held)


def _place_work(written: Written, entry: Entry, held: Record) -> None:
    address = entry[1].email_address
    known = {**{place: filled(held.get(place)) for place in CLEARED}, **written.body}
    if same_address(known[PRIMARY], address):
        written.warnings.append(_read_as_primary(entry))
    elif known[SECONDARY] is None or same_address(known[SECONDARY], address):
        _send(written, SECONDARY, entry)
        written.warnings.append(
            _adjusted(
                entry,
                "The address reads back without its type",
                "Salesloft has no work address: it was sent as secondary_email_address, which"
                " reads back with a null type.",
            )
        )
    else:
        why = (
            "Salesloft has no work address, and secondary_email_address, which would stand in for"
            " it, holds another one; to replace that, give this one with a null type"
        )
        written.warnings.append(_left_out(entry, why))


def _send(written: Written, place: str, entry: Entry) -> None:
    written.body[place] = entry[1].email_address


def _read_as_primary(entry: Entry) -> PlanWarning:
    return _adjusted(
        entry,
        "The address is the primary one",
        "A person at Salesloft is known by email_address, and this address is it: it reads back"
        " with the type primary.",
    )


def _left_out(entry: Entry, why: str) -> PlanWarning:
    return _adjusted(entry, "One address was left out", f"It was not sent: {why}.")


def _adjusted(entry: Entry, title: str, detail: str) -> PlanWarning:
    place, address = entry
    kind: Any = address.email_address_type or UNTYPED
    return PlanWarning(
        problem_type=WarningType.VALUE_ADJUSTED,
        title=title,
        detail=detail,
        pointer=f"/email_addresses/{place}",
        capability=f"contact.email_addresses.{kind}",
    )
