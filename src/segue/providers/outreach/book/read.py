"""What Outreach returns of its book, in the wire's terms."""

from collections.abc import Mapping
from typing import Any, TypeGuard

from segue.model.account import AccountRead
from segue.model.contact import AddressRead, ContactRead, EmailAddressRead, PhoneNumberRead
from segue.model.user import MailboxRead, UserRead
from segue.providers.outreach.documents import Record, attributes
from segue.providers.outreach.values import count, flag, points_to, text, texts, time
from segue.spi.plan import identity

STREET: Mapping[str, str] = {
    "street_1": "addressStreet",
    "street_2": "addressStreet2",
    "city": "addressCity",
    "state": "addressState",
    "postal_code": "addressZip",
    "country": "addressCountry",
}
PHONES: Mapping[str, Any] = {
    "mobilePhones": "mobile",
    "homePhones": "home",
    "workPhones": "work",
    "otherPhones": "other",
    # The wire has no such type.
    "voipPhones": "other",
}
"""Where numbers stand, and the type they are read as."""

LAST = 1 << 62
"""Stands for the place of an address that has none."""


def account(record: Record) -> AccountRead:
    """Read an account. `trashedAt` is not documented on accounts, but seen there [AB]."""
    held = attributes(record)
    updated = time(held.get("updatedAt"))
    return AccountRead(
        id=str(record["id"]),
        owner_id=points_to(record, "owner"),
        name=text(held.get("name")),
        domain=text(held.get("domain")),
        created_at=time(held.get("createdAt")),
        updated_at=updated,
        is_deleted=held.get("trashedAt") is not None,
        last_modified_at=updated,
    )


def contact(record: Record) -> ContactRead:
    """Read a prospect. Outreach counts opens, clicks and replies, but no bounces [OAS26]."""
    held = attributes(record)
    updated = time(held.get("updatedAt"))
    return ContactRead(
        id=str(record["id"]),
        owner_id=points_to(record, "owner"),
        account_id=points_to(record, "account"),
        first_name=text(held.get("firstName")),
        last_name=text(held.get("lastName")),
        job_title=text(held.get("title")),
        address=_address(held),
        email_addresses=_emails(held),
        phone_numbers=[
            PhoneNumberRead(phone_number=number, phone_number_type=kind)
            for name, kind in PHONES.items()
            for number in texts(held.get(name))
        ],
        open_count=count(held.get("openCount")),
        click_count=count(held.get("clickCount")),
        reply_count=count(held.get("replyCount")),
        bounced_count=0,
        created_at=time(held.get("createdAt")),
        updated_at=updated,
        is_deleted=held.get("trashedAt") is not None,
        last_modified_at=updated,
    )


def user(record: Record) -> UserRead:
    """Read a user. Users are never deleted, they are locked [OAS26]."""
    held = attributes(record)
    updated = time(held.get("updatedAt"))
    return UserRead(
        id=str(record["id"]),
        first_name=text(held.get("firstName")),
        last_name=text(held.get("lastName")),
        email=text(held.get("email")),
        created_at=time(held.get("createdAt")),
        updated_at=updated,
        last_modified_at=updated,
        is_locked=flag(held.get("locked")),
    )


def mailbox(record: Record) -> MailboxRead:
    """Read a mailbox."""
    held = attributes(record)
    updated = time(held.get("updatedAt"))
    return MailboxRead(
        id=str(record["id"]),
        email=text(held.get("email")),
        user_id=points_to(record, "user") or identity(held.get("userId")),
        created_at=time(held.get("createdAt")),
        updated_at=updated,
        # Not documented, seen on live records [AB].
        is_deleted=held.get("deleteQueuedAt") is not None,
        last_modified_at=updated,
        is_disabled=_disabled(held),
    )


def _disabled(held: Record) -> bool | None:
    """Tell whether nothing can be sent. `sendState` is not documented, seen in 2026 [ONF]."""
    disabled, state = flag(held.get("sendDisabled")), text(held.get("sendState"))
    if disabled or (state is not None and state.upper() != "ENABLED"):
        return True
    return disabled


def _address(held: Record) -> AddressRead | None:
    found = {ours: text(held.get(theirs)) for ours, theirs in STREET.items()}
    return AddressRead(**found) if any(found.values()) else None


def _emails(held: Record) -> list[EmailAddressRead]:
    """Read addresses with their types, first to last.

    The types stand in `emailContacts`, which is on every live record and in no document [AB, AMP];
    where it is missing, the addresses are read without them.
    """
    listed = held.get("emailContacts")
    typed = [each for each in listed if isinstance(each, Mapping)] if _is_list(listed) else []
    kinds = {
        email: each.get("email_type")
        for each in sorted(typed, key=_place)
        if (email := text(each.get("email")))
    }
    known = {email.casefold() for email in kinds}
    untyped = [email for email in texts(held.get("emails")) if email.casefold() not in known]
    return [
        EmailAddressRead(
            email_address=email,
            email_address_type=kind if kind in ("work", "personal") else None,
        )
        for email, kind in (*kinds.items(), *((email, None) for email in untyped))
    ]


def _is_list(value: Any) -> TypeGuard[list[Any]]:
    return isinstance(value, list)


def _place(found: Record) -> int:
    order = found.get("order")
    return order if isinstance(order, int) else LAST


def addresses(record: Record) -> frozenset[str]:
    """Give a prospect's addresses as they are compared: case never tells two apart."""
    return frozenset(each.email_address.casefold() for each in _emails(attributes(record)))


def deleted(record: Record) -> bool:
    """Tell whether an account or a prospect is in the trash."""
    return attributes(record).get("trashedAt") is not None
