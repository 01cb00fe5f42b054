"""Sequence states as Outreach returns them, in the wire's terms."""

from collections.abc import Mapping

from segue.model.state import StateRead, Status
from segue.providers.outreach.counters import COUNTERS
from segue.providers.outreach.documents import Record, attributes
from segue.providers.outreach.values import points_to, text, time

STATUSES: Mapping[str, Status] = {
    "pending": "pending",
    "active": "active",
    "paused": "paused",
    # Outreach counts it among the unfinished, and it does not run [OAS26].
    "disabled": "paused",
    "failed": "failed",
    "bounced": "failed",
    "finished": "finished",
    # Not documented; seen in a third party's list.
    "opted_out": "finished",
}
"""Outreach's words for a state. The list of unfinished ones is documented, the rest is not."""

ENDED = frozenset(word for word, status in STATUSES.items() if status == "finished")
"""States that are over. Any other, unheard ones included, may still send."""

MAPPED = frozenset(
    {"state", "createdAt", "updatedAt", "prospect", "sequence", "mailbox", "user"},
)

IGNORED: Mapping[str, str] = {
    **dict.fromkeys(
        COUNTERS,
        "a state of the wire has no counters",
    ),
    **dict.fromkeys(
        (
            "activeAt",
            "callCompletedAt",
            "errorReason",
            "pauseReason",
            "repliedAt",
            "stateChangedAt",
        ),
        "how it came to its state; read it from raw_data",
    ),
    **dict.fromkeys(
        (
            "account",
            "activeStepMailings",
            "activeStepTasks",
            "batchItemCreator",
            "calls",
            "mailings",
            "opportunity",
            "sequenceStateRecipients",
            "sequenceStep",
            "tasks",
        ),
        "what it belongs to or has made; read it from raw_data",
    ),
    "creator": "who wrote it; the user whose enrolment it is stands in `user`",
}
"""What the wire leaves out of a state, and why."""


def state(record: Record) -> StateRead:
    """Read a state. `user` manages it, which need not be who made it [OAS26]."""
    held = attributes(record)
    word, updated = text(held.get("state")), time(held.get("updatedAt"))
    return StateRead(
        id=str(record["id"]),
        state=word,
        status=STATUSES.get(word or ""),
        contact_id=points_to(record, "prospect"),
        sequence_id=points_to(record, "sequence"),
        mailbox_id=points_to(record, "mailbox"),
        user_id=points_to(record, "user"),
        created_at=time(held.get("createdAt")),
        updated_at=updated,
        last_modified_at=updated,
    )


def is_over(record: Record) -> bool:
    """Tell whether a state is over, so that its contact is no longer in the sequence."""
    return attributes(record).get("state") in ENDED
