"""Who of the invented prospects is, or was, in a sequence: none of the first hundred and fifty."""

from datetime import UTC, datetime, timedelta
from functools import cache
from typing import Any

from segue.providers.outreach.simulator.kinds import written_moment
from segue.providers.outreach.simulator.org import Org
from segue.providers.outreach.simulator.resources import BY_TYPE
from segue.providers.outreach.simulator.resources.sequence import steps_of
from segue.providers.outreach.simulator.rows import Row

UNTOUCHED = 150
STATES = (
    "active",
    "active",
    "finished",
    "paused",
    "active",
    "finished",
    "bounced",
    "active",
    "failed",
    "opted_out",
    "pending",
    "disabled",
)
STARTED = datetime(2025, 9, 1, 9, tzinfo=UTC)


def put_states(org: Org, prospects: list[Row]) -> None:
    """Put the states of a population; every third prospect was in two sequences."""
    sequences = sorted(org.rows.all("sequence"), key=lambda row: row.id)
    with_steps = [(it, steps) for it in sequences if (steps := steps_of(org, it))][:2]
    mailboxes = sorted(org.rows.all("mailbox"), key=lambda row: row.id)
    if not with_steps or not mailboxes:
        return
    for n, prospect in enumerate(prospects[UNTOUCHED:]):
        sequence, steps = with_steps[n % len(with_steps)]
        mailbox = mailboxes[n % len(mailboxes)]
        step = steps[n % len(steps)]
        _put_state(org, n, STATES[n % len(STATES)], (prospect, sequence, mailbox, step))
        if n % 3 == 0 and len(with_steps) > 1:
            sequence, steps = with_steps[(n + 1) % len(with_steps)]
            _put_state(org, n, "finished", (prospect, sequence, mailbox, steps[-1]))


def put_batch(org: Org, prospects: list[Row]) -> None:
    """Put one finished batch of two items."""
    chosen = [row.id for row in prospects[:2]]
    batch = _row(
        org,
        "batch",
        0,
        {
            "action": "prospectsAddTags",
            "state": "finished",
            "total": len(chosen),
            "payload": {"ids": chosen, "tags": ["q4"]},
            "summary": {},
            "startedAt": _moment(0),
            "finishedAt": _moment(0),
        },
    )
    for target in chosen:
        values = {"batchId": batch.id, "state": "finished", "data": f'{{"id":{target}}}'}
        _row(org, "batchItem", 0, values, {"batch": batch.id})


def _put_state(org: Org, n: int, state: str, of: tuple[Row, Row, Row, Row]) -> None:
    prospect, sequence, mailbox, step = of
    replied = state == "finished" and n % 2 == 0
    values = {
        "state": state,
        "stateChangedAt": _moment(n, 9),
        "activeAt": None if state == "pending" else _moment(n),
        "errorReason": "Mailbox refused the recipient" if state in {"bounced", "failed"} else None,
        "repliedAt": _moment(n, 9) if replied else None,
        "replyCount": int(replied),
        "deliverCount": 0 if state == "pending" else n % 3 + 1,
        "openCount": n % 4,
        "bounceCount": int(state == "bounced"),
    }
    refs = {
        "prospect": prospect.id,
        "sequence": sequence.id,
        "mailbox": mailbox.id,
        "sequenceStep": step.id,
        "account": prospect.refs["account"],
        "user": mailbox.refs["user"],
    }
    _row(org, "sequenceState", n, values, refs)
    prospect.values["touchedAt"] = _moment(n, 9)


def _row(
    org: Org, type: str, n: int, values: dict[str, Any], refs: dict[str, int | None] | None = None
) -> Row:
    row = org.fresh(BY_TYPE[type])
    row.id = org.rows.new_id(type)
    row.values.update(values)
    if "createdAt" in row.values:
        row.values["createdAt"] = _moment(n)
    if "updatedAt" in row.values:
        row.values["updatedAt"] = _moment(n, 9)
    row.refs.update(refs or {})
    row.refs.update({name: 1 for name in ("creator", "updater") if name in row.refs})
    org.rows.put(row)
    return row


@cache
def _moment(n: int, hours: int = 0) -> str:
    return written_moment(STARTED + timedelta(hours=n * 2 + hours))
