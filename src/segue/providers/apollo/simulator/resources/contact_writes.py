"""What writing to a contact does, whichever call it comes by."""

import re
from collections.abc import Callable, Mapping
from typing import Any

from segue.providers.apollo.simulator.book import Frozen
from segue.providers.apollo.simulator.refusals import bad_id
from segue.providers.apollo.simulator.request import Request, ordered
from segue.providers.apollo.simulator.resources.addresses import entry, is_email, place_of
from segue.providers.apollo.simulator.resources.custom_values import written
from segue.providers.apollo.simulator.resources.lists import labels_named
from segue.providers.apollo.simulator.resources.phones import TYPES, renumbered
from segue.providers.apollo.simulator.stamps import zulu

SINGLE = frozenset(
    {
        "first_name",
        "last_name",
        "title",
        "email",
        "organization_name",
        "website_url",
        "account_id",
        "contact_stage_id",
        "present_raw_address",
        "label_names",
        "typed_custom_fields",
        *TYPES,
    }
)
"""What the single calls take [OAS]; `website_url` only helps to find the employer."""
BULK_UPDATE = frozenset(
    {
        "first_name",
        "last_name",
        "email",
        "title",
        "organization_name",
        "owner_id",
        "account_id",
        "present_raw_address",
        "linkedin_url",
        "typed_custom_fields",
    }
)
"""What a row of bulk_update takes [OAS]."""
BULK_CREATE = frozenset(
    {
        *BULK_UPDATE,
        "contact_stage_id",
        "phone",
        "primary_title",
        "contact_emails",
        "phone_numbers",
        *TYPES,
    }
)
"""What a row of bulk_create takes [OAS], of what is kept here."""
_TEXTS = ("title", "organization_name", "linkedin_url")
_IDS = ("account_id", "contact_stage_id", "owner_id")
_PART = re.compile(r"[^\s-]+")


def writable(request: Request, fields: frozenset[str]) -> frozenset[str]:
    """Return what the single calls take, with what clients send and no document lists."""
    more = set()
    if request.switch("contact_owner_on_single", "written"):
        more.add("owner_id")
    if request.switch("linkedin_on_single", "written"):
        more.add("linkedin_url")
    return fields | more


def check_contact(request: Request, sent: Mapping[str, Any]) -> None:
    """Refuse the ids of rows that are not there."""
    account, book = request.account, request.account.book
    known = (
        ("account_id", book.accounts),
        ("contact_stage_id", book.contact_stages),
        ("owner_id", account.users),
    )
    for key, rows in known:
        if sent.get(key) and str(sent[key]) not in rows:
            raise bad_id(sent[key])


def written_contact(request: Request, contact: Frozen, sent: Mapping[str, Any]) -> dict[str, Any]:
    """Return a contact with what was sent: an empty value clears, an absent one changes nothing.

    Lists named are created. Nothing is stored here.
    """
    row = dict(contact)
    for key in sent:
        if key in _WRITES:
            _WRITES[key](request, row, sent)
    if TYPES.keys() & sent.keys():
        row["phone_numbers"] = renumbered(row["phone_numbers"], sent)
    first = row["phone_numbers"][0] if row["phone_numbers"] else {}
    row["sanitized_phone"] = first.get("sanitized_number")
    row["name"] = " ".join(it for it in (row["first_name"], row["last_name"]) if it)
    return row


def touched(request: Request, row: dict[str, Any]) -> dict[str, Any]:
    """Return a contact as changed just now."""
    return {**row, "updated_at": zulu(request.now), "queued_for_crm_push": False}


def titled(name: str) -> str:
    """Spell a name as Apollo stores it: `API` becomes `Api` [VCR]."""
    return _PART.sub(lambda part: part[0][:1].upper() + part[0][1:].lower(), name.strip())


def _name(key: str) -> Callable[[Request, dict[str, Any], Mapping[str, Any]], None]:
    def write(_: Request, row: dict[str, Any], sent: Mapping[str, Any]) -> None:
        row[key] = titled(str(sent[key])) if sent[key] else None

    return write


def _text(key: str) -> Callable[[Request, dict[str, Any], Mapping[str, Any]], None]:
    def write(_: Request, row: dict[str, Any], sent: Mapping[str, Any]) -> None:
        row[key] = str(sent[key]) if sent[key] else None

    return write


def _email(request: Request, row: dict[str, Any], sent: Mapping[str, Any]) -> None:
    """An address from a caller counts as verified; a later one is not verified anew [VCR][OAS].

    What is no address is ignored.
    """
    email = sent["email"]
    if email is None or email == "":
        row.update(email=None, email_status=None, email_true_status=None, email_from_customer=None)
        row["contact_emails"] = []
        return
    if not is_email(email):
        return
    if request.switch("email_case", "lowered"):
        email = email.lower()
    if row["email"] is None:
        row.update(email_status="verified", email_true_status="User Managed")
    row.update(email=email, email_from_customer=True)
    main = entry(email, row["email_status"], row["email_true_status"])
    others = [it for it in row["contact_emails"][1:] if it["email"] != email]
    row["contact_emails"] = [main, *others]


def _emails(_: Request, row: dict[str, Any], sent: Mapping[str, Any]) -> None:
    """Further addresses, in a row of bulk_create."""
    known = {it["email"] for it in row["contact_emails"]}
    for each in sent["contact_emails"] or ():
        email = each.get("email") if isinstance(each, dict) else None
        if is_email(email) and email not in known:
            more = entry(str(email), "verified", "User Managed")
            row["contact_emails"] = [*row["contact_emails"], more]
    if row["email"] is None and row["contact_emails"]:
        row.update(email=row["contact_emails"][0]["email"], email_status="verified")
        row.update(email_true_status="User Managed", email_from_customer=True)


def _place(_: Request, row: dict[str, Any], sent: Mapping[str, Any]) -> None:
    row.update(place_of(sent["present_raw_address"]))


def _labels(request: Request, row: dict[str, Any], sent: Mapping[str, Any]) -> None:
    """Lists sent replace the lists there were [OAS]."""
    row["label_ids"] = labels_named(request, ordered(sent, "label_names"), "contacts")


def _custom(request: Request, row: dict[str, Any], sent: Mapping[str, Any]) -> None:
    merged = request.switch("custom_fields_update", "merged")
    before, values = row["typed_custom_fields"], sent["typed_custom_fields"]
    book = request.account.book
    row["typed_custom_fields"] = written(book, "contact", before, values, merged=merged)


_WRITES: Mapping[str, Callable[[Request, dict[str, Any], Mapping[str, Any]], None]] = {
    "first_name": _name("first_name"),
    "last_name": _name("last_name"),
    **{key: _text(key) for key in (*_TEXTS, *_IDS)},
    "email": _email,
    "contact_emails": _emails,
    "present_raw_address": _place,
    "label_names": _labels,
    "typed_custom_fields": _custom,
}
