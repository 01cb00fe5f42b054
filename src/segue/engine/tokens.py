"""Having a token that works: one refresh at a time across processes, stored before it is used.

The right to refresh is a lease on ``token:<connection id>``. Whoever gets it reads the connection
again first, so that of many who found the same token spent one asks the provider.
"""

import asyncio
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any, Final

import structlog

from segue.engine.credential import Credential
from segue.engine.health import mark
from segue.engine.minting import Hopeless, Minting, NoApp
from segue.engine.transport import NotSent, NotYet
from segue.kit.clock import Clock
from segue.spi.oauth import OAuth
from segue.spi.provider import Provider
from segue.store import leases
from segue.store.errors import StoreError
from segue.store.leases import Held, Lease
from segue.store.runner import Database

SPARE: Final = timedelta(seconds=15)
POLL: Final = 0.02
"""Seconds between two looks while another process refreshes."""
NO_GOOD: Final = timedelta(seconds=10)
"""A token so young that is refused is not the reason."""


@dataclass(slots=True, kw_only=True)
class Tokens:
    """Keeps the tokens of this process's connections good."""

    minting: Minting
    process: str
    """Names this process as the holder of leases."""
    longest_call: timedelta = timedelta(seconds=30)
    patience: float = 5
    """Real seconds that a request without a good token waits for another process."""
    running: set[asyncio.Task[None]] = field(default_factory=set)

    @property
    def database(self) -> Database:
        """Where everything about a refresh is decided."""
        return self.minting.database

    @property
    def clock(self) -> Clock:
        """What a token's life is told by."""
        return self.minting.clock

    def due(self, credential: Credential, provider: Provider) -> bool:
        """Tell whether a token is about to end, and can be refreshed."""
        ends = credential.connection.expires_at
        if ends is None or (oauth := refreshable(credential, provider)) is None:
            return False
        return self.minting.clock.now() >= ends - oauth.ahead

    async def ahead(self, credential: Credential, provider: Provider) -> None:
        """Refresh a token that is about to end; one that has not ended yet does where that fails.

        Raises `NotSent` where it has ended and there is no other.
        """
        ends, now = credential.connection.expires_at, self.clock.now()
        if ends is None or not self.due(credential, provider):
            return
        try:
            await self.renew(credential, provider, wait=now >= ends)
        except NoApp:
            return
        except NotSent as error:
            if now >= ends:
                raise
            structlog.get_logger().debug(
                "a token was not refreshed ahead of its end",
                connection_id=credential.connection.id,
                error=str(error),
            )

    async def refused(self, credential: Credential, provider: Provider, spent: str | None) -> bool:
        """Have another token than the one that the provider has refused; false where none helps.

        Raises `NotSent` where there is none now and one may be had later.
        """
        if spent is None or refreshable(credential, provider) is None:
            reason = f"{provider.title} refused the credential."
            await mark(self.database, credential, "reauth_required", reason, self.clock.now())
            return False
        minted, now = credential.connection.minted_at, self.clock.now()
        young = minted is not None and now - minted < NO_GOOD
        if credential["access_token"] == spent and young:
            return False
        try:
            await self.renew(credential, provider, spent=spent)
        except Hopeless:
            return False
        return True

    async def renew(
        self,
        credential: Credential,
        provider: Provider,
        *,
        spent: str | None = None,
        wait: bool = True,
    ) -> None:
        """Have another access token than `spent`, the present one where it is None.

        Where another process refreshes, waits for it, or not, where `wait` is false. Raises
        `Hopeless`, and `NotYet` where there may be a token later. A caller that is cancelled leaves
        the refresh running: the provider may have ended the old token already.
        """
        spent = credential["access_token"] if spent is None else spent
        while credential["access_token"] == spent:
            task = credential.refresh
            if task is not None and wait and not credential.waits:
                await asyncio.wait({task})
                continue
            if task is None:
                task = asyncio.create_task(self._renew(credential, provider, spent, wait=wait))
                credential.refresh, credential.waits = task, wait
                self.running.add(task)
                task.add_done_callback(lambda done: self._ended(credential, done))
            await asyncio.shield(task)
            return

    async def close(self) -> None:
        """Wait for the refreshes that are under way."""
        while self.running:
            await asyncio.wait(self.running)

    def _ended(self, credential: Credential, task: "asyncio.Task[None]") -> None:
        self.running.discard(task)
        credential.refresh = None
        if not task.cancelled():
            task.exception()  # Whoever waits gets it; where nobody does, it is no one's surprise.

    async def _renew(
        self, credential: Credential, provider: Provider, spent: str, *, wait: bool
    ) -> None:
        oauth = refreshable(credential, provider)
        if oauth is None:
            raise Hopeless("it has no refresh token")
        lease = await self._lease(credential, oauth, spent, wait=wait)
        if lease is None:
            return
        try:
            if not await self.minting.renewed(credential, spent):
                await self.minting.refresh(credential, provider, oauth)
        finally:
            with suppress(StoreError):
                await leases.release(self.database, lease)

    async def _lease(
        self, credential: Credential, oauth: OAuth, spent: str, *, wait: bool
    ) -> Lease | None:
        """Get the right to refresh; None where another process has refreshed meanwhile."""
        asked: dict[str, Any] = {
            "holder": self.process,
            "write_id": credential.connection.id,
            # A holder that died may have minted up to its lease's end, so that passes first.
            "ttl": max(self.longest_call, oauth.mint_every) + SPARE,
        }
        resource = f"token:{credential.connection.id}"
        deadline = asyncio.get_running_loop().time() + self.patience
        while True:
            now = self.clock.now()
            got = await leases.acquire(self.database, resource, now=now, **asked)
            if isinstance(got, Held) and got.expires_at <= now:
                got = await leases.take_over(self.database, got, now=now, **asked)
            if isinstance(got, Lease):
                return got
            if await self.minting.renewed(credential, spent):
                return None
            if not wait or asyncio.get_running_loop().time() >= deadline:
                left = (got.expires_at - now).total_seconds()
                raise NotYet("another process refreshes it", max(1.0, left))
            await asyncio.sleep(POLL)


def refreshable(credential: Credential, provider: Provider) -> OAuth | None:
    """Give the provider's OAuth where the credential can be refreshed by it."""
    return provider.oauth if "refresh_token" in credential else None
