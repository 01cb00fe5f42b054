"""The calls that write e-mail addresses. Each is a record that holds its type and its place.

Whether a PATCH of a prospect's `emails` replaces the list or adds to
it is not known, so after the creation only the records themselves are written.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from segue.model.contact import UNTYPED, EmailAddress
from segue.model.warning import PlanWarning, WarningType
from segue.providers.outreach import documents
from segue.providers.outreach.book import addresses, finders
from segue.providers.outreach.book.addresses import FAR, PRIMARY, Held, Wanted
from segue.providers.outreach.documents import Identity
from segue.spi.plan import Call, Output


@dataclass(slots=True)
class Change:
    """What becomes of a prospect's addresses."""

    first: list[Call] = field(default_factory=list)
    """Calls that can be taken back."""
    last: list[Call] = field(default_factory=list)
    """Calls that take addresses away."""
    warnings: list[PlanWarning] = field(default_factory=list)


def wanted(
    entries: Iterable[EmailAddress] | None,
) -> tuple[list[Wanted], list[PlanWarning]]:
    """Give each address once, the primary one first: Outreach holds no address twice [BAL]."""
    found: dict[str, Wanted] = {}
    warnings = []
    for i, entry in enumerate(entries or ()):
        each = Wanted(place=i, address=entry.email_address, type=entry.email_address_type)
        first = found.setdefault(each.key, each)
        if first.type != each.type:
            warnings.append(_twice(each, first))
    return sorted(found.values(), key=lambda each: each.type != PRIMARY), warnings


def made(asked: list[Wanted]) -> tuple[list[str], tuple[Call, ...], list[PlanWarning]]:
    """Give the addresses that a new prospect is sent with, and the calls for the rest.

    Without types they can all be sent with it. Otherwise only the first, so that there is no doubt
    which record is its.
    """
    warnings = [_primary(each, None) for each in asked if each.type == PRIMARY]
    if not any(each.kept_as for each in asked):
        return [each.address for each in asked], (), warnings
    prospect = Output("contact", "/data/id")
    head, *rest = asked
    calls = [_typed(head)] if head.kept_as else []
    calls += [_add(prospect, each, order, ()) for order, each in enumerate(rest, 2)]
    return [head.address], tuple(calls), warnings


def _typed(head: Wanted) -> Call:
    # Seen in the answer to a creation [AMP], and one address has one record.
    record = Output("contact", "/data/relationships/emailAddresses/data/0/id")
    return Call(
        name=f"email_{head.place}",
        request=documents.change(
            "emailAddresses", "emailAddress", record, {"emailType": head.kept_as}
        ),
        repeatable=True,
    )


def changed(entries: list[EmailAddress] | None, now: list[Held], prospect: int) -> Change:
    """Give the calls after which the types that the entries name hold just those addresses.

    No entries at all clear every address.
    """
    asked, warnings = wanted(entries)
    change = Change(warnings=warnings)
    gone = addresses.gone(asked, now)
    present = {each.key: each for each in reversed(now)}
    orders = addresses.orders(asked, now, gone)
    for each in asked:
        there = present.get(each.key)
        if each.type == PRIMARY:
            change.warnings.append(_primary(each, there))
        elif there and there.type and not each.kept_as:
            change.warnings.append(_keeps_type(each, there))
        if there is None:
            known = [one.id for one in now]
            change.first.append(_add(prospect, each, orders[each.key], known))
    for there in present.values():
        if there not in gone:
            asked_as = next((each.kept_as for each in asked if each.key == there.key), None)
            change.first += _corrected(there, asked_as, orders.get(there.key))
    change.last += [_remove(prospect, each) for each in gone]
    return change


def _add(prospect: Identity, each: Wanted, order: int, known: Iterable[int]) -> Call:
    sent = {"email": each.address, "order": order}
    if each.kept_as:
        sent["emailType"] = each.kept_as
    name = f"email_{each.place}"
    return Call(
        name=name,
        request=documents.create(
            "emailAddresses", "emailAddress", sent, {"prospect": ("prospect", prospect)}
        ),
        makes="emailAddress",
        id_at="/data/id",
        lookup=finders.made_email(prospect, each.address, known=known),
        undo=documents.delete("emailAddresses", Output(name, "/data/id")),
    )


def _corrected(there: Held, type: str | None, order: int | None) -> list[Call]:
    sent: dict[str, Any] = {}
    before: dict[str, Any] = {}
    if type is not None and type != there.word:
        sent["emailType"], before["emailType"] = type, there.word
    if order is not None and order != there.order:
        sent["order"], before["order"] = order, there.order if there.order < FAR else None
    if not sent:
        return []
    return [
        Call(
            name=f"email_change_{there.id}",
            request=documents.change("emailAddresses", "emailAddress", there.id, sent),
            repeatable=True,
            undo=documents.change("emailAddresses", "emailAddress", there.id, before),
        )
    ]


def _remove(prospect: int, gone: Held) -> Call:
    before: dict[str, Any] = {"email": gone.address, "emailType": gone.word}
    if gone.order < FAR:
        before["order"] = gone.order
    return Call(
        name=f"email_gone_{gone.id}",
        request=documents.delete("emailAddresses", gone.id),
        lookup=finders.email_gone(prospect, gone.id),
        undo=documents.create(
            "emailAddresses", "emailAddress", before, {"prospect": ("prospect", prospect)}
        ),
    )


def _warning(each: Wanted, title: str, detail: str) -> PlanWarning:
    return PlanWarning(
        problem_type=WarningType.VALUE_ADJUSTED,
        title=title,
        detail=detail,
        pointer=f"/email_addresses/{each.place}",
        capability=f"contact.email_addresses.{each.type or UNTYPED}",
    )


def _primary(each: Wanted, there: Held | None) -> PlanWarning:
    kept = f"with the type {there.type} that it has" if there and there.type else "without a type"
    return _warning(
        each,
        "The primary address is the first one",
        "Asked for type primary, which Outreach does not know: the address is put first, which is"
        f" the one that is written to, and is read back {kept}.",
    )


def _keeps_type(each: Wanted, there: Held) -> PlanWarning:
    return _warning(
        each,
        "The address keeps its type",
        f"Asked for the address without a type; Outreach holds it as {there.type}, so it stays.",
    )


def _twice(each: Wanted, first: Wanted) -> PlanWarning:
    return _warning(
        each,
        "An address is held once",
        f"Asked for the address as {each.type or UNTYPED} and, before that, as"
        f" {first.type or UNTYPED}; only the first is kept.",
    )
