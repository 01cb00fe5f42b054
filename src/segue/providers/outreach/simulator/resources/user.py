"""Users: invited by POST, changed by PATCH, never deleted but locked [OAS26, TEAR]."""

from typing import TYPE_CHECKING, Any

from segue.providers.outreach.simulator.errors import Refused, attribute_invalid
from segue.providers.outreach.simulator.table import (
    WHEN,
    Attribute,
    Relationship,
    Resource,
    computed,
    linked,
    moments,
    to_many,
    to_one,
    written,
)

if TYPE_CHECKING:
    from segue.providers.outreach.simulator.org import Org
    from segue.providers.outreach.simulator.rows import Change, Row

SWITCHED_ON = (
    "bounceWarningEmailEnabled dailyDigestEmailEnabled engagementEmailsEnabled"
    " mailboxErrorEmailEnabled meetingEngagementNotificationEnabled notificationsEnabled"
    " oceClickToDialEverywhere oceGmailToolbar oceSalesforceEmailDecorating"
    " oceSalesforcePhoneDecorating pluginAlertNotificationEnabled unknownReplyEmailEnabled"
    " voicemailNotificationEnabled weeklyDigestEmailEnabled"
)
SWITCHED_OFF = (
    "activityNotificationsDisabled enableVoiceRecordings keepBridgePhoneConnected"
    " oceUniversalTaskFlow oceWindowMode prefersLocalPresence senderNotificationsExcluded"
    " textingEmailNotifications"
)
TEXTS = (
    "bridgePhone bridgePhoneExtension controlledTabDefault custom1 custom2 custom3 custom4 custom5"
    " inboundBridgePhone inboundBridgePhoneExtension inboundCallBehavior inboundPhoneType"
    " inboundVoicemailMessageTextVoice inboundVoicemailPromptType oceGmailTrackingState phoneType"
    " preferredVoiceRegion scimExternalId scimSource title"
)
NUMBERS = (
    "accountsViewId callsViewId defaultRulesetId kaiaRecordingsViewId opportunitiesViewId"
    " prospectsViewId reportsTeamPerfViewId reportsViewId tasksViewId teamsViewId usersViewId"
)

ATTRIBUTES: dict[str, Attribute] = {
    "email": written("email", "fs", longest=255),
    **{name: written(marks="fs", longest=255) for name in ("firstName", "lastName", "username")},
    "locked": written("boolean", "fs", default=False, nullable=False),
    "name": computed("string"),
    "userGuid": computed("string"),
    "duties": written("mapping", default={}),
    **{name: written("boolean", default=True) for name in SWITCHED_ON.split()},
    **{name: written("boolean", default=False) for name in SWITCHED_OFF.split()},
    **{name: written(longest=255) for name in TEXTS.split()},
    "inboundVoicemailCustomMessageText": written(longest=1024),
    "phoneCountryCode": written(longest=2),
    "phoneNumber": written(),
    **{name: written("integer") for name in NUMBERS.split()},
    **moments("currentSignInAt", "fs"),
    **moments("lastSignInAt passwordExpiresAt"),
    **WHEN,
}

RELATIONSHIPS: dict[str, Relationship] = {
    "mailbox": to_one("mailbox"),
    "profile": to_one("profile", "id"),
    "role": to_one("role", "id"),
    "mailboxes": to_many("mailbox", "user"),
    "teams": to_many("team", "users", "id"),
    "contentCategories": to_many("contentCategory", "user"),
    "recipients": to_many("recipient", "user"),
    "batches": linked("batch", "creator"),
    # Unlike elsewhere, creator and updater of users cannot be filtered by [OAS26].
    "creator": to_one("user", writable=False),
    "updater": to_one("user", writable=False),
}


def _name(_: "Org", user: "Row") -> str:
    parts: list[Any] = [user.values["firstName"], user.values["lastName"]]
    return " ".join(part for part in parts if part)


def _check(org: "Org", change: "Change") -> None:
    """The address cannot be changed over the API [OAS26]; how that is refused is not known."""
    user, before = change.row, change.before
    if not user.values["email"]:
        raise Refused(422, attribute_invalid("email", "can't be blank"))
    if before is not None and user.values["email"] != before.values["email"]:
        if org.on("user_email_change", "reject"):
            raise Refused(422, attribute_invalid("email", "can't be changed"))
        user.values["email"] = before.values["email"]
    email = user.values["email"].casefold()
    others = (row for row in org.rows.all("user") if row.id != user.id)
    if any((row.values["email"] or "").casefold() == email for row in others):
        raise Refused(422, attribute_invalid("email", "has already been taken"))


USER = Resource(
    type="user",
    plural="users",
    attributes=ATTRIBUTES,
    relationships=RELATIONSHIPS,
    operations=frozenset({"list", "read", "create", "update"}),
    check=_check,
    derived={"name": _name},
    write_only={"jobRoleByName": written(longest=255)},
)
