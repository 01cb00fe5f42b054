"""What has to be true of an operation whose answers are spoilt, and of its end."""

import httpx2

from segue.kit.canonical import digest
from segue.store import journal
from segue.testing.world import CUSTOMER

from .requests import Asked
from .spoiling import Ground, Spoilt

MOST_REPEATS = 8
WINDOW = 61
"""Seconds: the simulators' rate limits begin anew."""
MINTED = 121
"""Seconds: every provider gives another token by then."""
LONGEST_WAIT = 3601
"""Seconds: an hour's window, and less than a token lives."""


def spoil(there: Ground, operation: str, plan: Spoilt) -> None:
    """Do an operation with spoilt answers, and see that everything that is told is as it should be.

    A write is then repeated with answers as they should be, until it ends.
    """
    there.number += 1
    there.begin(None)
    there.run.run(there.stage.clock.advance(WINDOW))
    asked, there.spoiler.many = there.request(operation), there.count(operation)
    there.begin(plan)
    response = there.send(asked, "bent")
    there.hold(response)
    if asked.writes:
        _ends(there, asked, response)


def _ends(there: Ground, asked: Asked, response: httpx2.Response) -> None:
    """Repeat a write with answers as they should be, until it has come to an end."""
    for _ in range(MOST_REPEATS):
        wait = response.headers.get("retry-after")
        if wait is None and response.status_code < 500:
            break
        if wait is None and _code(response) == "OUTCOME_UNKNOWN":
            break
        there.begin(None)
        there.run.run(there.stage.clock.advance(min(int(wait or 1), LONGEST_WAIT)))
        response = there.send(asked, "bent")
        there.hold(response)
    else:
        raise AssertionError(f"it never ends: {response.status_code} {response.text[:3000]}")
    state = there.run.run(_state(there, response.headers["idempotency-key"]))
    expected = "unknown" if response.status_code >= 500 else "done refused"
    assert state is None or state in expected, (state, response.status_code, response.text)


def _code(response: httpx2.Response) -> str:
    return str(response.json()["errors"][0]["code"])


async def _state(there: Ground, key: str) -> str | None:
    stage = there.stage
    scope = [stage.session.application_id, CUSTOMER, stage.provider.name, key]
    entry = await journal.by_id(stage.services.database, f"wr_{digest(scope)[:32]}")
    return None if entry is None else entry.state
