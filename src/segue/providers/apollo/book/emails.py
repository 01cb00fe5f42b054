"""Writing e-mail addresses: Apollo's single calls take one, and keep the others as they are.

`email` is the first address; others stand in `contact_emails`, which only the calls for many
contacts take, and of those only the one that makes them [OAS].
"""

from collections.abc import Sequence
from typing import Any

from segue.model.contact import UNTYPED, EmailAddress
from segue.model.warning import PlanWarning
from segue.providers.apollo.book import read
from segue.providers.apollo.book.losses import adjusted
from segue.providers.apollo.book.values import same
from segue.spi.numbered import Row

PRIMARY = "primary"
Entries = Sequence[EmailAddress] | None
Written = tuple[dict[str, Any], tuple[PlanWarning, ...]]


def new(entries: Entries) -> Written:
    """Give a new contact its address: the primary one, or else the first."""
    chosen = _chosen(entries)
    if chosen is None:
        return {}, ()
    warnings = [
        _retyped(place, entry)
        if same(entry.email_address, chosen.email_address)
        else _left(place, entry)
        for place, entry in enumerate(entries or ())
        if entry is not chosen or entry.email_address_type != PRIMARY
    ]
    return {"email": chosen.email_address}, tuple(warnings)


def _chosen(entries: Entries) -> EmailAddress | None:
    primary = (entry for entry in entries or () if entry.email_address_type == PRIMARY)
    return next(primary, next(iter(entries or ()), None))


def changed(entries: Entries, held: Row) -> Written:
    """Change a contact's address: what is held already is not sent again."""
    known = read.emails(held)
    first = next((each.email_address for each in known if each.email_address_type), None)
    others = [each.email_address for each in known if not each.email_address_type]
    if not entries:
        return ({"email": ""} if first else {}), _kept(others)
    wanted = next((each for each in entries if each.email_address_type == PRIMARY), None)
    if wanted is None and first is None and not others:
        wanted = entries[0]
    # The first address is replaced, not kept as another one.
    kept = wanted.email_address if wanted else first
    staying = [*others, *([kept] if kept else [])]
    warnings = [
        warning
        for place, entry in enumerate(entries)
        if entry is not wanted or entry.email_address_type != PRIMARY
        if (warning := _warning(place, entry, wanted, staying))
    ]
    sent = {} if wanted is None or kept == first else {"email": wanted.email_address}
    return sent, tuple(warnings)


def _warning(
    place: int, entry: EmailAddress, wanted: EmailAddress | None, held: Sequence[str]
) -> PlanWarning | None:
    if entry is wanted:
        return _retyped(place, entry)
    if any(same(entry.email_address, address) for address in held):
        return None if entry.email_address_type is None else _retyped(place, entry)
    return _left(place, entry)


def _kept(others: Sequence[str]) -> tuple[PlanWarning, ...]:
    if not others:
        return ()
    detail = f"Apollo's API takes the first address out only; {', '.join(others)} stay."
    row = "contact.email_addresses@null"
    return (adjusted("/email_addresses", row, "Other addresses stay", detail),)


def _retyped(place: int, entry: EmailAddress) -> PlanWarning:
    detail = f"{entry.email_address} is held, but Apollo keeps no type of an address."
    return adjusted(f"/email_addresses/{place}", _row(entry), "The type is not kept", detail)


def _left(place: int, entry: EmailAddress) -> PlanWarning:
    detail = (
        f"{entry.email_address} was left out: Apollo's API takes one address of a contact, its"
        " first."
    )
    return adjusted(f"/email_addresses/{place}", _row(entry), "An address was left out", detail)


def _row(entry: EmailAddress) -> str:
    return f"contact.email_addresses.{entry.email_address_type or UNTYPED}"
