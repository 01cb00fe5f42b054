"""Operations on users and mailboxes, which are only read."""

from segue.http.openapi import examples
from segue.http.operations.alike import gets, lists

OPERATIONS = (
    lists("user", "users", "User", examples.USER_PAGE, "List the provider's users."),
    gets("user", "users", "User", examples.USER_READ, "Read one user."),
    lists(
        "mailbox",
        "mailboxes",
        "Mailbox",
        examples.MAILBOX_PAGE,
        "List the mailboxes that the provider sends from.",
    ),
    gets("mailbox", "mailboxes", "Mailbox", examples.MAILBOX_READ, "Read one mailbox."),
)
