"""Sequences: attributes, defaults and actions as of the 2026-08 specification [OAS26, HS26].

Defaults are those of a live 201 to a request with only a name, description and tags, seen
2025-01-13 [AMP].
"""

from typing import TYPE_CHECKING, Any

from segue.providers.outreach.simulator.errors import Refused, attribute_invalid, record_invalid
from segue.providers.outreach.simulator.table import (
    WHEN,
    WHO,
    Attribute,
    Resource,
    computed,
    counters,
    linked,
    moments,
    to_many,
    to_one,
    written,
)

if TYPE_CHECKING:
    from segue.providers.outreach.simulator.org import Org
    from segue.providers.outreach.simulator.rows import Change, Row

DAY = 86_400
REPLY_ACTIONS = ("finish", "continue", "pause")
EMAIL_TYPES = ("auto_email", "manual_email")

# The spec's maxLength of 4 on the reply actions is nonsense: `finish` is legal [OAS26, AMP].
ATTRIBUTES: dict[str, Attribute] = {
    "name": written(marks="fs", longest=255, nullable=False),
    "description": written(longest=1024),
    "sequenceType": written(allowed=("interval", "date"), default="interval", nullable=False),
    "shareType": written(
        marks="fs", allowed=("private", "read_only", "shared"), default="shared", nullable=False
    ),
    "scheduleIntervalType": written(
        allowed=("calendar", "schedule"), default="calendar", nullable=False
    ),
    "tags": written("strings", default=()),
    "primaryReplyAction": written(allowed=REPLY_ACTIONS, default="finish", nullable=False),
    "secondaryReplyAction": written(allowed=REPLY_ACTIONS, default="finish", nullable=False),
    "primaryReplyPauseDuration": written("integer", least=0),
    "secondaryReplyPauseDuration": written("integer", least=0),
    "finishOnReply": written("boolean", default=True, nullable=False),
    "throttleCapacity": written("integer", "fs", least=0),
    "throttleMaxAddsPerDay": written("integer", "fs", least=0),
    "throttlePaused": written("boolean", default=False, nullable=False),
    "maxActivations": written("integer", least=0, default=150),
    "transactional": written("boolean", default=False, nullable=False),
    "salesMotion": written(marks="f", longest=255),
    "enabled": computed("boolean", default=False),
    "locked": computed("boolean", default=False),
    "sequenceStepCount": computed(),
    "durationInDays": computed(),
    "automationPercentage": computed("number"),
    # In live answers, in no specification [AMP].
    "engagementScore": computed("number"),
    "interestedCount": computed(),
    **counters("clickCount deliverCount openCount replyCount", "fs"),
    **counters(
        "bounceCount failureCount negativeReplyCount neutralReplyCount numContactedProspects"
        " numRepliedProspects optOutCount positiveReplyCount scheduleCount"
    ),
    **moments("enabledAt lastUsedAt lockedAt", "fs"),
    **moments("throttlePausedAt"),
    **WHEN,
}

RELATIONSHIPS = {
    "owner": to_one("user", "id", "email", "firstName", "lastName"),
    "ruleset": to_one("ruleset", "id"),
    # Written in production though HS26 omits it [SC]; no endpoint lists schedules.
    "schedule": to_one("schedule"),
    "sequenceSteps": to_many("sequenceStep", "sequence", "id"),
    "contentCategoryMemberships": to_many("contentCategoryMembership", "sequence"),
    "sequenceStates": linked("sequenceState", "sequence"),
    "calls": linked("call", "sequence"),
    "mailings": linked("mailing", "sequence"),
    "tasks": linked("task", "sequence"),
    **WHO,
}


def steps_of(org: "Org", sequence: "Row") -> list["Row"]:
    """Return a sequence's steps in the order they run; equal orders by age."""
    steps = org.rows.pointing("sequenceStep", "sequence", sequence.id)
    return sorted(steps, key=lambda step: (step.values["order"], step.id))


def _check(org: "Org", change: "Change") -> None:
    values, before = change.row.values, change.before
    if not (values["name"] or "").strip():
        raise Refused(422, attribute_invalid("name", "can't be blank"))
    if before is None:
        values["lastUsedAt"] = org.moment()
        if "ruleset" not in change.given:
            change.row.refs["ruleset"] = org.default_ruleset()
    elif values["sequenceType"] != before.values["sequenceType"] and org.on(
        "sequence_type_change", "reject"
    ):
        raise Refused(422, attribute_invalid("sequenceType", "can't be changed"))
    _mirror_finish_on_reply(change)
    if values["throttlePaused"] != (before is not None and before.values["throttlePaused"]):
        values["throttlePausedAt"] = org.moment() if values["throttlePaused"] else None


def _mirror_finish_on_reply(change: "Change") -> None:
    """`finishOnReply` is the deprecated mirror of primaryReplyAction == finish [OAS26]."""
    values = change.row.values
    if "finishOnReply" in change.given and "primaryReplyAction" not in change.given:
        finishes = values["primaryReplyAction"] == "finish"
        if values["finishOnReply"] != finishes:
            values["primaryReplyAction"] = "finish" if values["finishOnReply"] else "continue"
    values["finishOnReply"] = values["primaryReplyAction"] == "finish"


def _activate(org: "Org", sequence: "Row") -> None:
    if sequence.values["locked"]:
        raise record_invalid("Sequence", "is locked")
    if org.on("activate_requires", "steps_and_templates"):
        _require_content(org, sequence)
    if not sequence.values["enabled"]:
        sequence.values.update(enabled=True, enabledAt=org.moment())


def _require_content(org: "Org", sequence: "Row") -> None:
    steps = steps_of(org, sequence)
    if not steps:
        raise record_invalid("Sequence", "must have at least one step")
    for step in steps:
        joins = org.rows.pointing("sequenceTemplate", "sequenceStep", step.id)
        on = any(join.values["enabled"] for join in joins)
        if step.values["stepType"] in EMAIL_TYPES and not on:
            raise record_invalid("Sequence", "has an e-mail step without an enabled template")


def _deactivate(_: "Org", sequence: "Row") -> None:
    sequence.values.update(enabled=False, enabledAt=None)


def _lock(org: "Org", sequence: "Row") -> None:
    """Locking archives a sequence [HS26]; that it also goes off is composed."""
    _deactivate(org, sequence)
    if not sequence.values["locked"]:
        sequence.values.update(locked=True, lockedAt=org.moment())


def _unlock(_: "Org", sequence: "Row") -> None:
    sequence.values.update(locked=False, lockedAt=None)


def _let_go(org: "Org", sequence: "Row") -> None:
    """Deleting a sequence takes its steps and joins with it, not its templates [SC].

    Whether it takes its states too is not known.
    """
    states = org.rows.pointing("sequenceState", "sequence", sequence.id)
    if states and org.on("sequence_delete_with_states", "reject"):
        raise record_invalid("Sequence", "has prospects")
    for state in states:
        org.rows.delete(state)
    for step in steps_of(org, sequence):
        for join in org.rows.pointing("sequenceTemplate", "sequenceStep", step.id):
            org.rows.delete(join)
        org.rows.delete(step)


def _step_count(org: "Org", sequence: "Row") -> int:
    return len(org.rows.pointing("sequenceStep", "sequence", sequence.id))


def _duration(org: "Org", sequence: "Row") -> int:
    """0 without steps [AMP]; the day of the last step, counted from 1, otherwise [AB, inferred]."""
    steps = steps_of(org, sequence)
    if not steps:
        return 0
    return sum(step.values["interval"] or 0 for step in steps) // DAY + 1


def _automation(org: "Org", sequence: "Row") -> Any:
    steps = steps_of(org, sequence)
    automatic = sum(step.values["stepType"] == "auto_email" for step in steps)
    return round(100 * automatic / len(steps), 1) if steps else 0


SEQUENCE = Resource(
    type="sequence",
    plural="sequences",
    attributes=ATTRIBUTES,
    relationships=RELATIONSHIPS,
    operations=frozenset({"list", "read", "create", "update", "delete"}),
    actions={
        "activate": _activate,
        "deactivate": _deactivate,
        "lock": _lock,
        "unlock": _unlock,
    },
    check=_check,
    let_go=_let_go,
    derived={
        "sequenceStepCount": _step_count,
        "durationInDays": _duration,
        "automationPercentage": _automation,
    },
)
