"""A prospect's phone numbers; its five lists of numbers are these rows by type [OAS26].

That a number without a type is among `otherPhones` is composed.
"""

from typing import TYPE_CHECKING

from segue.providers.outreach.simulator.errors import (
    Refused,
    attribute_invalid,
    relationship_invalid,
)
from segue.providers.outreach.simulator.resources.email_address import touch_prospect
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

LISTS = {
    "homePhones": "home",
    "mobilePhones": "mobile",
    "otherPhones": "other",
    "voipPhones": "voip",
    "workPhones": "work",
}
"""The type of the numbers in each of a prospect's lists."""

ATTRIBUTES: dict[str, Attribute] = {
    "number": written(marks="fs", longest=255),
    "rawNumber": written(longest=255),
    "phoneType": written(marks="fs", allowed=tuple(LISTS.values())),
    "countryCode": written(longest=255),
    "extension": written(longest=255),
    "order": written("integer", "fs"),
    "status": written(marks="fs", longest=255),
    "createdAt": computed("moment"),
    **moments("statusChangedAt updatedAt", "fs"),
}

RELATIONSHIPS: dict[str, Relationship] = {"prospect": to_one("prospect", "id")}


def numbers_of(org: "Org", prospect: int) -> list["Row"]:
    """Return a prospect's numbers in their order."""
    rows = org.rows.pointing("phoneNumber", "prospect", prospect)
    return sorted(rows, key=lambda row: (row.values["order"], row.id))


def show_numbers(org: "Org", prospect: int | None, without: int | None = None) -> None:
    """Let a prospect's lists be what its numbers are."""
    row = org.rows.get("prospect", prospect)
    if row is None:
        return
    rows = [it for it in numbers_of(org, row.id) if it.id != without]
    for name, kind in LISTS.items():
        row.values[name] = [
            it.values["number"] for it in rows if (it.values["phoneType"] or "other") == kind
        ]


def _check(org: "Org", change: "Change") -> None:
    values, before = change.row.values, change.before
    prospect = change.row.refs["prospect"]
    if prospect is None:
        raise Refused(422, relationship_invalid("prospect", "can't be blank"))
    values["number"] = values["number"] or values["rawNumber"]
    if not values["number"]:
        raise Refused(422, attribute_invalid("number", "can't be blank"))
    if values["rawNumber"] is None:
        values["rawNumber"] = values["number"]
    if values["order"] is None:
        taken = [row.values["order"] for row in numbers_of(org, prospect)]
        values["order"] = max(taken, default=0) + 1
    if values["status"] != (before.values["status"] if before else None):
        values["statusChangedAt"] = org.moment()


def _after(org: "Org", change: "Change") -> None:
    prospects = {it.refs["prospect"] for it in (change.before, change.row) if it is not None}
    for prospect in prospects:
        show_numbers(org, prospect)
        touch_prospect(org, prospect)


def _let_go(org: "Org", number: "Row") -> None:
    show_numbers(org, number.refs["prospect"], without=number.id)
    touch_prospect(org, number.refs["prospect"])


PHONE_NUMBER = Resource(
    type="phoneNumber",
    plural="phoneNumbers",
    attributes=ATTRIBUTES,
    relationships=RELATIONSHIPS,
    operations=frozenset({"list", "read", "create", "update", "delete"}),
    check=_check,
    after=_after,
    let_go=_let_go,
)
