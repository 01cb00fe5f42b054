"""Making the reads that planning needs, round by round."""

import asyncio
import math
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, TypeVar

from segue.engine.again import Patience, ask, patience
from segue.engine.misread import Misread, judge
from segue.engine.refusal import absent_at, problem_of
from segue.engine.transport import (
    Answer,
    CircuitOpen,
    Destination,
    Lost,
    NotSent,
    NotYet,
    Throttled,
    Transport,
    Unsendable,
)
from segue.kit import redact
from segue.kit.clock import Clock
from segue.model.problem import Fault, Problem
from segue.spi.operation import Answers, Read
from segue.spi.plan import Request

MOST_ROUNDS = 20
MOST_READS = 200

Asked = TypeVar("Asked")
Result = TypeVar("Result")


@dataclass(slots=True)
class Reading:
    """The answers so far, and the requests that brought them."""

    answers: dict[str, Any] = field(default_factory=dict)
    made: list[Request] = field(default_factory=list)


async def gather(
    transport: Transport,
    destination: Destination,
    clock: Clock,
    needs: Callable[[Asked, Answers], tuple[Read, ...]],
    asked: Asked,
    *,
    wait: float = 0,
) -> Reading:
    """Ask the adapter what it needs and read it, until it needs nothing more.

    What fails in passing is read again for `wait` seconds from now, which all of the reads share.
    Raises `Problem` for the first read that is refused or brings nothing.
    """
    reading, patient = Reading(), patience(clock, destination, wait)
    for _ in range(MOST_ROUNDS):
        named = understand(destination, needs, asked, reading.answers)
        wanted = [read for read in named if read.name not in reading.answers]
        if not wanted:
            return reading
        if len(reading.made) + len(wanted) > MOST_READS:
            break
        for read, answer in await _all(transport, destination, patient, wanted):
            if isinstance(answer, BaseException):
                raise answer
            reading.answers[read.name] = answer
            reading.made.append(read.request)
    raise endless(destination)


def understand(
    destination: Destination,
    function: Callable[[Asked, Answers], Result],
    asked: Asked,
    answers: Answers,
) -> Result:
    """Let the adapter work on what was read; `Problem` 502 where it cannot make sense of it.

    Before anything was read, what it raises can only be a mistake of ours, and is passed on.
    """
    if not answers:
        return function(asked, answers)
    try:
        return judge(destination, function.__qualname__, function, asked, answers)
    except Misread:
        raise misread(destination) from None


async def _all(
    transport: Transport, destination: Destination, patience: Patience, wanted: list[Read]
) -> Iterable[tuple[Read, Any]]:
    if len(wanted) == 1:
        return ((wanted[0], await _one(transport, destination, patience, wanted[0])),)
    asked = [_one(transport, destination, patience, read) for read in wanted]
    found = await asyncio.gather(*asked, return_exceptions=True)
    return zip(wanted, found, strict=True)


async def _one(
    transport: Transport, destination: Destination, patience: Patience, read: Read
) -> Any:
    answer = await fetch(transport, destination, read.request, patience)
    if answer.ok and answer.body is not None:
        # No provider has been seen to repeat a credential. If one did, it would stand in raw_data.
        secrets = destination.secrets
        shows = redact.standing_in(answer.text, secrets)
        return redact.known(answer.body, secrets) if shows else answer.body
    if read.may_be_absent and absent_at(destination, read.request, answer):
        return None
    if 200 <= answer.status < 300:  # noqa: PLR2004 -- HTTP's class of successes
        raise unreadable(destination)
    pointer = f"/body/record{read.pointer}" if read.pointer else None
    raise problem_of(destination, read.request, answer, now=patience.clock.now(), pointer=pointer)


async def fetch(
    transport: Transport,
    destination: Destination,
    request: Request,
    patience: Patience | None = None,
) -> Answer:
    """Send a reading request; a provider that cannot be reached is a `Problem` 503 or 504.

    Without patience it is sent once. What Segue itself holds back is 429, or 503 where the host
    fails.
    """
    try:
        return await ask(transport, destination, request, patience)
    except NotSent as error:
        raise unreachable(destination, error) from None
    except Lost as lost:
        title = destination.provider.title
        detail = f"{title} did not answer a read ({lost}). Nothing was sent that writes."
        raise Problem(504, Fault(detail=detail, meta=ORIGIN)) from None


ORIGIN: Mapping[str, Any] = {"origin": "remote-provider"}
UNREADABLE: Mapping[str, Any] = {**ORIGIN, "reason": "unreadable_answer"}

HELD_BACK: Mapping[str, tuple[str, str]] = {
    "budget": (
        "budget_exhausted",
        "What this connection may ask of {title} is used up until Retry-After.",
    ),
    "busy": (
        "too_many_calls",
        "Too many requests of this connection to {title} are under way.",
    ),
}
"""By `Throttled.reason`: the reason that callers see, and a sentence."""


def unreachable(
    destination: Destination,
    error: NotSent,
    *,
    stands: str = "Nothing was sent.",
    meta: Mapping[str, Any] | None = None,
) -> Problem:
    """Say that a request could not be made, and in `stands` what was done before."""
    title, told = destination.provider.title, meta or {}
    if isinstance(error, Unsendable):
        detail = f"The stored credential for {title} cannot be sent: {error}. {stands}"
        told = {"reason": "reauth_required", **told}
        return Problem(401, Fault(detail=f"{detail} Connect the customer again.", meta=told))
    if isinstance(error, NotYet):
        detail = f"There is no good token for {title} now: {error}. {stands}"
        told = {"reason": "token_refresh_failed", **told}
        return Problem(503, Fault(detail=detail, meta=told), retry_after=math.ceil(error.wait))
    if isinstance(error, Throttled):
        reason, why = HELD_BACK[error.reason]
        told = {"reason": reason, **told}
        fault = Fault(detail=f"{why.format(title=title)} {stands}", meta=told)
        return Problem(429, fault, retry_after=math.ceil(error.wait))
    if isinstance(error, CircuitOpen):
        detail = (
            f"{title} has failed so many times in a row that Segue asks it nothing until"
            f" Retry-After. {stands}"
        )
        fault = Fault(detail=detail, meta={"reason": "circuit_open", **told})
        return Problem(503, fault, retry_after=math.ceil(error.wait))
    detail = f"{title} cannot be reached ({error}). {stands}"
    return Problem(503, Fault(detail=detail, meta={**ORIGIN, **told}), retry_after=5)


def unreadable(destination: Destination) -> Problem:
    """Say that a read was answered with something that is not JSON."""
    detail = f"{destination.provider.title} answered a read with a body that is not JSON."
    return Problem(502, Fault(detail=detail, meta=UNREADABLE))


def misread(destination: Destination) -> Problem:
    """Say that a read was answered with JSON of an unknown shape."""
    detail = (
        f"{destination.provider.title} answered a read in a shape that Segue does not know. Nothing"
        " was sent that writes. The server's log tells more."
    )
    return Problem(502, Fault(detail=detail, meta=UNREADABLE))


def endless(destination: Destination) -> Problem:
    """Say that the answers name ever more to read."""
    detail = (
        f"{destination.provider.title} names more pages than Segue reads for one request"
        f" ({MOST_READS} requests in {MOST_ROUNDS} rounds). Nothing was sent that writes."
    )
    return Problem(502, Fault(detail=detail, meta={**ORIGIN, "reason": "too_much_to_read"}))
