"""Sequence templates: the join that puts a template on a step, created switched off [SC].

No attribute can be filtered or sorted by [HS26]. Joins on call and task steps are accepted:
an integration test against the vendor made them [SG].
"""

from typing import TYPE_CHECKING

from segue.providers.outreach.simulator.errors import (
    Refused,
    attribute_invalid,
    record_invalid,
    relationship_invalid,
)
from segue.providers.outreach.simulator.resources.sequence import EMAIL_TYPES
from segue.providers.outreach.simulator.table import (
    ANY_FILTERABLE,
    WHO,
    Attribute,
    Resource,
    computed,
    counters,
    moments,
    to_one,
    written,
)

if TYPE_CHECKING:
    from segue.providers.outreach.simulator.org import Org
    from segue.providers.outreach.simulator.rows import Change, Row

ATTRIBUTES: dict[str, Attribute] = {
    "isReply": written("boolean", default=False, nullable=False),
    "enabled": computed("boolean", default=False),
    **counters(
        "bounceCount clickCount deliverCount failureCount negativeReplyCount neutralReplyCount"
        " openCount optOutCount positiveReplyCount replyCount scheduleCount"
    ),
    **moments("enabledAt createdAt updatedAt"),
}

RELATIONSHIPS = {
    "sequenceStep": to_one("sequenceStep", *ANY_FILTERABLE),
    "template": to_one("template", "id"),
    **WHO,
}


def _check(org: "Org", change: "Change") -> None:
    row = change.row
    missing = [name for name in ("sequenceStep", "template") if row.refs[name] is None]
    if missing:
        raise Refused(422, *(relationship_invalid(name, "can't be blank") for name in missing))
    if row.values["isReply"]:
        _check_reply(org, row)


def _check_reply(org: "Org", join: "Row") -> None:
    template = org.rows.get("template", join.refs["template"])
    blank = template is not None and not template.values["subject"]
    if blank and org.on("reply_without_subject", "reject"):
        raise record_invalid("Template", "must have a subject")
    if org.on("reply_as_first_email", "reject") and not _stands_behind_email(org, join):
        raise Refused(422, attribute_invalid("isReply", "needs an earlier e-mail step"))


def _stands_behind_email(org: "Org", join: "Row") -> bool:
    step = org.rows.get("sequenceStep", join.refs["sequenceStep"])
    if step is None or step.refs["sequence"] is None:
        return False
    return any(
        other.values["stepType"] in EMAIL_TYPES and other.values["order"] < step.values["order"]
        for other in org.rows.pointing("sequenceStep", "sequence", step.refs["sequence"])
    )


def _activate(org: "Org", join: "Row") -> None:
    if not join.values["enabled"]:
        join.values.update(enabled=True, enabledAt=org.moment())


def _deactivate(_: "Org", join: "Row") -> None:
    join.values.update(enabled=False, enabledAt=None)


SEQUENCE_TEMPLATE = Resource(
    type="sequenceTemplate",
    plural="sequenceTemplates",
    attributes=ATTRIBUTES,
    relationships=RELATIONSHIPS,
    operations=frozenset({"list", "read", "create", "update", "delete"}),
    actions={"activate": _activate, "deactivate": _deactivate},
    check=_check,
)
