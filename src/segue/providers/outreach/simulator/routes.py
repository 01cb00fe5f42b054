"""Find what a request is about and apply it: five operations and the actions of each resource."""

from collections.abc import Callable, Mapping

from segue.providers.outreach.simulator import bulk
from segue.providers.outreach.simulator.document import changed_row, new_row
from segue.providers.outreach.simulator.errors import (
    MEDIA_TYPE,
    Refused,
    bad_parameter,
    entry,
    not_found,
    route_not_found,
    wrong_media_type,
    wrong_scope,
)
from segue.providers.outreach.simulator.listing import collection, single
from segue.providers.outreach.simulator.oauth import Grant
from segue.providers.outreach.simulator.org import Org
from segue.providers.outreach.simulator.render import resource_document
from segue.providers.outreach.simulator.resources import BY_PLURAL, NOT_SIMULATED
from segue.providers.outreach.simulator.resources.batch import BATCH
from segue.providers.outreach.simulator.rows import Row
from segue.providers.outreach.simulator.table import Resource
from segue.simulation.vendor import Answer, Asked

ROOT = "/api/v2"


def answer(org: Org, grant: Grant, asked: Asked) -> Answer:
    """Answer one authenticated request. `Refused` is raised for what the vendor refuses."""
    _check_media_type(org, asked)
    parts = [part for part in asked.path.removeprefix(ROOT).split("/") if part]
    if not parts:
        return _root(org, grant, asked)
    resource = _resource(parts[0])
    match parts[1:]:
        case ["actions", verb] if asked.method == "POST" and resource is BATCH:
            _check_scope(grant, resource, "write")
            return _shown(org, bulk.start(org, verb, asked), 200)
        case [id, "actions", verb] if asked.method == "POST" and resource is BATCH:
            _check_scope(grant, resource, "write")
            return _shown(org, bulk.act(org, _row(org, resource, id), verb, asked.query), 200)
        case []:
            operation = {"GET": "list", "POST": "create"}.get(asked.method, "")
        case [id]:
            by_method = {"GET": "read", "PATCH": "update", "DELETE": "delete"}
            operation = by_method.get(asked.method, "")
        case [id, "actions", verb] if asked.method == "POST" and verb in resource.actions:
            _check_scope(grant, resource, "write")
            return _act(org, resource, _row(org, resource, id), asked, verb)
        case _:
            raise route_not_found()
    if operation not in resource.operations:
        raise route_not_found()
    resource.gate(org, operation)
    _check_scope(grant, resource, _VERBS[operation])
    if operation in _ON_COLLECTION:
        return _ON_COLLECTION[operation](org, resource, asked)
    return _ON_ROW[operation](org, resource, _row(org, resource, parts[1]), asked)


def _check_media_type(org: Org, asked: Asked) -> None:
    given = asked.headers.get("content-type", "").split(";")[0].strip().lower()
    if given != MEDIA_TYPE and org.on("media_type", "strict"):
        raise wrong_media_type()


def _resource(plural: str) -> Resource:
    resource = BY_PLURAL.get(plural)
    if resource is not None:
        return resource
    if plural in NOT_SIMULATED:
        detail = f"The vendor has '{plural}'; this simulator does not yet."
        raise Refused(501, entry("notSimulated", "Not Simulated", detail))
    raise route_not_found()


def _check_scope(grant: Grant, resource: Resource, verb: str) -> None:
    if not grant.allows(resource.plural, verb):
        raise wrong_scope(f"{resource.plural}.{verb}")


def _row(org: Org, resource: Resource, id: str) -> Row:
    row = org.rows.get(resource.type, int(id)) if id.isdecimal() else None
    if row is None:
        raise not_found(resource.type, id)
    return row


def _root(org: Org, grant: Grant, asked: Asked) -> Answer:
    """`GET /api/v2` names organisation, user and scopes [TEAR, OPER]; its form is composed."""
    if asked.method != "GET":
        raise route_not_found()
    user = org.rows.get("user", grant.user_id)
    meta = {
        "org": {"id": 1, "name": "Simulated organisation"},
        "user": {"id": grant.user_id, "email": user.values["email"] if user else None},
        "scopes": sorted(grant.scopes),
    }
    return Answer(200, {"meta": meta}, {}, MEDIA_TYPE)


def _list(org: Org, resource: Resource, asked: Asked) -> Answer:
    return Answer(200, collection(org, resource, asked.query), {}, MEDIA_TYPE)


def _create(org: Org, resource: Resource, asked: Asked) -> Answer:
    row = org.create(resource, new_row(org, resource, asked.body))
    return _shown(org, row, 201)


def _read(org: Org, resource: Resource, row: Row, asked: Asked) -> Answer:
    return Answer(200, single(org, resource, row, asked.query), {}, MEDIA_TYPE)


def _update(org: Org, resource: Resource, row: Row, asked: Asked) -> Answer:
    changed = org.update(resource, changed_row(org, resource, asked.body, row))
    return _shown(org, changed, 200)


def _delete(org: Org, resource: Resource, row: Row, _: Asked) -> Answer:
    resource.let_go(org, row)
    org.rows.delete(row)
    return Answer(204)


def _act(org: Org, resource: Resource, row: Row, asked: Asked, verb: str) -> Answer:
    """Run a member action: 200 with the resource, 400 on parameters it has not [AE-conv]."""
    for key in asked.query:
        detail = f"'{key}' is not supported by the action."
        raise bad_parameter("actionParams.unknown", detail)
    changed = row.copy()
    resource.actions[verb](org, changed)
    org.touch(changed)
    org.rows.put(changed)
    return _shown(org, changed, 200)


def _shown(org: Org, row: Row, status: int) -> Answer:
    """Include on create and update was removed in 2023 [AE-life], so the row is all there is."""
    return Answer(status, {"data": resource_document(org, row, {})}, {}, MEDIA_TYPE)


_VERBS = {"list": "read", "read": "read", "create": "write", "update": "write", "delete": "delete"}
_ON_COLLECTION: Mapping[str, Callable[[Org, Resource, Asked], Answer]] = {
    "list": _list,
    "create": _create,
}
_ON_ROW: Mapping[str, Callable[[Org, Resource, Row, Asked], Answer]] = {
    "read": _read,
    "update": _update,
    "delete": _delete,
}
