"""Which rows of the capability table a written account, contact or enrolment relies on."""

from collections.abc import Iterator
from functools import lru_cache
from typing import Final, TypeVar

from segue.model.account import AccountWrite
from segue.model.contact import UNTYPED, AddressWrite, ContactWrite
from segue.model.state import Allowance, StateCreate
from segue.model.wire import Written
from segue.spi.capability import LISTS, NULL, Used

Entry = TypeVar("Entry")

MOST_PLACES: Final = 4_000
"""Those of the largest batch, for contacts of a few kinds. All contacts of a job are mostly alike,
and there are a hundred thousand of them."""


def used_by_account(record: AccountWrite, *, changing: bool) -> tuple[Used, ...]:
    """Name the rows that writing `record` relies on. Null counts only where it clears."""
    return tuple(_plain(record, "account", "", changing=changing))


def used_by_contact(record: ContactWrite, *, changing: bool) -> tuple[Used, ...]:
    """Name the rows that writing `record` relies on. Null counts only where it clears."""
    return (
        *_plain(record, "contact", "", changing=changing),
        *(_address(record.address, changing=changing) if record.address else ()),
        *(
            (f"contact.email_addresses.{entry.email_address_type or UNTYPED}", place)
            for place, entry in _entries("email_addresses", record.email_addresses)
        ),
        *(
            (f"contact.phone_numbers.{entry.phone_number_type or UNTYPED}", place)
            for place, entry in _entries("phone_numbers", record.phone_numbers)
            if entry.phone_number is not None or changing
        ),
    )


def _plain(record: Written, noun: str, at: str, *, changing: bool) -> Iterator[Used]:
    for field in type(record).model_fields:
        value = getattr(record, field)
        if field not in record.model_fields_set:
            continue
        if value is None or (field in LISTS and value == []):
            if changing:
                yield f"{noun}.{field}{NULL}", f"{at}/{field}"
        elif field not in LISTS and value != {}:
            yield f"{noun}.{field}", f"{at}/{field}"


def _address(address: AddressWrite, *, changing: bool) -> Iterator[Used]:
    return _plain(address, "contact.address", "/address", changing=changing)


def _entries(field: str, entries: list[Entry] | None) -> Iterator[tuple[str, Entry]]:
    for i, entry in enumerate(entries or ()):
        yield f"/{field}/{i}", entry


def used_by_state(record: StateCreate, at: str = "") -> tuple[Used, ...]:
    """Name the rows that enrolling relies on."""
    mailbox, user = record.mailbox_id is not None, record.user_id is not None
    return _used_by_state(mailbox, user, tuple(record.allow or ()), at)


@lru_cache(maxsize=MOST_PLACES)
def _used_by_state(
    mailbox: bool,  # noqa: FBT001 -- whether it is given
    user: bool,  # noqa: FBT001
    allowed: tuple[Allowance, ...],
    at: str,
) -> tuple[Used, ...]:
    given = ("contact_id", "sequence_id", *(("mailbox_id",) * mailbox), *(("user_id",) * user))
    return (
        *((f"state.{field}", f"{at}/{field}") for field in given),
        *((f"state.allow.{block}", f"{at}/allow/{i}") for i, block in enumerate(allowed)),
    )
