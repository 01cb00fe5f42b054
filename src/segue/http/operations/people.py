"""Operations on users and mailboxes, which are only read."""

from segue.http import query
from segue.http.openapi import examples
from segue.http.openapi.describe import reading
from segue.http.operation import ROOT, Operation
from segue.http.routes import records

OPERATIONS = (
    Operation(
        id="listUsers",
        method="GET",
        path=f"{ROOT}/users",
        tag="users",
        summary="List users",
        endpoint=records.listing("user"),
        described=reading("A page.", "UserPage", examples.USER_PAGE, known=query.LIST),
        about="List the provider's users.",
    ),
    Operation(
        id="getUser",
        method="GET",
        path=f"{ROOT}/users/{{user_id}}",
        tag="users",
        summary="Get a user",
        endpoint=records.getting("user"),
        described=reading(
            "The user.", "User", examples.USER_READ, path=("UserId",), known=query.ONE
        ),
        about="Read one user.",
    ),
    Operation(
        id="listMailboxes",
        method="GET",
        path=f"{ROOT}/mailboxes",
        tag="mailboxes",
        summary="List mailboxes",
        endpoint=records.listing("mailbox"),
        described=reading("A page.", "MailboxPage", examples.MAILBOX_PAGE, known=query.LIST),
        about="List the mailboxes that the provider sends from.",
    ),
    Operation(
        id="getMailbox",
        method="GET",
        path=f"{ROOT}/mailboxes/{{mailbox_id}}",
        tag="mailboxes",
        summary="Get a mailbox",
        endpoint=records.getting("mailbox"),
        described=reading(
            "The mailbox.", "Mailbox", examples.MAILBOX_READ, path=("MailboxId",), known=query.ONE
        ),
        about="Read one mailbox.",
    ),
)
