"""Prospects, the persons written to [OAS26, HS26]; none of their attributes is required [AMP].

Seen live, in no specification: `emailContacts` in snake case, names of what is pointed at, SMS
consent [AB, AMP].
"""

from typing import TYPE_CHECKING

from segue.providers.outreach.simulator.resources import prospect_shown as shown
from segue.providers.outreach.simulator.resources.account import API_SOURCE, custom_slots
from segue.providers.outreach.simulator.resources.consent import apply_consent
from segue.providers.outreach.simulator.resources.contact_lists import check_lists, write_lists
from segue.providers.outreach.simulator.resources.phone_number import LISTS
from segue.providers.outreach.simulator.table import (
    WHEN,
    Attribute,
    Relationship,
    Resource,
    computed,
    counters,
    linked,
    moments,
    to_many,
    to_one,
    written,
)

if TYPE_CHECKING:
    from segue.providers.outreach.simulator.org import Org
    from segue.providers.outreach.simulator.rows import Change, Row

OPT_STATUSES = ("opted_in", "opted_out", "null")
OVER = frozenset({"finished", "opted_out"})
"""States that are not among a prospect's active ones; the latter's name is unverified."""

TEXTS = (
    "addressCity addressCountry addressState addressStreet addressStreet2 addressZip angelListUrl"
    " campaignName degree eventName externalId externalOwner facebookUrl gender googlePlusUrl"
    " middleName nickname occupation preferredContact quoraUrl region school source"
)
FOUND = (
    "externalSource firstName githubUsername lastName linkedInId stackOverflowId title"
    " twitterUsername"
)
LONGER = {
    **dict.fromkeys(("githubUrl", "linkedInUrl", "stackOverflowUrl", "twitterUrl"), 1000),
    **dict.fromkeys(("personalNote1", "personalNote2", "specialties"), 65_535),
    **dict.fromkeys(("websiteUrl1", "websiteUrl2", "websiteUrl3"), 65_535),
}
LIVE_ONLY = (
    "accountName companyIndustry companyNatural companySize personaName smsOptStatus stageName"
    " updaterType"
)

ATTRIBUTES: dict[str, Attribute] = {
    **{name: written(marks="fs", longest=255) for name in FOUND.split()},
    **{name: written(marks="f", longest=255) for name in ("sharingTeamId", "timeZone")},
    **{name: written(longest=255) for name in TEXTS.split()},
    **{name: written(longest=longest) for name, longest in LONGER.items()},
    **{name: written("strings", default=()) for name in (*LISTS, "tags")},
    **{name: written("date") for name in ("dateOfBirth", "graduationDate", "jobStartDate")},
    **{name: written("moment") for name in ("addedAt", "availableAt", "trashedAt")},
    **{n: written("boolean") for n in ("callOptedOut", "emailOptedOut")},
    **{n: written(allowed=OPT_STATUSES) for n in ("callsOptStatus", "emailsOptStatus")},
    "optedOut": written("boolean", default=False),
    "emails": written("emails", "f", default=()),
    "company": written(),
    "score": written("number"),
    "linkedInConnections": written("integer"),
    "linkedInSlug": computed("string", "fs"),
    **{name: computed("string") for name in ("name", "timeZoneIana", "timeZoneInferred")},
    "engagedScore": computed("number", "fs", default=0.0),
    "contactHistogram": computed("mapping"),
    **moments("engagedAt touchedAt", "fs"),
    **moments("callsOptedAt emailsOptedAt optedOutAt"),
    **counters("clickCount openCount replyCount"),
    "emailContacts": computed("mapping"),
    **{name: computed("string") for name in LIVE_ONLY.split()},
    "smsOptedAt": computed("moment"),
    "smsOptedOut": computed("boolean", default=False),
    "updaterId": computed("integer"),
    **custom_slots(),
    **WHEN,
}


def _active(state: "Row") -> bool:
    return state.values["state"] not in OVER


RELATIONSHIPS: dict[str, Relationship] = {
    "account": to_one("account", "id", "customId", "name", "named", "updatedAt"),
    "owner": to_one("user", "id"),
    "persona": to_one("persona", "id"),
    "stage": to_one("stage", "id", "name"),
    # Declared writable; that writing linkage works was never seen, so it is refused here.
    "emailAddresses": to_many("emailAddress", "prospect"),
    "phoneNumbers": to_many("phoneNumber", "prospect"),
    "opportunities": to_many("opportunity", "prospects", "id"),
    "opportunityProspectRoles": to_many("opportunityProspectRole", "prospect"),
    "favorites": to_many("favorite", "prospect"),
    "activeSequenceStates": Relationship(
        type="sequenceState", many=True, back="prospect", filters=("id", "state"), only=_active
    ),
    "sequenceStates": linked("sequenceState", "prospect", "id", "state"),
    **{f"{it}s": linked(it, "prospect") for it in ("call", "mailing", "task")},
    "batches": linked("batch", "prospects"),
    # In the specification without an access mark [OAS26].
    "assignedUsers": to_many("user", "assignedProspects"),
    "assignedTeams": to_many("team", "assignedProspects"),
    "defaultPluginMapping": to_one("pluginMapping", writable=False),
    # Unlike elsewhere, creator and updater of prospects cannot be filtered by [OAS26].
    "creator": to_one("user", writable=False),
    "updater": to_one("user", writable=False),
}


def _check(org: "Org", change: "Change") -> None:
    check_lists(org, change)
    apply_consent(org, change)
    if change.before is None:
        change.row.values.setdefault("externalSource", API_SOURCE)


def _let_go(org: "Org", prospect: "Row") -> None:
    """That addresses, numbers and states go with their prospect is composed."""
    for of in ("emailAddress", "phoneNumber", "sequenceState"):
        for row in org.rows.pointing(of, "prospect", prospect.id):
            org.rows.delete(row)


PROSPECT = Resource(
    type="prospect",
    plural="prospects",
    attributes=ATTRIBUTES,
    relationships=RELATIONSHIPS,
    operations=frozenset({"list", "read", "create", "update", "delete"}),
    check=_check,
    after=write_lists,
    let_go=_let_go,
    derived={
        "name": shown.name,
        "company": shown.company,
        "timeZoneIana": shown.time_zone_iana,
        "linkedInSlug": shown.linked_in_slug,
        "emailOptedOut": shown.email_opted_out,
        "callOptedOut": shown.call_opted_out,
        "contactHistogram": shown.contact_histogram,
        "emailContacts": shown.email_contacts,
        "accountName": shown.account_name,
        "companyNatural": shown.company,
        "companyIndustry": shown.company_industry,
        "companySize": shown.company_size,
        "personaName": shown.persona_name,
        "stageName": shown.stage_name,
        "updaterId": shown.updater_id,
        "updaterType": shown.updater_type,
    },
    # Left out unless asked for, for every application since 2026-10-01 [AE-life].
    on_request=frozenset({"contactHistogram"}),
    searched=("name", "emails", "title", "company"),
    sparse=True,
)
