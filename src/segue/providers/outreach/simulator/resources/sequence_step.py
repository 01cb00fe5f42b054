"""Sequence steps: `interval` is seconds, `order` is not unique, no documented DELETE.

Seconds: [OAS26], and live: minutes sent by mistake fired far too early [SC].
"""

from typing import TYPE_CHECKING

from segue.providers.outreach.simulator.errors import (
    Refused,
    attribute_invalid,
    not_authorized,
    record_invalid,
    relationship_invalid,
    route_not_found,
)
from segue.providers.outreach.simulator.table import (
    ANY_FILTERABLE,
    WHEN,
    WHO,
    Attribute,
    Resource,
    computed,
    counters,
    linked,
    to_many,
    to_one,
    written,
)

if TYPE_CHECKING:
    from segue.providers.outreach.simulator.org import Org
    from segue.providers.outreach.simulator.rows import Change, Row

WEEK = 604_800
NORMAL_PRIORITY = 3
DOCUMENTED_TYPES = ("auto_email", "manual_email", "call", "task")

ATTRIBUTES: dict[str, Attribute] = {
    "stepType": written(marks="fs", longest=255, nullable=False),
    "order": written("integer", "fs", least=1, nullable=False),
    "interval": written("integer", least=0),
    "date": written("date", "fs"),
    "taskNote": written(longest=65_535),
    "taskAutoskipDelay": written("integer", least=0),
    "displayName": computed("string"),
    **counters(
        "bounceCount clickCount deliverCount failureCount negativeReplyCount neutralReplyCount"
        " openCount optOutCount positiveReplyCount replyCount scheduleCount"
    ),
    **WHEN,
}

RELATIONSHIPS = {
    "sequence": to_one("sequence", "id", "enabledAt", "name"),
    "callPurpose": to_one("callPurpose", "id"),
    "taskPriority": to_one("taskPriority", "id"),
    # In live answers, not declared writable [AB]; it is the sequence's.
    "schedule": to_one("schedule", writable=False),
    "sequenceTemplates": to_many("sequenceTemplate", "sequenceStep", *ANY_FILTERABLE),
    "calls": linked("call", "sequenceStep"),
    "mailings": linked("mailing", "sequenceStep"),
    "tasks": linked("task", "sequenceStep"),
    **WHO,
}


def _check(org: "Org", change: "Change") -> None:
    row, before = change.row, change.before
    sequence = org.rows.get("sequence", row.refs["sequence"])
    if sequence is None:
        raise Refused(422, relationship_invalid("sequence", "can't be blank"))
    _check_type(org, row.values["stepType"])
    if before is None:
        _check_sequence_takes_steps(org, sequence)
        _fill_in(org, change, sequence)
    elif before.refs["sequence"] != sequence.id and org.on("step_reparent", "reject"):
        raise Refused(422, relationship_invalid("sequence", "can't be changed"))
    _check_timing(org, change, sequence)
    row.refs["schedule"] = sequence.refs["schedule"]


def _check_type(org: "Org", step_type: str | None) -> None:
    if not step_type:
        raise Refused(422, attribute_invalid("stepType", "can't be blank"))
    tolerated = step_type.startswith("linkedin") and org.on("linkedin_step_type", "accept")
    if step_type not in DOCUMENTED_TYPES and not tolerated:
        raise Refused(422, attribute_invalid("stepType", "is not included in the list"))


def _check_sequence_takes_steps(org: "Org", sequence: "Row") -> None:
    if sequence.values["locked"] and org.on("step_on_locked_sequence", "reject"):
        raise record_invalid("Sequence", "is locked")
    if sequence.values["enabled"] and org.on("step_on_enabled_sequence", "reject"):
        raise record_invalid("Sequence", "must be disabled to add steps")


def _fill_in(org: "Org", change: "Change", sequence: "Row") -> None:
    values, refs = change.row.values, change.row.refs
    if values["order"] is None:
        steps = org.rows.pointing("sequenceStep", "sequence", sequence.id)
        last = max((step.values["order"] for step in steps), default=0)
        values["order"] = last + 1 if org.on("default_order", "last") else 1
    if "interval" not in change.given and sequence.values["sequenceType"] == "interval":
        defaults = {"week": WEEK, "zero": 0, "null": None}
        values["interval"] = defaults[org.switches["default_interval"]]
    if "taskPriority" not in change.given and org.on("default_task_priority", "normal"):
        refs["taskPriority"] = NORMAL_PRIORITY


def _check_timing(org: "Org", change: "Change", sequence: "Row") -> None:
    """A date belongs to date sequences, an interval to the others [OAS26]; enforcement unknown."""
    if org.on("mixed_timing", "accept"):
        return
    dated = sequence.values["sequenceType"] == "date"
    wrong = "interval" if dated else "date"
    if wrong in change.given and change.row.values[wrong] is not None:
        raise Refused(422, attribute_invalid(wrong, "is not applicable to the sequence's type"))


def _gate(org: "Org", operation: str) -> None:
    """No DELETE in either specification; the user interface does delete steps [OAS26, SC]."""
    if operation == "delete" and org.on("step_delete", "route_not_found"):
        raise route_not_found()
    if operation == "delete" and org.on("step_delete", "forbidden"):
        raise not_authorized()


def _let_go(org: "Org", step: "Row") -> None:
    for join in org.rows.pointing("sequenceTemplate", "sequenceStep", step.id):
        org.rows.delete(join)


def _display_name(_: "Org", step: "Row") -> str:
    """`Step #1 (Auto Email)`: the form of the one captured value [AB]."""
    title = step.values["stepType"].replace("_", " ").title()
    return f"Step #{step.values['order']} ({title})"


SEQUENCE_STEP = Resource(
    type="sequenceStep",
    plural="sequenceSteps",
    attributes=ATTRIBUTES,
    relationships=RELATIONSHIPS,
    operations=frozenset({"list", "read", "create", "update", "delete"}),
    gate=_gate,
    check=_check,
    let_go=_let_go,
    derived={"displayName": _display_name},
)
