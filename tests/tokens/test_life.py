"""A token's life in one process, with the clock moved: ahead of its end, refused, idle, dying."""

import asyncio
from dataclasses import replace
from datetime import timedelta

import pytest

from segue import registry
from segue.engine.minting import Hopeless
from segue.engine.reads import fetch
from segue.model.problem import Problem
from segue.service.keep_alive import keep_alive
from segue.service.session import destination_of
from segue.spi.plan import Request
from segue.store import audit, connections, leases, provider_apps
from segue.testing.world import World, world

from .sites import TOKEN, refreshes
from .worlds import ends, held, page, row, token

DAY = 86_400
HOUR = 3600
WINDOW = timedelta(seconds=60)


async def test_a_long_job_outlives_many_tokens(stage: World) -> None:
    """A job of a day would end with its first token."""
    for _ in range(6):
        await page(stage)
        await stage.clock.advance(2 * HOUR + 60)
    assert await refreshes(stage.simulated) == 5
    found = await row(stage)
    assert (found.state, found.reason) == ("active", None)
    asked = await stage.simulated.requests()
    refused = [entry for entry in asked if entry["status"] == 401]
    assert len(refused) <= 1, "only the first token's end is not known"


async def test_a_refresh_is_kept_before_it_is_used(stage: World) -> None:
    """A process that dies would take the only good refresh token with it."""
    await page(stage)
    held, before = stage.session.destination.credential, token(stage)
    await ends(stage)
    await page(stage)
    stored = await row(stage)
    assert token(stage) != before
    opened = stage.services.vault.open(stored.credential, bound_to=stored.id).decode()
    assert all(value in opened for value in held.values())


async def test_a_year_of_idling_leaves_the_connection_active(outreach: World) -> None:
    """Outreach ends a refresh token that nobody uses for 14 days."""
    await page(outreach)
    for _ in range(122):
        await outreach.clock.advance(3 * DAY)
        await keep_alive(outreach.services)
    assert (await row(outreach)).state == "active"
    await page(outreach)
    assert (await row(outreach)).state == "active"
    assert 40 <= await refreshes(outreach.simulated) <= 125


async def test_what_does_not_idle_is_not_kept_alive(stage: World) -> None:
    """Every connection would be refreshed every hour."""
    await ends(stage)
    await page(stage)
    assert await keep_alive(stage.services) == 0
    await stage.clock.advance(DAY)
    assert await keep_alive(stage.services) == 0
    assert await refreshes(stage.simulated) == 1


async def test_one_token_a_minute(outreach: World) -> None:
    """Outreach would answer 429, and a caller would not know that waiting helps."""
    await ends(outreach)
    await page(outreach)
    await ends(outreach, known=False)
    await outreach.simulated.fault("expired_token", times=1)
    await outreach.clock.advance(11)
    with pytest.raises(Problem) as refused:
        await page(outreach)
    assert refused.value.status == 503
    assert refused.value.faults[0].meta["reason"] == "token_refresh_failed"
    assert 40 <= (refused.value.retry_after or 0) <= 49
    assert len(await asked_for_tokens(outreach)) == 1
    await outreach.clock.advance(refused.value.retry_after or 0)
    await page(outreach)
    assert len(await asked_for_tokens(outreach)) == 2


async def asked_for_tokens(stage: World) -> list[object]:
    """List the requests for tokens."""
    asked = await stage.simulated.requests()
    return [entry for entry in asked if entry["path"].endswith("/oauth/token")]


async def test_a_throttle_nobody_knew_of_is_waited_for(outreach: World) -> None:
    """A process that was killed after it got a token would make the next one give up."""
    body = "Retry later\n"
    await outreach.simulated.fault("answer", path=TOKEN, status=429, body=body)
    await ends(outreach)
    with pytest.raises(Problem) as refused:
        await page(outreach)
    assert refused.value.retry_after == 60
    with pytest.raises(Problem):
        await page(outreach)
    assert len(await asked_for_tokens(outreach)) == 1
    await outreach.clock.advance(61)
    await page(outreach)
    assert (await row(outreach)).state == "active"


async def test_a_failing_refresh_ahead_of_the_end_harms_nobody(stage: World) -> None:
    """A token endpoint that is down for a minute would fail calls whose token is good."""
    await ends(stage)
    await page(stage)
    await stage.clock.advance(2 * HOUR - 200)
    await stage.simulated.fault("server_error", path=TOKEN, times=1)
    await page(stage)
    assert (await row(stage)).state == "active"
    await stage.clock.advance(61)
    await page(stage)
    assert await refreshes(stage.simulated) == 2


async def test_a_revoked_grant_asks_for_the_customer(stage: World) -> None:
    """A customer would not be told to connect again, or the provider be asked for ever."""
    await stage.simulated.fault("revoked_token", times=1)
    with pytest.raises(Problem) as refused:
        await page(stage)
    assert refused.value.status == 401
    assert refused.value.faults[0].meta["reason"] == "reauth_required"
    found = await row(stage)
    assert found.state == "reauth_required"
    assert stage.provider.title in (found.reason or "")
    asked = len(await asked_for_tokens(stage))
    with pytest.raises(Problem):
        await page(stage)
    assert len(await asked_for_tokens(stage)) == asked
    events = await audit.listing(stage.services.database, stage.session.application_id)
    assert [(it.what, it.who, it.status) for it in events] == [
        ("connection.reauth_required", "segue", 401)
    ]


async def test_the_operators_mistake_is_not_the_customers(stage: World) -> None:
    """Every customer would be told to connect again because a client secret was mistyped."""
    await ends(stage)
    body = {"error": "invalid_client", "error_description": "Client authentication failed."}
    await stage.simulated.fault("answer", path=TOKEN, status=401, body=body)
    with pytest.raises(Problem) as refused:
        await page(stage)
    assert refused.value.status == 503
    found = await row(stage)
    assert found.state == "error"
    assert "Client authentication failed" in (found.reason or "")
    await stage.clock.advance(61)
    await page(stage)
    assert (await row(stage)).state == "active"


async def test_a_token_stored_by_another_process_is_taken(stage: World) -> None:
    """A process would go on asking with a refresh token that another has used."""
    await page(stage)
    other = stage.restarted()
    services = replace(other.services, credentials=type(stage.services.credentials)())
    elsewhere = destination_of(services, stage.provider, await row(stage))
    await ends(stage, known=False)
    await stage.simulated.fault("expired_token", times=1)
    await page(stage)
    request = Request(method="GET", path=("v2", "me"))
    if stage.provider.name == "outreach":
        request = Request(method="GET", path=("users",), query={"page[size]": "1"})
    answer = await fetch(services.transport, elsewhere, request)
    assert answer.ok
    assert await refreshes(stage.simulated) == 1
    assert dict(elsewhere.credential) == dict(stage.session.destination.credential)


async def test_a_cancelled_caller_leaves_its_refresh_running(stage: World) -> None:
    """A caller that hangs up would lose the new token for all."""
    await ends(stage)
    await stage.simulated.fault("hold_after", path=TOKEN)
    asking = asyncio.create_task(page(stage))
    await held(stage)
    asking.cancel()
    with pytest.raises(asyncio.CancelledError):
        await asking
    await stage.simulated.ask("POST", "hold/release")
    await page(stage)
    assert await refreshes(stage.simulated) == 1
    assert (await row(stage)).state == "active"


async def test_a_refresher_that_vanished_is_overtaken_when_its_lease_ends(stage: World) -> None:
    """A process that was killed would block its connection for ever."""
    await ends(stage)
    dead = {"holder": "pr_dead", "write_id": "x", "now": stage.clock.now()}
    resource = f"token:{stage.session.connection_id}"
    database = stage.services.database
    await leases.acquire(database, resource, ttl=timedelta(seconds=75), **dead)
    assert stage.services.tokens is not None
    stage.services.tokens.patience = 0.05
    with pytest.raises(Problem) as refused:
        await page(stage)
    assert refused.value.status == 503
    assert 70 <= (refused.value.retry_after or 0) <= 75
    await stage.clock.advance(refused.value.retry_after or 0)
    await page(stage)


async def test_a_connection_without_an_app_is_used_as_it_is(stage: World) -> None:
    """An imported token would not be usable until its end."""
    await database_without_app(stage)
    await ends(stage)
    await page(stage)
    await stage.simulated.fault("expired_token", times=1)
    with pytest.raises(Problem) as refused:
        await page(stage)
    assert refused.value.status == 401
    found = await row(stage)
    assert found.state == "error"
    assert "No provider app" in (found.reason or "")


async def test_without_an_app_a_token_that_works_is_no_error(stage: World) -> None:
    """Each call shortly before a token's end would tell the audit log of an error and its end."""
    await database_without_app(stage)
    await ends(stage, after=2)
    await page(stage)
    assert (await row(stage)).state == "active"


async def database_without_app(stage: World) -> None:
    """Take the application's client away."""
    database, owner = stage.services.database, stage.session.application_id
    for app in await provider_apps.listing(database, owner):
        await provider_apps.remove(database, owner, app.id)


async def test_a_refresh_of_what_is_gone_ends(stage: World) -> None:
    """A deleted connection would be refreshed, and its tokens kept."""
    services, credential = stage.services, stage.session.destination.credential
    await connections.remove(
        services.database, stage.session.application_id, "customer-1", stage.provider.name
    )
    assert services.tokens is not None
    with pytest.raises(Hopeless):
        await services.tokens.renew(credential, stage.provider)  # type: ignore[arg-type]
    assert await asked_for_tokens(stage) == []


async def test_a_key_that_is_refused_and_then_taken(database_url: str) -> None:
    """A key's connection would be called dead for ever, or alive while it is not."""
    async with world(registry.load("apollo"), database_url) as stage:
        body = "Invalid API key."
        await stage.simulated.fault("answer", status=401, body=body, times=1)
        with pytest.raises(Problem):
            await page(stage)
        found = await row(stage)
        assert found.state == "reauth_required"
        await page(stage)
        assert (await row(stage)).state == "active"
