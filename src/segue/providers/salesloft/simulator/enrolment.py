"""Putting people on cadences and taking them off again."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from segue.providers.salesloft.simulator.book_rows import Membership, Person
from segue.providers.salesloft.simulator.enrolment_rules import Wanted, check_enrolment, wanted
from segue.providers.salesloft.simulator.memberships import find_membership, render_membership
from segue.providers.salesloft.simulator.request import Request
from segue.providers.salesloft.simulator.shapes import Key
from segue.providers.salesloft.simulator.wire import Refused, invalid, not_found, single
from segue.simulation.vendor import Answer

KEYS = tuple(
    Key(n, "integer") for n in ("person_id", "cadence_id", "user_id", "step_id", "task_id")
)
DUPLICATE = {"cadence_id": ["is already in progress for this person"]}


def create_membership(request: Request) -> Answer:
    """Answer `POST /v2/cadence_memberships`.

    The ids are documented as query parameters or a form (V S1, S3); everybody sends JSON.
    """
    names = {key.name for key in KEYS}
    query = {n: texts[-1] for n, texts in request.asked.query.items() if n in names}
    membership = enrol(request, {**query, **request.fields(KEYS)})
    record = render_membership(request, membership)
    return single(record, int(request.switches["created_status"]))


def delete_membership(request: Request) -> Answer:
    """Answer `DELETE /v2/cadence_memberships/{id}`: the person goes, the record stays (V S1)."""
    membership = find_membership(request)
    if not membership.current and request.switches["repeated_removal"] == "404":
        raise Refused(not_found())
    if membership.state == "processing":
        # "Cadence-related changes cannot be made at this time" (V S1); the words are ours.
        request.refuse({"current_state": ["is processing"]})
    take_off(membership, request.now)
    return Answer(204)


def enrol(request: Request, sent: Mapping[str, Any]) -> Membership:
    """Put a person on a cadence, or raise `Refused` and leave everything as it was."""
    ask = wanted(request, sent)
    complaints = check_enrolment(request, ask)
    past = _past(request, ask)
    on_it = any(each.cadence is ask.cadence for each in ask.person.current)
    if on_it and not complaints and request.switches["duplicate_enrolment"] == "409":
        raise Refused(Answer(409, invalid(DUPLICATE, request.switches).body))
    request.refuse({**complaints, **DUPLICATE} if on_it else complaints)
    now, book = request.now, request.account.book
    membership = past or Membership(
        book.next_id("cadence_memberships"), ask.person, ask.cadence, ask.user, now, now, now
    )
    membership.state, membership.user = "staged", ask.user
    membership.added_at = membership.updated_at = now
    membership.latest_action_id = membership.last_step_id = None
    membership.step_id = ask.step_id
    if past is None:
        book.join(membership)
        ask.cadence.people += 1
    return membership


def take_off(membership: Membership, now: datetime) -> None:
    """Take a person off a cadence; before any step it is `removed_no_action` (I)."""
    if membership.current:
        membership.state = "removed_no_action" if membership.state == "staged" else "removed"
        membership.step_id, membership.updated_at = None, now


def take_off_all(people: Iterable[Person], now: datetime) -> None:
    """Take people off every cadence they are on."""
    for person in people:
        for membership in person.current:
            take_off(membership, now)


def _past(request: Request, ask: Wanted) -> Membership | None:
    """Find the record to use again: re-adding makes no second one (V S1)."""
    by_user = request.switches["membership_key"] == "with_user"
    past = (m for m in ask.person.memberships if m.cadence is ask.cadence)
    return next((m for m in past if not by_user or m.user is ask.user), None)
