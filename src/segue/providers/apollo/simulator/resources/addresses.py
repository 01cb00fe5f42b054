"""E-mail addresses, and free text that names a place."""

import re
from collections.abc import Mapping
from functools import lru_cache
from hashlib import md5, sha256
from typing import Any

from segue.providers.apollo.simulator.book import Frozen

_EMAIL = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s.]+")
_FREE = frozenset({"gmail.com", "outlook.com", "yahoo.com"})
_ZONES: Mapping[str, str] = {
    "germany": "Europe/Berlin",
    "ireland": "Europe/Dublin",
    "japan": "Asia/Tokyo",
    "sweden": "Europe/Stockholm",
    "united states": "America/New_York",
}


def is_email(value: object) -> bool:
    """Tell whether a value can be an e-mail address."""
    return isinstance(value, str) and _EMAIL.fullmatch(value) is not None


def domain_of(email: object) -> str | None:
    """Return the domain of an address, in lower case; None when it is none."""
    return email.rpartition("@")[2].lower() if isinstance(email, str) and "@" in email else None


def entry(email: str, status: str | None, true_status: str | None) -> dict[str, Any]:
    """Make an address of a contact."""
    return {"email": email, "email_status": status, "email_true_status": true_status}


def entry_row(entry: Frozen, position: int) -> dict[str, Any]:
    """Return an address as `contact_emails` lists it [OAS]."""
    email, status = entry["email"], entry["email_status"]
    own = entry["email_true_status"] == "User Managed"
    return {
        **_hashes(email),
        **entry,
        "extrapolated_email_confidence": 0.6 if status == "extrapolated" else None,
        "position": position,
        "free_domain": is_free(email),
        "source": "User Managed" if own else "Apollo",
        "third_party_vendor_name": None,
        "vendor_validation_statuses": [],
        "email_needs_tickling": None,
        "email_status_unavailable_reason": None,
    }


def is_free(email: object) -> bool:
    """Tell whether an address is at a provider that anybody can join."""
    return domain_of(email) in _FREE


@lru_cache(maxsize=4096)
def _hashes(email: str) -> Mapping[str, str]:
    spelt = email.lower().encode()
    weak = md5(spelt, usedforsecurity=False).hexdigest()
    return {"email_md5": weak, "email_sha256": sha256(spelt).hexdigest()}


def place_of(raw: object) -> dict[str, str | None]:
    """Split free text such as `City, State, Country` into what a contact shows of it."""
    parts = [it.strip() for it in raw.split(",")] if isinstance(raw, str) and raw else []
    country = parts[-1] if len(parts) > 1 else None
    return {
        "present_raw_address": raw if parts and isinstance(raw, str) else None,
        "formatted_address": ", ".join(parts) or None,
        "city": parts[0] if parts else None,
        "state": parts[1] if len(parts) > 2 else None,
        "country": country,
        "time_zone": _ZONES.get((country or "").lower()),
    }
