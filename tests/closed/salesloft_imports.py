"""What `POST /v2/cadence_imports` takes. The vendor's file says no more than "object" here.

Written table by table: settings, step groups and automated settings from the vendor's pages of
those names (S3), `sharing_settings` and `type_settings` from what clients of the live API send
(S2, S8, S14).
"""

from collections.abc import Iterator, Mapping
from typing import Any

from segue.spi.plan import Request

from .schema import Schema, listing, thing

TEXT = {"type": "string"}
FLAG = {"type": "boolean"}
WHOLE = {"type": "integer"}

SETTINGS = thing(
    {
        "name": {"type": "string", "minLength": 1},
        "target_daily_people": {"type": "integer", "minimum": 0},
        "remove_replied": FLAG,
        "remove_bounced": FLAG,
        "external_identifier": {"type": ["string", "null"]},
        "cadence_function": {"enum": ["outbound", "inbound", "event", "other"]},
        "reschedule_from_pause_enabled": FLAG,
        "remove_people_when_meeting_booked": FLAG,
        "cadence_priority": {"enum": ["High", "Medium", "Low"]},
        # The owner is named by e-mail address, the stages by their names.
        "cadence_owner": {"type": "string", "pattern": "@"},
        "added_stage_setting": TEXT,
        "bounced_stage_setting": TEXT,
        "finished_stage_setting": TEXT,
        "replied_stage_setting": TEXT,
        "tags": TEXT,
    },
    # An import without one of these is refused, though null will do for the identifier (S8).
    required=[
        "name",
        "target_daily_people",
        "remove_replied",
        "remove_bounced",
        "external_identifier",
    ],
)

SHARING_SETTINGS = thing({"team_cadence": FLAG, "shared": FLAG})

AT_TIME = thing(
    {
        "send_type": {"const": "at_time"},
        "time_of_day": {"type": "string", "pattern": "^([01][0-9]|2[0-3]):[0-5][0-9]$"},
        "timezone_mode": {"enum": ["person", "user"]},
        "allow_send_on_weekends": FLAG,
    },
    required=["send_type", "time_of_day", "timezone_mode"],
)
AFTER_TIME_DELAY = thing(
    {
        "send_type": {"const": "after_time_delay"},
        "delay_time": {"type": "integer", "minimum": 0, "maximum": 720},
        "allow_send_on_weekends": FLAG,
    },
    required=["send_type", "delay_time"],
)
NOTHING = thing({})
AUTOMATED_SETTINGS: Schema = {"oneOf": [AT_TIME, AFTER_TIME_DELAY, NOTHING]}

EMAIL_TEMPLATE = thing(
    {
        "title": TEXT,
        "subject": TEXT,
        "body": TEXT,
        "open_tracking": FLAG,
        "click_tracking": FLAG,
        "attachments": {"type": "array"},
    },
    required=["title", "body"],
)

REFERENCE: Schema = {"type": ["string", "integer"]}

TYPE_SETTINGS: Mapping[str, Schema] = {
    "Email": thing(
        {
            "previous_email_step_group_reference_id": {"type": ["string", "integer", "null"]},
            "email_template": EMAIL_TEMPLATE,
        },
        required=["email_template"],
    ),
    "Phone": thing({"instructions": TEXT}),
    "Other": thing({"instructions": TEXT}),
    "Integration": thing(
        {"instructions": TEXT, "integration_id": WHOLE, "integration_step_type_guid": TEXT},
        required=["integration_id", "integration_step_type_guid"],
    ),
}


def _settings_of(kind: str, settings: Schema) -> Schema:
    return {
        "if": {"properties": {"type": {"const": kind}}},
        "then": {"properties": {"type_settings": settings}},
    }


STEP = thing(
    {
        "enabled": FLAG,
        "name": TEXT,
        "type": {"enum": list(TYPE_SETTINGS)},
        "type_settings": {"type": "object"},
    },
    required=["enabled", "name", "type", "type_settings"],
    allOf=[_settings_of(kind, settings) for kind, settings in TYPE_SETTINGS.items()],
)

STEP_GROUP = thing(
    {
        "day": {"type": "integer", "minimum": 1},
        "due_immediately": FLAG,
        "automated": FLAG,
        "automated_settings": AUTOMATED_SETTINGS,
        "reference_id": REFERENCE,
        "steps": listing(STEP, minItems=1),
    },
    # "Optional" on the vendor's page; the live API refuses a group without one (S8).
    required=["day", "automated", "reference_id", "steps"],
)

CADENCE_CONTENT = thing(
    # A number (S2) or a text of digits (S14).
    {
        "cadence_id": {"type": ["integer", "string"], "pattern": "^[1-9][0-9]*$"},
        "step_groups": listing(STEP_GROUP),
    },
    required=["step_groups"],
)

BODY = thing(
    {
        "settings": SETTINGS,
        "sharing_settings": SHARING_SETTINGS,
        "cadence_content": CADENCE_CONTENT,
    },
    required=["cadence_content"],
)


def rules(request: Request) -> Iterator[str]:
    """Say what of an import no schema can judge; a body of another shape is the schema's."""
    body = request.body
    content = body.get("cadence_content") if isinstance(body, Mapping) else None
    if not isinstance(content, Mapping):
        return
    yield from _one_of_two(body, content)
    earlier: dict[Any, bool] = {}
    for at, group in enumerate(content.get("step_groups") or ()):
        place = f"body/cadence_content/step_groups/{at}"
        yield from (f"{place}: {fault}" for fault in _group(group, earlier))


def _one_of_two(body: Mapping[str, Any], content: Mapping[str, Any]) -> Iterator[str]:
    """Settings are for a new cadence; one that exists keeps its own (S2)."""
    new = "cadence_id" not in content
    for key in ("settings", "sharing_settings"):
        if new and key not in body:
            yield f"body: a new cadence needs {key}"
        if not new and key in body:
            yield f"body: {key} beside cadence_id"


def _group(group: Mapping[str, Any], earlier: dict[Any, bool]) -> Iterator[str]:
    steps = group.get("steps") or ()
    if group.get("automated") and any(step.get("type") != "Email" for step in steps):
        yield "automated, though not every step is an e-mail"
    if not group.get("automated") and group.get("automated_settings"):
        yield "automated_settings on a group that is not automated"
    own = group.get("reference_id")
    if own in earlier:
        yield f"reference_id {own!r} is taken"
    for step in steps:
        previous = step.get("type_settings", {}).get("previous_email_step_group_reference_id")
        if previous is not None and not earlier.get(previous):
            yield f"{previous!r} is no earlier group of e-mails"
    earlier[own] = all(step.get("type") == "Email" for step in steps)
