"""For each row of an account or a contact: plain requests that use it, and ones that may lose."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from segue.model.contact import EMAIL_TYPES, PHONE_TYPES, UNTYPED
from segue.spi.provider import Provider
from segue.testing.contract.premises import address, phone
from segue.testing.contract.uses import STRANGE

Record = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Entry:
    """One use: what is written, and a text that is in what is sent if the row is done."""

    record: Record
    token: str = ""
    """Empty where an id stands for it: `$user` or `$account`. A ``#`` is another number each time,
    where the vendor may want a value to be the only one."""


def _text(field: str, *values: str) -> tuple[Entry, ...]:
    return tuple(Entry({field: value}, value) for value in values)


def _part(part: str, *values: str) -> tuple[Entry, ...]:
    return tuple(Entry({"address": {part: value}}, value) for value in values)


def _emails(kind: str) -> tuple[Entry, ...]:
    named = None if kind == UNTYPED else kind
    other = "work" if named == "personal" else "personal"
    one, two = f"{kind}.one@weir#.example", f"{kind}.two@weir#.example"
    return tuple(
        Entry({"email_addresses": entries}, one)
        for entries in (
            [address(one, named)],
            [address(one, named), address(two, named)],
            [address(one, named), address(one, other)],
            [address(one, other), address(one, named)],
        )
    )


def _phones(kind: str) -> tuple[Entry, ...]:
    named = None if kind == UNTYPED else kind
    one, two = "+12065550171", "+12065550172"
    return tuple(
        Entry({"phone_numbers": entries}, "2065550171")
        for entries in ([phone(one, named)], [phone(one, named), phone(two, named)])
    )


ENTRIES: Mapping[str, tuple[Entry, ...]] = {
    "account.name": _text("name", "Wexford Mill", "  Wexford  mILL "),
    "account.domain": _text("domain", "mill#.example", "Weir#.example", "www.weir#.example"),
    "account.owner_id": (Entry({"owner_id": "$user"}),),
    "account.account_id": (Entry({"account_id": "$account"}),),
    "contact.first_name": _text("first_name", "Clementine", "cleMENTINE"),
    "contact.last_name": _text("last_name", "Wexford", "McWEXFORD"),
    "contact.job_title": _text("job_title", "Keeper of the weir", "KEEPER of weirs"),
    "contact.owner_id": (Entry({"owner_id": "$user"}),),
    "contact.account_id": (Entry({"account_id": "$account"}),),
    "contact.address.street_1": _part("street_1", "17 Weir Lane"),
    "contact.address.street_2": _part("street_2", "Second floor, left"),
    "contact.address.city": _part("city", "Seattle", "Upper, Lower"),
    "contact.address.state": _part("state", "Washington", "Upper, Lower"),
    "contact.address.postal_code": _part("postal_code", "98109-0007"),
    "contact.address.country": _part("country", "Germany", "Upper, Lower"),
    **{f"contact.email_addresses.{kind}": _emails(kind) for kind in (*EMAIL_TYPES, UNTYPED)},
    **{f"contact.phone_numbers.{kind}": _phones(kind) for kind in (*PHONE_TYPES, UNTYPED)},
}


def entries_of(provider: Provider, row: str) -> tuple[Entry, ...]:
    """Give the requests that use a row; `KeyError` for a row that nobody has described."""
    noun, _, field = row.partition(".")
    if field != "custom_fields":
        return ENTRIES[row]
    example = dict(provider.examples.get(noun, STRANGE["custom_fields"]))
    return (Entry({"custom_fields": example}, str(next(iter(example)))), Entry(STRANGE))


def numbered(value: Any, number: int) -> Any:
    """Put a number in the place of every ``#``."""
    if isinstance(value, Mapping):
        return {key: numbered(inner, number) for key, inner in value.items()}
    if isinstance(value, list):
        return [numbered(inner, number) for inner in value]
    return value.replace("#", str(number)) if isinstance(value, str) else value


def differing(read: Record, asked: Record) -> list[str]:
    """List the fields of a written record that do not read back as written."""
    found = []
    for field, value in asked.items():
        if field == "custom_fields":
            held = all(_seen(it, read.get("raw_data")) for it in value.values())
        elif field == "address":
            held = read["address"] is not None and all(
                read["address"][part] == text for part, text in value.items()
            )
        elif isinstance(value, list):
            held = all(entry in read[field] for entry in value)
        elif field == "domain":
            held = (read[field] or "").casefold() == value.casefold()
        else:
            held = read[field] == value
        if not held:
            found.append(field)
    return found


def _seen(value: Any, raw: Any) -> bool:
    if raw == value:
        return True
    if isinstance(raw, Mapping):
        return any(_seen(value, inner) for inner in raw.values())
    return isinstance(raw, list) and any(_seen(value, inner) for inner in raw)
