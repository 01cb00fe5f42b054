"""Sequence states, one prospect's place in one sequence: made, acted on, deleted, never patched.

Every attribute is the vendor's; relationships are written on create only [OAS26, SC].
"""

import heapq
from datetime import timedelta
from typing import TYPE_CHECKING

from segue.providers.outreach.simulator.errors import record_invalid
from segue.providers.outreach.simulator.resources.enrolment import OVER, check_enrolment
from segue.providers.outreach.simulator.resources.sequence import EMAIL_TYPES, steps_of
from segue.providers.outreach.simulator.table import (
    ANY_FILTERABLE,
    WHEN,
    Attribute,
    Relationship,
    Resource,
    computed,
    counters,
    linked,
    moments,
    to_many,
    to_one,
)

if TYPE_CHECKING:
    from collections.abc import Callable

    from segue.providers.outreach.simulator.org import Org
    from segue.providers.outreach.simulator.rows import Change, Row

PENDING_FOR = timedelta(seconds=60)
"""How long a state is pending here. Live: until schedule and mailbox let it start [ONF]."""

ATTRIBUTES: dict[str, Attribute] = {
    "state": computed("string", "fs"),
    "pauseReason": computed("string", "fs"),
    "errorReason": computed("string"),
    **moments("activeAt"),
    **moments("callCompletedAt repliedAt stateChangedAt", "fs"),
    **counters("clickCount deliverCount openCount replyCount", "fs"),
    **counters(
        "bounceCount failureCount negativeReplyCount neutralReplyCount optOutCount"
        " positiveReplyCount scheduleCount"
    ),
    **WHEN,
}

RELATIONSHIPS: dict[str, Relationship] = {
    "prospect": to_one("prospect", "id", "emails"),
    "sequence": to_one("sequence", *ANY_FILTERABLE),
    "mailbox": to_one("mailbox", "id", "email"),
    "sequenceStep": to_one("sequenceStep", *ANY_FILTERABLE, writable=False),
    "account": to_one("account", "id", writable=False),
    "opportunity": to_one("opportunity", "id", writable=False),
    "calls": linked("call", "sequenceState", "id"),
    "mailings": linked("mailing", "sequenceState"),
    "tasks": linked("task", "sequenceState", "id", "dueAt"),
    "activeStepMailings": to_many("mailing", "sequenceState"),
    "activeStepTasks": to_many("task", "sequenceState"),
    "batchItemCreator": to_one("batchItem", writable=False),
    # In the specification without an access mark [OAS26].
    "user": to_one("user", writable=False),
    "sequenceStateRecipients": to_many("sequenceStateRecipient", "sequenceState"),
    "creator": to_one("user", writable=False),
}


def switched_off(org: "Org", state: "Row") -> bool:
    """Tell whether the sequence, or every template of the step the state is at, is off [SC]."""
    sequence = org.rows.get("sequence", state.refs["sequence"])
    step = org.rows.get("sequenceStep", state.refs["sequenceStep"])
    if sequence is None or not sequence.values["enabled"]:
        return True
    if step is None or step.values["stepType"] not in EMAIL_TYPES:
        return False
    joins = org.rows.pointing("sequenceTemplate", "sequenceStep", step.id)
    return not any(join.values["enabled"] for join in joins)


def start_pending(org: "Org", id: int) -> None:
    """Let a state that has been pending long enough become active, if it still can."""
    state = org.rows.get("sequenceState", id)
    if state is None or state.values["state"] != "pending":
        return
    if switched_off(org, state):
        _wait(org, state)
        return
    started = state.copy()
    _turn(org, started, "active")
    started.values["updatedAt"] = org.moment()
    org.rows.put(started)


def _check(org: "Org", change: "Change") -> None:
    """Enrol by the rules. A seeded state has a state given, which no client can give."""
    refs = change.row.refs
    given = change.row.values["state"] if "state" in change.given else None
    if given is None:
        check_enrolment(org, change.row)
    prospect = org.rows.get("prospect", refs["prospect"])
    mailbox = org.rows.get("mailbox", refs["mailbox"])
    sequence = org.rows.get("sequence", refs["sequence"])
    refs["account"] = prospect.refs["account"] if prospect else None
    refs["user"] = mailbox.refs["user"] if mailbox else None
    if refs["sequenceStep"] is None and sequence is not None:
        refs["sequenceStep"] = next((step.id for step in steps_of(org, sequence)), None)
    _turn(org, change.row, given or _first_state(org, change.row))


def _first_state(org: "Org", state: "Row") -> str:
    """`pending` [ONF] or at once `active` [SC]; switched off, `paused` [SC] or `pending` [ONF]."""
    if switched_off(org, state):
        return org.switches["enrolled_when_off"]
    return org.switches["enrolled_when_on"]


def _after(org: "Org", change: "Change") -> None:
    if change.row.values["state"] == "pending" and "state" not in change.given:
        _wait(org, change.row)


def _wait(org: "Org", state: "Row") -> None:
    heapq.heappush(org.waiting, (org.now + PENDING_FOR, "sequenceState", state.id))


def _turn(org: "Org", state: "Row", into: str) -> None:
    state.values.update(state=into, stateChangedAt=org.moment())
    if into == "active":
        state.values.update(activeAt=org.moment(), pauseReason=None)


def move(org: "Org", state: "Row", verb: str) -> None:
    """Finish, pause or resume a state, or refuse; the words for a wrong state are composed."""
    sources, into = MOVES[verb]
    now = state.values["state"]
    lenient = org.on("state_actions", "lenient") and now not in {*OVER, into}
    if now not in sources and not lenient:
        raise record_invalid("Sequence state", f"cannot {verb} from {now}")
    if verb == "resume" and org.on("resume_when_off", "reject") and switched_off(org, state):
        raise record_invalid("Sequence", "is disabled")
    _turn(org, state, into)


MOVES = {
    "finish": (("active",), "finished"),
    "pause": (("active",), "paused"),
    "resume": (("paused",), "active"),
}
"""From which states an action leads where [OAS26]."""


def _mover(verb: str) -> "Callable[[Org, Row], None]":
    return lambda org, state: move(org, state, verb)


def _let_go(org: "Org", state: "Row") -> None:
    """Deleting un-enrols [SC]; whether the prospect counts as having been there is not known."""
    org.left.add((state.refs["prospect"], state.refs["sequence"]))


SEQUENCE_STATE = Resource(
    type="sequenceState",
    plural="sequenceStates",
    attributes=ATTRIBUTES,
    relationships=RELATIONSHIPS,
    operations=frozenset({"list", "read", "create", "delete"}),
    actions={verb: _mover(verb) for verb in MOVES},
    check=_check,
    after=_after,
    let_go=_let_go,
)
