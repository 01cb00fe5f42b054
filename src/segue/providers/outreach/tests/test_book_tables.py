"""The book's tables: what is claimed, what a record holds, and how a no is read."""

import pytest

from segue.providers.outreach import PROVIDER
from segue.providers.outreach.book.capabilities import ROWS
from segue.providers.outreach.book.fields import IGNORED, MAPPED
from segue.providers.outreach.book.operations import QUERIES, WRITES
from segue.spi.capability import OPERATIONS, demanded
from segue.spi.errors import classify

NOUNS = ("account", "contact", "user", "mailbox")

# The vendor's descriptions of 2026-08 [OAS26, HS26], and what live records have besides.
FIELDS = {
    "account": """
        annualRevenueRange buyerIntentScore companyType createdAt customId description domain
        externalSource followers foundedAt industry linkedInEmployees linkedInUrl locality
        naicsCodes name named naturalName numberOfEmployees sharingTeamId sicCodes tags tickerSymbol
        touchedAt updatedAt websiteUrl assignedTeams assignedUsers batches creator
        defaultPluginMapping favorites owner primaryRecordTeam prospects purchases
        recordTeamMembers recordTeams tasks updater engagementScore trashedAt""",
    "prospect": """
        addedAt addressCity addressCountry addressState addressStreet addressStreet2 addressZip
        angelListUrl availableAt callOptedOut callsOptStatus callsOptedAt campaignName clickCount
        company contactHistogram createdAt dateOfBirth degree emailOptedOut emails emailsOptStatus
        emailsOptedAt engagedAt engagedScore eventName externalId externalOwner externalSource
        facebookUrl firstName gender githubUrl githubUsername googlePlusUrl graduationDate
        homePhones jobStartDate lastName linkedInConnections linkedInId linkedInSlug linkedInUrl
        middleName mobilePhones name nickname occupation openCount optedOut optedOutAt otherPhones
        personalNote1 personalNote2 preferredContact quoraUrl region replyCount school score
        sharingTeamId source specialties stackOverflowId stackOverflowUrl tags timeZone timeZoneIana
        timeZoneInferred title touchedAt trashedAt twitterUrl twitterUsername updatedAt voipPhones
        websiteUrl1 websiteUrl2 websiteUrl3 workPhones account activeSequenceStates assignedTeams
        assignedUsers batches calls creator defaultPluginMapping emailAddresses favorites mailings
        opportunities opportunityProspectRoles owner persona phoneNumbers sequenceStates stage tasks
        trashedByAccount updater emailContacts accountName stageName personaName companyIndustry
        companySize companyNatural smsOptStatus smsOptedAt smsOptedOut updaterId updaterType""",
    "user": """
        accountsViewId activityNotificationsDisabled bounceWarningEmailEnabled bridgePhone
        bridgePhoneExtension callsViewId controlledTabDefault createdAt currentSignInAt
        dailyDigestEmailEnabled defaultRulesetId duties email enableVoiceRecordings
        engagementEmailsEnabled firstName inboundBridgePhone inboundBridgePhoneExtension
        inboundCallBehavior inboundPhoneType inboundVoicemailCustomMessageText
        inboundVoicemailMessageTextVoice inboundVoicemailPromptType jobRoleByName
        kaiaRecordingsViewId keepBridgePhoneConnected lastName lastSignInAt locked
        mailboxErrorEmailEnabled meetingEngagementNotificationEnabled name notificationsEnabled
        oceClickToDialEverywhere oceGmailToolbar oceGmailTrackingState oceSalesforceEmailDecorating
        oceSalesforcePhoneDecorating oceUniversalTaskFlow oceWindowMode opportunitiesViewId
        passwordExpiresAt phoneCountryCode phoneNumber phoneType pluginAlertNotificationEnabled
        preferredVoiceRegion prefersLocalPresence prospectsViewId reportsTeamPerfViewId
        reportsViewId scimExternalId scimSource senderNotificationsExcluded tasksViewId teamsViewId
        textingEmailNotifications title unknownReplyEmailEnabled updatedAt userGuid username
        usersViewId voicemailNotificationEnabled weeklyDigestEmailEnabled batches calendar
        contentCategories contentCategoryOwnerships creator directAssignedTeams favorites jobRole
        mailbox mailboxes outboundVoicemails phone phones profile recipients role roleAssignedTeams
        smsPhone teams updater voicemailPrompts""",
    "mailbox": """
        authId createdAt editable email emailHash emailProvider emailSignature ewsEndpoint
        ewsSslVerifyMode exchangeVersion imapHost imapPort imapSsl maxEmailsPerDay maxMailingsPerDay
        maxMailingsPerWeek optOutMessage optOutSignature password prospectEmailExclusions providerId
        providerType sendDisabled sendErroredAt sendMaxRetries sendMethod sendPeriod
        sendRequiresSync sendSuccessAt sendThreshold sendgridApiKey sendgridWebhookUrl smtpHost
        smtpPassword smtpPort smtpSsl smtpUsername syncActiveFrequency syncDisabled syncErroredAt
        syncFinishedAt syncMethod syncOutreachFolder syncPassiveFrequency syncSuccessAt updatedAt
        userId username validateSend validateSync creator mailAliases mailings updater user
        sendState syncState sendPermanentErrorAt deleteQueuedAt""",
    "emailAddress": """
        createdAt email emailType order status statusChangedAt unsubscribedAt updatedAt prospect
        bouncedAt""",
}


def test_every_row_of_the_book_is_there_and_no_other() -> None:
    """A field would be lost without a word, or two folders would claim one row."""
    owned = {row for row in demanded() if row.split(".")[0] in NOUNS}
    assert set(ROWS) == owned | {"account.name@null"}


def test_there_is_an_operation_for_each_row_that_claims_one() -> None:
    """A claim would end in a crash."""
    claimed = {row for row in OPERATIONS if row.split(".")[0] in NOUNS and ROWS[row].usable}
    assert claimed == set(WRITES) | set(QUERIES)


@pytest.mark.parametrize("kind", FIELDS)
def test_every_field_of_a_record_is_accounted_for(kind: str) -> None:
    """A field of the vendor's would be lost, or wrongly claimed, without anyone deciding so."""
    known = MAPPED[kind] | set(IGNORED[kind])
    assert known == set(FIELDS[kind].split()), "fields without a decision, or decided for nothing"
    assert not MAPPED[kind] & set(IGNORED[kind])


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        ("Contacts email hash has already been taken.", "email_taken"),
        ("validationDuplicateValueError", "email_taken"),
        ("Contacts contact is using an excluded email address.", "email_excluded"),
        ("Name can't be blank.", None),
    ],
)
def test_a_taken_address_is_a_clean_refusal(body: str, reason: str | None) -> None:
    """A caller could not tell an address that is taken from any other mistake."""
    rule = classify(PROVIDER.error_rules, method="POST", path="/prospects", status=422, body=body)
    assert rule is not None
    assert (rule.clean, rule.reason) == (True, reason)


def test_what_would_bypass_the_typed_fields_is_reserved() -> None:
    """A list of addresses beside typed ones would be laid over them, without their types."""
    assert {"emails", "emailAddresses", "owner", "account"} <= PROVIDER.reserved_keys["contact"]
    assert "owner" in PROVIDER.reserved_keys["account"]
    assert "voipPhones" not in PROVIDER.reserved_keys["contact"]
