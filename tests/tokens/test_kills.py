"""The refresher is killed after the provider has answered, and before that is stored."""

import aiohttp
import pytest

from tests.crash.servers import Server
from tests.crash.site import Answered, Site

from .sites import OK, TOKEN, connection, read, refreshes, spend

MOST_REPEATS = 6
UNAVAILABLE = 503
UNAUTHORIZED = 401


async def killed(site: Site, *, when: str = "after") -> Server:
    """Let a server be killed while it refreshes, and start another."""
    server = site.start()
    await spend(site, server, known=True)
    site.rack.set_trap(when, "POST", TOKEN)
    with pytest.raises(aiohttp.ClientError):
        await read(site, server)
    site.rack.fell(server)
    return site.start()


async def at_last(site: Site, server: Server) -> Answered:
    """Ask again for as long as the answer says to, moving the clocks instead of waiting."""
    for _ in range(MOST_REPEATS):
        answer = await read(site, server)
        if answer.status != UNAVAILABLE:
            return answer
        assert answer.body["errors"][0]["meta"]["reason"] == "token_refresh_failed", answer
        assert answer.retry_after is not None
        await site.advance(answer.retry_after)
    raise AssertionError(f"never ends: {answer}")


async def test_a_spent_refresh_token_is_told(site: Site) -> None:
    """A connection that is dead would be called active, or asked for again and again."""
    server = await killed(site)
    answer = await at_last(site, server)
    assert answer.status == UNAUTHORIZED
    assert answer.body["errors"][0]["meta"]["reason"] == "reauth_required"
    found = await connection(site)
    assert found.state == "reauth_required"
    assert found.since is not None
    assert "refused to refresh the token (400" in (found.reason or "")
    asked = await refreshes(site.simulated, 400)
    assert (await read(site, server)).status == UNAUTHORIZED
    assert await refreshes(site.simulated, 400) == asked


async def test_a_refresh_token_that_goes_on_saves_the_connection(site: Site) -> None:
    """A customer would have to connect again where a new try is all it takes."""
    if site.town.provider.name != "outreach":
        pytest.skip("Salesloft is documented to revoke old refresh tokens.")
    await site.simulated.switch(refresh_rotation="keep_old")
    server = await killed(site)
    answer = await at_last(site, server)
    assert answer.status == OK, answer
    found = await connection(site)
    assert (found.state, found.reason) == ("active", None)


async def test_nothing_is_lost_before_the_provider_is_asked(site: Site) -> None:
    """A connection would be given up though its refresh token was never used."""
    server = await killed(site, when="before")
    answer = await at_last(site, server)
    assert answer.status == OK, answer
    assert await refreshes(site.simulated) == 1
    assert (await connection(site)).state == "active"
