"""How to see whether an account, a contact or an address was made whose answer was lost."""

import re
from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from segue.kit.clock import parse_iso
from segue.providers.outreach.book import read, searching, sending
from segue.providers.outreach.documents import Identity, Record, attributes, many, records
from segue.providers.outreach.lookups import NEWEST
from segue.providers.outreach.values import text
from segue.spi.plan import Finder, Lookup, Match

NAMES = ("firstName", "lastName", "title", "externalId")


def made_account(sent: Record, *, now: datetime) -> Lookup | None:
    """Look for an account of that name and domain, made since; None where it would not be listed.

    Only named accounts are listed [OAS26]; those made through the API are named unless they say
    otherwise [AMP].
    """
    if sent.get("named", True) is not True:
        return None
    asked = {name: sent.get(name) for name in ("name", "domain")}
    return Lookup(
        request=many("accounts", sending.since(now), sort=NEWEST),
        find="account",
        asked=asked,
        crowded=True,
    )


def made_contact(sent: Record, *, now: datetime) -> Lookup:
    """Look for a prospect with that address, which no other may have [BAL]; or of that name."""
    emails = sent.get("emails") or ()
    if emails:
        request = many("prospects", searching.contacts(emails[:1]))
        return Lookup(request=request, find="contact", asked={"email": emails[0]}, crowded=True)
    return Lookup(
        request=many("prospects", sending.since(now), sort=NEWEST),
        find="contact_without_email",
        asked={name: sent.get(name) for name in NAMES},
        crowded=True,
    )


def made_email(prospect: Identity, email: str, *, known: Iterable[int]) -> Lookup:
    """Look for an address of that prospect."""
    return Lookup(
        request=many("emailAddresses", {"filter[prospect][id]": prospect}),
        find="contact_email",
        asked={"email": email, "known": list(known)},
    )


def email_gone(prospect: int, id: int) -> Lookup:
    """Look whether an address has been taken away from that prospect."""
    return Lookup(
        request=many("emailAddresses", {"filter[prospect][id]": prospect}),
        find="contact_email_gone",
        asked={"email_address": id},
    )


def _match(record: Record) -> Match:
    return Match(
        id=str(record["id"]),
        answer={"data": record},
        made_at=parse_iso(attributes(record).get("createdAt")),
    )


def _alike(held: Any, sent: Any) -> bool:
    return (text(held) or "").strip() == (text(sent) or "").strip()


def _host(domain: Any) -> str:
    """Give a domain without what Outreach may add to it or take away."""
    bare = re.sub(r"^(https?://)?(www\.)?", "", (text(domain) or "").strip().lower())
    return bare.split("/")[0]


def find_account(asked: Mapping[str, Any], answer: Any) -> tuple[Match, ...]:
    """Find accounts of that name and domain."""
    return tuple(
        _match(record)
        for record in records(answer)
        if _alike(attributes(record).get("name"), asked["name"])
        and _host(attributes(record).get("domain")) == _host(asked["domain"])
    )


def find_contact(asked: Mapping[str, Any], answer: Any) -> tuple[Match, ...]:
    """Find the prospect with that address."""
    email = asked["email"].casefold()
    return tuple(_match(record) for record in records(answer) if email in read.addresses(record))


def find_contact_without_email(asked: Mapping[str, Any], answer: Any) -> tuple[Match, ...]:
    """Find prospects of that name that have no address."""
    return tuple(
        _match(record)
        for record in records(answer)
        if not read.addresses(record)
        and all(_alike(attributes(record).get(name), value) for name, value in asked.items())
    )


def find_email(asked: Mapping[str, Any], answer: Any) -> tuple[Match, ...]:
    """Find an address that was not known before."""
    known = {str(each) for each in asked["known"]}
    return tuple(
        _match(record)
        for record in records(answer)
        if str(record["id"]) not in known
        and (text(attributes(record).get("email")) or "").casefold() == asked["email"].casefold()
    )


def find_email_gone(asked: Mapping[str, Any], answer: Any) -> tuple[Match, ...]:
    """Find that the address is no longer listed: one match then, none while it is."""
    gone = asked["email_address"]
    listed = answer.get("data") if isinstance(answer, Mapping) else None
    if not isinstance(listed, list) or any(str(each["id"]) == str(gone) for each in listed):
        return ()
    return (Match(id=f"{gone} gone", answer={}),)


FINDERS: Mapping[str, Finder] = {
    "account": find_account,
    "contact": find_contact,
    "contact_without_email": find_contact_without_email,
    "contact_email": find_email,
    "contact_email_gone": find_email_gone,
}
