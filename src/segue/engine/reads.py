"""Making the reads that planning needs, round by round."""

import asyncio
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, TypeVar

from segue.engine.refusal import problem_of
from segue.engine.transport import Destination, Lost, NotSent, Transport
from segue.kit.clock import Clock
from segue.model.problem import Fault, Problem
from segue.spi.operation import Answers, Read
from segue.spi.plan import Request

NOT_FOUND = 404
MOST_ROUNDS = 10

Asked = TypeVar("Asked")


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
) -> Reading:
    """Ask the adapter what it needs and read it, until it needs nothing more.

    Raises `Problem` for the first read that is refused or brings nothing.
    """
    reading = Reading()
    for _ in range(MOST_ROUNDS):
        wanted = [
            read for read in needs(asked, reading.answers) if read.name not in reading.answers
        ]
        if not wanted:
            return reading
        found = await asyncio.gather(
            *(_one(transport, destination, clock, read) for read in wanted), return_exceptions=True
        )
        for read, answer in zip(wanted, found, strict=True):
            if isinstance(answer, BaseException):
                raise answer
            reading.answers[read.name] = answer
            reading.made.append(read.request)
    raise RuntimeError(f"{destination.provider.name} never stops reading")


async def _one(transport: Transport, destination: Destination, clock: Clock, read: Read) -> Any:
    answer = await fetch(transport, destination, read.request)
    if answer.ok and answer.body is not None:
        return answer.body
    if answer.status == NOT_FOUND and read.may_be_absent:
        return None
    if answer.ok or 200 <= answer.status < 300:  # noqa: PLR2004 -- HTTP's class of successes
        raise unreadable(destination)
    pointer = f"/body/record{read.pointer}" if read.pointer else None
    raise problem_of(destination, read.request, answer, now=clock.now(), pointer=pointer)


async def fetch(transport: Transport, destination: Destination, request: Request) -> Any:
    """Send a reading request; a provider that cannot be reached is a `Problem` 503 or 504."""
    try:
        return await transport.send(destination, request)
    except NotSent:
        raise unreachable(destination) from None
    except Lost as lost:
        title = destination.provider.title
        detail = f"{title} did not answer a read ({lost}). Nothing was sent that writes."
        raise Problem(504, Fault(detail=detail, meta=ORIGIN)) from None


ORIGIN: Mapping[str, Any] = {"origin": "remote-provider"}


def unreachable(destination: Destination) -> Problem:
    """Say that no connection could be made."""
    detail = f"{destination.provider.title} cannot be reached. Nothing was sent."
    return Problem(503, Fault(detail=detail, meta=ORIGIN), retry_after=5)


def unreadable(destination: Destination) -> Problem:
    """Say that a read was answered with something that is not JSON."""
    detail = f"{destination.provider.title} answered a read with a body that is not JSON."
    return Problem(502, Fault(detail=detail, meta=ORIGIN))
