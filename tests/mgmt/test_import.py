"""Token sets brought from elsewhere, and export for moving on."""

from typing import Any

import httpx2
import pytest

from segue.kit.clock import iso
from segue.store import audit, provider_apps
from segue.testing.world import CUSTOMER, World

from .conftest import CONNECTIONS, CUSTOMERS, KeyWith

PRIVATE = "/private/v2/customers"


@pytest.fixture
def tokens(site: World) -> dict[str, str]:
    """A token set of the simulated account."""
    return dict(site.session.destination.credential)


async def test_a_token_set_that_is_over_is_renewed_at_once(
    caller: httpx2.AsyncClient, site: World, acme: str, tokens: dict[str, Any]
):
    """Whoever moves from another system would have to catch the hours in which tokens are good."""
    over = iso(site.clock.now())
    body = {"provider_name": "outreach", **tokens, "expires_at": over}

    made = await caller.post(CONNECTIONS, json=body)

    assert made.status_code == 200, made.text
    assert tokens["access_token"] not in made.text
    named = {"x-customer-id": acme, "x-provider-name": "outreach"}
    assert (await caller.get("/engagement/v2/users", headers=named)).status_code == 200
    minted = [each for each in await site.simulated.requests() if each["path"].endswith("/token")]
    assert len(minted) == 1


async def test_a_refresh_token_alone_is_enough(
    caller: httpx2.AsyncClient, acme: str, tokens: dict[str, Any]
):
    """Systems that export no access token could not be left."""
    body = {"provider_name": "outreach", "refresh_token": tokens["refresh_token"]}

    made = await caller.post(CONNECTIONS, json=body)

    assert made.status_code == 200, made.text
    named = {"x-customer-id": acme, "x-provider-name": "outreach"}
    assert (await caller.get("/engagement/v2/users", headers=named)).status_code == 200


async def test_a_dead_refresh_token_is_told_and_not_stored(caller: httpx2.AsyncClient, acme: str):
    """A connection would be made that can never work."""
    body = {"provider_name": "outreach", "refresh_token": "long-dead-refresh-token-0001"}

    made = await caller.post(CONNECTIONS, json=body)

    assert made.status_code == 422
    assert made.json()["errors"][0]["meta"]["reason"] == "credential_refused"
    assert "long-dead" not in made.text
    assert (await caller.get(f"{CUSTOMERS}/{acme}/connections")).json() == []


@pytest.mark.usefixtures("acme")
async def test_without_a_client_an_access_token_is_needed(
    caller: httpx2.AsyncClient, site: World, tokens: dict[str, Any]
):
    """A refresh token would be stored that nobody can use."""
    owner = site.session.application_id
    app = await provider_apps.get(site.services.database, owner, "outreach")
    assert app is not None
    await provider_apps.remove(site.services.database, owner, app.id)
    body = {"provider_name": "outreach", "refresh_token": tokens["refresh_token"]}

    made = await caller.post(CONNECTIONS, json=body)

    assert made.status_code == 400
    assert made.json()["errors"][0]["source"] == {"pointer": "/body/access_token"}


async def test_an_export_needs_its_scope_and_stands_in_the_audit_log(
    caller: httpx2.AsyncClient, site: World, key_with: KeyWith, tokens: dict[str, Any]
):
    """Every key would open every customer's account, or nobody would know that one did."""
    session = site.session
    path = f"{PRIVATE}/{CUSTOMER}/connections/{session.connection_id}"
    plain = await caller.get(path)
    allowed = {"x-api-key": await key_with("export_credentials")}

    exported = await caller.get(path, headers=allowed)

    assert plain.status_code == 403
    assert plain.json()["errors"][0]["meta"]["scope"] == "export_credentials"
    assert exported.status_code == 200
    body = exported.json()
    assert set(body) == {
        "id",
        "application_id",
        "customer_id",
        "provider_id",
        "category",
        "provider_name",
        "instance_url",
        "credentials",
    }
    credentials = body["credentials"]
    assert set(credentials) == {"type", "access_token", "refresh_token", "expires_at"}
    assert credentials["type"] == "oauth2"
    assert credentials["access_token"] == tokens["access_token"]
    (entry,) = [
        each
        for each in await audit.listing(site.services.database, session.application_id)
        if each.what == "exportConnection"
    ]
    assert (entry.connection_id, entry.customer_id) == (session.connection_id, CUSTOMER)
    assert entry.key_id is not None


async def test_an_export_is_of_the_customer_that_the_path_names(
    caller: httpx2.AsyncClient, site: World, acme: str, key_with: KeyWith
):
    """The old wire did not look at the customer, so that a mistake gave another's credential."""
    allowed = {"x-api-key": await key_with("export_credentials")}
    for path in (
        f"{PRIVATE}/{acme}/connections/{site.session.connection_id}",
        f"{PRIVATE}/{CUSTOMER}/connections/cn_none",
    ):
        assert (await caller.get(path, headers=allowed)).status_code == 404
