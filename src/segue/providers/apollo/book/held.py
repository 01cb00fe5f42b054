"""Reading a record back, where Apollo may have kept it otherwise than its answer says.

A custom field that it does not know is dropped with a 200 [VCR]. No source has tried every field
for clearing, nor an owner that is not of the team.
"""

from collections.abc import Mapping
from typing import Any

from segue.kit.pointer import escape
from segue.model.account import AccountWrite
from segue.model.contact import ContactWrite
from segue.model.warning import PlanWarning, WarningType
from segue.providers.apollo.book import read, routes
from segue.providers.apollo.book.addresses import ORDER
from segue.providers.apollo.book.extras import TYPED, written_fields
from segue.providers.apollo.book.losses import adjusted
from segue.providers.apollo.book.phones import FIELDS
from segue.providers.apollo.book.values import record, text
from segue.spi.numbered import Row
from segue.spi.plan import Find, Lookup, Match, Output

Asked = Mapping[str, Any]

CLEARED = {
    "name": "/name",
    "domain": "/domain",
    "first_name": "/first_name",
    "last_name": "/last_name",
    "title": "/job_title",
    "email": "/email_addresses",
}
"""Apollo's field, and where the caller names it."""


def reading(noun: str, id: str | Output, checks: Asked) -> Find:
    """Read it back and say where it differs from `checks`."""
    lookup = Lookup(request=routes.one(noun, id), find=f"{noun}_held", asked={"id": id, **checks})
    return Find(name="held", lookup=lookup)


def checks(
    body: Mapping[str, Any],
    given: AccountWrite | ContactWrite,
    parts: Mapping[str, str | None] | None = None,
) -> dict[str, Any]:
    """Say what of a write has to be seen again: clearings, custom fields, owner and address."""
    wanted = {
        "cleared": [field for field in CLEARED if body.get(field) == ""],
        "phones": [kind for kind, field in FIELDS.items() if body.get(field) == ""],
        "typed": written_fields(given.custom_fields),
        "owner_id": given.owner_id,
        "address": dict(parts or {}),
    }
    return {key: value for key, value in wanted.items() if value}


def account(asked: Asked, answer: Any) -> tuple[Match, ...]:
    """Find an account, and say where it is not as asked."""
    return _match(record(answer, "account"), "account", asked)


def contact(asked: Asked, answer: Any) -> tuple[Match, ...]:
    """Find a contact, and say where it is not as asked."""
    return _match(record(answer, "contact"), "contact", asked)


def _match(row: Row, noun: str, asked: Asked) -> tuple[Match, ...]:
    if row.get("id") != asked["id"]:
        return ()
    warnings = (*_uncleared(row, asked), *_unknown(row, asked), *_owner(row, asked))
    if noun == "contact":
        warnings += (*_merged(asked), *_phones(row, asked), *_address(row, asked))
    return (Match(id=str(row["id"]), answer={noun: row}, warnings=warnings),)


def _merged(asked: Asked) -> tuple[PlanWarning, ...]:
    if record(asked, "made").get("was_existing") is not True:
        return ()
    return (
        PlanWarning(
            problem_type=WarningType.ALREADY_EXISTS,
            title="Apollo has not made a new contact",
            detail="It took one that it held already, and wrote over it what was sent, although it"
            " was asked not to look for one that is alike.",
            pointer="",
        ),
    )


def _uncleared(row: Row, asked: Asked) -> tuple[PlanWarning, ...]:
    return tuple(
        adjusted(CLEARED[field], None, "Apollo has not cleared this", _still(text(row[field])))
        for field in asked.get("cleared", ())
        if text(row.get(field))
    )


def _still(value: str | None) -> str:
    return f"It was sent empty, and Apollo accepted it, but still shows {value!r}."


def _unknown(row: Row, asked: Asked) -> tuple[PlanWarning, ...]:
    known = record(row, TYPED)
    return tuple(
        adjusted(
            f"/custom_fields/{escape(key)}",
            None,
            "Apollo has not kept this custom field",
            f"It accepted {key!r} and does not show it: the team has no such field, or the value"
            " does not fit.",
        )
        for key in asked.get("typed", ())
        if key not in known
    )


def _owner(row: Row, asked: Asked) -> tuple[PlanWarning, ...]:
    wanted = asked.get("owner_id")
    # An owner's call that was refused has a warning of its own, and an answer of null.
    if wanted is None or row.get("owner_id") == wanted or asked.get("owned", {}) is None:
        return ()
    detail = f"Apollo accepted the owner {wanted}, but shows {row.get('owner_id')}."
    return (adjusted("/owner_id", None, "Apollo shows another owner", detail),)


def _phones(row: Row, asked: Asked) -> tuple[PlanWarning, ...]:
    kinds = asked.get("phones", ())
    left = [number for kind, number, _ in read.phones(row) if kind in kinds]
    if not left:
        return ()
    detail = _still(", ".join(left))
    return (adjusted("/phone_numbers", None, "Apollo has not cleared these numbers", detail),)


def _address(row: Row, asked: Asked) -> tuple[PlanWarning, ...]:
    shown = read.address(row)
    found = {part: getattr(shown, part, None) for part in asked.get("address", {})}
    return tuple(
        adjusted(
            f"/address/{part}",
            f"contact.address.{part}" if wanted and part in ORDER else None,
            "Apollo shows another address",
            f"The address was sent in one line. Apollo was to show {wanted!r}, and shows"
            f" {found[part]!r}.",
        )
        for part, wanted in asked.get("address", {}).items()
        if (found[part] or "").casefold() != (wanted or "").casefold()
    )
