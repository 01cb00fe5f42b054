"""What tests put into a team directly, and what people do in the app because no API does it."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import fields, replace
from datetime import timedelta
from typing import Any

from segue.providers.salesloft.simulator.account import (
    Account,
    add_stage,
    add_template,
    add_user,
)
from segue.providers.salesloft.simulator.book_seeding import (
    seed_accounts,
    seed_custom_fields,
    seed_memberships,
    seed_people,
)
from segue.providers.salesloft.simulator.cadence_imports import take_import
from segue.providers.salesloft.simulator.records import Cadence, Template, User
from segue.providers.salesloft.simulator.request import Request
from segue.providers.salesloft.simulator.wire import Refused

STATES = ("draft", "active", "archived", "expired", "deleted")
CADENCE_KEYS = {
    "name",
    "steps",
    "step_groups",
    "active",
    "enabled",
    "state",
    "kind",
    "team_cadence",
    "shared",
    "owner_id",
    "external_identifier",
    "tags",
    "settings",
}
TEMPLATE_KEYS = {"title", "name", "subject", "body", "shared", "owner_id", "tags", "archived"}
Seeds = Sequence[Mapping[str, Any]]


def seed_cadences(request: Request, seeds: Seeds) -> list[Mapping[str, Any]]:
    """Import cadences and return what they got: `id`, `step_ids`, `template_ids`.

    `steps` is how many, or a list of steps, or absent for none.
    """
    return [_numbers(_cadence(request, seed)) for seed in seeds]


def seed_templates(request: Request, seeds: Seeds, *, team: bool = False) -> list[int | str]:
    """Put personal or team templates in."""
    return [_template(request, seed, team=team).id for seed in seeds]


def seed_users(request: Request, seeds: Seeds) -> list[int]:
    """Put users in; each needs only `email`."""
    return [_user(request, seed).id for seed in seeds]


def seed_stages(request: Request, names: Sequence[str]) -> list[int]:
    """Put person stages in."""
    return [add_stage(request.account, name, request.now).id for name in names]


def activate(request: Request, ids: Sequence[int]) -> list[int]:
    """Activate cadences, which is otherwise done in the app (T S8)."""
    for number in ids:
        set_state(request, _known(request.account, number), "active")
    return list(ids)


def archive(request: Request, ids: Sequence[int]) -> list[int]:
    """Archive cadences."""
    for number in ids:
        set_state(request, _known(request.account, number), "archived")
    return list(ids)


def clear_steps(request: Request, ids: Sequence[int]) -> list[int]:
    """Empty cadences, which is otherwise done in the app."""
    for number in ids:
        request.account.drop_steps(_known(request.account, number))
    return list(ids)


def set_team(request: Request, values: Mapping[str, Any]) -> list[str]:
    """Set fields of the team, such as `allow_automated_email_steps`."""
    team = request.account.team
    _only(values, {f.name for f in fields(team)} - {"id", "created_at", "updated_at"}, "a team")
    for name, value in values.items():
        setattr(team, name, value)
    return sorted(values)


def set_state(request: Request, cadence: Cadence, state: str) -> None:
    """Bring a cadence into a state."""
    if state not in STATES:
        raise ValueError(f"state is one of {list(STATES)}, not {state!r}")
    cadence.state = state
    cadence.archived_at = request.now if state == "archived" else None
    cadence.updated_at = request.now


def _numbers(cadence: Cadence) -> Mapping[str, Any]:
    steps = [step for group in cadence.groups for step in group.steps]
    return {
        "id": cadence.id,
        "step_ids": [step.id for step in steps],
        "template_ids": [step.template.id for step in steps if step.template],
    }


def _known(account: Account, id: int) -> Cadence:
    if id not in account.cadences:
        raise ValueError(f"there is no cadence {id!r}")
    return account.cadences[id]


def _only(given: Mapping[str, Any], known: set[str], what: str) -> None:
    if unknown := sorted(set(given) - known):
        raise ValueError(f"{what} has no {unknown}; it has {sorted(known)}")


def _cadence(request: Request, seed: Mapping[str, Any]) -> Cadence:
    _only(seed, CADENCE_KEYS, "a cadence")
    if seed.get("kind", "interval") != "interval":
        raise ValueError("Salesloft counts days from the start of a cadence; it has no dates")
    groups = seed.get("step_groups")
    body = {
        "settings": {
            "name": seed.get("name", "Outbound"),
            "target_daily_people": 0,
            "remove_replied": True,
            "remove_bounced": True,
            "external_identifier": seed.get("external_identifier"),
            "cadence_function": "outbound",
            "tags": ",".join(seed.get("tags", ())),
            **seed.get("settings", {}),
        },
        "sharing_settings": {
            "team_cadence": seed.get("team_cadence", True),
            "shared": seed.get("shared", True),
        },
        "cadence_content": {
            "step_groups": groups if groups is not None else _groups(seed.get("steps", 0)),
        },
    }
    caller = request.account.users[seed.get("owner_id", request.caller.id)]
    switches = {**request.switches, "import_visibility": "at_once", "empty_step_groups": "accepted"}
    try:
        cadence = take_import(
            replace(request, caller=caller, switches={**switches, **_FREELY}), body
        )
    except Refused as refused:
        raise ValueError(str(refused.answer.body)) from refused
    active = seed.get("active", seed.get("enabled", False))
    state = seed.get("state", "active" if active else "draft")
    if state != "draft":
        set_state(request, cadence, state)
    return cadence


_FREELY = {
    "team_cadence_by_member": "accepted",
    "automated_when_disallowed": "accepted",
    "several_steps_in_group": "variants",
    "same_day_groups": "accepted",
}
"""What a team can hold whatever the switches say about imports."""

_TYPES = ("Email", "Phone", "Other")


def _groups(steps: int | Seeds) -> list[Mapping[str, Any]]:
    if isinstance(steps, int):
        steps = [{"type": _TYPES[index % len(_TYPES)]} for index in range(steps)]
    return [_group(place, step) for place, step in enumerate(steps, 1)]


def _group(place: int, step: Mapping[str, Any]) -> Mapping[str, Any]:
    known = {"type", "name", "day", "enabled", "instructions", "title", "subject", "body"}
    _only(step, {*known, "automated"}, "a step")
    kind = step.get("type", "Email")
    settings: dict[str, Any] = {"instructions": step.get("instructions", f"Do step {place}")}
    if kind == "Email":
        settings = {
            "email_template": {
                "title": step.get("title", f"Step {place}"),
                "subject": step.get("subject", f"Subject {place}"),
                "body": step.get("body", f"<p>Body {place}</p>"),
            }
        }
    at_once = {"send_type": "after_time_delay", "delay_time": 0}
    return {
        "day": step.get("day", place),
        "reference_id": str(place),
        "automated": step.get("automated", False),
        "automated_settings": at_once if step.get("automated") else {},
        "steps": [
            {
                "name": step.get("name", f"Step {place}"),
                "type": kind,
                "enabled": step.get("enabled", True),
                "type_settings": settings,
            }
        ],
    }


def _template(request: Request, seed: Mapping[str, Any], *, team: bool) -> Template:
    _only(seed, TEMPLATE_KEYS, "a template")
    template = Template(
        id=0,
        title=seed.get("title", seed.get("name", "Template")),
        subject=seed.get("subject", "Subject"),
        body=seed.get("body", "<p>Body</p>"),
        owner_id=seed.get("owner_id", request.caller.id),
        created_at=request.now,
        updated_at=request.now,
        visible_at=request.now,
        shared=seed.get("shared", True),
        archived_at=request.now if seed.get("archived") else None,
        tags=list(seed.get("tags", ())),
    )
    return add_template(request.account, template, team=team)


def _user(request: Request, seed: Mapping[str, Any]) -> User:
    known = {field.name for field in fields(User)} - {"id", "guid", "created_at", "updated_at"}
    _only(seed, known, "a user")
    named = {"first_name": "Extra", "last_name": "User", **seed}
    return add_user(
        request.account,
        User(id=0, guid="", created_at=request.now, updated_at=request.now, **named),
    )


def set_import_delay(request: Request, seconds: float) -> float:
    """Set how long steps stay out of sight while `import_visibility` is `late`."""
    request.account.import_delay = timedelta(seconds=float(seconds))
    return float(seconds)


SEEDS: Mapping[str, Callable[[Request, Any], Any]] = {
    "users": seed_users,
    "person_stages": seed_stages,
    "email_templates": seed_templates,
    "templates": seed_templates,
    "team_templates": lambda request, seeds: seed_templates(request, seeds, team=True),
    "team": set_team,
    "cadences": seed_cadences,
    "sequences": seed_cadences,
    "activate": activate,
    "archive": archive,
    "clear_steps": clear_steps,
    "custom_fields": seed_custom_fields,
    "accounts": seed_accounts,
    "people": seed_people,
    "cadence_memberships": seed_memberships,
    "memberships": seed_memberships,
    "import_delay_seconds": set_import_delay,
}
"""What can be seeded, in the order it is put in. `sequences` are cadences."""
