"""Names, titles and accounts of contacts, which have a field of their own at Apollo."""

import re
from typing import Any

from segue.model.contact import ContactWrite
from segue.model.warning import PlanWarning
from segue.providers.apollo.book.losses import adjusted

FIELDS = {
    "first_name": "first_name",
    "last_name": "last_name",
    "job_title": "title",
    "account_id": "account_id",
}
"""Our field, and Apollo's [OAS]."""

CASED = ("first_name", "last_name")
WORD = re.compile(r"[^\W\d_]+")


def plain(given: ContactWrite) -> dict[str, Any]:
    """Give what the record says of these fields, null included, by Apollo's names."""
    return {
        field: getattr(given, ours)
        for ours, field in FIELDS.items()
        if ours in given.model_fields_set
    }


def warnings(given: ContactWrite) -> tuple[PlanWarning, ...]:
    """Warn of names that Apollo does not keep as they are: ``API`` became ``Api`` (live [VCR])."""
    return tuple(
        adjusted(
            f"/{field}",
            f"contact.{field}",
            "Apollo may change the case of this name",
            f"{name!r} is sent as it is, but Apollo writes names with a capital and small letters.",
        )
        for field in CASED
        if (name := getattr(given, field)) and any(map(_recased, WORD.findall(name)))
    )


def _recased(word: str) -> bool:
    return word != word.capitalize() and word.upper() != word.lower()
