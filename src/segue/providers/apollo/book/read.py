"""Reading accounts, contacts, users and mailboxes: from Apollo's records to ours."""

from typing import Any

from segue.model.account import AccountRead
from segue.model.contact import (
    AddressRead,
    ContactRead,
    EmailAddressRead,
    PhoneNumberRead,
    PhoneType,
)
from segue.model.user import MailboxRead, UserRead
from segue.providers.apollo.book.values import identity, number, records, same, text, time
from segue.spi.numbered import Row

PHONES: dict[str, PhoneType] = {
    "work_direct": "primary",
    "work_hq": "work",
    "work": "work",
    "mobile": "mobile",
    "home": "home",
    "other": "other",
}
"""Apollo's types of numbers [OAS][SG]. `direct_phone`, which it calls the primary number, reads as
work_direct [OAS]."""

PARTS = {
    "street_1": "street_address",
    "city": "city",
    "state": "state",
    "postal_code": "postal_code",
    "country": "country",
}
"""Our parts of an address, and the fields that Apollo shows them in."""

LAST = 10_000
"""The place of an entry that has none."""


def account(row: Row) -> AccountRead:
    """Read an account. Apollo shows no time of change on it, though it can sort by one [SG]."""
    return AccountRead(
        id=str(row["id"]),
        owner_id=identity(row.get("owner_id")),
        name=text(row.get("name")),
        domain=text(row.get("domain")),
        created_at=time(row.get("created_at")),
        updated_at=None,
        last_modified_at=None,
    )


def contact(row: Row) -> ContactRead:
    """Read a contact. Apollo counts no e-mails on it, so the counts are 0."""
    changed = time(row.get("updated_at"))
    return ContactRead(
        id=str(row["id"]),
        owner_id=identity(row.get("owner_id")),
        account_id=identity(row.get("account_id")),
        first_name=text(row.get("first_name")),
        last_name=text(row.get("last_name")),
        job_title=text(row.get("title")),
        address=address(row),
        email_addresses=emails(row),
        phone_numbers=[
            PhoneNumberRead(phone_number=spelled, phone_number_type=kind)
            for kind, spelled, _ in phones(row)
        ],
        open_count=0,
        click_count=0,
        reply_count=0,
        bounced_count=0,
        created_at=time(row.get("created_at")),
        updated_at=changed,
        is_deleted=row.get("deleted") is True,
        last_modified_at=changed,
    )


def address(row: Row) -> AddressRead | None:
    """Read the parts that Apollo has worked out of an address; None where it has none."""
    found = {part: text(row.get(field)) for part, field in PARTS.items()}
    return AddressRead(**found) if any(found.values()) else None


def emails(row: Row) -> list[EmailAddressRead]:
    """Read the addresses: the one of `email` is the primary one, the others have no type."""
    primary = text(row.get("email"))
    found = [primary] if primary else []
    others = sorted(records(row.get("contact_emails")), key=_position)
    for other in (text(entry.get("email")) for entry in others):
        if other and not any(same(other, known) for known in found):
            found.append(other)
    return [
        EmailAddressRead(
            email_address=each, email_address_type="primary" if each == primary else None
        )
        for each in found
    ]


def _position(entry: Row) -> int:
    place = number(entry.get("position"))
    return LAST if place is None else place


Held = tuple[PhoneType | None, str, frozenset[str]]
"""A number's type of ours, the number, and every spelling that Apollo shows of it."""


def phones(row: Row) -> list[Held]:
    """Read the numbers, in E.164 where Apollo could make sense of them."""
    found: list[Held] = []
    for entry in sorted(records(row.get("phone_numbers")), key=_position):
        spellings = [text(entry.get(field)) for field in ("sanitized_number", "raw_number")]
        known = [spelling for spelling in spellings if spelling]
        if known:
            found.append((PHONES.get(str(entry.get("type"))), known[0], frozenset(known)))
    return found


def user(row: Row) -> UserRead:
    """Read a user. Apollo shows no time of change on it, and no lock but its deletion [OAS]."""
    return UserRead(
        id=str(row["id"]),
        first_name=text(row.get("first_name")),
        last_name=text(row.get("last_name")),
        email=text(row.get("email")),
        created_at=time(row.get("created_at")),
        updated_at=None,
        is_deleted=row.get("deleted") is True,
        last_modified_at=None,
        is_locked=None,
    )


def mailbox(row: Row) -> MailboxRead:
    """Read a mailbox. `last_synced_at` tells when mail was fetched, not when it was changed."""
    return MailboxRead(
        id=str(row["id"]),
        email=text(row.get("email")),
        user_id=identity(row.get("user_id")),
        created_at=time(row.get("created_at")),
        updated_at=None,
        last_modified_at=None,
        is_disabled=_disabled(row.get("active"), row.get("revoked_at")),
    )


def _disabled(active: Any, revoked_at: Any) -> bool | None:
    # `active` stays true on a mailbox whose access was revoked [VCR][AUD2]. One with an error text
    # was seen to go on sending [AUD2], so an error alone does not count.
    if revoked_at is not None:
        return True
    return not active if isinstance(active, bool) else None
