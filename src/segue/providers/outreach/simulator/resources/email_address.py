"""A prospect's e-mail addresses: unique in the organisation whatever their case [BAL].

A prospect's `emails` and these rows are two views of one thing.
"""

from typing import TYPE_CHECKING

from segue.providers.outreach.simulator.errors import (
    Refused,
    attribute_invalid,
    contact_invalid,
    duplicate_value,
    relationship_invalid,
)
from segue.providers.outreach.simulator.table import (
    Attribute,
    Relationship,
    Resource,
    computed,
    moments,
    to_one,
    written,
)

if TYPE_CHECKING:
    from segue.providers.outreach.simulator.org import Org
    from segue.providers.outreach.simulator.rows import Change, Row

ATTRIBUTES: dict[str, Attribute] = {
    "email": written("email", "fs", longest=255),
    "emailType": written(marks="fs", allowed=("work", "personal")),
    "order": written("integer", "fs"),
    "status": written(marks="fs", longest=255),
    # In live answers, in no specification [AMP].
    "bouncedAt": computed("moment"),
    # Unlike elsewhere, createdAt can be neither filtered nor sorted by [HS26].
    "createdAt": computed("moment"),
    **moments("statusChangedAt unsubscribedAt updatedAt", "fs"),
}

RELATIONSHIPS: dict[str, Relationship] = {"prospect": to_one("prospect", "id")}


def check_address(org: "Org", email: str, own: frozenset[int] = frozenset()) -> None:
    """Refuse an address that is excluded or taken. `own`: the address rows it may be one of.

    No answer names who has it; the race's words come from the database [BAL].
    """
    if email.rpartition("@")[2].casefold() in org.excluded_domains:
        raise contact_invalid("contact is using an excluded email address")
    if all(row.id in own for row in org.rows.having("emailAddress", email)):
        return
    if org.on("duplicate_email", "race"):
        raise duplicate_value()
    raise contact_invalid("email hash has already been taken")


def addresses_of(org: "Org", prospect: int) -> list["Row"]:
    """Return a prospect's addresses in their order."""
    rows = org.rows.pointing("emailAddress", "prospect", prospect)
    return sorted(rows, key=lambda row: (row.values["order"], row.id))


def show_addresses(org: "Org", prospect: int | None, without: int | None = None) -> None:
    """Let a prospect's `emails` be what its addresses are."""
    row = org.rows.get("prospect", prospect)
    if row is not None:
        rows = addresses_of(org, row.id)
        row.values["emails"] = [it.values["email"] for it in rows if it.id != without]


def touch_prospect(org: "Org", prospect: int | None) -> None:
    """Whether a change of an address or number shows in the prospect's updatedAt is not known."""
    row = org.rows.get("prospect", prospect)
    if row is not None and org.on("address_touches_prospect", "yes"):
        org.touch(row)


def _check(org: "Org", change: "Change") -> None:
    values, before = change.row.values, change.before
    prospect = change.row.refs["prospect"]
    if prospect is None:
        raise Refused(422, relationship_invalid("prospect", "can't be blank"))
    if not values["email"]:
        raise Refused(422, attribute_invalid("email", "can't be blank"))
    if "email" in change.given:
        check_address(org, values["email"], frozenset({change.row.id}))
    if values["order"] is None:
        taken = [row.values["order"] for row in addresses_of(org, prospect)]
        values["order"] = max(taken, default=0) + 1
    if values["status"] != (before.values["status"] if before else None):
        values["statusChangedAt"] = org.moment()


def _after(org: "Org", change: "Change") -> None:
    prospects = {it.refs["prospect"] for it in (change.before, change.row) if it is not None}
    for prospect in prospects:
        show_addresses(org, prospect)
        touch_prospect(org, prospect)


def _let_go(org: "Org", address: "Row") -> None:
    show_addresses(org, address.refs["prospect"], without=address.id)
    touch_prospect(org, address.refs["prospect"])


EMAIL_ADDRESS = Resource(
    type="emailAddress",
    plural="emailAddresses",
    attributes=ATTRIBUTES,
    relationships=RELATIONSHIPS,
    operations=frozenset({"list", "read", "create", "update", "delete"}),
    check=_check,
    after=_after,
    let_go=_let_go,
)
