"""This folder's operations, by row, and what they need in the manifest."""

from collections.abc import Mapping
from typing import Any

from segue.providers.apollo.book import (
    account_writes,
    accounts,
    by_email,
    contact_writes,
    contacts,
    held,
    made,
    users,
)
from segue.spi.errors import ErrorRule
from segue.spi.operation import Query, Write
from segue.spi.plan import Finder

WRITES: Mapping[str, Write[Any]] = {
    "account.create": account_writes.CREATE,
    "account.update": account_writes.UPDATE,
    "account.upsert": account_writes.UPSERT,
    "contact.create": contact_writes.CREATE,
    "contact.update": contact_writes.UPDATE,
    "contact.upsert": contact_writes.UPSERT,
}
QUERIES: Mapping[str, Query[Any, Any]] = {
    "account.get": accounts.GET,
    "account.list": accounts.LIST,
    "account.search": accounts.SEARCH,
    "contact.get": contacts.GET,
    "contact.list": contacts.LIST,
    "contact.search": by_email.SEARCH,
    "mailbox.get": users.GET_MAILBOX,
    "mailbox.list": users.LIST_MAILBOXES,
    "user.get": users.GET_USER,
    "user.list": users.LIST_USERS,
}
FINDERS: Mapping[str, Finder] = {
    "account_held": held.account,
    "contact_held": held.contact,
    "listed_account": made.listed_account,
    "listed_contact": made.listed_contact,
    "new_account": made.account,
    "new_contact": made.contact,
    "no_account": made.no_account,
    "no_contact": made.no_contact,
}

ONE = r"/(?:accounts|contacts)/[0-9a-fA-F]{24}$"
ERROR_RULES: tuple[ErrorRule, ...] = (
    # Apollo answers 422 where others answer 404 [OAS].
    ErrorRule(status=422, contains="does not exist in Apollo", path=ONE, reason="not_found"),
    ErrorRule(status=422, contains="has been deleted", path=ONE, reason="deleted"),
    ErrorRule(status=422, contains="as it is deleted", path=ONE, reason="deleted"),
    ErrorRule(status=422, contains="not authorized to view", path=ONE, reason="no_permission"),
    ErrorRule(
        status=422, contains="misconfigured. id is not a valid ID", path=ONE, reason="not_found"
    ),
    ErrorRule(
        status=422,
        contains="misconfigured. account_id is not a valid ID",
        path=ONE,
        reason="account_not_found",
    ),
)
"""Asked before the provider's general rules."""
