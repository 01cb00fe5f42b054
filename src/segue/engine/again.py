"""Sending again what may be sent again: whether, and when.

A function and not a layer, so that no retry stands inside another one: whoever sends decides once.
"""

import random as randomness
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import count
from typing import Final

from segue.engine import watch
from segue.engine.refusal import RATE_LIMITED, SERVER_ERROR, retry_after
from segue.engine.transport import Answer, Destination, Lost, NotSent, TooLarge, Transport
from segue.kit.clock import Clock
from segue.spi.plan import Request

TRIES: Final = 3
"""Requests for one thing, the first one too."""
LIMITED_TRIES: Final = 2
"""The same while the provider says that it is asked too often: who is told so by all of its
callers' requests at once sends at most twice as many, and not all at the same moment."""
FIRST_WAIT: Final = 0.25
"""Seconds, doubled each time; what is waited is drawn between half of it and all of it."""
BACKGROUND_PATIENCE: Final = 60.0
"""Seconds that work which nobody waits for may wait, in all."""
NEVER: Final = 501
"""Not Implemented is as final as a 4xx."""

Came = Answer | NotSent | Lost
"""What became of one request."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Patience:
    """Until when requests that belong together may be sent again."""

    clock: Clock
    end: datetime
    random: Callable[[], float] = randomness.random

    def pause(self, tried: int, came: Came, *, clean: bool = False) -> float | None:
        """Seconds to wait before the next try; None where there is none.

        A `Retry-After` is kept to the second, and a little more that is drawn at random, or there
        is no next try. With `clean` there is one only where the provider has surely done nothing.
        """
        if not passing(came) or (clean and not untouched(came)):
            return None
        limited = isinstance(came, Answer) and came.status == RATE_LIMITED
        if tried >= (LIMITED_TRIES if limited else TRIES):
            return None
        wait = FIRST_WAIT * 2 ** (tried - 1) * (1 + self.random()) / 2
        now = self.clock.now()
        if isinstance(came, Answer) and (limited or "retry-after" in came.headers):
            wait += retry_after(came.headers, now)
        return wait if now + timedelta(seconds=wait) <= self.end else None


def patience(clock: Clock, destination: Destination, seconds: float) -> Patience:
    """Have the patience of a caller who waits `seconds`, or of work that nobody waits for."""
    if destination.background:
        seconds = max(seconds, BACKGROUND_PATIENCE)
    return Patience(clock=clock, end=clock.now() + timedelta(seconds=seconds))


def passing(came: Came) -> bool:
    """Tell whether what went wrong may be gone at the next try.

    What Segue itself held back has waited already, and a credential that cannot be sent stays so.
    """
    if isinstance(came, Answer):
        return came.status == RATE_LIMITED or (came.status >= SERVER_ERROR and came.status != NEVER)
    return not isinstance(came, TooLarge) and (isinstance(came, Lost) or type(came) is NotSent)


def untouched(came: Came) -> bool:
    """Tell whether what failed in passing has surely changed nothing, now or later."""
    return isinstance(came, NotSent) or (isinstance(came, Answer) and came.status == RATE_LIMITED)


async def came_of(
    transport: Transport, destination: Destination, request: Request, *, tried: int = 1
) -> Came:
    """Send once, the `tried`th time; gives also as a value what else would be raised."""
    before = watch.tried.set(tried)
    try:
        return await transport.send(destination, request)
    except (NotSent, Lost) as error:
        return error
    finally:
        watch.tried.reset(before)


async def ask(
    transport: Transport, destination: Destination, request: Request, patience: Patience | None
) -> Answer:
    """Send a request that changes nothing, again while the patience lasts; raises as `send`."""
    for tried in count(1):
        came = await came_of(transport, destination, request, tried=tried)
        pause = patience.pause(tried, came) if patience is not None else None
        if patience is None or pause is None:
            break
        await patience.clock.sleep(pause)
    if isinstance(came, Answer):
        return came
    raise came
