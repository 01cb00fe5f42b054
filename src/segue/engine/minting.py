"""Getting a new token and storing it, under the right to do so."""

import asyncio
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Final

import structlog

from segue.engine.credential import Credential, opened
from segue.engine.granting import Granting, GrantRefused
from segue.engine.health import mark, noted
from segue.engine.transport import NotYet, Unsendable
from segue.engine.watch import RefreshResult, Watch
from segue.kit.canonical import encode
from segue.kit.clock import Clock
from segue.spi.oauth import Granted, OAuth, refreshing
from segue.spi.provider import Provider
from segue.store import connections, provider_apps
from segue.store.connections import ConnectionState, Renewal
from segue.store.errors import Unavailable
from segue.store.provider_apps import ProviderApp
from segue.store.runner import Database
from segue.vault import Vault

SAVES: Final = 7
"""Tries to store a new token; the waits between them add up to 6 s."""
FIRST_PAUSE: Final = 0.05
REFRESH_TOKENS: Final = ("refresh_token", "previous_refresh_token")
AFTER_ERROR: Final = timedelta(seconds=60)
"""How long to wait after what the operator has to mend."""


class Hopeless(Unsendable):
    """No refresh can help."""


class NoApp(Hopeless):
    """The application has no client at the provider to refresh with."""


@dataclass(slots=True, kw_only=True)
class Minting:
    """Gets new tokens. Whoever calls it has the right to refresh the connection."""

    database: Database
    vault: Vault
    clock: Clock
    granting: Granting
    watch: Watch = field(default_factory=Watch)

    async def renewed(self, credential: Credential, spent: str) -> bool:
        """Read the connection again; true where it has another token by now."""
        connection = await connections.by_id(self.database, credential.connection.id)
        if connection is None:
            raise Hopeless("the connection is gone")
        credential.take(connection, opened(connection, self.vault))
        return credential["access_token"] != spent

    async def refresh(self, credential: Credential, provider: Provider, oauth: OAuth) -> None:
        """Have a new token stored; `Hopeless`, or `NotYet` where there may be one later."""
        result: RefreshResult = "failed"
        try:
            with self.watch.span("refresh token", {"segue.provider": provider.name}):
                await self._refresh(credential, provider, oauth)
            result = "refreshed"
        except Hopeless:
            result = "refused"
            raise
        except NotYet:
            result = "later"
            raise
        finally:
            self.watch.refreshed(provider.name, result)

    async def _refresh(self, credential: Credential, provider: Provider, oauth: OAuth) -> None:
        connection, now = credential.connection, self.clock.now()
        if credential.unsaved is not None:
            used, renewal = credential.unsaved
            if used == credential["refresh_token"]:
                await self._save(credential, renewal)
                return
            credential.unsaved = None
        if connection.state == "reauth_required":
            raise Hopeless(_clause(connection.reason or "the provider refused it"))
        if credential.not_before is not None and now < credential.not_before:
            wait = credential.not_before - now
            raise NotYet(f"{provider.title} is not asked yet", wait.total_seconds())
        minted = connection.minted_at
        if minted is not None and now - minted < oauth.mint_every:
            wait = oauth.mint_every - (now - minted)
            raise NotYet(f"{provider.title} gives one token at a time", wait.total_seconds())
        try:
            granted = await self._ask(credential, provider, oauth)
        except NotYet as later:
            credential.not_before = self.clock.now() + timedelta(seconds=later.wait)
            raise
        if granted is not None:
            await self._save(credential, self._renewal(credential, oauth, granted))

    async def _ask(
        self, credential: Credential, provider: Provider, oauth: OAuth
    ) -> Granted | None:
        """Ask with the refresh token and, where it is dead, with the one before it.

        None where another process has stored a new one meanwhile.
        """
        app = await self._app(credential, provider)
        secret = self.vault.open(app.secret, bound_to=app.id).decode()
        spent = credential["access_token"]
        tokens = [credential[name] for name in REFRESH_TOKENS if name in credential]
        for refresh_token in tokens if oauth.keeps_previous else tokens[:1]:
            fields = refreshing(app.client_id, secret, refresh_token)
            try:
                return await self.granting.ask(provider, oauth, fields, credential.known)
            except GrantRefused as refusal:
                refused = refusal
            if not refused.dead:
                break
            if await self.renewed(credential, spent):
                return None
        reason = f"{provider.title} refused to refresh the token ({refused})."
        state: ConnectionState = "reauth_required" if refused.dead else "error"
        await mark(self.database, credential, state, reason, self.clock.now())
        if refused.dead:
            raise Hopeless(_clause(reason))
        raise NotYet(_clause(reason), AFTER_ERROR.total_seconds())

    async def _app(self, credential: Credential, provider: Provider) -> ProviderApp:
        owner = credential.connection.application_id
        app = await provider_apps.get(self.database, owner, provider.name)
        if app is None:
            reason = f"No provider app is set up for {provider.title}, so no token is refreshed."
            ends, now = credential.connection.expires_at, self.clock.now()
            if ends is None or ends <= now:
                # Before that the connection works, and each call would say so again.
                await mark(self.database, credential, "error", reason, now)
            raise NoApp(_clause(reason))
        return app

    def _renewal(self, credential: Credential, oauth: OAuth, granted: Granted) -> Renewal:
        was, now = credential["refresh_token"], self.clock.now()
        becomes = {**credential, "access_token": granted.access_token}
        becomes["refresh_token"] = granted.refresh_token or was
        if oauth.keeps_previous and becomes["refresh_token"] != was:
            becomes["previous_refresh_token"] = was
        credential.learn(*becomes.values())
        id = credential.connection.id  # noqa: A001 -- the connection's
        return Renewal(
            self.vault.seal(encode(becomes), bound_to=id),
            now,
            expires_at=granted.expires_at,
            minted_at=now,
            scopes=granted.scopes,
        )

    async def _save(self, credential: Credential, renewal: Renewal) -> None:
        """Store what the provider gave; until that is done nothing uses it."""
        credential.unsaved = (credential["refresh_token"], renewal)
        for attempt in range(SAVES):
            try:
                if await self._stored(credential, renewal):
                    credential.unsaved = None
                    return
            except Unavailable:
                structlog.get_logger().warning(
                    "a new token is not stored yet", connection_id=credential.connection.id
                )
            await asyncio.sleep(FIRST_PAUSE * 2**attempt)
        raise NotYet("a new one could not be stored", AFTER_ERROR.total_seconds())

    async def _stored(self, credential: Credential, renewal: Renewal) -> bool:
        """Put a new token in place of the one it was got with.

        False where the same token was sealed anew meanwhile, so that this has to be done again.
        """
        was = credential.connection
        async with self.database.transaction() as tx:
            stored = await connections.replace_credential(
                tx, was.id, was=was.credential, becomes=renewal
            )
            if stored:
                await noted(tx, was, "connection.refreshed", renewal.at)
        found = await connections.by_id(self.database, was.id)
        if found is None:
            raise Hopeless("the connection is gone")
        values = opened(found, self.vault)
        again = not stored and values == dict(credential)
        credential.take(found, values)
        return not again


def _clause(sentence: str) -> str:
    return sentence.removesuffix(".")
