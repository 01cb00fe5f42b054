"""This folder's operations, by row, and what they need in the manifest."""

from collections.abc import Callable, Mapping
from typing import Any

from segue.kit import pointer
from segue.providers.outreach.book import accounts, contacts, read, searching
from segue.providers.outreach.book.finders import FINDERS
from segue.providers.outreach.documents import Record, one
from segue.providers.outreach.listing import listing
from segue.providers.outreach.pages import missing
from segue.spi.errors import ErrorRule
from segue.spi.operation import Get, Query, Read, RecordRead, Write, no_reads

__all__ = ["ERROR_RULES", "FINDERS", "QUERIES", "WRITES"]


def _get(collection: str, shown: Callable[[Record], Any]) -> Query[Get, RecordRead]:
    """Read one record of a collection."""

    def found(_ask: Get, answers: Any) -> RecordRead:
        record = pointer.get(answers["one"], "/data")
        return shown(record), record

    return Query(
        reads=lambda ask, answers: missing(
            (Read(name="one", request=one(collection, int(ask.id))),), answers
        ),
        read=found,
    )


WRITES: Mapping[str, Write[Any]] = {
    "account.create": Write(no_reads, accounts.plan_create),
    "account.update": Write(accounts.update_reads, accounts.plan_update),
    "account.upsert": Write(accounts.upsert_reads, accounts.plan_upsert),
    "contact.create": Write(no_reads, contacts.plan_create),
    "contact.update": Write(contacts.update_reads, contacts.plan_update),
    "contact.upsert": Write(contacts.upsert_reads, contacts.plan_upsert),
}
QUERIES: Mapping[str, Query[Any, Any]] = {
    "account.list": listing("accounts", read.account),
    "account.get": _get("accounts", read.account),
    "account.search": searching.account_search(),
    "contact.list": listing("prospects", read.contact),
    "contact.get": _get("prospects", read.contact),
    "contact.search": searching.contact_search(),
    "user.list": listing("users", read.user),
    "user.get": _get("users", read.user),
    "mailbox.list": listing("mailboxes", read.mailbox),
    "mailbox.get": _get("mailboxes", read.mailbox),
}

# Both come before anything is written: from the model's checks, and from the database's index
# where two writes raced [BAL].
ERROR_RULES: tuple[ErrorRule, ...] = (
    ErrorRule(status=422, contains="email hash has already been taken", reason="email_taken"),
    ErrorRule(status=422, contains="validationDuplicateValueError", reason="email_taken"),
    ErrorRule(status=422, contains="using an excluded email address", reason="email_excluded"),
)
"""Asked before the provider's general rules."""
