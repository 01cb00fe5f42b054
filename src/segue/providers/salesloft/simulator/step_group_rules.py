"""What an import refuses about its step groups."""

from collections.abc import Mapping, Sequence
from typing import Any

from segue.providers.salesloft.simulator.request import Request
from segue.providers.salesloft.simulator.shapes import Key, check, check_unknown, complain, required
from segue.providers.salesloft.simulator.step_rules import check_step
from segue.providers.salesloft.simulator.wire import Complaints

WHERE = "step_groups."
GROUP = (
    required("day", "integer", low=1),
    # The vendor's page calls it optional; the live API answers "is required" (T S8).
    required("reference_id", "identifier", filled=False),
    required("steps", "array", filled=True),
    Key("due_immediately", "boolean"),
    Key("automated", "boolean"),
    Key("automated_settings", "object", nullable=True),
)
AUTOMATED = (
    required("send_type", choices=("at_time", "after_time_delay")),
    Key("time_of_day"),
    Key("timezone_mode", choices=("person", "user")),
    # Minutes; the gap in days is in `day` (T S2, S11).
    Key("delay_time", "integer", low=0, high=720),
    Key("allow_send_on_weekends", "boolean"),
)
GOES_WITH: Mapping[str, tuple[str, ...]] = {
    "at_time": ("time_of_day", "timezone_mode"),
    "after_time_delay": ("delay_time",),
}
"""What each `send_type` needs, and what the other one must not hold (V S3; T S11)."""


def check_groups(request: Request, groups: Sequence[Any], complaints: Complaints) -> None:
    """Note what is wrong with the groups of one import."""
    if not groups and request.switches["empty_step_groups"] == "refused":
        complain(complaints, "cadence_content.step_groups", "can not be empty")
    sound = [group for group in groups if isinstance(group, dict)]
    if len(sound) < len(groups):
        complain(complaints, "cadence_content.step_groups", "must be objects")
    for group in sound:
        _check_group(request, group, complaints)
    _check_distinct(request, sound, complaints)
    _check_replies(sound, complaints)


def _check_group(request: Request, group: Mapping[str, Any], complaints: Complaints) -> None:
    check(complaints, WHERE, group, GROUP)
    if request.switches["unknown_keys"] == "refused":
        check_unknown(complaints, "step_groups", group, GROUP)
    if group.get("reference_id") == "":
        complain(complaints, f"{WHERE}reference_id", "is required")
    steps = steps_of(group)
    for step in steps:
        check_step(request, step, complaints)
    if group.get("automated") is True:
        _check_automated(request, group, steps, complaints)
    elif group.get("automated_settings"):
        # An empty object is tolerated on a manual group (V example; T S8).
        complain(complaints, f"{WHERE}automated_settings", "is only valid if automated")
    _check_variants(request, steps, complaints)


def steps_of(group: Mapping[str, Any]) -> list[Any]:
    """Return the steps of a group as sent, or none when there is no list of them."""
    steps = group.get("steps")
    return steps if isinstance(steps, list) else []


def is_email(step: Any) -> bool:
    """Tell whether a step as sent is an e-mail."""
    return isinstance(step, dict) and step.get("type") == "Email"


def _check_automated(
    request: Request, group: Mapping[str, Any], steps: Sequence[Any], complaints: Complaints
) -> None:
    if not all(is_email(step) for step in steps):
        complain(complaints, f"{WHERE}automated", "is only valid if all steps are emails")
    allowed = request.account.team.allow_automated_email_steps
    if not allowed and request.switches["automated_when_disallowed"] == "refused":
        complain(complaints, f"{WHERE}automated", "is not allowed for this team")
    settings = group.get("automated_settings")
    where = f"{WHERE}automated_settings."
    if not isinstance(settings, dict):
        complain(complaints, where.rstrip("."), "is required")
        return
    check(complaints, where, settings, AUTOMATED)
    if request.switches["unknown_keys"] == "refused":
        check_unknown(complaints, where.rstrip("."), settings, AUTOMATED)
    _check_mix(where, settings, complaints)


def _check_mix(where: str, settings: Mapping[str, Any], complaints: Complaints) -> None:
    send_type = settings.get("send_type")
    for kind, names in GOES_WITH.items():
        for name in names:
            if kind == send_type and name not in settings:
                complain(complaints, f"{where}{name}", "is required")
            elif kind != send_type and name in settings:
                complain(complaints, f"{where}{name}", f"is not valid with {send_type}")
    time = settings.get("time_of_day")
    if isinstance(time, str) and not _is_time(time):
        complain(complaints, f"{where}time_of_day", "must be HH:MM")


def _is_time(text: str) -> bool:
    hours, colon, minutes = text.partition(":")
    sound = len(hours) == len(minutes) == 2 and hours.isdecimal() and minutes.isdecimal()
    return bool(colon) and sound and int(hours) < 24 and int(minutes) < 60


def _check_variants(request: Request, steps: Sequence[Any], complaints: Complaints) -> None:
    """A/B variants of one group all answer the same earlier e-mail (T S8)."""
    if are_variants(steps, request.switches) and len({answered(step) for step in steps}) > 1:
        complain(complaints, f"{WHERE}steps", "must share one previous email")


def are_variants(steps: Sequence[Any], switches: Mapping[str, str]) -> bool:
    """Tell whether the steps of a group share its traffic (T S8) rather than follow each other.

    `automated` is "only if all steps in the group are emails" (V S3), so other mixes exist; they
    can only be several touches on one day.
    """
    meant = switches["several_steps_in_group"] == "variants"
    return meant and len(steps) > 1 and all(is_email(step) for step in steps)


def answered(step: Any) -> str | None:
    """Return the reference of the group a step replies to. Strings and numbers name the same."""
    settings = step.get("type_settings") if is_email(step) else None
    if not isinstance(settings, dict):
        return None
    previous = settings.get("previous_email_step_group_reference_id")
    return None if previous is None else str(previous)


def _check_distinct(
    request: Request, groups: Sequence[Mapping[str, Any]], complaints: Complaints
) -> None:
    references = [str(group["reference_id"]) for group in groups if "reference_id" in group]
    repeated = len(set(references)) < len(references)
    if repeated and request.switches["duplicate_reference_id"] == "refused":
        complain(complaints, f"{WHERE}reference_id", "must be unique")
    days = [group.get("day") for group in groups]
    if len(set(map(str, days))) < len(days) and request.switches["same_day_groups"] == "refused":
        complain(complaints, f"{WHERE}day", "must be unique")


def _check_replies(groups: Sequence[Mapping[str, Any]], complaints: Complaints) -> None:
    """A reply names an earlier e-mail group of the same import. Groups go by day, then as sent."""
    key = f"{WHERE}steps.type_settings.previous_email_step_group_reference_id"
    earlier: set[str] = set()
    for group in in_order(groups):
        steps = steps_of(group)
        if any((named := answered(step)) is not None and named not in earlier for step in steps):
            complain(complaints, key, "must name an earlier email step group")
        if steps and all(is_email(step) for step in steps):
            earlier.add(str(group.get("reference_id")))


def in_order(groups: Sequence[Mapping[str, Any]]) -> list[Mapping[str, Any]]:
    """Return groups by day; those of one day in the order sent."""
    return sorted(groups, key=lambda g: g["day"] if isinstance(g.get("day"), int) else 0)
