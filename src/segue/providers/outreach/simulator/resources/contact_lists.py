"""Writing a prospect's `emails` and five lists of numbers: they become rows of their own.

That a PATCH with `emails` replaces the list is inferred; so a switch lets it add instead.
"""

from typing import TYPE_CHECKING

from segue.providers.outreach.simulator.errors import contact_invalid
from segue.providers.outreach.simulator.resources.email_address import (
    EMAIL_ADDRESS,
    addresses_of,
    check_address,
    show_addresses,
)
from segue.providers.outreach.simulator.resources.phone_number import (
    LISTS,
    PHONE_NUMBER,
    numbers_of,
    show_numbers,
)

if TYPE_CHECKING:
    from segue.providers.outreach.simulator.org import Org
    from segue.providers.outreach.simulator.rows import Change, Row
    from segue.providers.outreach.simulator.table import Resource


def check_lists(org: "Org", change: "Change") -> None:
    """Refuse addresses that are taken, excluded, or there twice. Null stands for none."""
    values = change.row.values
    for name in ("emails", "tags", *LISTS):
        if values.get(name) is None:
            values[name] = []
    if "emails" not in change.given:
        return
    own = frozenset(row.id for row in _addresses(org, change))
    for email in values["emails"]:
        check_address(org, email, own)
    if len({email.casefold() for email in values["emails"]}) < len(values["emails"]):
        raise contact_invalid("email hash has already been taken")


def write_lists(org: "Org", change: "Change") -> None:
    """Make, reorder and delete the rows that a written prospect's lists stand for."""
    prospect = change.row
    replaces = change.before is not None and org.on("emails_patch", "replace")
    if "emails" in change.given:
        _write_emails(org, prospect, replaces=replaces)
    for name, kind in LISTS.items():
        if name in change.given:
            _write_numbers(org, prospect, kind, list(prospect.values[name]))
    if change.before is None or "emails" in change.given:
        show_addresses(org, prospect.id)
    if change.given & LISTS.keys():
        show_numbers(org, prospect.id)


def _addresses(org: "Org", change: "Change") -> list["Row"]:
    return addresses_of(org, change.before.id) if change.before else []


def _write_emails(org: "Org", prospect: "Row", *, replaces: bool) -> None:
    wanted = list(prospect.values["emails"])
    there = {row.values["email"].casefold(): row for row in addresses_of(org, prospect.id)}
    for key, row in there.items():
        if replaces and key not in {email.casefold() for email in wanted}:
            org.rows.delete(row)
    first = 1 if replaces else max((row.values["order"] for row in there.values()), default=0) + 1
    for order, email in enumerate(wanted, start=first):
        known = there.get(email.casefold())
        if known is None:
            _add(org, EMAIL_ADDRESS, prospect, {"email": email, "order": order})
        elif replaces:
            changed = known.copy()
            changed.values.update(email=email, order=order)
            org.rows.put(changed)


def _write_numbers(org: "Org", prospect: "Row", kind: str, wanted: list[str]) -> None:
    there = [row for row in numbers_of(org, prospect.id) if row.values["phoneType"] == kind]
    for row in there:
        if row.values["number"] not in wanted:
            org.rows.delete(row)
    order = max((row.values["order"] for row in numbers_of(org, prospect.id)), default=0)
    for number in dict.fromkeys(wanted):
        if number not in {row.values["number"] for row in there}:
            order += 1
            given = {"number": number, "rawNumber": number, "phoneType": kind, "order": order}
            _add(org, PHONE_NUMBER, prospect, given)


def _add(org: "Org", resource: "Resource", prospect: "Row", values: dict[str, object]) -> None:
    row = org.fresh(resource)
    row.values.update(values)
    row.refs["prospect"] = prospect.id
    row.id = org.rows.new_id(resource.type)
    row.values["createdAt"] = row.values["updatedAt"] = org.moment()
    org.rows.put(row)
