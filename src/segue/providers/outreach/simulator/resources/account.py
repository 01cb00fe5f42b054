"""Accounts, the companies prospects work for [OAS26, HS26].

Made over the API they are `named` and bear `externalSource` "outreach-api" [AMP, 2025-11]; only
named ones are in the collection [OAS26].
"""

from typing import TYPE_CHECKING

from segue.providers.outreach.simulator.errors import Refused, attribute_invalid, record_invalid
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

API_SOURCE = "outreach-api"
CUSTOM_SLOTS = 150
TEXTS = (
    "annualRevenueRange companyType externalSource industry locality naturalName tickerSymbol"
    " websiteUrl"
)


def custom_slots() -> dict[str, Attribute]:
    """Make `custom1` to `custom150`."""
    return {f"custom{n}": written(longest=32_000) for n in range(1, CUSTOM_SLOTS + 1)}


ATTRIBUTES: dict[str, Attribute] = {
    "name": written(marks="fs", longest=255),
    "domain": written(marks="fs", longest=255),
    "customId": written(marks="fs", longest=255),
    "sharingTeamId": written(marks="f", longest=255),
    "named": written("boolean", "fs", default=True),
    "buyerIntentScore": written("number", "fs"),
    "description": written(longest=65_535),
    "linkedInUrl": written(longest=1000),
    "foundedAt": written("moment"),
    **{name: written(longest=255) for name in TEXTS.split()},
    **{n: written("integer") for n in ("followers", "linkedInEmployees", "numberOfEmployees")},
    **{name: written("strings", default=()) for name in ("naicsCodes", "sicCodes", "tags")},
    # In live answers, in no specification [AB].
    "engagementScore": computed("number"),
    "trashedAt": computed("moment"),
    **moments("touchedAt", "fs"),
    **custom_slots(),
    **WHEN,
}

RELATIONSHIPS: dict[str, Relationship] = {
    "owner": to_one("user", "id"),
    "prospects": linked("prospect", "account"),
    "tasks": linked("task", "account"),
    "purchases": linked("purchase", "account"),
    # In the specification without an access mark [OAS26].
    "assignedUsers": to_many("user", "assignedAccounts"),
    "assignedTeams": to_many("team", "assignedAccounts"),
    "favorites": to_many("favorite", "account"),
    "defaultPluginMapping": to_one("pluginMapping", writable=False),
    # Unlike elsewhere, creator and updater of accounts cannot be filtered by [OAS26].
    "creator": to_one("user", writable=False),
    "updater": to_one("user", writable=False),
}


def _check(org: "Org", change: "Change") -> None:
    values = change.row.values
    if not (values.get("name") or "").strip():
        raise Refused(422, attribute_invalid("name", "can't be blank"))
    if change.before is None:
        values.setdefault("externalSource", API_SOURCE)
        if org.on("duplicate_account", "reject"):
            _check_new(org, change.row)


def _check_new(org: "Org", account: "Row") -> None:
    """No refusal of a second account was seen or documented; these words are composed."""
    for name in ("name", "domain", "customId"):
        taken = {it.values.get(name) for it in org.rows.all("account")} - {None}
        if account.values.get(name) in taken:
            raise Refused(422, attribute_invalid(name, "has already been taken"))


def _let_go(org: "Org", account: "Row") -> None:
    """Whether an account with prospects can be deleted is not known."""
    if org.on("account_delete_with_prospects", "reject") and org.rows.pointing(
        "prospect", "account", account.id
    ):
        raise record_invalid("Account", "has prospects")
    org.clear("prospect", "account", account)
    org.clear("sequenceState", "account", account)


ACCOUNT = Resource(
    type="account",
    plural="accounts",
    attributes=ATTRIBUTES,
    relationships=RELATIONSHIPS,
    operations=frozenset({"list", "read", "create", "update", "delete"}),
    check=_check,
    let_go=_let_go,
    searched=("name", "naturalName", "domain", "customId"),
    listed=lambda account: bool(account.values["named"]),
    sparse=True,
)
