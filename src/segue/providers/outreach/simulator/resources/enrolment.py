"""Who may be enrolled where, in the order in which the vendor is taken to ask.

Locked sequence, mailbox, its user, duplicates, exclusivity, touched lately, opt-outs. The texts of
duplicates, exclusive sequences and e-mail opt-outs were seen live [SC]; all others are composed.
"""

from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from segue.providers.outreach.simulator.errors import (
    Refused,
    invalid,
    record_invalid,
    relationship_invalid,
)

if TYPE_CHECKING:
    from segue.providers.outreach.simulator.org import Org
    from segue.providers.outreach.simulator.rows import Row

OVER = frozenset({"finished", "opted_out"})
PERMITTED = "allow"


def check_enrolment(org: "Org", state: "Row") -> None:
    """Refuse an enrolment for the first rule it breaks."""
    for name in ("prospect", "sequence"):
        if state.refs[name] is None:
            raise Refused(422, relationship_invalid(name, "can't be blank"))
    prospect = _there(org, "prospect", state)
    sequence = _there(org, "sequence", state)
    if sequence.values["locked"]:
        raise record_invalid("Sequence", "is locked")
    _check_mailbox(org, state, sequence)
    ruleset = org.rows.get("ruleset", sequence.refs["ruleset"])
    _check_duplicate(org, prospect, sequence, ruleset)
    _check_exclusivity(org, prospect, sequence)
    _check_touched(org, prospect, ruleset)
    _check_opt_outs(org, prospect, sequence, ruleset)


def in_progress(org: "Org", prospect: int) -> list["Row"]:
    """Return a prospect's states that are not over [OAS26]."""
    states = org.rows.pointing("sequenceState", "prospect", prospect)
    return [row for row in states if row.values["state"] not in OVER]


def _there(org: "Org", type: str, state: "Row") -> "Row":
    row = org.rows.get(type, state.refs[type])
    if row is None:
        raise Refused(422, relationship_invalid(type, "must exist"))
    return row


def _check_mailbox(org: "Org", state: "Row", sequence: "Row") -> None:
    """Want a mailbox whose user is not locked and may use the sequence [SG, ONF, CLAY]."""
    mailbox = org.rows.get("mailbox", state.refs["mailbox"])
    if mailbox is None:
        raise Refused(422, relationship_invalid("mailbox", "can't be blank"))
    user = org.rows.get("user", mailbox.refs["user"])
    if user is not None and user.values["locked"]:
        raise record_invalid("User", f"is locked (mailbox {mailbox.id})")
    private = sequence.values["shareType"] == "private"
    if private and sequence.refs["owner"] != mailbox.refs["user"]:
        raise record_invalid("User", f"not the owner (mailbox {mailbox.id})")


def _check_duplicate(org: "Org", prospect: "Row", sequence: "Row", ruleset: "Row | None") -> None:
    """`disallow` is the default; `only_if_inactive` lets return who is through [OAS26]."""
    permit = (ruleset.values["permitDuplicateProspects"] if ruleset else None) or "disallow"
    if permit == "allow":
        return
    states = org.rows.pointing("sequenceState", "prospect", prospect.id)
    here = [row for row in states if row.refs["sequence"] == sequence.id]
    if permit == "only_if_inactive":
        here = [row for row in here if row.values["state"] not in OVER]
    was_here = (prospect.id, sequence.id) in org.left and permit == "disallow"
    if here or (was_here and org.on("unenrolled_may_return", "no")):
        raise record_invalid("Prospect", "has already been in this sequence")


def _check_exclusivity(org: "Org", prospect: "Row", sequence: "Row") -> None:
    """Exclusivity of either sequence keeps the other out [OAS26]."""
    mine = _exclusivity(org, sequence)
    for state in in_progress(org, prospect.id):
        other = org.rows.get("sequence", state.refs["sequence"])
        if other is None or other.id == sequence.id:
            continue
        theirs = _exclusivity(org, other)
        if "all_sequences" in {mine, theirs}:
            raise record_invalid("Prospect", "active in another sequence")
        if mine == theirs == "exclusive_sequences":
            raise record_invalid("Prospect", "active in another exclusive sequence")


def _exclusivity(org: "Org", sequence: "Row") -> str:
    ruleset = org.rows.get("ruleset", sequence.refs["ruleset"])
    return (ruleset.values["sequenceExclusivity"] if ruleset else None) or "none"


def _check_touched(org: "Org", prospect: "Row", ruleset: "Row | None") -> None:
    """`minimumProspectTouchedInterval`: seconds since the prospect was last contacted [OAS26]."""
    least = ruleset.values["minimumProspectTouchedInterval"] if ruleset else None
    touched = prospect.values.get("touchedAt")
    if least and touched and org.now - datetime.fromisoformat(touched) < timedelta(seconds=least):
        raise record_invalid("Prospect", "was touched too recently")


def _check_opt_outs(org: "Org", prospect: "Row", sequence: "Row", ruleset: "Row | None") -> None:
    """A transactional sequence ignores opt-outs [OAS26].

    The vocabulary of a ruleset's opt-out actions is not documented; `allow` lets pass here.
    """
    if sequence.values["transactional"]:
        return
    email, call = (
        prospect.values["optedOut"] or prospect.values.get(status) == "opted_out"
        for status in ("emailsOptStatus", "callsOptStatus")
    )
    actions = ruleset.values if ruleset else {}
    if email and actions.get("emailOptOutAction") != PERMITTED:
        raise _opted_out("email")
    refuses = org.on("call_opt_out", "refuse")
    if call and refuses and actions.get("callOptOutAction") != PERMITTED:
        raise _opted_out("call")


def _opted_out(channel: str) -> Refused:
    error = invalid("Prospect", f"opted out of {channel}", "/data")
    return Refused(422, error | {"code": f"opted_out_of_{channel}"})
