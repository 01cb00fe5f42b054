"""Apollo's routes for contacts in sequences.

Adding, leaving, one contact and the search of contacts are documented [OAS]; the filter
`emailer_campaign_ids` of that search and the change of one contact's status are not.
"""

from collections.abc import Sequence
from typing import Any

from segue.providers.apollo.paths import LARGEST_PAGE
from segue.spi.plan import Request


def contact(contact_id: str) -> Request:
    """Read a contact, with an entry for every sequence that it is in."""
    return Request(method="GET", path=("contacts", contact_id))


def within(sequence_id: str, *, page: int = 1, per_page: int = LARGEST_PAGE) -> Request:
    """List the contacts of a sequence, the oldest first.

    The filter is in no document; it was seen to work, and to be echoed, in 2026 [AUD].
    """
    body = {
        "emailer_campaign_ids": [sequence_id],
        "sort_by_field": "contact_created_at",
        "sort_ascending": True,
        "page": page,
        "per_page": per_page,
    }
    return Request(method="POST", path=("contacts", "search"), body=body)


def add(sequence_id: str, contact_ids: Sequence[str], **settings: Any) -> Request:
    """Enrol contacts. The JSON key is plain: ``contact_ids[]`` is refused [VCR]."""
    body = {
        "emailer_campaign_id": sequence_id,
        "contact_ids": list(contact_ids),
        **settings,
    }
    return Request(
        method="POST", path=("emailer_campaigns", sequence_id, "add_contact_ids"), body=body
    )


def leave(sequence_id: str, contact_id: str, mode: str) -> Request:
    """Finish or remove one contact. The path has no id; with one it is a 404 [ADEL]."""
    body = {"emailer_campaign_ids": [sequence_id], "contact_ids": [contact_id], "mode": mode}
    return Request(
        method="POST", path=("emailer_campaigns", "remove_or_stop_contact_ids"), body=body
    )


def change(sequence_id: str, contact_id: str, status: str) -> Request:
    """Pause or resume one contact; in no document, seen in one client of 2026 [VAL]."""
    body = {"contact_ids": [contact_id], "status": status}
    return Request(
        method="POST", path=("emailer_campaigns", sequence_id, "change_contact_statuses"), body=body
    )
