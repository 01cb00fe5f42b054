"""Reading `/v2/cadence_memberships`: one record for each person and cadence, past ones included."""

from collections.abc import Iterable, Mapping
from typing import Any

from segue.providers.salesloft.simulator.book_rows import Membership
from segue.providers.salesloft.simulator.cadences import visible
from segue.providers.salesloft.simulator.filters import (
    among,
    between,
    boolean,
    equal,
    one_or_several,
    whole,
)
from segue.providers.salesloft.simulator.listing import Listing, list_rows
from segue.providers.salesloft.simulator.request import Request
from segue.providers.salesloft.simulator.users import sees
from segue.providers.salesloft.simulator.wire import (
    Refused,
    as_number,
    not_found,
    reference,
    single,
    stamp,
    unlinked,
)
from segue.simulation.vendor import Answer

COUNTS = ("views", "clicks", "replies", "calls", "sent_emails", "bounces")


def render_membership(_: Request, membership: Membership) -> Mapping[str, Any]:
    """Write a membership (V S1; `step` S5)."""
    return {
        "id": membership.id,
        "added_at": stamp(membership.added_at),
        "created_at": stamp(membership.created_at),
        "updated_at": stamp(membership.updated_at),
        "person_deleted": membership.person.deleted,
        "currently_on_cadence": membership.current,
        "current_state": membership.state,
        "cadence": reference("cadences", membership.cadence.id),
        "step": reference("steps", membership.step_id),
        "person": reference("people", membership.person.id),
        "user": reference("users", membership.user.id),
        # Without `_href` where the action is done: those in progress alone can be read (V S1).
        "latest_action": _action(membership),
        "counts": {name: membership.counts.get(name, 0) for name in COUNTS},
    }


def _action(membership: Membership) -> Mapping[str, Any] | None:
    number = membership.latest_action_id
    return reference("actions", number) if membership.current else unlinked(number)


LISTING: Listing[Membership] = Listing(
    render=render_membership,
    sorts={
        "added_at": lambda membership: membership.added_at,
        "updated_at": lambda membership: membership.updated_at,
    },
    filters={
        "ids": among(lambda membership: membership.id, whole),
        # Single in the vendor's file; arrays work too (T S7).
        "person_id": one_or_several(lambda membership: membership.person.id, whole),
        "cadence_id": one_or_several(lambda membership: membership.cadence.id, whole),
        "updated_at": between(lambda membership: membership.updated_at),
        "currently_on_cadence": equal(lambda membership: membership.current, boolean),
    },
)


def seen(request: Request, membership: Membership) -> bool:
    """Tell whether the caller sees both the cadence and the person."""
    person = membership.person
    return visible(membership.cadence, request.caller) and sees(request, person.owner)


def find_membership(request: Request) -> Membership:
    """Return the membership the path names, or 404."""
    membership = request.account.book.memberships.get(request.number)
    if membership is None or not seen(request, membership):
        raise Refused(not_found())
    return membership


def list_memberships(request: Request) -> Answer:
    """Answer `GET /v2/cadence_memberships`."""
    return list_rows(request, (m for m in _asked_about(request) if seen(request, m)), LISTING)


def _asked_about(request: Request) -> Iterable[Membership]:
    """Return those of the one cadence asked about, sooner than the filter would find them."""
    book, texts = request.account.book, request.asked.query.get("cadence_id", ())
    if len(texts) != 1 or "cadence_id[]" in request.asked.query:
        return book.memberships.values()
    return book.members.get(as_number(texts[0]) or 0, ())


def show_membership(request: Request) -> Answer:
    """Answer `GET /v2/cadence_memberships/{id}`."""
    return single(render_membership(request, find_membership(request)))
