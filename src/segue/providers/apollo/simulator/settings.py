"""The settings of a sequence: which call may write which, and what each refuses."""

from collections.abc import Callable, Iterable
from typing import Any

from segue.providers.apollo.simulator import refusals
from segue.providers.apollo.simulator.account import Row
from segue.providers.apollo.simulator.refusals import bad_id, unprocessable
from segue.providers.apollo.simulator.request import Request, many
from segue.providers.apollo.simulator.resources.enrolments import sequence_off, sequence_on
from segue.providers.apollo.simulator.resources.lists import labels_named

_ON_CREATE = (
    "name",
    "emailer_schedule_id",
    "folder_id",
    "sequence_by_exact_daytime",
    "max_emails_per_day",
    "mark_finished_if_reply",
    "mark_finished_if_click",
    "mark_finished_if_interested",
    "mark_paused_if_ooo",
    "days_to_wait_before_mark_as_response",
    "create_task_if_email_open",
    "email_open_trigger_task_threshold",
    "same_account_reply_delay_days",
    "excluded_account_stage_ids",
    "excluded_contact_stage_ids",
    "ignore_apollo_global_email_bounce_list",
    "sequence_ruleset_id",
)
CREATE = frozenset(_ON_CREATE)
"""`POST /sequences`; `user_id` and `permissions` are ignored there [OAS]."""
LABELS = frozenset({"label_names"})
"""Kept last by a create, so that one that is refused leaves no new label behind."""
UPDATE = frozenset(
    {
        "name",
        "emailer_schedule_id",
        "user_id",
        "label_names",
        "sharing_permission",
        "sequence_by_exact_daytime",
        "max_emails_per_day",
        "same_account_reply_delay_days",
        "cc_emails",
        "bcc_emails",
        "creation_type",
    }
)
"""`PUT /sequences/{id}`; the official command line sends `sequence_by_exact_daytime` [CLI]."""
PRIVATE = frozenset(
    {
        "name",
        "emailer_schedule_id",
        "user_id",
        "label_ids",
        "permissions",
        "max_emails_per_day",
        "creation_type",
        "mark_finished_if_reply",
        "mark_finished_if_click",
        "mark_finished_if_interested",
        "archived",
    }
)
"""`POST` and `PUT /emailer_campaigns`: flat settings, never steps [UM][YDC][VAL]."""

_VISIBILITY = {"team_can_use": "everyone", "team_can_view": "everyone", "private": "restricted"}
_ACCESS = {"can_view", "can_edit", "full_access"}


def write_settings(request: Request, campaign: Row, writable: frozenset[str]) -> None:
    """Check, then save, what the request says of the sequence; other keys are ignored.

    Refused with 422, nothing saved, when one setting is not acceptable.
    """
    sent = {key: value for key, value in request.params.items() if key in writable}
    for key, value in sent.items():
        if key in _CHECKS:
            _CHECKS[key](request, value)
    for key, value in sent.items():
        _WRITES.get(key, _assign)(request, campaign, key, value)


def mirror_active(request: Request, campaign: Row) -> None:
    """Turn a sequence on or off as the request says, with the reason Apollo notes [VCR]."""
    wanted = request.params.get("active")
    if isinstance(wanted, bool) and wanted != campaign["active"]:
        turn(request, campaign, on=wanted)


def turn(request: Request, campaign: Row, *, on: bool) -> None:
    """Turn a sequence on or off, with everybody in it."""
    campaign["active"] = on
    campaign["status_reason"] = "manual_approve" if on else "manual_pause"
    if on:
        everybody = request.switch("resumed_by_approve", "everybody")
        sequence_on(request.account, campaign["id"], request.now, everybody=everybody)
    else:
        sequence_off(request.account, campaign["id"], request.now)


def _check_schedule(request: Request, value: Any) -> None:
    if value is None:
        return
    schedule = request.account.schedules.get(value)
    if schedule is None:
        raise bad_id(value)
    if not any(schedule["schedule_hash"].values()):
        raise unprocessable(refusals.EMPTY_SCHEDULE)


def _check_user(request: Request, value: Any) -> None:
    user = request.account.users.get(value) if isinstance(value, str) else None
    if user is None or user["deleted"]:
        raise bad_id(value)


def _check_limit(_: Request, value: Any) -> None:
    if isinstance(value, int) and value < 0:
        raise unprocessable(refusals.NEGATIVE_LIMIT)


def _check_delay(_: Request, value: Any) -> None:
    if isinstance(value, int) and value > 1000:
        raise unprocessable(refusals.LONG_DELAY)


def _check_account_stages(request: Request, value: Any) -> None:
    _all_known(value, request.account.book.account_stages)


def _check_contact_stages(request: Request, value: Any) -> None:
    _all_known(value, request.account.book.contact_stages)


def _check_labels(request: Request, value: Any) -> None:
    _all_known(value, request.account.labels)


def _all_known(value: Any, known: Iterable[str]) -> None:
    for sent in value or ():
        if sent not in known:
            raise bad_id(sent)


def _assign(_: Request, campaign: Row, key: str, value: Any) -> None:
    campaign[key] = value


def _label(request: Request, campaign: Row, _: str, value: Any) -> None:
    """Labels sent replace the labels there were [OAS]."""
    campaign["label_ids"] = labels_named(request, many(value), "emailer_campaigns")


def _share(_: Request, campaign: Row, __: str, value: Any) -> None:
    """A new visibility resets the access type [OAS]."""
    if not isinstance(value, dict):
        return
    visibility = value.get("visibility", campaign["visibility"])
    if visibility not in {"restricted", "everyone"}:
        return
    if visibility != campaign["visibility"]:
        campaign["access_type"] = "can_view" if visibility == "everyone" else None
    campaign["visibility"] = visibility
    if visibility == "everyone" and value.get("access_type") in _ACCESS:
        campaign["access_type"] = value["access_type"]


def _permit(request: Request, campaign: Row, _: str, value: Any) -> None:
    """The old `permissions` of the web application, if they still decide anything."""
    if request.switch("private_permissions", "shared") and value in _VISIBILITY:
        _share(request, campaign, "", {"visibility": _VISIBILITY[value]})


def _unarchive(_: Request, campaign: Row, __: str, value: Any) -> None:
    """Only `false` is known to work: it brings an archived sequence back [VAL]."""
    if value is False:
        campaign["archived"] = False


_CHECKS: dict[str, Callable[[Request, Any], None]] = {
    "emailer_schedule_id": _check_schedule,
    "user_id": _check_user,
    "max_emails_per_day": _check_limit,
    "same_account_reply_delay_days": _check_delay,
    "excluded_account_stage_ids": _check_account_stages,
    "excluded_contact_stage_ids": _check_contact_stages,
    "label_ids": _check_labels,
}
_WRITES: dict[str, Callable[[Request, Row, str, Any], None]] = {
    "label_names": _label,
    "sharing_permission": _share,
    "permissions": _permit,
    "archived": _unarchive,
}
