"""What the demo asks for: each request in words and as its record."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

DAY: Final = 86_400
SUBJECT: Final = "A question about your spring plans"

Record = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Ask:
    """One request: to the sequence that `to` names, or for a new sequence."""

    words: str
    record: Record
    to: str | None = None
    """``made``: the sequence that the script made; ``empty``: one that stood there empty."""
    refused: bool = False
    """Whether the right answer is a 409, with nothing sent that writes."""

    @property
    def steps(self) -> int:
        """Count the steps that stand at the provider afterwards and did not before."""
        if self.refused:
            return 0
        return 1 if self.to else len(self.record.get("steps", ()))


def one_by_one(template_id: str) -> tuple[Ask, ...]:
    """Make a sequence, then add a step of every type to it."""
    sequence = {"name": "Spring launch", "type": "team"}
    added = (Ask(f"add {words}", record, to="made") for words, record in _steps(template_id))
    return (
        Ask("create a sequence", sequence),
        *added,
        Ask("add a LinkedIn message, 1 day later", _linkedin(), to="made"),
    )


def at_once(template_id: str) -> tuple[Ask, ...]:
    """Make a sequence with all its steps; then try to add to one that is empty, and once more."""
    steps = [dict(record) for _, record in _steps(template_id)]
    call = {"type": "call", "name": "Opening call", "task_note": "Ask who decides"}
    return (
        Ask(
            f"create a sequence with {len(steps)} steps: e-mail, reply, call, task, manual e-mail",
            {"name": "Spring launch", "type": "team", "steps": steps},
        ),
        Ask("add a call to an empty sequence", call, to="empty"),
        Ask("add another to the same", call, to="empty", refused=True),
    )


def _steps(template_id: str) -> tuple[tuple[str, Record], ...]:
    content = {"subject": SUBJECT, "body": "<p>Hello, may I ask you something?</p>"}
    nudge = {"subject": SUBJECT, "body": "<p>Any thoughts on this?</p>"}
    return (
        (
            "an automatic e-mail with its content",
            {"type": "auto_email", "interval_seconds": 0, "template": content},
        ),
        (
            "a reply in its thread, 1 day later",
            {
                "type": "auto_email",
                "interval_seconds": DAY,
                "is_reply": True,
                "template": nudge,
            },
        ),
        (
            "a call, 2 days later",
            {"type": "call", "interval_seconds": 2 * DAY, "task_note": "Ask about the budget"},
        ),
        (
            "a task, 1 day later",
            {"type": "task", "interval_seconds": DAY, "task_note": "Read their annual report"},
        ),
        (
            f"a manual e-mail from template {template_id}",
            {
                "type": "manual_email",
                "interval_seconds": 3 * DAY,
                "template": {"id": template_id},
            },
        ),
    )


def _linkedin() -> Record:
    return {
        "type": "linkedin_send_message",
        "interval_seconds": DAY,
        "task_note": "Mention the conference",
    }
