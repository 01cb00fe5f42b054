"""The routes that Apollo's web app calls and its file leaves out, as far as clients know them.

Bodies are those seen live or in clients that work, 2023 to 2026-09 (SG, UM, YDC, ADEL, APX, VAL,
CREA, TRI); a key that nobody has seen heeded is not here.
"""

from collections.abc import Mapping

from .routes import Route
from .schema import Schema, listing, thing

OID = "[0-9a-f]{24}"

TEXT: Schema = {"type": "string"}
NOTE: Schema = {"type": ["string", "null"]}
FLAG: Schema = {"type": "boolean"}
OBJECT_ID: Schema = {"type": "string", "pattern": f"^{OID}$"}
COUNT: Schema = {"type": ["integer", "null"], "minimum": 0}
WAIT_MODE: Schema = {"enum": ["minute", "hour", "day"]}
STEP_TYPE: Schema = {
    "enum": [
        "auto_email",
        "manual_email",
        "call",
        "action_item",
        "linkedin_step_connect",
        "linkedin_step_message",
        "linkedin_step_view_profile",
        "linkedin_step_interact_post",
    ]
}
THREAD: Schema = {"enum": ["new_thread", "reply_to_thread"]}
PERMISSIONS: Schema = {"enum": ["team_can_use", "team_can_view", "private"]}

CAMPAIGN_SETTINGS: Mapping[str, Schema] = {
    "name": TEXT,
    "active": FLAG,
    "user_id": OBJECT_ID,
    "emailer_schedule_id": OBJECT_ID,
    "max_emails_per_day": COUNT,
    "permissions": PERMISSIONS,
}
STEP_SETTINGS: Mapping[str, Schema] = {
    "wait_time": {"type": "integer", "minimum": 0},
    "wait_mode": WAIT_MODE,
    # Reading shows null on a step without one, so putting that back is no news.
    "note": NOTE,
    "auto_skip_in_x_days": COUNT,
}
CONTENT: Mapping[str, Schema] = {
    "name": TEXT,
    "subject": TEXT,
    "body_html": TEXT,
    "body_text": TEXT,
}
TOUCH_TEMPLATE = thing(
    {**CONTENT, "id": OBJECT_ID, "creation_type": {"const": "manual"}},
    # Without both this answers 422 "undefined method '[]' for nil" (UM, YDC).
    required=["subject", "body_html"],
)

EMPTY = Route(id=OID, body=thing({}))
READ = Route(id=OID)

PRIVATE: Mapping[tuple[str, str], Route] = {
    ("GET", "/emailer_campaigns/{id}"): READ,
    ("POST", "/emailer_campaigns"): Route(
        body=thing(
            {
                **CAMPAIGN_SETTINGS,
                "active": {"const": False},
                "label_ids": listing(OBJECT_ID),
                "email_account_ids": listing(OBJECT_ID),
            },
            required=["name", "permissions", "active"],
        )
    ),
    ("PUT", "/emailer_campaigns/{id}"): Route(
        id=OID,
        body=thing({**CAMPAIGN_SETTINGS, "archived": {"const": False}}, minProperties=1),
    ),
    ("POST", "/emailer_steps"): Route(
        body=thing(
            {
                **STEP_SETTINGS,
                "emailer_campaign_id": OBJECT_ID,
                "type": STEP_TYPE,
                "position": {"type": "integer", "minimum": 1},
                "priority": {"enum": ["high", "medium", "low"]},
                "exact_datetime": {"type": "string", "format": "date-time"},
                "max_emails_per_day": COUNT,
            },
            required=["emailer_campaign_id", "type", "wait_mode"],
        )
    ),
    ("GET", "/emailer_steps/{id}"): READ,
    ("PUT", "/emailer_steps/{id}"): Route(
        id=OID,
        body=thing(
            STEP_SETTINGS,
            minProperties=1,
            # The two halves of a wait go together (VAL).
            dependentRequired={"wait_time": ["wait_mode"], "wait_mode": ["wait_time"]},
        ),
    ),
    ("DELETE", "/emailer_steps/{id}"): READ,
    ("GET", "/emailer_touches"): Route(query={"emailer_campaign_id": OID, "emailer_step_id": OID}),
    ("POST", "/emailer_touches"): Route(
        body=thing({"emailer_step_id": OBJECT_ID, "type": THREAD}, required=["emailer_step_id"])
    ),
    ("PUT", "/emailer_touches/{id}"): Route(
        id=OID,
        body=thing(
            {
                "id": OBJECT_ID,
                "emailer_step_id": OBJECT_ID,
                "type": THREAD,
                "emailer_template": TOUCH_TEMPLATE,
            },
            required=["emailer_template"],
        ),
    ),
    ("DELETE", "/emailer_touches/{id}"): READ,
    ("POST", "/emailer_touches/{id}/approve"): EMPTY,
    ("GET", "/emailer_templates/{id}"): READ,
    # In no document, seen live 2026 (DEMO).
    ("DELETE", "/contacts/{id}"): READ,
    # Pausing and resuming one enrolment has no documented call (VAL).
    ("POST", "/emailer_campaigns/{id}/change_contact_statuses"): Route(
        id=OID,
        body=thing(
            {
                "contact_ids": listing(OBJECT_ID, minItems=1),
                "status": {"enum": ["paused", "active", "finished"]},
            },
            required=["contact_ids", "status"],
        ),
    ),
    # Flat: the same wrapped in its own name is a 200 that does nothing (ADEL).
    ("PUT", "/emailer_templates/{id}"): Route(id=OID, body=thing(CONTENT, minProperties=1)),
}
