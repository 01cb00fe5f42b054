"""Accounts, people and memberships that tests put in, with what no API writes."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from segue.providers.salesloft.simulator.account_writes import take_account
from segue.providers.salesloft.simulator.book_rows import STATES, Membership
from segue.providers.salesloft.simulator.custom_fields import take_field
from segue.providers.salesloft.simulator.enrolment import KEYS, enrol
from segue.providers.salesloft.simulator.filters import moment
from segue.providers.salesloft.simulator.person_writes import take_person
from segue.providers.salesloft.simulator.request import Request
from segue.providers.salesloft.simulator.wire import Refused

Seeds = Sequence[Mapping[str, Any]]
MOMENTS = {
    *("created_at", "updated_at", "added_at"),
    *("archived_at", "last_contacted_at", "last_replied_at"),
}
CONTACT = {"created_at", "updated_at", "last_contacted_at", "last_contacted_type", "owner_crm_id"}
PERSON_EXTRAS = {*CONTACT, "last_replied_at", "bouncing", "success_count", "counts"}
MEMBER_EXTRAS = {"created_at", "updated_at", "added_at", "counts"}
COMPANY_EXTRAS = {*CONTACT, "archived_at"}
FREELY = {
    "unknown_attributes": "refused",
    "unknown_custom_fields": "refused",
    "crm_id_without_scope": "forbidden",
    "enrol_in_draft": "staged",
    "person_of_closed_account": "accepted",
    "first_name": "optional",
}
"""What a team can hold, and how strictly seeds are read, whatever the switches say."""


def seed_people(request: Request, seeds: Seeds) -> list[int]:
    """Put people in: what `POST /v2/people` takes, `counts`, and what only the app changes."""
    return [_filled(request, seed, take_person, PERSON_EXTRAS) for seed in seeds]


def seed_accounts(request: Request, seeds: Seeds) -> list[int]:
    """Put accounts in: what `POST /v2/accounts` takes, and what only the app changes."""
    return [_filled(request, seed, take_account, COMPANY_EXTRAS) for seed in seeds]


def seed_custom_fields(request: Request, seeds: Seeds) -> list[int]:
    """Define custom fields: `name`, `field_type`, `value_type`."""
    _only(seeds, {"name", "field_type", "value_type"})
    return [_filled(request, seed, take_field, {"value_type"}) for seed in seeds]


def seed_memberships(request: Request, seeds: Seeds) -> list[int]:
    """Put people on cadences: what the API takes, `counts`, and a `state`, past ones too."""
    _only(seeds, {*(key.name for key in KEYS), "state", *MEMBER_EXTRAS})
    return [_filled(request, seed, _member, MEMBER_EXTRAS) for seed in seeds]


def _only(seeds: Seeds, known: set[str]) -> None:
    for seed in seeds:
        if unknown := sorted(set(seed) - known):
            raise ValueError(f"there is no {unknown} to seed; there are {sorted(known)}")


def _member(request: Request, seed: Mapping[str, Any]) -> Membership:
    state = seed.get("state", "staged")
    if state not in STATES:
        raise ValueError(f"state is one of {list(STATES)}, not {state!r}")
    membership = enrol(request, {name: value for name, value in seed.items() if name != "state"})
    membership.state = state
    if not membership.current:
        membership.step_id = None
    return membership


def _filled(
    request: Request,
    seed: Mapping[str, Any],
    take: Callable[[Request, Mapping[str, Any]], Any],
    extras: set[str],
) -> int:
    """Write what can be written, then set the rest; `ValueError` says what is wrong."""
    sent = {name: value for name, value in seed.items() if name not in extras}
    freely = Request(
        request.asked,
        request.account,
        request.caller,
        request.now,
        {**request.switches, **FREELY},
    )
    try:
        row = take(freely, sent)
    except Refused as refused:
        raise ValueError(str(refused.answer.body)) from refused
    for name in extras & set(seed):
        value = seed[name]
        setattr(row, name, moment(value) if name in MOMENTS and value else value)
    number: int = row.id
    return number
