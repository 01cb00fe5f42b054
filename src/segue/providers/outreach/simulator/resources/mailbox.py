"""Mailboxes, read only here: making one needs real mail credentials. Passwords never show.

`sendState` and `syncState` are in live answers but in no specification [ONF]; numbers are
those of a live record [AB].
"""

from segue.providers.outreach.simulator.table import (
    WHEN,
    Attribute,
    Relationship,
    Resource,
    computed,
    linked,
    moments,
    to_one,
)

NUMBERS = {
    "maxMailingsPerWeek": 5000,
    "sendMaxRetries": 10,
    "sendPeriod": 60,
    "sendThreshold": 10,
    "syncActiveFrequency": 600,
    "syncPassiveFrequency": 1500,
}
NO_NUMBERS = (
    "authId ewsSslVerifyMode imapPort maxEmailsPerDay maxMailingsPerDay providerId smtpPort"
)
TEXTS = (
    "emailHash emailSignature ewsEndpoint exchangeVersion imapHost optOutMessage optOutSignature"
    " prospectEmailExclusions providerType sendgridWebhookUrl smtpHost smtpUsername username"
)

ATTRIBUTES: dict[str, Attribute] = {
    "email": computed("string", "fs"),
    "userId": computed("integer", "fs"),
    "emailProvider": computed("string", default="gmail_api"),
    "sendMethod": computed("string", default="gmail_api"),
    "syncMethod": computed("string", default="gmail_api"),
    "sendState": computed("string", default="ENABLED"),
    "syncState": computed("string", default="ENABLED"),
    "editable": computed("boolean", default=True),
    "sendDisabled": computed("boolean", default=False),
    "syncDisabled": computed("boolean", default=False),
    "sendRequiresSync": computed("boolean", default=True),
    "syncOutreachFolder": computed("boolean", default=False),
    "imapSsl": computed("boolean"),
    "smtpSsl": computed("boolean"),
    **{name: computed("integer", default=default) for name, default in NUMBERS.items()},
    **{name: computed("integer") for name in NO_NUMBERS.split()},
    **{name: computed("string") for name in TEXTS.split()},
    **moments("sendErroredAt sendSuccessAt syncErroredAt syncFinishedAt syncSuccessAt"),
    **WHEN,
}

RELATIONSHIPS: dict[str, Relationship] = {
    "user": to_one("user", "id", writable=False),
    "mailAliases": linked("mailAlias", "mailbox"),
    "mailings": linked("mailing", "mailbox"),
    # Unlike elsewhere, creator and updater of mailboxes cannot be filtered by [OAS26].
    "creator": to_one("user", writable=False),
    "updater": to_one("user", writable=False),
}

MAILBOX = Resource(
    type="mailbox",
    plural="mailboxes",
    attributes=ATTRIBUTES,
    relationships=RELATIONSHIPS,
    operations=frozenset({"list", "read"}),
)
