"""What every step has to satisfy, whichever call it comes by."""

from collections.abc import Iterable
from datetime import datetime

from segue.providers.apollo.simulator import refusals
from segue.providers.apollo.simulator.account import Row
from segue.providers.apollo.simulator.refusals import unprocessable
from segue.providers.apollo.simulator.stamps import moment

STEP_TYPES = (
    "auto_email",
    "manual_email",
    "call",
    "action_item",
    "linkedin_step_connect",
    "linkedin_step_message",
    "linkedin_step_view_profile",
    "linkedin_step_interact_post",
)
EMAIL_TYPES = frozenset({"auto_email", "manual_email"})
TOUCHED_TYPES = EMAIL_TYPES | {"linkedin_step_connect", "linkedin_step_message", "call"}
"""Types of step that may hold touches [OAS]."""
DOCUMENTED_WAITS = frozenset({"minute", "hour", "day"})
PRIVATE_WAITS = DOCUMENTED_WAITS | {"second"}
"""The private calls took and returned seconds in 2023 [SG]."""
TOUCH_TYPES = frozenset({"new_thread", "reply_to_thread"})
TOUCH_STATUSES = frozenset({"to_be_reviewed", "approved"})
_PRIORITIES = frozenset({"high", "medium", "low"})


def check_step(step: Row, *, exact: bool, waits: frozenset[str]) -> None:
    """Refuse a step whose type, wait or priority Apollo does not take."""
    if step["type"] not in STEP_TYPES:
        raise unprocessable(refusals.BAD_STEP_TYPE)
    if step["type"] == "auto_email":
        step["priority"] = None
    elif step["priority"] is not None and step["priority"] not in _PRIORITIES:
        raise unprocessable(refusals.BAD_PRIORITY)
    if not exact:
        _check_wait(step, waits)


def _check_wait(step: Row, waits: frozenset[str]) -> None:
    """Both parts are required, for the first step as well, and with the same words [DEMO]."""
    if step["wait_time"] is None or step["wait_mode"] is None:
        raise unprocessable(refusals.NO_WAIT_TIME)
    if step["wait_mode"] not in waits:
        raise unprocessable(refusals.BAD_WAIT_MODE)
    if not _whole(step["wait_time"]) or step["wait_time"] < 0:
        raise unprocessable(refusals.BAD_WAIT_TIME)


def check_exact(steps: Iterable[Row], known: frozenset[datetime], now: datetime) -> None:
    """Refuse times of a dated sequence that are absent, past or out of order [OAS].

    A time that a step already has, one of `known`, may have passed.
    """
    last: datetime | None = None
    for step in steps:
        time = moment(step["exact_datetime"])
        if time is None:
            raise unprocessable(refusals.NO_EXACT_TIME)
        if time <= now and time not in known:
            raise unprocessable(refusals.PAST_EXACT_TIME)
        if last is not None and time <= last:
            raise unprocessable(refusals.EXACT_TIME_ORDER)
        last = time


def check_thread(touch_type: str, *, thread_stands: bool) -> None:
    """Refuse a reply before which no step starts a thread [OAS]."""
    if touch_type not in TOUCH_TYPES:
        raise unprocessable(refusals.BAD_TOUCH_TYPE)
    if touch_type == "reply_to_thread" and not thread_stands:
        raise unprocessable(refusals.NO_THREAD)


def check_positions(positions: list[object]) -> None:
    """Refuse positions that are not exactly 1 to N [CREA]."""
    whole = [it for it in positions if isinstance(it, int) and not isinstance(it, bool)]
    if len(whole) != len(positions) or sorted(whole) != list(range(1, len(positions) + 1)):
        raise unprocessable(refusals.MISSING_STEP)


def _whole(value: object) -> bool:
    return isinstance(value, int) and not isinstance(value, bool)
