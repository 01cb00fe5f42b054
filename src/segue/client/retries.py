"""Whether to ask again, and when: decided without waiting or sending."""

import random as randomness
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final, Generic, TypeVar

from segue.client.call import Answer, Call, Lost
from segue.client.errors import (
    CONNECTION_FAILED,
    OUTCOME_UNKNOWN,
    UNREADABLE_ANSWER,
    ConnectionFailed,
    Fault,
    SegueError,
    faults_of,
    kind_of,
)

T = TypeVar("T")

Reply = Answer | Lost

BUSY: Final = 409
PASSING: Final = frozenset({429, 502, 503, 504})
"""What may be gone the next time; `OUTCOME_UNKNOWN` only where the answer says when."""
FIRST_WAIT: Final = 0.5
MOST_DOUBLINGS: Final = 20


@dataclass(frozen=True, slots=True, kw_only=True)
class Retries:
    """How long a call is repeated before its failure is raised. Times are in seconds.

    A wait that the answer asks for is kept to the second or not begun: where it is longer than
    `longest_wait`, or than what is left of `deadline`, the failure is raised at once. Where the
    answer asks for none, the waits are drawn at random around 0.5 s, doubling up to `longest_wait`.
    """

    attempts: int = 5
    """Requests for one call, the first one too; 1 repeats nothing."""
    deadline: float = 300
    """From the call's start; no attempt begins after it."""
    longest_wait: float = 60
    now: Callable[[], float] = time.monotonic
    random: Callable[[], float] = randomness.random

    def backoff(self, failures: int) -> float:
        """Draw the wait after so many failures."""
        most = min(self.longest_wait, FIRST_WAIT * 2 ** min(failures, MOST_DOUBLINGS))
        return float(most * (1 + self.random()) / 2)


RETRIES: Final = Retries()


class Attempts(Generic[T]):
    """The attempts at one call."""

    def __init__(self, call: Call[T], retries: Retries) -> None:
        self._call = call
        self._retries = retries
        self._end = retries.now() + retries.deadline
        self._made = 0
        self._reply: Reply = Lost("nothing was sent")
        self._kept: Answer | None = None

    def timeout(self, most: float) -> float:
        """How long the next attempt may wait for the network."""
        return max(min(most, self._end - self._retries.now()), 0.001)

    def learn(self, reply: Reply) -> float | None:
        """Take a reply: the seconds to wait before the next attempt, None where there is none."""
        self._reply = reply
        self._made += 1
        if isinstance(reply, Answer) and reply.ok:
            self._kept = reply
        if self._made >= self._retries.attempts or not self._repeatable(reply):
            return None
        asked = reply.retry_after if isinstance(reply, Answer) else None
        wait = self._retries.backoff(self._made - 1) if asked is None else asked
        if wait > self._retries.longest_wait or self._retries.now() + wait >= self._end:
            return None
        return wait

    def _repeatable(self, reply: Reply) -> bool:
        if isinstance(reply, Lost):
            return True
        told = reply.retry_after is not None
        if reply.status in PASSING:
            return told or _code(reply) != OUTCOME_UNKNOWN
        # A batch that is not final yet says when to go on, as a write does that runs elsewhere.
        writes = self._call.idempotency_key is not None
        return told and writes and (reply.ok or reply.status == BUSY)

    def result(self) -> T:
        """Read the last reply; raises `SegueError`.

        A batch's last answer stands, open outcomes and all, where going on with it has failed.
        """
        reply = self._kept or self._reply
        place = f"{self._call.method} {self._call.path}"
        if isinstance(reply, Lost):
            fault = Fault(detail=f"{place}: {reply.why}", code=CONNECTION_FAILED)
            key = self._call.idempotency_key
            raise ConnectionFailed(None, CONNECTION_FAILED, (fault,), idempotency_key=key)
        if not reply.ok:
            raise self._refused(reply, place)
        try:
            return self._call.read(reply)
        except (ValueError, KeyError, TypeError, AttributeError):
            detail = f"{place} was answered with {reply.status} and an unknown body."
        raise self._unreadable(reply, detail)

    def _refused(self, answer: Answer, place: str) -> SegueError:
        faults = faults_of(_parsed(answer))
        if not faults:
            return self._unreadable(answer, f"{place} was not answered by Segue.")
        return self._error(answer, faults[0].code or faults[0].problem_type, faults)

    def _unreadable(self, answer: Answer, detail: str) -> SegueError:
        fault = Fault(detail=detail, code=UNREADABLE_ANSWER, status=str(answer.status))
        return self._error(answer, UNREADABLE_ANSWER, (fault,))

    def _error(self, answer: Answer, code: str, faults: tuple[Fault, ...]) -> SegueError:
        return kind_of(answer.status, code)(
            answer.status,
            code,
            faults,
            retry_after=answer.retry_after,
            idempotency_key=self._call.idempotency_key,
            request_id=answer.headers.get("x-request-id"),
        )


def _parsed(answer: Answer) -> object:
    try:
        return answer.json()
    except ValueError:
        return None


def _code(answer: Answer) -> str:
    faults = faults_of(_parsed(answer))
    return faults[0].code if faults else ""
