"""Whether this process can do its work now, and if not, why."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from time import monotonic
from typing import Final, Literal

from segue.service.context import Services
from segue.store import migrate, present
from segue.store.errors import StoreError, Unusable
from segue.vault import Unsealable

Name = Literal["database", "migrations", "clock", "encryption_key", "serving"]

LONGEST_SECONDS: Final = 2.0
"""What one look at the database may take. Kubernetes gives a probe 1 s unless told otherwise."""
KEPT_SECONDS: Final = 1.0
"""How long an answer is given again: anybody may ask, and each look asks the database."""
MOST_SKEW: Final = timedelta(seconds=5)
"""A third of the spare time that leases have."""
STEADY_SECONDS: Final = 30.0
"""How long a clock that has jumped must keep step before it is believed again."""


@dataclass(frozen=True, slots=True)
class Check:
    """One thing that has to be so."""

    name: Name
    reason: str | None = None
    """Why it is not so; None where it is."""


@dataclass(slots=True, kw_only=True)
class Steadiness:
    """Sees by the time since start whether the wall's clock has been set to another time."""

    now: Callable[[], datetime]
    ticks: Callable[[], float] = monotonic
    ahead: timedelta | None = None
    """How far the wall's clock was from the other when last looked at."""
    jumped: float | None = None

    def reason(self) -> str | None:
        """Say how far it has jumped of late; None where it has not."""
        ticks = self.ticks()
        ahead = self.now() - datetime.min.replace(tzinfo=self.now().tzinfo)
        ahead -= timedelta(seconds=ticks)
        was, self.ahead = self.ahead, ahead
        if was is not None and abs(ahead - was) > MOST_SKEW:
            self.jumped = ticks
        if self.jumped is None or ticks - self.jumped >= STEADY_SECONDS:
            return None
        return "The machine's clock was set to another time moments ago."


@dataclass(slots=True, kw_only=True)
class Readiness:
    """Looks whether a server can work; a look is good for a second."""

    services: Services
    ticks: Callable[[], float] = monotonic
    draining: bool = False
    """Whether the server was told to stop."""
    steadiness: Steadiness = field(init=False)
    _found: tuple[Check, ...] = ()
    _until: float = 0
    _looking: asyncio.Lock = field(default_factory=asyncio.Lock)

    def __post_init__(self) -> None:
        self.steadiness = Steadiness(now=self.services.clock.now, ticks=self.ticks)

    async def checks(self) -> tuple[Check, ...]:
        """Tell of everything that has to be so."""
        async with self._looking:
            if self.ticks() >= self._until:
                self._found = await self._look()
                self._until = self.ticks() + KEPT_SECONDS
        stops = "The server was told to stop." if self.draining else None
        return (*self._found, Check("serving", stops))

    async def _look(self) -> tuple[Check, ...]:
        jump = self.steadiness.reason()
        try:
            async with asyncio.timeout(LONGEST_SECONDS):
                return (
                    Check("database"),
                    Check("migrations", await self._migrations()),
                    Check("clock", jump or await self._skew()),
                    Check("encryption_key", await self._key()),
                )
        except TimeoutError:
            reason = f"The database did not answer within {LONGEST_SECONDS:g} seconds."
        except StoreError:
            reason = "The database cannot be reached."
        return (Check("database", reason), Check("clock", jump))

    async def _migrations(self) -> str | None:
        """Say whether the schema is too old. A newer one is what a roll-out begins with."""
        try:
            behind = await migrate.behind(self.services.database)
        except Unusable:
            return None
        return "The schema is older than this Segue: `segue migrate`." if behind else None

    async def _skew(self) -> str | None:
        before = self.services.clock.now()
        theirs = await present.clock(self.services.database)
        if theirs is None:
            return None
        skew = theirs - (before + (self.services.clock.now() - before) / 2)
        if abs(skew) <= MOST_SKEW:
            return None
        return f"The clock is {skew.total_seconds():+.0f} seconds from the database server's."

    async def _key(self) -> str | None:
        stored = await present.a_credential(self.services.database)
        if stored is None:
            return None
        id, sealed = stored  # noqa: A001 -- the connection's
        try:
            self.services.vault.open(sealed, bound_to=id)
        except Unsealable:
            return "No key that is set opens what is stored."
        return None
