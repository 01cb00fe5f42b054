"""Passthroughs at every provider's simulator."""

from collections.abc import Awaitable, Callable
from typing import Any

import pytest

from segue.testing.world import World
from tests.http.conftest import client_of

from .conftest import PATH, PROVIDERS, ROOTS, Ask, fault, names

READS = {
    "apollo": {"path": "/v1/emailer_campaigns/search", "method": "POST", "body": {}},
    "outreach": {"path": "/api/v2/sequences", "method": "GET", "query": {"page[size]": 2}},
    "salesloft": {"path": "/v2/cadences", "method": "GET", "query": {"per_page": "2"}},
}


@pytest.fixture(params=PROVIDERS)
def provider_name(request: pytest.FixtureRequest) -> str:
    """Each in turn."""
    return str(request.param)


async def test_a_request_is_signed_and_its_answer_shown(ask: Ask, site: World):
    """Nobody could reach what the unified API does not have."""
    response = await ask(**READS[site.provider.name])
    told = response.json()

    assert (response.status_code, told["status"]) == (200, 200)
    assert set(told) == {"url", "status", "headers", "body"}
    assert all(name == name.lower() for name in told["headers"])
    assert told["url"].startswith(site.session.destination.api_url)
    assert isinstance(told["body"], dict)


async def test_a_refusal_of_the_providers_is_a_200(ask: Ask, site: World):
    """Clients of the old wire read the status inside."""
    response = await ask(path=f"{ROOTS[site.provider.name]}/no/such/thing", method="GET")

    assert response.status_code == 200
    assert response.json()["status"] == 404


async def test_the_root_keeps_a_token_fresh(ask: Ask, site: World):
    """Clients ask for it before they use an exported token, and expect a 200."""
    response = await ask(path="/", method="GET")
    origin = site.simulated.url

    assert response.status_code == 200
    assert response.json()["url"] == f"{origin}/"
    assert fault(await ask(path="/", method="POST")) == (400, "/body/path")


async def test_a_token_that_has_ended_is_refreshed_first(ask: Ask, site: World):
    """A passthrough would fail where every other request works."""
    await site.simulated.fault("expired_token")
    told = (await ask(**READS[site.provider.name])).json()

    assert told["status"] == (401 if site.provider.oauth is None else 200)


async def test_no_credential_is_in_what_is_shown(ask: Ask, site: World):
    """Whoever may pass requests through could read the token, and keep it."""
    secrets = site.session.destination.secrets
    for secret in secrets:
        said = {"error": f"not {secret}", "of": [secret], secret: 1}
        await site.simulated.fault("answer", method="GET", status=422, body=said)
        response = await ask(path=f"{ROOTS[site.provider.name]}/x", method="GET")
        assert response.json()["status"] == 422
        await site.simulated.ask("DELETE", "faults")
        assert secret not in response.text


@pytest.mark.parametrize("place", ["query", "body", "path"])
async def test_another_credential_beside_the_connections_is_refused(
    ask: Ask, site: World, place: str
):
    """The request would be made as somebody else, and the key shown in its URL."""
    name = site.provider.credential[0].name
    path = f"{ROOTS[site.provider.name]}/x"
    asked: dict[str, Any] = {"path": path, "method": "POST"}
    given = f"{path}?{name}=mine" if place == "path" else {name: "mine"}
    await site.simulated.forget_requests()

    assert fault(await ask(**{**asked, place: given})) == (400, f"/body/{place}")
    assert await site.simulated.requests() == []


@pytest.mark.parametrize(
    ("scopes", "method", "status"),
    [
        (["read"], "GET", 200),
        (["read"], "POST", 403),
        (["read"], "DELETE", 403),
        (["write"], "GET", 403),
        (["write"], "PATCH", 200),
        (["manage"], "GET", 403),
    ],
)
async def test_a_key_needs_the_scope_that_the_method_does(
    site: World,
    key_with: Callable[..., Awaitable[str]],
    scopes: list[str],
    method: str,
    status: int,
):
    """A key that may only read could write."""
    headers = names(site, await key_with(*scopes))
    await site.simulated.forget_requests()
    async with client_of(site.services, headers) as client:
        path = f"{ROOTS[site.provider.name]}/x"
        response = await client.post(PATH, json={"path": path, "method": method})

    assert response.status_code == status
    assert len(await site.simulated.requests()) == (status == 200)
    if status == 403:
        meta = response.json()["errors"][0]["meta"]
        assert (meta["reason"], meta["scope"]) == (
            "missing_scope",
            "read" if method == "GET" else "write",
        )
