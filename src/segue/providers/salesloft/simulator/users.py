"""`/v2/users`, `/v2/me` and `/v2/team`: who the team is."""

from collections.abc import Iterable, Mapping
from typing import Any

from segue.providers.salesloft.simulator.filters import among, boolean, equal, ruled, whole
from segue.providers.salesloft.simulator.listing import Listing, list_rows
from segue.providers.salesloft.simulator.records import Team, User
from segue.providers.salesloft.simulator.request import Request
from segue.providers.salesloft.simulator.wire import (
    API,
    Refused,
    not_found,
    reference,
    single,
    stamp,
    unlinked,
)
from segue.simulation.vendor import Answer


def render_user(request: Request, user: User) -> Mapping[str, Any]:
    """Write a user with the keys of a recorded one (L S6, `test/read-list-users.json`)."""
    client = user.email_client_email_address or user.email
    mail = {
        "email": user.email,
        # Filled although `email_client_configured` is false, on a recorded user (L S6).
        "email_client_email_address": client,
        # What mail leaves as: the first of these three that there is (V S1).
        "sending_email_address": user.from_address or client or user.email,
        "from_address": user.from_address,
        "full_email_address": f'"{user.name}" <{user.email}>',
        "bcc_email_address": user.bcc_email_address,
        "email_signature": user.email_signature,
        "email_signature_type": "html",
        "email_signature_click_tracking_disabled": False,
        "email_client_configured": user.email_client_configured,
    }
    return {
        "id": user.id,
        "guid": user.guid,
        "created_at": stamp(user.created_at),
        "updated_at": stamp(user.updated_at),
        "name": user.name,
        "first_name": user.first_name,
        "last_name": user.last_name,
        "job_role": user.job_role,
        "active": user.active,
        "time_zone": user.time_zone,
        "locale_utc_offset": -240,
        "slack_username": None,
        "twitter_handle": None,
        "work_country": user.work_country,
        "seat_package": user.seat_package,
        "team_admin": user.team_admin,
        "local_dial_enabled": False,
        "click_to_call_enabled": False,
        "crm_connected": False,
        "external_feature_flags": {"hot_leads": True},
        "_private_fields": {},
        "phone_client": unlinked(user.phone_client_id),
        "phone_number_assignment": None,
        "group": reference("groups", user.group_id),
        "team": {"id": request.account.team.id, "_href": f"{API}/team"},
        "role": unlinked(user.role),
        **mail,
    }


def _searched(_: Request, user: User, keywords: str) -> bool:
    """Match users by any keyword inside first name, last name or e-mail, in any case (V S1)."""
    text = f"{user.first_name}\n{user.last_name}\n{user.email}".lower()
    return any(word in text for word in keywords.lower().split())


LISTING: Listing[User] = Listing(
    render=render_user,
    sorts={
        "id": lambda user: user.id,
        "email": lambda user: user.email,
        "name": lambda user: user.name,
        "group": lambda user: user.group_id,
        "role": lambda user: user.role,
    },
    filters={
        "ids": among(lambda user: user.id, whole),
        "guid": among(lambda user: user.guid),
        "group_id": among(lambda user: user.group_id, whole),
        "role_id": among(lambda user: user.role),
        "search": ruled(str, _searched),
        "active": equal(lambda user: user.active, boolean),
        "visible_only": ruled(boolean, lambda _, user, only: user.active or not only, default=True),
        "has_crm_user": ruled(boolean, lambda _, __, wanted: not wanted),
        "work_country": among(lambda user: user.work_country),
        # Newer than the vendor's file (V S4).
        "seat_package": among(lambda user: user.seat_package),
        "manager_user_guid": among(lambda user: user.manager_guid),
    },
    sort_by="id",
)


def sees(request: Request, user: User | None) -> bool:
    """Tell whether the caller sees a user, and what that user owns; what nobody owns, all see.

    Members of a team whose groups are private see themselves and their group (V S1).
    """
    caller = request.caller
    if user is None or caller.team_admin or user.id == caller.id:
        return True
    if request.account.team.group_privacy_setting == "all_public":
        return True
    return caller.group_id is not None and user.group_id == caller.group_id


def _seen(request: Request) -> Iterable[User]:
    return [user for user in request.account.users.values() if sees(request, user)]


def list_users(request: Request) -> Answer:
    """Answer `GET /v2/users`; without `page` it is not paged and has no `paging` (V S1, L S6)."""
    paged = "page" in request.asked.query or request.switches["users_paging"] == "always"
    return list_rows(request, _seen(request), LISTING, paged=paged)


def find_user(request: Request) -> User:
    """Return the user the path names, by id or guid, or 404."""
    named = (u for u in _seen(request) if request.key in {str(u.id), u.guid})
    user = next(named, None)
    if user is None:
        raise Refused(not_found())
    return user


def show_user(request: Request) -> Answer:
    """Answer `GET /v2/users/{id}`, where the id may also be the guid."""
    return single(render_user(request, find_user(request)))


def show_me(request: Request) -> Answer:
    """Answer `GET /v2/me`."""
    return single(render_user(request, request.caller))


def show_team(request: Request) -> Answer:
    """Answer `GET /v2/team`."""
    return single(render_team(request.account.team))


def render_team(team: Team) -> Mapping[str, Any]:
    """Write the team (V S1)."""
    return {
        "id": team.id,
        "created_at": stamp(team.created_at),
        "updated_at": stamp(team.updated_at),
        "name": team.name,
        "allow_automated_email_steps": team.allow_automated_email_steps,
        "call_recording_disabled": False,
        "click_tracking_default": team.click_tracking_default,
        "custom_tracking_domain": None,
        "deactivated": False,
        "dispositions_required": False,
        "email_daily_limit": team.email_daily_limit,
        "group_privacy_setting": team.group_privacy_setting,
        "license_limit": team.license_limit,
        "local_dial_enabled": False,
        "plan": team.plan,
        "plan_features": {},
        "record_by_default": False,
        "sentiments_required": False,
        "team_visibility_default": "public",
        "_private_fields": {},
    }
