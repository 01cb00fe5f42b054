"""A new token is stored before it is used, whatever happens to the database and the row."""

from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from typing import Any

import pytest

from segue.engine import minting
from segue.engine.transport import Answer
from segue.kit.canonical import encode
from segue.model.problem import Problem
from segue.store import connections
from segue.store.connections import Renewal
from segue.store.errors import Unavailable
from segue.store.runner import Database, Runner
from segue.testing.world import World

from .sites import refreshes
from .worlds import ends, page, row, token


@dataclass(slots=True)
class Failing:
    """A database that loses its next transactions: before they count, or after."""

    inner: Database
    losses: int
    late: bool = False

    def __getattr__(self, name: str) -> Any:
        return getattr(self.inner, name)

    @asynccontextmanager
    async def transaction(self) -> AsyncIterator[Runner]:
        lost = self.losses > 0
        self.losses -= 1
        if lost and not self.late:
            raise Unavailable("The database is lost.")
        async with self.inner.transaction() as tx:
            yield tx
        if lost:
            raise Unavailable("The database is lost.")


@dataclass(frozen=True)
class Overtaken:
    """A token endpoint that refuses, after the customer has connected again."""

    stage: World

    async def post(self, url: str, fields: Mapping[str, str], encoding: str) -> Answer:
        del url, fields, encoding
        fresh = await self.stage.simulated.ask("GET", "token")
        found = await row(self.stage)
        sealed = self.stage.services.vault.seal(encode(fresh), bound_to=found.id)
        becomes = Renewal(sealed, self.stage.clock.now())
        assert await connections.replace_credential(
            self.stage.services.database, found.id, was=found.credential, becomes=becomes
        )
        return Answer(status=400, body={"error": "invalid_grant"}, text="invalid_grant", headers={})


def breaking(stage: World, losses: int, *, late: bool = False) -> None:
    """Let the next transactions about tokens be lost."""
    assert stage.services.tokens is not None
    inner = stage.services.tokens.minting
    inner.database = Failing(inner.database, losses, late)  # type: ignore[assignment]


@pytest.fixture(autouse=True)
def _at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(minting, "FIRST_PAUSE", 0)


@pytest.mark.parametrize("late", [False, True], ids=["undone", "done"])
async def test_a_database_that_comes_back_takes_the_token(stage: World, *, late: bool) -> None:
    """The only good refresh token would be lost with one commit."""
    await ends(stage)
    breaking(stage, 3, late=late)
    await page(stage)
    found = await row(stage)
    opened = stage.services.vault.open(found.credential, bound_to=found.id).decode()
    assert token(stage) in opened
    assert await refreshes(stage.simulated) == 1


async def test_a_token_that_is_not_stored_is_not_used(stage: World) -> None:
    """A crash after its use would leave a connection that nothing can refresh."""
    await page(stage)
    await ends(stage)
    before = token(stage)
    await stage.simulated.forget_requests()
    breaking(stage, minting.SAVES)
    with pytest.raises(Problem) as refused:
        await page(stage)
    assert refused.value.status == 503
    assert token(stage) == before
    asked = await stage.simulated.requests()
    assert [entry["path"].endswith("/oauth/token") for entry in asked] == [True]
    await page(stage)
    assert token(stage) != before
    assert await refreshes(stage.simulated) == 1
    assert (await row(stage)).state == "active"


async def test_a_customer_who_connects_meanwhile_is_not_asked_to(stage: World) -> None:
    """A refusal of the old refresh token would be recorded against the new one."""
    tokens = stage.services.tokens
    assert tokens is not None
    tokens.minting.granting = replace(tokens.minting.granting, poster=Overtaken(stage))
    await stage.simulated.fault("expired_token", times=1)
    await page(stage)
    found = await row(stage)
    assert (found.state, found.reason) == ("active", None)
    opened = stage.services.vault.open(found.credential, bound_to=found.id).decode()
    assert token(stage) in opened


async def test_the_refresh_token_before_the_last_is_the_last_hope(outreach: World) -> None:
    """Where Outreach keeps old refresh tokens, a damaged one would end the connection."""
    await outreach.simulated.switch(refresh_rotation="keep_old")
    await ends(outreach)
    await page(outreach)
    found, services = await row(outreach), outreach.services
    held = dict(outreach.session.destination.credential)
    assert held["previous_refresh_token"] != held["refresh_token"]
    damaged = held | {"refresh_token": "damaged-0123456789"}
    sealed = services.vault.seal(encode(damaged), bound_to=found.id)
    await outreach.clock.advance(61)
    becomes = Renewal(sealed, outreach.clock.now(), minted_at=found.minted_at)
    was = found.credential
    await connections.replace_credential(services.database, found.id, was=was, becomes=becomes)
    await ends(outreach)
    await page(outreach)
    assert await refreshes(outreach.simulated, 400) == 1
    assert await refreshes(outreach.simulated) == 2
    assert (await row(outreach)).state == "active"
