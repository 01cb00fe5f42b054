"""Writing phone numbers: a field for each of five types; what is not sent stays as it is."""

from collections.abc import Sequence
from typing import Any

from segue.model.contact import PHONE_TYPES, UNTYPED, PhoneNumber, PhoneType
from segue.model.warning import PlanWarning
from segue.providers.apollo.book import read
from segue.providers.apollo.book.losses import adjusted
from segue.providers.apollo.book.read import Held
from segue.spi.numbered import Row

FIELDS: dict[PhoneType, str] = {
    "primary": "direct_phone",
    "work": "corporate_phone",
    "home": "home_phone",
    "mobile": "mobile_phone",
    "other": "other_phone",
}
"""The fields of the calls; Apollo calls `direct_phone` the primary one and `corporate_phone` that
of the office [OAS]."""

Entries = Sequence[PhoneNumber] | None
Placed = list[tuple[int, PhoneNumber]]
Written = tuple[dict[str, Any], tuple[PlanWarning, ...]]


def new(entries: Entries) -> Written:
    """Give a new contact its numbers, the first of each type."""
    return _written([entry for entry in enumerate(entries or ()) if entry[1].phone_number], [])


def changed(entries: Entries, held: Row) -> Written:
    """Change the numbers of the types that are named; what is held already is not sent again."""
    known = read.phones(held)
    if not entries:
        return _cleared(known)
    return _written(list(enumerate(entries)), known)


def _cleared(known: list[Held]) -> Written:
    kinds = {kind for kind, _, _ in known}
    body = {field: "" for kind, field in FIELDS.items() if kind in kinds}
    untyped = [number for kind, number, _ in known if kind is None]
    if not untyped:
        return body, ()
    detail = f"Apollo's API has no field for the kind of {', '.join(untyped)}, so they stay."
    return body, (adjusted("/phone_numbers", None, "Other numbers stay", detail),)


def _written(entries: Placed, known: list[Held]) -> Written:
    body: dict[str, Any] = {}
    warnings: list[PlanWarning] = []
    for kind in PHONE_TYPES:
        named = [(at, entry) for at, entry in entries if entry.phone_number_type == kind]
        if named:
            value, more = _of_kind(named, [each for each in known if each[0] == kind])
            body |= {} if value is None else {FIELDS[kind]: value}
            warnings += more
    untyped = [(at, entry) for at, entry in entries if entry.phone_number_type is None]
    for at, entry in untyped:
        if entry.phone_number is None or _is_held(entry, known):
            continue
        taken = FIELDS["other"] in body or any(kind == "other" for kind, _, _ in known)
        named_other = any(entry.phone_number_type == "other" for _, entry in entries)
        if taken or named_other:
            warnings.append(_left(at, entry))
        else:
            body[FIELDS["other"]] = entry.phone_number
            warnings.append(_as_other(at, entry))
    return body, tuple(warnings)


def _of_kind(named: Placed, known: list[Held]) -> tuple[str | None, list[PlanWarning]]:
    """Decide what to send for one type: None for nothing, "" to clear it."""
    wanted = [(at, entry) for at, entry in named if entry.phone_number]
    fresh = [(at, entry) for at, entry in wanted if not _is_held(entry, known)]
    kept = [each for each in known if any(entry.phone_number in each[2] for _, entry in wanted)]
    if not wanted:
        return ("" if known else None), [_unsure(*named[0])] if len(known) > 1 else []
    if not fresh:
        return None, [_unsure(*named[0])] if len(kept) < len(known) else []
    if kept:
        # Apollo does not say which of several numbers of a type its one field would replace.
        return None, [_left(at, entry) for at, entry in fresh]
    (at, first), *others = fresh
    warnings = [_unsure(at, first)] if len(known) > 1 else []
    return first.phone_number, [*warnings, *(_left(*each) for each in others)]


def _is_held(entry: PhoneNumber, known: list[Held]) -> bool:
    return any(entry.phone_number in spellings for _, _, spellings in known)


def _left(at: int, entry: PhoneNumber) -> PlanWarning:
    detail = f"{entry.phone_number} was left out: Apollo's API takes one number of this type."
    return adjusted(f"/phone_numbers/{at}", _row(entry), "A number was left out", detail)


def _unsure(at: int, entry: PhoneNumber) -> PlanWarning:
    detail = (
        "Apollo holds several numbers of this type, and its API can replace one of them only; it"
        " does not say which."
    )
    return adjusted(f"/phone_numbers/{at}", _row(entry), "Other numbers may stay", detail)


def _as_other(at: int, entry: PhoneNumber) -> PlanWarning:
    detail = f"{entry.phone_number} is sent as a number of the type other."
    return adjusted(f"/phone_numbers/{at}", _row(entry), "The number gets a type", detail)


def _row(entry: PhoneNumber) -> str:
    return f"contact.phone_numbers.{entry.phone_number_type or UNTYPED}"
