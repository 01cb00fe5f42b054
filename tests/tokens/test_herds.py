"""Many calls at once on one spent token: one of them refreshes it, across processes too."""

import pytest

from tests.crash.servers import Server
from tests.crash.site import Site

from .sites import OK, connection, read, read_all, refreshes, spend

CALLS = 50
SWITCHES = {
    "outreach": ({"refresh_rotation": "revoke_old"}, {"refresh_rotation": "keep_old"}),
    "salesloft": (
        {"access_token_after_refresh": "valid"},
        {"access_token_after_refresh": "revoked"},
    ),
}


@pytest.fixture
def pair(site: Site) -> list[Server]:
    """Two server processes on PostgreSQL; on SQLite, which serves one process, that one."""
    servers = 1 if site.town.url.startswith("sqlite") else 2
    return [site.start(SEGUE_WAIT_SECONDS="5") for _ in range(servers)]


@pytest.mark.parametrize("position", [0, 1])
@pytest.mark.parametrize("known", [True, False], ids=["known", "refused"])
async def test_fifty_calls_refresh_once(
    site: Site,
    pair: list[Server],
    known: bool,  # noqa: FBT001 -- pytest passes it by name
    position: int,
) -> None:
    """A second refresh would end the token of the first, and one of the two would be stored."""
    await site.simulated.switch(**SWITCHES[site.town.provider.name][position])
    await spend(site, pair[0], known=known)
    answers = await read_all(site, pair, CALLS)
    assert [answer.status for answer in answers] == [OK] * CALLS, "\n".join(map(str, answers))
    assert await refreshes(site.simulated) == 1
    asked = [it for it in await site.simulated.requests() if it["path"].endswith("/oauth/token")]
    assert len(asked) == 1
    found = await connection(site)
    assert found.state == "active"
    assert found.expires_at is not None
    assert found.minted_at is not None


async def test_fifty_calls_ahead_of_the_end_refresh_once(site: Site, pair: list[Server]) -> None:
    """Every call of the last five minutes would refresh, or a call would meet a spent token."""
    await spend(site, pair[0], known=True)
    assert (await read(site, pair[0])).status == OK
    await site.advance(2 * 3600 - 200)
    await site.simulated.forget_requests()
    answers = await read_all(site, pair, CALLS)
    assert [answer.status for answer in answers] == [OK] * CALLS
    assert await refreshes(site.simulated) == 1
