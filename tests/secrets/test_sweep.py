"""No secret leaves by any operation, nor by any page that a customer opens."""

import re
from collections.abc import AsyncIterator
from urllib.parse import parse_qs, urlsplit

import pytest

from segue import registry
from segue.http.operations import OPERATIONS
from segue.model.scope import KeyScope
from segue.service import keys
from segue.testing.world import API_KEY, CLIENT_SECRET
from tests.oauth.conftest import Stage, log, staged

from .canaries import leaked, stored
from .sweep import PLANTED, Sweep

__all__ = ["log"]

PROVIDERS = ("apollo", "outreach", "salesloft")
ALL: tuple[KeyScope, ...] = ("read", "write", "manage", "export_credentials")
TYPED = "canary-typed-key-Wq8eR7tY6uI5oP4a"


@pytest.fixture
def engine() -> str:
    """Answers and logs are the same over both engines."""
    return "sqlite"


@pytest.fixture(params=PROVIDERS)
async def stage(request, database_url, log) -> AsyncIterator[Stage]:
    """An application, a customer, and a simulated provider."""
    async for made in staged(registry.load(request.param), database_url, log):
        yield made


async def refresh(stage: Stage) -> None:
    """Have tokens that were, besides those that are."""
    if stage.provider.oauth is None:
        return
    await stage.world.clock.advance(61)
    await stage.world.simulated.fault("expired_token")
    await stage.world.page("sequence.list")
    await stage.world.clock.advance(61)


async def browse(stage: Stage) -> list[str]:
    """Connect in a browser, with refusals and forgeries; gives what the way there has shown."""
    browser, link = stage.browser(), await stage.link()
    page = await browser.ask("GET", link)
    if stage.provider.oauth is None:
        token = re.search(r'name="form_token" value="([^"]+)"', page.text)
        assert token
        form = {"form_token": token[1], "api_key": TYPED}
        assert (await browser.ask("POST", link, data=form)).status_code in {400, 401, 422}
        await browser.ask("POST", link, data={**form, "form_token": TYPED})
        return [TYPED]
    begun = await browser.client.get(f"{link}/start")
    state = parse_qs(urlsplit(begun.headers["location"]).query)["state"]
    location = await browser.consent(begun.headers["location"])
    code = parse_qs(urlsplit(location).query)["code"]
    assert (await browser.ask("GET", location)).status_code == 302
    assert (await browser.ask("GET", location)).status_code >= 302
    cookies = [cookie.value or "" for cookie in browser.client.cookies.jar]
    return [*state, *code, *cookies]


async def test_no_operation_and_no_page_shows_a_secret(
    stage: Stage, database_url: str, capfd: pytest.CaptureFixture[str]
):
    """Whoever reads an answer, a log line, an audit entry or a stolen file could act for others."""
    services, sweep = stage.services, Sweep(stage)
    made = await keys.issue(services, stage.application, "sweep", ALL, giver=frozenset(ALL))
    await refresh(stage)
    visited = await browse(stage)
    await sweep.run(made["key"])

    held = [secret for credential in services.credentials for secret in credential.known]
    secrets = [*held, *PLANTED.values(), *visited, *sweep.shown, API_KEY, made["key"]]
    secrets += [CLIENT_SECRET, TYPED, *sweep.credential]
    assert set(sweep.answered) == {operation.id for operation in OPERATIONS}
    assert set().union(*sweep.answered.values()) >= {200, 201, 400, 401, 404, 422}
    assert len(set(held)) >= (1 if stage.provider.oauth is None else 4)
    assert sweep.shown
    done = {name for name, found in sweep.answered.items() if min(found) < 300}
    assert len(done) > len(sweep.answered) / 2
    assert leaked("\n".join(sweep.told), secrets) == []
    assert leaked("\n".join(stage.seen), [*held, *PLANTED.values(), API_KEY, CLIENT_SECRET]) == []
    assert leaked(stage.log.getvalue(), secrets) == []
    assert leaked("".join(capfd.readouterr()), secrets) == []
    assert leaked(await stored(database_url), secrets) == []
