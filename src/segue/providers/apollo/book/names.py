"""Names, titles and accounts of contacts, which have a field of their own at Apollo."""

import re
from typing import Any

from segue.model.contact import ContactWrite
from segue.model.warning import PlanWarning
from segue.providers.apollo.book.losses import adjusted
from segue.providers.apollo.book.values import text
from segue.spi.numbered import Row

Written = tuple[dict[str, Any], tuple[PlanWarning, ...]]

FIELDS = {
    "first_name": "first_name",
    "last_name": "last_name",
    "job_title": "title",
    "account_id": "account_id",
}
"""Our field, and Apollo's [OAS]."""

CASED = ("first_name", "last_name")
WORD = re.compile(r"[^\W\d_]+")


def new(given: ContactWrite) -> Written:
    """Give a new contact its names, title and account."""
    return _warned({field: value for field, value in _named(given).items() if value is not None})


def changed(given: ContactWrite, held: Row) -> Written:
    """Change what is not so already; an empty text clears."""
    differing = {
        field: value or ""
        for field, value in _named(given).items()
        if (value or None) != text(held.get(field))
    }
    return _warned(differing)


def _named(given: ContactWrite) -> dict[str, str | None]:
    return {
        field: getattr(given, ours)
        for ours, field in FIELDS.items()
        if ours in given.model_fields_set
    }


def _warned(body: dict[str, Any]) -> Written:
    # ``API`` became ``Api`` (seen live [VCR]).
    warnings = tuple(
        adjusted(
            f"/{field}",
            f"contact.{field}",
            "Apollo may change the case of this name",
            f"{name!r} is sent as it is, but Apollo writes names with a capital and small letters.",
        )
        for field in CASED
        if (name := body.get(field)) and any(map(_recased, WORD.findall(name)))
    )
    return body, warnings


def _recased(word: str) -> bool:
    return word != word.capitalize() and word.upper() != word.lower()
