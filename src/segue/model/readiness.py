"""Readiness: whether a sequence would send now, and what to do where it would not."""

from typing import Literal

from segue.model.described import Described

CheckName = Literal["enabled", "steps", "content", "approved", "schedule", "mailbox"]
CHECKS: tuple[CheckName, ...] = ("enabled", "steps", "content", "approved", "schedule", "mailbox")


class Check(Described):
    """One thing that a sequence needs to send."""

    name: CheckName
    ok: bool | None
    """Null where the provider does not show it."""
    detail: str
    """What was seen."""
    todo: str | None = None
    """What to do; given for every `ok` that is not true."""


class Readiness(Described):
    """All checks of one sequence."""

    sequence_id: str
    ready: bool
    """No check says no. What the provider does not show cannot say no."""
    checks: list[Check]


def readiness(sequence_id: str, *checks: Check) -> Readiness:
    """Put the checks of one sequence together, in the order of `CHECKS`."""
    ordered = sorted(checks, key=lambda check: CHECKS.index(check.name))
    ready = not any(check.ok is False for check in checks)
    return Readiness(sequence_id=sequence_id, ready=ready, checks=ordered)
