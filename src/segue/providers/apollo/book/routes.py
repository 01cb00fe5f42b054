"""Apollo's routes for accounts, contacts, users and mailboxes: every one is documented [OAS]."""

from collections.abc import Mapping
from typing import Any

from segue.spi.plan import Request, Segment

LARGEST_PAGE = 100
CEILING = 50_000
"""Apollo shows no account or contact beyond this one, whatever the page size [OAS]."""

CREATED = "created_at"
UPDATED = "updated_at"


def search(
    noun: str,
    *,
    page: int = 1,
    per_page: int = LARGEST_PAGE,
    keywords: str | None = None,
    by: str = CREATED,
    ascending: bool = True,
) -> Request:
    """List accounts or contacts, sorted; `keywords` narrows without being exact.

    Of an account they are looked for in its name alone [OAS].
    """
    narrowed = {} if keywords is None else {KEYWORDS[noun]: keywords}
    order = {"sort_by_field": f"{noun}_{by}", "sort_ascending": ascending}
    body = {**narrowed, **order, "page": page, "per_page": per_page}
    return Request(method="POST", path=(f"{noun}s", "search"), body=body)


KEYWORDS = {"account": "q_organization_name", "contact": "q_keywords"}


def one(noun: str, id: Segment) -> Request:
    """Read an account or a contact. One that is not there is a 422, not a 404 [OAS]."""
    return Request(method="GET", path=(f"{noun}s", id))


def make(noun: str, body: Mapping[str, Any]) -> Request:
    """Make an account or a contact; the answer is 200 [OAS]."""
    return Request(method="POST", path=(f"{noun}s",), body=body)


def change(noun: str, id: Segment, body: Mapping[str, Any]) -> Request:
    """Change what `body` names of an account or a contact, and nothing else [OAS]."""
    return Request(method="PATCH", path=(f"{noun}s", id), body=body)


def own(contact_id: Segment, owner_id: str) -> Request:
    """Give a contact its owner: the calls that make or change one have no field for it [OAS]."""
    query = {"contact_ids[]": [contact_id], "owner_id": owner_id}
    return Request(method="POST", path=("contacts", "update_owners"), query=query)


def users(page: int, per_page: int = LARGEST_PAGE) -> Request:
    """List users, in an order that cannot be chosen [OAS]."""
    return Request(
        method="GET", path=("users", "search"), query={"page": page, "per_page": per_page}
    )


def mailboxes() -> Request:
    """List every mailbox of the team in one answer [OAS]."""
    return Request(method="GET", path=("email_accounts",))
