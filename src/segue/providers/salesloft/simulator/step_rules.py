"""What an import refuses about one step."""

import re
from collections.abc import Mapping, Sequence
from typing import Any

from segue.providers.salesloft.simulator.request import Request
from segue.providers.salesloft.simulator.shapes import Key, check, check_unknown, complain, required
from segue.providers.salesloft.simulator.wire import Complaints

WHERE = "step_groups.steps"
TYPE_SETTINGS = f"{WHERE}.type_settings"
TYPES = ("Email", "Phone", "Other", "Integration")
"""Spelt like this in imports, in lower case on reading."""

STEP = (
    required("name", filled=True),
    required("type", choices=TYPES),
    required("type_settings", "object"),
    Key("enabled", "boolean"),
)
INSTRUCTIONS = (Key("instructions", nullable=True),)
SETTINGS: Mapping[str, Sequence[Key]] = {
    "Email": (
        Key("previous_email_step_group_reference_id", "identifier", nullable=True),
        Key("email_template", "object", nullable=True),
    ),
    "Phone": INSTRUCTIONS,
    "Other": INSTRUCTIONS,
    "Integration": (
        *INSTRUCTIONS,
        required("integration_id", "integer"),
        required("integration_step_type_guid", filled=True),
    ),
}
TEMPLATE = (
    Key("title"),
    Key("subject", nullable=True),
    Key("body"),
    Key("open_tracking", "boolean"),
    Key("click_tracking", "boolean"),
    Key("attachments", "array"),
)
DYNAMIC_TAGS = frozenset(
    {
        "first_name",
        "last_name",
        "title",
        "company",
        "city",
        "state",
        "My.first_name",
        "My.last_name",
        "My.email_address",
        "My.phone",
        "My.title",
    }
)
"""Names a body may hold in double braces (T S8)."""

_TAG = re.compile(r"\{\{\s*(.*?)\s*\}\}", re.DOTALL)


def check_step(request: Request, step: Any, complaints: Complaints) -> None:
    """Note what is wrong with one step."""
    if not isinstance(step, dict):
        complain(complaints, WHERE, "must be objects")
        return
    strict = request.switches["unknown_keys"] == "refused"
    check(complaints, f"{WHERE}.", step, STEP)
    if strict:
        check_unknown(complaints, WHERE, step, STEP)
    settings, keys = step.get("type_settings"), SETTINGS.get(str(step.get("type")))
    if not isinstance(settings, dict) or keys is None:
        return
    check(complaints, f"{TYPE_SETTINGS}.", settings, keys)
    if strict:
        check_unknown(complaints, TYPE_SETTINGS, settings, keys)
    if step["type"] == "Email":
        _check_template(request, settings, complaints)


def _check_template(request: Request, settings: Mapping[str, Any], complaints: Complaints) -> None:
    wanted = request.switches["import_template_content"]
    template = settings.get("email_template")
    if not isinstance(template, dict):
        if wanted != "optional":
            complain(complaints, f"{TYPE_SETTINGS}.email_template", "is required")
        return
    # The vendor names the template's own fields without a path: `body` (T S8).
    check(complaints, "", template, TEMPLATE)
    if request.switches["unknown_keys"] == "refused":
        check_unknown(complaints, "email_template", template, TEMPLATE)
    for name in _required(wanted, settings):
        if not str(template.get(name) or "").strip():
            complain(complaints, name, "is required")
    body = template.get("body")
    if isinstance(body, str) and request.switches["dynamic_tags"] == "listed":
        _check_tags(body, complaints)


def _required(wanted: str, settings: Mapping[str, Any]) -> Sequence[str]:
    if wanted == "optional":
        return ()
    starts_thread = settings.get("previous_email_step_group_reference_id") is None
    # A reply's subject is derived from its thread, so it is never required (T S8).
    subject = ("subject",) if wanted == "with_subject" and starts_thread else ()
    return ("title", *subject, "body")


def _check_tags(body: str, complaints: Complaints) -> None:
    wrong = [tag for tag in _TAG.findall(body) if tag not in DYNAMIC_TAGS]
    if wrong:
        named = ", ".join(f"{{{{{tag}}}}}" for tag in wrong)
        complain(complaints, "body", f"contains invalid dynamic tags {named}")
