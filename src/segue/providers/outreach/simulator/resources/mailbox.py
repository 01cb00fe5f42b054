"""Mailboxes. Making one needs real mail credentials, which no test has here; secrets never show.

`sendState` and `syncState` are in live answers but in no specification [ONF]; numbers are
those of a live record [AB].
"""

from typing import TYPE_CHECKING

from segue.providers.outreach.simulator.errors import Refused, attribute_invalid
from segue.providers.outreach.simulator.table import (
    WHEN,
    Attribute,
    Relationship,
    Resource,
    computed,
    linked,
    moments,
    to_one,
    written,
)

if TYPE_CHECKING:
    from collections.abc import Callable

    from segue.providers.outreach.simulator.org import Org
    from segue.providers.outreach.simulator.rows import Change, Row

NUMBERS = {
    "maxMailingsPerWeek": 5000,
    "sendMaxRetries": 10,
    "sendPeriod": 60,
    "sendThreshold": 10,
    "syncActiveFrequency": 600,
    "syncPassiveFrequency": 1500,
}
NO_NUMBERS = "authId ewsSslVerifyMode imapPort maxEmailsPerDay maxMailingsPerDay smtpPort"
TEXTS = "emailHash ewsEndpoint exchangeVersion imapHost smtpHost smtpUsername username"
PROVIDERS = (
    "exchange_online exchange_server gmail gmail_api google_oauth2 intermedia office365_oauth2"
    " microsoft_hma_oauth2 office_365 rackspace"
)
SECRETS = ("password", "smtpPassword", "sendgridApiKey")

ATTRIBUTES: dict[str, Attribute] = {
    "email": written("email", "fs", longest=255),
    "userId": computed("integer", "fs"),
    "emailProvider": written(allowed=tuple(PROVIDERS.split()), default="gmail_api"),
    # gmail_api is in live answers, not among the documented three [AB].
    "sendMethod": written(allowed=("ews", "sendgrid", "smtp", "gmail_api"), default="gmail_api"),
    "syncMethod": written(allowed=("ews", "gmail_api", "imap"), default="gmail_api"),
    "sendState": computed("string"),
    "syncState": computed("string"),
    "editable": computed("boolean", default=True),
    "sendDisabled": written("boolean", default=False),
    "syncDisabled": written("boolean", default=False),
    "sendRequiresSync": written("boolean", default=True),
    "syncOutreachFolder": written("boolean", default=False),
    "imapSsl": written("boolean"),
    "smtpSsl": written("boolean"),
    **{name: written("integer", default=default) for name, default in NUMBERS.items()},
    **{name: written("integer") for name in NO_NUMBERS.split()},
    **{name: written(longest=255) for name in TEXTS.split()},
    **{name: written(longest=65_535) for name in ("emailSignature", "prospectEmailExclusions")},
    **{name: written(longest=512) for name in ("optOutMessage", "optOutSignature")},
    "providerId": computed("integer"),
    **{name: computed("string") for name in ("providerType", "sendgridWebhookUrl")},
    **moments("sendErroredAt sendSuccessAt syncErroredAt syncFinishedAt syncSuccessAt"),
    **WHEN,
}

RELATIONSHIPS: dict[str, Relationship] = {
    "user": to_one("user", "id"),
    "mailAliases": linked("mailAlias", "mailbox"),
    "mailings": linked("mailing", "mailbox"),
    # Unlike elsewhere, creator and updater of mailboxes cannot be filtered by [OAS26].
    "creator": to_one("user", writable=False),
    "updater": to_one("user", writable=False),
}


def _check(org: "Org", change: "Change") -> None:
    """An address is wanted, and a mailbox without a user is its maker's: both composed."""
    row = change.row
    if not row.values["email"]:
        raise Refused(422, attribute_invalid("email", "can't be blank"))
    if change.before is None and "user" not in change.given:
        row.refs["user"] = org.user_id
    row.values["userId"] = row.refs["user"]


def _let_go(org: "Org", mailbox: "Row") -> None:
    org.clear("user", "mailbox", mailbox)
    org.clear("sequenceState", "mailbox", mailbox)


def _state(disabled: str) -> "Callable[[Org, Row], str]":
    return lambda _, mailbox: "DISABLED" if mailbox.values[disabled] else "ENABLED"


def _test_send(org: "Org", mailbox: "Row") -> None:
    mailbox.values["sendSuccessAt"] = org.moment()


def _test_sync(org: "Org", mailbox: "Row") -> None:
    mailbox.values.update(syncSuccessAt=org.moment(), syncFinishedAt=org.moment())


MAILBOX = Resource(
    type="mailbox",
    plural="mailboxes",
    attributes=ATTRIBUTES,
    relationships=RELATIONSHIPS,
    operations=frozenset({"list", "read", "create", "update", "delete"}),
    actions={"testSend": _test_send, "testSync": _test_sync},
    check=_check,
    let_go=_let_go,
    derived={"sendState": _state("sendDisabled"), "syncState": _state("syncDisabled")},
    write_only={
        **{name: written(longest=65_535) for name in SECRETS},
        **{name: written("boolean") for name in ("validateSend", "validateSync")},
    },
)
