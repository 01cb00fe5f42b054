"""Every field of the records that are read here: those that the wire shows, and why not the rest.

Names are those of the vendor's descriptions of August 2026 [OAS26, HS26] and of live records
[AB, AMP, ONF]. `custom1` and its like are read from raw data.
"""

from collections.abc import Mapping
from itertools import chain

_TIMES = "createdAt updatedAt"
_ADDRESS = "addressStreet addressStreet2 addressCity addressState addressZip addressCountry"
_PHONES = "mobilePhones homePhones workPhones otherPhones voipPhones"


def _names(*lists: str) -> frozenset[str]:
    return frozenset(chain.from_iterable(each.split() for each in lists))


def _ignored(reasons: Mapping[str, str]) -> dict[str, str]:
    return {name: reason for reason, names in reasons.items() for name in names.split()}


MAPPED: Mapping[str, frozenset[str]] = {
    "account": _names(_TIMES, "name domain trashedAt owner"),
    "prospect": _names(
        _TIMES,
        _ADDRESS,
        _PHONES,
        "firstName lastName title emails emailContacts openCount clickCount replyCount trashedAt",
        "owner account",
    ),
    "user": _names(_TIMES, "firstName lastName email locked"),
    "mailbox": _names(_TIMES, "email user userId sendDisabled sendState deleteQueuedAt"),
    "emailAddress": _names("email emailType order createdAt prospect"),
}
"""What the wire shows or the adapter decides by."""

_WHO = "who wrote it is not part of the wire"
_OWN = "of Outreach's own; read it from raw_data"
_SETTING = "a setting of Outreach's own"
_ELSEWHERE = "read on its own"
_COUNTED = "counted or derived by Outreach"
_SECRET = "a secret, which is never read"  # noqa: S105 - says of others that they are
_TEAMS = "who else may work on it is not part of the wire"

IGNORED: Mapping[str, Mapping[str, str]] = {
    "account": _ignored(
        {
            _OWN: """
                annualRevenueRange buyerIntentScore companyType customId description externalSource
                followers foundedAt industry linkedInEmployees linkedInUrl locality naicsCodes named
                naturalName numberOfEmployees sharingTeamId sicCodes tags tickerSymbol websiteUrl
                defaultPluginMapping favorites""",
            _COUNTED: "engagementScore touchedAt",
            _ELSEWHERE: "prospects tasks purchases batches",
            _TEAMS: "assignedTeams assignedUsers primaryRecordTeam recordTeamMembers recordTeams",
            _WHO: "creator updater",
        }
    ),
    "prospect": _ignored(
        {
            _OWN: """
                addedAt angelListUrl availableAt campaignName company dateOfBirth degree eventName
                externalId externalOwner externalSource facebookUrl gender githubUrl githubUsername
                googlePlusUrl graduationDate jobStartDate linkedInConnections linkedInId
                linkedInSlug linkedInUrl middleName name nickname occupation personalNote1
                personalNote2 preferredContact quoraUrl region school score sharingTeamId source
                specialties stackOverflowId stackOverflowUrl tags timeZone timeZoneIana
                timeZoneInferred twitterUrl twitterUsername websiteUrl1 websiteUrl2 websiteUrl3
                persona stage defaultPluginMapping favorites trashedByAccount accountName
                companyIndustry companyNatural companySize personaName stageName""",
            "consent is not part of the wire; read it from raw_data": """
                callOptedOut callsOptStatus callsOptedAt emailOptedOut emailsOptStatus emailsOptedAt
                optedOut optedOutAt smsOptStatus smsOptedAt smsOptedOut""",
            _COUNTED: "contactHistogram engagedAt engagedScore touchedAt",
            "the same addresses and numbers stand in the attributes": "emailAddresses phoneNumbers",
            _ELSEWHERE: """
                activeSequenceStates sequenceStates calls mailings tasks batches opportunities
                opportunityProspectRoles""",
            _TEAMS: "assignedTeams assignedUsers",
            _WHO: "creator updater updaterId updaterType",
        }
    ),
    "user": _ignored(
        {
            _SETTING: """
                accountsViewId activityNotificationsDisabled bounceWarningEmailEnabled bridgePhone
                bridgePhoneExtension callsViewId controlledTabDefault dailyDigestEmailEnabled
                defaultRulesetId duties enableVoiceRecordings engagementEmailsEnabled
                inboundBridgePhone inboundBridgePhoneExtension inboundCallBehavior inboundPhoneType
                inboundVoicemailCustomMessageText inboundVoicemailMessageTextVoice
                inboundVoicemailPromptType jobRoleByName kaiaRecordingsViewId
                keepBridgePhoneConnected mailboxErrorEmailEnabled
                meetingEngagementNotificationEnabled notificationsEnabled oceClickToDialEverywhere
                oceGmailToolbar oceGmailTrackingState oceSalesforceEmailDecorating
                oceSalesforcePhoneDecorating oceUniversalTaskFlow oceWindowMode opportunitiesViewId
                phoneCountryCode phoneNumber phoneType pluginAlertNotificationEnabled
                preferredVoiceRegion prefersLocalPresence prospectsViewId reportsTeamPerfViewId
                reportsViewId scimExternalId scimSource senderNotificationsExcluded tasksViewId
                teamsViewId textingEmailNotifications unknownReplyEmailEnabled usersViewId
                voicemailNotificationEnabled weeklyDigestEmailEnabled""",
            _OWN: "name title userGuid username currentSignInAt lastSignInAt passwordExpiresAt",
            _ELSEWHERE: """
                batches calendar contentCategories contentCategoryOwnerships favorites mailbox
                mailboxes outboundVoicemails phone phones recipients smsPhone voicemailPrompts""",
            _TEAMS: "directAssignedTeams jobRole profile role roleAssignedTeams teams",
            _WHO: "creator updater",
        }
    ),
    "mailbox": _ignored(
        {
            _SETTING: """
                authId editable emailHash emailProvider emailSignature ewsEndpoint ewsSslVerifyMode
                exchangeVersion imapHost imapPort imapSsl maxEmailsPerDay maxMailingsPerDay
                maxMailingsPerWeek optOutMessage optOutSignature prospectEmailExclusions providerId
                providerType sendMaxRetries sendMethod sendPeriod sendRequiresSync sendThreshold
                sendgridWebhookUrl smtpHost smtpPort smtpSsl smtpUsername syncActiveFrequency
                syncMethod syncOutreachFolder syncPassiveFrequency username""",
            "syncing does not gate sending [ONF, SG]": """
                syncDisabled syncErroredAt syncFinishedAt syncState syncSuccessAt""",
            "tells of one sending; the state tells whether it can go on": """
                sendErroredAt sendPermanentErrorAt sendSuccessAt""",
            _SECRET: "password sendgridApiKey smtpPassword validateSend validateSync",
            _ELSEWHERE: "mailAliases mailings",
            _WHO: "creator updater",
        }
    ),
    "emailAddress": _ignored(
        {
            "its standing is not part of the wire": """
                bouncedAt status statusChangedAt unsubscribedAt""",
            "its change is not what is asked for": "updatedAt",
        }
    ),
}
"""Kind of record -> field -> why the wire leaves it out."""
