"""What `POST /v2/cadence_imports` refuses about the import as a whole.

Rules: section 6.2 sources V S1, S3 (`docs/platform/cadence-imports/*`), T S2, S7, S8. Messages
beyond those seen in the field are ours; only the status counts.
"""

from collections.abc import Mapping
from typing import Any

from segue.providers.salesloft.simulator.account import Account
from segue.providers.salesloft.simulator.cadences import PRIORITIES
from segue.providers.salesloft.simulator.records import STAGES
from segue.providers.salesloft.simulator.request import Request
from segue.providers.salesloft.simulator.shapes import Key, check, check_unknown, complain, required
from segue.providers.salesloft.simulator.step_group_rules import check_groups
from segue.providers.salesloft.simulator.wire import Complaints

IMPORT = (
    Key("settings", "object"),
    Key("sharing_settings", "object"),
    required("cadence_content", "object"),
)
SETTINGS = (
    required("name", filled=True),
    required("target_daily_people", "integer", low=0),
    required("remove_replied", "boolean"),
    required("remove_bounced", "boolean"),
    # The key must be there, its value may be null (V example, T S8).
    required("external_identifier", "identifier", nullable=True),
    Key("cadence_function", nullable=True, choices=("outbound", "inbound", "event", "other")),
    Key("reschedule_from_pause_enabled", "boolean"),
    Key("remove_people_when_meeting_booked", "boolean"),
    Key("cadence_priority", nullable=True, choices=tuple(PRIORITIES)),
    Key("cadence_owner", nullable=True),
    *(Key(f"{event}_stage_setting", nullable=True) for event in STAGES),
    Key("tags", nullable=True),
)
SHARING = (required("team_cadence", "boolean"), required("shared", "boolean"))
CONTENT = (
    Key("cadence_id", "identifier", nullable=True),
    required("step_groups", "array"),
)


def check_import(request: Request, sent: Mapping[str, Any]) -> Complaints:
    """Return everything that is wrong with an import, by field."""
    complaints: Complaints = {}
    strict = request.switches["unknown_keys"] == "refused"
    check(complaints, "", sent, IMPORT)
    if strict:
        check_unknown(complaints, "cadence_import", sent, IMPORT)
    content = sent.get("cadence_content")
    if not isinstance(content, dict):
        return complaints
    check(complaints, "cadence_content.", content, CONTENT)
    if strict:
        check_unknown(complaints, "cadence_content", content, CONTENT)
    if content.get("cadence_id") is None:
        _check_new(request, sent, complaints, strict=strict)
    elif request.switches["settings_with_cadence_id"] == "refused":
        for name in {"settings", "sharing_settings"} & set(sent):
            complain(complaints, name, "must be blank for an existing cadence")
    groups = content.get("step_groups")
    if isinstance(groups, list):
        check_groups(request, groups, complaints)
    return complaints


def _check_new(
    request: Request, sent: Mapping[str, Any], complaints: Complaints, *, strict: bool
) -> None:
    for name, prefix, keys in (
        ("settings", "", SETTINGS),
        ("sharing_settings", "sharing_settings.", SHARING),
    ):
        given = sent.get(name)
        if not isinstance(given, dict):
            complain(complaints, name, "is required")
            continue
        check(complaints, prefix, given, keys)
        if strict:
            check_unknown(complaints, name, given, keys)
    settings, sharing = sent.get("settings"), sent.get("sharing_settings")
    if isinstance(settings, dict):
        _check_names(request.account, settings, complaints)
    if isinstance(sharing, dict) and sharing.get("team_cadence") is True:
        _check_privilege(request, complaints)


def _check_names(account: Account, settings: Mapping[str, Any], complaints: Complaints) -> None:
    """Settings name stages and the owner, by name and e-mail address, not by id (V S3)."""
    for event in STAGES:
        name = settings.get(f"{event}_stage_setting")
        if isinstance(name, str) and account.stage_named(name) is None:
            complain(complaints, f"{event}_stage_setting", f"{name} is not a valid stage")
    owner = settings.get("cadence_owner")
    if isinstance(owner, str) and account.user_with(owner) is None:
        complain(complaints, "cadence_owner", "is not a user on this team")


def _check_privilege(request: Request, complaints: Complaints) -> None:
    """A team cadence is "created by an admin" (V S1); what a member gets is inferred."""
    refuses = request.switches["team_cadence_by_member"] == "refused"
    if refuses and not request.caller.team_admin:
        complain(complaints, "sharing_settings.team_cadence", "requires an admin")
