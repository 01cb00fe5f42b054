"""Which contact a new one is taken for, in Apollo's order [OAS]."""

from collections.abc import Mapping
from typing import Any

from segue.providers.apollo.simulator.book import Frozen
from segue.providers.apollo.simulator.request import Request
from segue.providers.apollo.simulator.resources.addresses import domain_of
from segue.providers.apollo.simulator.resources.contact_rows import companies_of
from segue.providers.apollo.simulator.resources.contact_writes import titled


def match(request: Request, sent: Mapping[str, Any]) -> Frozen | None:
    """Return the first hit: by id, by any e-mail address, by name and company.

    The ids of a CRM and of a person stand between the first two; no contact here has any.
    """
    contacts = request.account.book.contacts
    if str(sent.get("id")) in contacts:
        return contacts[str(sent["id"])]
    return by_email(request, sent.get("email")) or _by_name(request, sent)


def by_email(request: Request, email: object) -> Frozen | None:
    """Return the contact that has an address, primary or not; letter case does not count."""
    if not isinstance(email, str) or not email:
        return None
    wanted = email.lower()
    for contact in request.account.book.contacts.values():
        if any(it["email"].lower() == wanted for it in contact["contact_emails"]):
            return contact
    return None


def _by_name(request: Request, sent: Mapping[str, Any]) -> Frozen | None:
    first, last = sent.get("first_name"), sent.get("last_name")
    if not first or not last:
        return None
    company = str(sent.get("organization_name") or "").strip().lower()
    companies = {company, domain_of(sent.get("email")) or ""} - {""}
    names = (titled(str(first)), titled(str(last)))
    for contact in request.account.book.contacts.values():
        same = (contact["first_name"], contact["last_name"]) == names
        if same and companies & companies_of(contact):
            return contact
    return None
