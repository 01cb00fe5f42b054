"""`PUT /v2/users/{id}`, newer than the vendor's file (V S4). No API makes a user."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from segue.providers.salesloft.simulator.request import Request
from segue.providers.salesloft.simulator.shapes import Key, check, complain
from segue.providers.salesloft.simulator.users import find_user, render_user
from segue.providers.salesloft.simulator.wire import Complaints, Refused, forbidden, single
from segue.simulation.vendor import Answer

ROLES = ("Admin", "User")
KEYS = (
    Key("active", "boolean"),
    Key("work_country", nullable=True),
    Key("role_id", filled=True),
    Key("group_id", "integer", nullable=True),
    Key("seat_package", filled=True),
    Key("manager_user_guid", nullable=True),
)


def update_user(request: Request) -> Answer:
    """Answer `PUT /v2/users/{id or guid}`: only the fields sent change; admins only (I)."""
    user = find_user(request)
    if not request.caller.team_admin:
        raise Refused(forbidden())
    sent = request.fields(KEYS)
    request.refuse(_complaints(request, sent))
    user.active = sent.get("active", user.active)
    user.work_country = sent.get("work_country", user.work_country)
    user.seat_package = sent.get("seat_package", user.seat_package)
    user.manager_guid = sent.get("manager_user_guid", user.manager_guid)
    user.group_id = sent.get("group_id", user.group_id)
    if "role_id" in sent:
        user.role, user.team_admin = sent["role_id"], sent["role_id"] == "Admin"
    user.updated_at = request.now
    return single(render_user(request, user))


def _complaints(request: Request, sent: Mapping[str, Any]) -> Complaints:
    complaints: Complaints = {}
    check(complaints, "", sent, KEYS)
    role, group, guid = sent.get("role_id"), sent.get("group_id"), sent.get("manager_user_guid")
    if isinstance(role, str) and role not in ROLES and not _is_uuid(role):
        complain(complaints, "role_id", "does not exist")
    if isinstance(group, int) and group not in request.account.book.groups:
        complain(complaints, "group_id", "does not exist")
    if guid is not None and guid not in {user.guid for user in request.account.users.values()}:
        complain(complaints, "manager_user_guid", "does not exist")
    return complaints


def _is_uuid(text: str) -> bool:
    try:
        return str(UUID(text)) == text.lower()
    except ValueError:
        return False
