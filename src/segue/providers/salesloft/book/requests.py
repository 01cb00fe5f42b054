"""The requests of accounts, people and users."""

from typing import Any

from segue.providers.salesloft.paths import LARGEST_PAGE
from segue.spi.plan import Request


def account(account_id: str) -> Request:
    """Read one account."""
    return Request(method="GET", path=("v2", "accounts", account_id))


def person(person_id: str) -> Request:
    """Read one person."""
    return Request(method="GET", path=("v2", "people", person_id))


def found(collection: str, **query: Any) -> Request:
    """Read what a filter finds in a collection, up to 100 records."""
    return Request(method="GET", path=("v2", collection), query={**query, "per_page": LARGEST_PAGE})


def create(collection: str, body: dict[str, Any]) -> Request:
    """Make a record."""
    return Request(method="POST", path=("v2", collection), body=body)


def change(collection: str, record_id: str, body: dict[str, Any]) -> Request:
    """Change a record: keys that the body lacks are left alone."""
    return Request(method="PUT", path=("v2", collection, record_id), body=body)


def account_filter(*, name: str | None, domain: str | None) -> dict[str, Any]:
    """Choose the narrower filter. Domains are unique and in lower case; names are exact [S1]."""
    if domain is not None:
        return {"domain": domain.lower()}
    return {"name[]": [name]}


def email_filter(*addresses: str) -> dict[str, Any]:
    """Filter people by e-mail address: any of them.

    How the filter treats case is not documented, so an address goes in lower case too.
    """
    spellings = [spelling for each in addresses for spelling in (each, each.lower())]
    return {"email_addresses[]": list(dict.fromkeys(spellings))}
