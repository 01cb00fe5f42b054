"""Users, read only here: the vendor also invites (POST) and changes (PATCH) them [OAS26]."""

from typing import TYPE_CHECKING, Any

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
)

if TYPE_CHECKING:
    from segue.providers.outreach.simulator.org import Org
    from segue.providers.outreach.simulator.rows import Row

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
    " inboundVoicemailCustomMessageText inboundVoicemailMessageTextVoice"
    " inboundVoicemailPromptType oceGmailTrackingState phoneCountryCode phoneNumber phoneType"
    " preferredVoiceRegion scimExternalId scimSource title userGuid"
)
NUMBERS = (
    "accountsViewId callsViewId defaultRulesetId kaiaRecordingsViewId opportunitiesViewId"
    " prospectsViewId reportsTeamPerfViewId reportsViewId tasksViewId teamsViewId usersViewId"
)

ATTRIBUTES: dict[str, Attribute] = {
    **{name: computed("string", "fs") for name in ("email", "firstName", "lastName", "username")},
    "locked": computed("boolean", "fs", default=False),
    "name": computed("string"),
    "duties": computed("mapping", default={}),
    **{name: computed("boolean", default=True) for name in SWITCHED_ON.split()},
    **{name: computed("boolean", default=False) for name in SWITCHED_OFF.split()},
    **{name: computed("string") for name in TEXTS.split()},
    **{name: computed("integer") for name in NUMBERS.split()},
    **moments("currentSignInAt", "fs"),
    **moments("lastSignInAt passwordExpiresAt"),
    **WHEN,
}

RELATIONSHIPS: dict[str, Relationship] = {
    "mailbox": to_one("mailbox", writable=False),
    "profile": to_one("profile", "id", writable=False),
    "role": to_one("role", "id", writable=False),
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


USER = Resource(
    type="user",
    plural="users",
    attributes=ATTRIBUTES,
    relationships=RELATIONSHIPS,
    operations=frozenset({"list", "read"}),
    derived={"name": _name},
)
