"""`/v2/cadences`: read-only. No API makes, changes, activates or archives a cadence (V S1, S4)."""

from collections.abc import Mapping, Sequence
from typing import Any

from segue.providers.salesloft.simulator.filters import (
    Filter,
    among,
    between,
    boolean,
    equal,
    read_several,
    ruled,
    whole,
)
from segue.providers.salesloft.simulator.listing import Listing, list_rows
from segue.providers.salesloft.simulator.records import STAGES, Cadence, User
from segue.providers.salesloft.simulator.request import Request
from segue.providers.salesloft.simulator.wire import (
    API,
    Refused,
    not_found,
    reference,
    single,
    stamp,
)
from segue.simulation.vendor import Answer

PRIORITIES = {"High": 1, "Medium": 2, "Low": 3}


def visible(cadence: Cadence, caller: User) -> bool:
    """Tell whether a user sees a cadence: their own, shared and team ones; admins see all."""
    open_to_all = cadence.team_cadence or cadence.shared or caller.team_admin
    return open_to_all or caller.id in {cadence.owner_id, cadence.creator_id}


def find_cadence(request: Request) -> Cadence:
    """Return the cadence the path names, or 404."""
    cadence = request.account.cadences.get(request.number)
    if cadence is None or not visible(cadence, request.caller):
        raise Refused(not_found())
    return cadence


def render_cadence(_: Request, cadence: Cadence) -> Mapping[str, Any]:
    """Write a cadence as it is read (V S1, `docs/api/cadences-show/`, and what S5 adds)."""
    stages = {
        f"{name}_stage": reference("person_stages", cadence.stages.get(name)) for name in STAGES
    }
    return {
        "id": cadence.id,
        "created_at": stamp(cadence.created_at),
        "updated_at": stamp(cadence.updated_at),
        "archived_at": stamp(cadence.archived_at),
        "latest_active_date": None,
        "team_cadence": cadence.team_cadence,
        "shared": cadence.shared,
        "archived": cadence.archived_at is not None,
        # Imports call these two remove_bounced and remove_replied.
        "remove_bounces_enabled": cadence.remove_bounced,
        "remove_replies_enabled": cadence.remove_replied,
        "opt_out_link_included": False,
        "draft": cadence.state == "draft",
        "override_contact_restrictions": cadence.override_contact_restrictions,
        "cadence_framework_id": None,
        "archived_by": None,
        "cadence_function": cadence.cadence_function,
        "name": cadence.name,
        "external_identifier": cadence.external_identifier,
        "tags": list(cadence.tags),
        "current_state": cadence.state,
        "creator": reference("users", cadence.creator_id),
        "owner": reference("users", cadence.owner_id),
        **stages,
        "cadence_priority": _priority(cadence),
        "groups": [],
        "counts": {
            # "Ever been added" (V S1): those who have left are counted too.
            "cadence_people": cadence.people,
            "people_acted_on_count": cadence.acted_on,
            "target_daily_people": cadence.target_daily_people,
            "opportunities_created": 0,
            "meetings_booked": 0,
        },
    }


def _priority(cadence: Cadence) -> Mapping[str, Any] | None:
    """Write the priority; its `_href` ends without an id in the vendor's example (S5)."""
    number = PRIORITIES.get(cadence.priority or "")
    return None if number is None else {"id": number, "_href": f"{API}/cadence_priorities"}


def _owned_by(request: Request, cadence: Cadence, guids: Sequence[str]) -> bool:
    return request.account.users[cadence.owner_id].guid in guids


LISTING: Listing[Cadence] = Listing(
    render=render_cadence,
    sorts={
        "created_at": lambda cadence: cadence.created_at,
        "updated_at": lambda cadence: cadence.updated_at,
        "name": lambda cadence: cadence.name,
    },
    filters={
        "ids": among(lambda cadence: cadence.id, whole),
        "updated_at": between(lambda cadence: cadence.updated_at),
        "team_cadence": equal(lambda cadence: cadence.team_cadence, boolean),
        "shared": equal(lambda cadence: cadence.shared, boolean),
        "owned_by_guid": Filter(read_several, _owned_by),
        # The vendor's own filter for cadences that take people.
        "people_addable": ruled(boolean, lambda _, row, wanted: (row.state == "active") is wanted),
        "name": among(lambda cadence: cadence.name),
        "archived": equal(lambda cadence: cadence.archived_at is not None, boolean),
        "override_contact_restrictions": equal(
            lambda cadence: cadence.override_contact_restrictions, boolean
        ),
    },
)


def list_cadences(request: Request) -> Answer:
    """Answer `GET /v2/cadences`."""
    seen = (c for c in request.account.cadences.values() if visible(c, request.caller))
    return list_rows(request, seen, LISTING)


def show_cadence(request: Request) -> Answer:
    """Answer `GET /v2/cadences/{id}`."""
    return single(render_cadence(request, find_cadence(request)))
