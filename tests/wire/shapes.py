"""What the old wire's clients expect to read, written by hand, and not from the server's types.

A shape is a word, a list of one shape, or an object: every key must be there and no other, but
for a key that ends in ``?``, which may be absent. A word that ends in ``?`` may be null.
"""

import re
from collections.abc import Callable, Mapping
from typing import Any

Shape = str | list[Any] | Mapping[str, Any]

MOMENT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z")
CAMEL = re.compile(r"[a-z]+([A-Z][a-z]*)*")


def _number(value: Any) -> bool:
    return isinstance(value, (int, float)) and not isinstance(value, bool)


def _count(value: Any) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and value >= 0


def _metrics(value: Any) -> bool:
    return isinstance(value, dict) and all(
        CAMEL.fullmatch(key) and _number(number) for key, number in value.items()
    )


WORDS: Mapping[str, Callable[[Any], bool]] = {
    "id": lambda value: isinstance(value, str) and value != "",
    "text": lambda value: isinstance(value, str),
    "moment": lambda value: isinstance(value, str) and bool(MOMENT.fullmatch(value)),
    "bool": lambda value: isinstance(value, bool),
    "true": lambda value: value is True,
    "count": _count,
    "number": _number,
    "metrics": _metrics,
    "object": lambda value: isinstance(value, dict) and bool(value),
    "anything": lambda value: isinstance(value, dict),
    "team/private": lambda value: value in ("team", "private"),
    "email type": lambda value: value in ("primary", "personal", "work"),
    "phone type": lambda value: value in ("primary", "work", "home", "mobile", "other"),
    "step type": lambda value: (
        value in ("auto_email", "manual_email", "call", "task", "linkedin_send_message")
    ),
    "status": lambda value: (
        value in ("pending", "active", "paused", "finished", "failed", "removed")
    ),
    "check": lambda value: (
        value in ("enabled", "steps", "content", "approved", "schedule", "mailbox")
    ),
    "outcome": lambda value: (
        value in ("enrolled", "already_enrolled", "skipped", "failed", "unknown")
    ),
    "new": lambda value: value in ("enrolled", "already_enrolled"),
}

TIMES = {"created_at": "moment?", "updated_at": "moment?", "last_modified_at": "moment?"}
KEPT = {**TIMES, "is_deleted": "bool"}

ACCOUNT = {"id": "id", "owner_id": "id?", "name": "text?", "domain": "text?", **KEPT}
ADDRESS = {
    "street_1": "text?",
    "street_2": "text?",
    "city": "text?",
    "state": "text?",
    "postal_code": "text?",
    "country": "text?",
}
CONTACT = {
    "id": "id",
    "owner_id": "id?",
    "account_id": "id?",
    "first_name": "text?",
    "last_name": "text?",
    "job_title": "text?",
    "address": {"?": ADDRESS},
    "email_addresses": [{"email_address": "text", "email_address_type": "email type?"}],
    "phone_numbers": [{"phone_number": "text?", "phone_number_type": "phone type?"}],
    "open_count": "count",
    "click_count": "count",
    "reply_count": "count",
    "bounced_count": "count",
    **KEPT,
}
USER = {
    "id": "id",
    "first_name": "text?",
    "last_name": "text?",
    "email": "text?",
    "is_locked": "bool?",
    **KEPT,
}
MAILBOX = {"id": "id", "email": "text?", "user_id": "id?", "is_disabled": "bool?", **KEPT}
STEP = {
    "id?": "id",
    "name?": "text",
    "type": "step type",
    "interval_seconds?": "number",
    "date?": "text",
    "template?": {
        "id?": "id",
        "name?": "text",
        "subject?": "text",
        "body?": "text",
        "to?": ["text"],
        "cc?": ["text"],
        "bcc?": ["text"],
    },
    "is_reply?": "bool",
    "order?": "count",
    "task_note?": "text",
}
SEQUENCE = {
    "id": "id",
    "owner_id": "id?",
    "name": "text?",
    "is_enabled": "bool",
    "tags": ["text"],
    "num_steps": "count",
    "metrics": "metrics",
    "is_archived": "bool?",
    "share_type": "team/private",
    **KEPT,
}
STATE = {
    "id": "id",
    "state": "text?",
    "status": "status?",
    "contact_id": "id?",
    "sequence_id": "id?",
    "mailbox_id": "id?",
    "user_id": "id?",
    **KEPT,
}
TEMPLATE = {
    "id": "id",
    "name": "text?",
    "subject": "text?",
    "body": "text?",
    "to": {"?": ["text"]},
    "cc": {"?": ["text"]},
    "bcc": {"?": ["text"]},
    "owner_id": "id?",
    "is_archived": "bool?",
    **TIMES,
}
READINESS = {
    "sequence_id": "id",
    "ready": "bool",
    "checks": [{"name": "check", "ok": "bool?", "detail": "text", "todo": "text?"}],
}

WARNING = {
    "title": "text",
    "detail": "text",
    "problem_type": "text",
    "source": {"pointer": "text"},
    "capability?": "text",
}
CHANGED = {"warnings": [WARNING]}
CREATED = {"record": {"id": "id"}, **CHANGED}
ENROLLED = {"record": {"id": "id", "outcome": "new"}, **CHANGED}
BATCH = {
    "records": [
        {"id": "id", "contact_id": "id", "outcome": "new", "reason": "text?", "detail": "text?"}
    ],
    **CHANGED,
}
PLANNED = {"method": "text", "path": "text", "query?": "text", "body?": "anything"}
CALL = {
    **PLANNED,
    "name": "text",
    "optional?": "true",
    "only_if?": "object",
    "undo?": PLANNED,
    "repeated_until_found?": "true",
}
WINDOW = {
    "window": "text",
    "length_seconds": "count",
    "limit": "count?",
    "left": "count?",
    "resets_at": "text?",
    "known": "text",
}
COST = {
    "scope": "text",
    "reads": "count",
    "calls": "count",
    "windows": [WINDOW],
    "blocked_until": "text?",
}
DRY_RUN = {"reads": [PLANNED], "calls": [CALL], "cost": [COST], **CHANGED}
ERROR = {
    "id": "id",
    "title": "text",
    "detail": "text",
    "problem_type": "text",
    "code": "text",
    "status": "text",
    "source?": {"pointer": "text"},
    "meta": "object",
}
ERRORS = {"errors": [ERROR]}


def page(record: Shape) -> Shape:
    """Give the shape of a page."""
    pagination = {"next": "text?", "previous": "text?", "total_count?": "count"}
    return {"pagination": pagination, "records": [record], "warnings?": [WARNING]}


def raw(shape: Any) -> Shape:
    """Give the shape of what is read when raw data was asked for."""
    if "records" in shape:
        return {**shape, "records": [raw(shape["records"][0])]}
    return {**shape, "raw_data": "object"}


def faults(value: Any, shape: Any, at: str = "") -> list[str]:
    """Say where a value is not what a shape says."""
    if isinstance(shape, str):
        if value is None and shape.endswith("?"):
            return []
        fits = WORDS[shape.removesuffix("?")](value)
        return [] if fits else [f"{at or '/'} is {value!r}, not {shape}"]
    if isinstance(shape, list):
        if not isinstance(value, list):
            return [f"{at} is {value!r}, not a list"]
        return [
            fault for i, item in enumerate(value) for fault in faults(item, shape[0], f"{at}/{i}")
        ]
    if "?" in shape:
        return [] if value is None else faults(value, shape["?"], at)
    return _of_keys(value, shape, at)


def _of_keys(value: Any, shape: Mapping[str, Any], at: str) -> list[str]:
    if not isinstance(value, dict):
        return [f"{at or '/'} is {value!r}, not an object"]
    known = {key.removesuffix("?"): wanted for key, wanted in shape.items()}
    found = [f"{at}/{key} is no key of the wire" for key in value if key not in known]
    found += [f"{at}/{key} is missing" for key in shape if key[-1] != "?" and key not in value]
    for key, wanted in known.items():
        if key in value:
            found += faults(value[key], wanted, f"{at}/{key}")
    return found
