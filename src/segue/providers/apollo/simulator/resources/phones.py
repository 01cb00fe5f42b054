"""Telephone numbers: five fields in a request, one list in an answer."""

import re
from collections.abc import Mapping, Sequence
from typing import Any

from segue.providers.apollo.simulator.book import Frozen

# Field of a request -> type in `phone_numbers` [OAS][SG].
TYPES: Mapping[str, str] = {
    "direct_phone": "work_direct",
    "corporate_phone": "work_hq",
    "mobile_phone": "mobile",
    "home_phone": "home",
    "other_phone": "other",
}
_FEWEST, _MOST = 7, 15


def sanitized(raw: object) -> str | None:
    """Return a number as E.164, taken as North American without a `+`; None when it is none."""
    text = raw if isinstance(raw, str) else ""
    digits = re.sub(r"\D", "", text)
    if not text.strip().startswith("+") and len(digits) == 10:
        digits = f"1{digits}"
    return f"+{digits}" if _FEWEST <= len(digits) <= _MOST else None


def number(raw: str, type: str) -> dict[str, Any]:
    """Make a number of a contact."""
    return {"raw_number": raw, "sanitized_number": sanitized(raw), "type": type}


def number_row(number: Frozen, position: int) -> dict[str, Any]:
    """Return a number as `phone_numbers` lists it [OAS]."""
    return {
        **number,
        "position": position,
        "status": "no_status",
        "dnc_status": None,
        "dnc_other_info": {},
        "dialer_flags": None,
        "source_name": "User Managed",
        "vendor_validation_statuses": [],
        "third_party_vendor_name": None,
    }


def renumbered(before: Sequence[Frozen], sent: Mapping[str, Any]) -> list[Frozen]:
    """Return the numbers after a write: a field sent replaces its type, an empty one removes it."""
    written = {kind: sent[name] for name, kind in TYPES.items() if name in sent}
    left = [it for it in before if it["type"] not in written]
    new = [number(raw, kind) for kind, raw in written.items() if isinstance(raw, str) and raw]
    order = list(TYPES.values())
    return sorted([*left, *new], key=lambda it: _place(order, it["type"]))


def _place(order: Sequence[str], type: str) -> int:
    return order.index(type) if type in order else len(order)
