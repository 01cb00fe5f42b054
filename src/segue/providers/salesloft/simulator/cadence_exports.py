"""`/v2/cadence_exports/{id}`: a cadence in the shape an import has, but nested and without ids."""

from collections.abc import Mapping
from typing import Any

from segue.providers.salesloft.simulator.cadences import find_cadence
from segue.providers.salesloft.simulator.markup import rewritten
from segue.providers.salesloft.simulator.records import STAGES, Cadence, Step, StepGroup
from segue.providers.salesloft.simulator.request import Request
from segue.providers.salesloft.simulator.wire import single
from segue.simulation.vendor import Answer

AUTOMATED_SETTINGS = (
    "send_type",
    "time_of_day",
    "timezone_mode",
    "delay_time",
    "allow_send_on_weekends",
)
"""An exported group carries all of these, and a client strips some before importing (T S11)."""


def export_cadence(request: Request) -> Answer:
    """Answer `GET /v2/cadence_exports/{id}`."""
    return single(render_export(request, find_cadence(request)))


def render_export(request: Request, cadence: Cadence) -> Mapping[str, Any]:
    """Write an export: settings and sharing stand inside `cadence_content` (T S2, S11)."""
    return {
        "cadence_content": {
            "settings": _settings(request, cadence),
            "sharing_settings": {
                "team_cadence": cadence.team_cadence,
                "shared": cadence.shared,
            },
            "step_groups": [
                _group(request, group)
                for group in sorted(cadence.groups, key=lambda group: group.day)
                if any(step.visible_at <= request.now for step in group.steps)
            ],
        }
    }


def _settings(request: Request, cadence: Cadence) -> Mapping[str, Any]:
    stages = request.account.person_stages
    return {
        "name": cadence.name,
        "target_daily_people": cadence.target_daily_people,
        "remove_replied": cadence.remove_replied,
        "remove_bounced": cadence.remove_bounced,
        "remove_people_when_meeting_booked": cadence.remove_people_when_meeting_booked,
        "reschedule_from_pause_enabled": cadence.reschedule_from_pause_enabled,
        "external_identifier": cadence.external_identifier,
        "cadence_function": cadence.cadence_function,
        "cadence_priority": cadence.priority,
        "cadence_owner": request.account.users[cadence.owner_id].email,
        **{
            f"{name}_stage_setting": stages[number].name
            if (number := cadence.stages.get(name)) in stages
            else None
            for name in STAGES
        },
        "tags": ",".join(cadence.tags),
    }


def _group(request: Request, group: StepGroup) -> Mapping[str, Any]:
    settings = {key: group.automated_settings.get(key) for key in AUTOMATED_SETTINGS}
    return {
        "automated_settings": settings if group.automated else {},
        "automated": group.automated,
        "day": group.day,
        "due_immediately": group.due_immediately,
        "reference_id": group.reference_id,
        "steps": [_step(request, step) for step in group.steps],
    }


def _step(request: Request, step: Step) -> Mapping[str, Any]:
    settings: dict[str, Any] = dict(step.settings)
    if step.template is not None:
        settings["email_template"] = {
            "title": step.template.title,
            "subject": step.template.subject,
            "body": rewritten(step.template.body, request.switches["template_bodies"]),
            "open_tracking": step.template.open_tracking,
            "click_tracking": step.template.click_tracking,
            "attachments": [],
        }
    return {
        "enabled": step.enabled,
        "name": step.name,
        "type": step.type,
        "type_settings": settings,
    }
