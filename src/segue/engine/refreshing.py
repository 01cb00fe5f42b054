"""The transport that everything goes through: it keeps tokens good and notes how answers were."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import Final, TypeVar

from segue.config import Settings
from segue.engine.credential import Credential
from segue.engine.granting import Granting
from segue.engine.health import Health
from segue.engine.minting import Minting
from segue.engine.tokens import Tokens
from segue.engine.transport import Answer, Destination, RawRequest, Transport
from segue.engine.watch import Watch
from segue.spi.plan import Request
from segue.store.runner import Database
from segue.vault import Vault

UNAUTHORIZED: Final = 401

Asked = TypeVar("Asked", Request, RawRequest)


@dataclass(frozen=True, slots=True, kw_only=True)
class RefreshingTransport:
    """Refreshes a token that is about to end before a request, and one that was refused after it.

    A provider that answers 401 has done nothing, so the request is sent again, once.
    """

    inner: Transport
    tokens: Tokens
    health: Health

    async def send(self, destination: Destination, request: Request) -> Answer:
        return await self._fresh(self.inner.send, destination, request)

    async def raw(self, destination: Destination, request: RawRequest) -> Answer:
        return await self._fresh(self.inner.raw, destination, request, telling=request.telling)

    async def _fresh(
        self,
        send: Callable[[Destination, Asked], Awaitable[Answer]],
        destination: Destination,
        request: Asked,
        *,
        telling: bool = True,
    ) -> Answer:
        credential, provider = destination.credential, destination.provider
        if not isinstance(credential, Credential):
            return await send(destination, request)
        if self.tokens.due(credential, provider):
            await self.tokens.ahead(credential, provider)
        used = credential.access_token
        answer = await send(destination, request)
        if not telling:
            return answer
        if answer.status == UNAUTHORIZED and await self.tokens.refused(credential, provider, used):
            answer = await send(destination, request)
        await self.health.note(credential, provider, answer)
        return answer

    async def close(self) -> None:
        """Wait for the refreshes that are under way."""
        await self.tokens.close()


def refreshing(
    inner: Transport,
    granting: Granting,
    database: Database,
    vault: Vault,
    *,
    process: str,
    settings: Settings,
    watch: Watch | None = None,
) -> RefreshingTransport:
    """Put the keeping of tokens around a transport; `process` names this process in leases."""
    clock = granting.clock
    minting = Minting(
        database=database, vault=vault, clock=clock, granting=granting, watch=watch or Watch()
    )
    tokens = Tokens(
        minting=minting,
        process=process,
        longest_call=timedelta(seconds=settings.provider_timeout_seconds),
        patience=settings.wait_seconds,
    )
    return RefreshingTransport(
        inner=inner, tokens=tokens, health=Health(database=database, clock=clock)
    )
