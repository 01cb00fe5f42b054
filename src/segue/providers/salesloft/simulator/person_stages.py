"""`/v2/person_stages`: the team's own stages, which imports name."""

from collections.abc import Mapping
from typing import Any

from segue.providers.salesloft.simulator.account import add_stage
from segue.providers.salesloft.simulator.filters import among, whole
from segue.providers.salesloft.simulator.listing import Listing, list_rows
from segue.providers.salesloft.simulator.records import PersonStage
from segue.providers.salesloft.simulator.request import Request
from segue.providers.salesloft.simulator.wire import Refused, not_found, single, stamp
from segue.simulation.vendor import Answer


def render_stage(_: Request, stage: PersonStage) -> Mapping[str, Any]:
    """Write a person stage (V S1; `active` S5)."""
    return {
        "id": stage.id,
        "name": stage.name,
        "created_at": stamp(stage.created_at),
        "updated_at": stamp(stage.updated_at),
        "order": stage.order,
        "active": stage.active,
    }


LISTING: Listing[PersonStage] = Listing(
    render=render_stage,
    sorts={
        "created_at": lambda stage: stage.created_at,
        "updated_at": lambda stage: stage.updated_at,
    },
    filters={"ids": among(lambda stage: stage.id, whole)},
)


def list_stages(request: Request) -> Answer:
    """Answer `GET /v2/person_stages`."""
    return list_rows(request, request.account.person_stages.values(), LISTING)


def show_stage(request: Request) -> Answer:
    """Answer `GET /v2/person_stages/{id}`."""
    return single(render_stage(request, _find(request)))


def create_stage(request: Request) -> Answer:
    """Answer `POST /v2/person_stages`."""
    stage = add_stage(request.account, _name(request), request.now)
    return single(render_stage(request, stage), int(request.switches["created_status"]))


def update_stage(request: Request) -> Answer:
    """Answer `PUT /v2/person_stages/{id}`."""
    stage = _find(request)
    stage.name, stage.updated_at = _name(request), request.now
    return single(render_stage(request, stage))


def delete_stage(request: Request) -> Answer:
    """Answer `DELETE /v2/person_stages/{id}`; it can be repeated (V S1)."""
    gone = request.account.person_stages.get(request.number)
    for person in request.account.book.people.values():
        person.stage = None if person.stage is gone else person.stage
    request.account.person_stages.pop(request.number, None)
    for cadence in request.account.cadences.values():
        cadence.stages = {
            event: None if stage == request.number else stage
            for event, stage in cadence.stages.items()
        }
    return Answer(204)


def _find(request: Request) -> PersonStage:
    stage = request.account.person_stages.get(request.number)
    if stage is None:
        raise Refused(not_found())
    return stage


def _name(request: Request) -> str:
    name = request.body().get("name")
    if not isinstance(name, str) or not name.strip():
        request.refuse({"name": ["is required"]})
    return str(name)
