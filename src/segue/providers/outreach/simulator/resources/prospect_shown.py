"""What a prospect shows that follows from other rows or other attributes."""

import hashlib
from typing import TYPE_CHECKING, Any

from segue.providers.outreach.simulator.resources.email_address import addresses_of

if TYPE_CHECKING:
    from segue.providers.outreach.simulator.org import Org
    from segue.providers.outreach.simulator.rows import Row

MONTHS = 12


def name(_: "Org", prospect: "Row") -> str | None:
    """Return first and last name; null where there is neither."""
    parts = [prospect.values.get(it) for it in ("firstName", "lastName")]
    return " ".join(part for part in parts if part) or None


def company(org: "Org", prospect: "Row") -> Any:
    """Return the account's name where there is an account, else what was written [OAS26]."""
    account = org.rows.get("account", prospect.refs["account"])
    return account.values["name"] if account else prospect.values.get("company")


def time_zone_iana(_: "Org", prospect: "Row") -> Any:
    """Return the time zone where it is in IANA's form."""
    zone = prospect.values.get("timeZone")
    return zone if zone and "/" in zone else None


def linked_in_slug(_: "Org", prospect: "Row") -> str | None:
    """Return the last part of a LinkedIn profile's address."""
    slug: str = (prospect.values.get("linkedInUrl") or "").partition("/in/")[2]
    return slug.strip("/") or None


def email_opted_out(_: "Org", prospect: "Row") -> bool:
    """Tell whether the prospect is opted out of e-mail, or in general [OAS26]."""
    return _opted_out(prospect, "emailsOptStatus")


def call_opted_out(_: "Org", prospect: "Row") -> bool:
    """Tell whether the prospect is opted out of calls, or in general [OAS26]."""
    return _opted_out(prospect, "callsOptStatus")


def contact_histogram(_: "Org", prospect: "Row") -> list[list[int]]:
    """Return contacts in and out for twelve months [OAS26]; replies are all in the last one."""
    return [[0, 0]] * (MONTHS - 1) + [[prospect.values["replyCount"], 0]]


def email_contacts(org: "Org", prospect: "Row") -> list[dict[str, Any]]:
    """Return the addresses as the database has them, in snake case [AB, AMP]."""
    return [_contact(prospect.id, row) for row in addresses_of(org, prospect.id)]


def account_name(org: "Org", prospect: "Row") -> Any:
    """Return the account's name."""
    return _of(org, prospect, "account", "name")


def company_industry(org: "Org", prospect: "Row") -> Any:
    """Return the account's industry."""
    return _of(org, prospect, "account", "industry")


def company_size(org: "Org", prospect: "Row") -> Any:
    """Return the account's number of employees."""
    return _of(org, prospect, "account", "numberOfEmployees")


def persona_name(org: "Org", prospect: "Row") -> Any:
    """Return the persona's name."""
    return _of(org, prospect, "persona", "name")


def stage_name(org: "Org", prospect: "Row") -> Any:
    """Return the stage's name."""
    return _of(org, prospect, "stage", "name")


def updater_id(_: "Org", prospect: "Row") -> int | None:
    """Return who changed the prospect last."""
    return prospect.refs["updater"]


def updater_type(_: "Org", prospect: "Row") -> str | None:
    """Return what kind of thing changed the prospect last."""
    return None if prospect.refs["updater"] is None else "User"


def _opted_out(prospect: "Row", status: str) -> bool:
    return bool(prospect.values["optedOut"]) or prospect.values.get(status) == "opted_out"


def _of(org: "Org", prospect: "Row", relationship: str, attribute: str) -> Any:
    row = org.rows.get(relationship, prospect.refs[relationship])
    return row.values.get(attribute) if row else None


def _contact(prospect: int, address: "Row") -> dict[str, Any]:
    values = address.values
    email = values["email"].casefold()
    return {
        "id": address.id,
        "prospect_id": prospect,
        "email": values["email"],
        "email_hash": _hash(email),
        "domain_hash": _hash(email.rpartition("@")[2]),
        "email_type": values["emailType"],
        "order": values["order"],
        "status": values["status"],
        "status_changed_at": values["statusChangedAt"],
        "bounced_at": values["bouncedAt"],
        "unsubscribed_at": values["unsubscribedAt"],
        "created_at": values["createdAt"],
        "updated_at": values["updatedAt"],
    }


def _hash(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()[:32]
