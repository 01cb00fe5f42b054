"""Connections on the old wire, less its secrets, at each provider."""

from collections.abc import Mapping
from typing import Any

import httpx2
import pytest

from segue import registry
from segue.service.provider_settings import provider_id
from segue.testing.world import CUSTOMER, World

from .conftest import CONNECTIONS, CUSTOMERS

OLD_KEYS = {
    "id",
    "application_id",
    "customer_id",
    "provider_id",
    "provider_name",
    "category",
    "instance_url",
    "schema_mappings_config",
    "entity_mappings",
    "connection_sync_config",
}
HEALTH = {"state", "reason", "since", "last_success_at", "scopes", "acting_user"}
KINDS = {"apollo": "api_key", "outreach": "oauth2", "salesloft": "oauth2"}


@pytest.fixture(params=registry.names())
def provider_name(request: pytest.FixtureRequest) -> str:
    """Each provider in turn."""
    return str(request.param)


@pytest.fixture
def body(site: World) -> dict[str, Any]:
    """What connects a customer to the simulated account."""
    return {"provider_name": site.provider.name, **site.session.destination.credential}


def _hold(connection: Mapping[str, Any], site: World, *more: str) -> None:
    assert set(connection) == OLD_KEYS | {"health", *more}
    assert set(connection["health"]) == HEALTH
    expected = {
        "application_id": site.session.application_id,
        "provider_id": provider_id(site.session.application_id, site.provider.name),
        "provider_name": site.provider.name,
        "category": "engagement",
        "instance_url": "",
        "schema_mappings_config": None,
        "entity_mappings": None,
        "connection_sync_config": None,
    }
    assert expected.items() <= connection.items()
    for secret in site.session.destination.secrets:
        assert secret not in str(connection)


async def test_a_connection_is_made_with_200_and_without_its_secrets(
    caller: httpx2.AsyncClient, site: World, acme: str, body: dict[str, Any]
):
    """Clients that wait for 200 would fail; whoever reads the answer could act as the customer."""
    response = await caller.post(CONNECTIONS, json=body)

    assert response.status_code == 200, response.text
    made = response.json()
    _hold(made, site, "credentials")
    assert made["credentials"] == {"type": KINDS[site.provider.name]}
    assert (made["customer_id"], made["health"]["state"]) == (acme, "active")
    read = await caller.get(f"{CONNECTIONS}/{site.provider.name}")
    _hold(read.json(), site)
    assert read.json()["id"] == made["id"]
    assert (await caller.get(CONNECTIONS)).json() == [read.json()]


async def test_a_connection_works_and_its_health_tells(
    caller: httpx2.AsyncClient, site: World, acme: str, body: dict[str, Any]
):
    """An imported credential would be stored and not usable."""
    await caller.post(CONNECTIONS, json=body)
    headers = {"x-customer-id": acme, "x-provider-name": site.provider.name}

    users = await caller.get("/engagement/v2/users", headers=headers)

    assert users.status_code == 200
    health = (await caller.get(f"{CONNECTIONS}/{site.provider.name}")).json()["health"]
    assert health["state"] == "active"
    assert health["last_success_at"] is not None


@pytest.mark.usefixtures("acme")
async def test_the_type_may_be_said_or_left_out_and_must_be_right(
    caller: httpx2.AsyncClient, site: World, body: dict[str, Any]
):
    """The old wire's own clients say it; its documentation's example does not."""
    kind = KINDS[site.provider.name]
    other = "oauth2" if kind == "api_key" else "api_key"

    wrong = await caller.post(CONNECTIONS, json={**body, "type": other})
    right = await caller.post(CONNECTIONS, json={**body, "type": kind})

    assert (wrong.status_code, right.status_code) == (400, 200)
    assert wrong.json()["errors"][0]["source"] == {"pointer": "/body/type"}


@pytest.mark.usefixtures("acme")
async def test_a_credential_that_is_refused_is_422_and_nothing_is_stored(
    caller: httpx2.AsyncClient, site: World, body: dict[str, Any]
):
    """A key with a typing error would fail days later, at the first write."""
    wrong = {name: value for name, value in body.items() if name != "refresh_token"}
    wrong[site.provider.credential[0].name] = "not-what-the-vendor-knows-000"

    tried = await caller.post(CONNECTIONS, json=wrong)
    left = await caller.get(CONNECTIONS)
    untried = await caller.post(f"{CONNECTIONS}?verify=false", json=wrong)

    assert tried.status_code == 422
    assert tried.json()["errors"][0]["meta"]["reason"] == "credential_refused"
    assert tried.json()["errors"][0]["meta"]["origin"] == "remote-provider"
    assert "not-what-the-vendor-knows" not in tried.text
    assert left.json() == []
    assert untried.status_code == 200


@pytest.mark.usefixtures("acme")
async def test_a_provider_that_fails_is_not_a_credential_that_does(
    caller: httpx2.AsyncClient, site: World, body: dict[str, Any]
):
    """A customer would be told that its key is wrong while the provider is down."""
    await site.simulated.fault("server_error", times=3)
    down = await caller.post(CONNECTIONS, json=body)
    await site.simulated.fault("rate_limited")
    full = await caller.post(CONNECTIONS, json=body)

    assert (down.status_code, full.status_code) == (502, 429)
    assert int(full.headers["retry-after"]) >= 1
    assert (await caller.get(CONNECTIONS)).json() == []


@pytest.mark.usefixtures("acme")
async def test_a_second_connection_is_409_or_takes_the_firsts_place(
    caller: httpx2.AsyncClient, body: dict[str, Any]
):
    """The old wire answered 500; a re-authentication would make a second connection."""
    first = await caller.post(f"{CONNECTIONS}?verify=false", json=body)
    second = await caller.post(CONNECTIONS, json=body)
    renewed = await caller.post(f"{CONNECTIONS}?upsert=true", json=body)

    assert second.status_code == 409
    assert "already" in second.json()["errors"][0]["detail"]
    assert renewed.status_code == 200
    assert renewed.json()["id"] == first.json()["id"]


async def test_an_unknown_customer_is_404_everywhere(
    caller: httpx2.AsyncClient, site: World, body: dict[str, Any]
):
    """The old wire answered 500, and a list of nobody's connections would look like success."""
    nobody, name = f"{CUSTOMERS}/nobody/connections", site.provider.name

    assert (await caller.get(nobody)).status_code == 404
    assert (await caller.post(nobody, json=body)).status_code == 404
    assert (await caller.get(f"{nobody}/{name}")).status_code == 404
    assert (await caller.delete(f"{nobody}/{name}")).status_code == 404
    assert (await caller.get(f"{nobody}/{name}/_rate_limit_info")).status_code == 404
    path = f"{nobody}/_provider_user_id"
    assert (await caller.get(path, params={"provider_name": name})).status_code == 404


async def test_a_connection_is_deleted_with_204(caller: httpx2.AsyncClient, site: World):
    """A customer could not let go."""
    path = f"{CUSTOMERS}/{CUSTOMER}/connections/{site.provider.name}"

    gone = await caller.delete(path)

    assert (gone.status_code, gone.content) == (204, b"")
    assert (await caller.get(path)).status_code == 404
    assert (await caller.delete(path)).status_code == 404


@pytest.mark.usefixtures("acme")
async def test_an_unknown_provider_is_400(caller: httpx2.AsyncClient):
    """A misspelt name would look like a customer that has not connected."""
    told = [
        await caller.get(f"{CONNECTIONS}/hubspot"),
        await caller.delete(f"{CONNECTIONS}/hubspot"),
        await caller.get(f"{CONNECTIONS}/hubspot/_rate_limit_info"),
        await caller.get(f"{CONNECTIONS}/_provider_user_id"),
        await caller.get(f"{CONNECTIONS}/_provider_user_id?provider_name=hubspot"),
        await caller.post(CONNECTIONS, json={"provider_name": "hubspot", "api_key": "k"}),
        await caller.post(CONNECTIONS, json={"api_key": "k"}),
    ]

    assert [each.status_code for each in told] == [400] * 7


async def test_the_provider_tells_whom_a_connection_acts_as(
    caller: httpx2.AsyncClient, site: World
):
    """A developer could not show a customer which account it has connected."""
    path = f"{CUSTOMERS}/{CUSTOMER}/connections/_provider_user_id"
    response = await caller.get(path, params={"provider_name": site.provider.name})

    assert response.status_code == 200
    found = response.json()
    assert set(found) == {"user_id", "raw_details", "additional_raw_details"}
    assert found["user_id"] is None or found["raw_details"]


async def test_rate_limits_are_those_last_seen_or_asked_for(
    caller: httpx2.AsyncClient, site: World
):
    """A developer could not slow down before the provider says no."""
    path = f"{CUSTOMERS}/{CUSTOMER}/connections/{site.provider.name}/_rate_limit_info"
    unseen = await caller.get(path)
    asked = await site.simulated.requests()
    probed = await caller.get(path, params={"probe": "true"})
    one = await site.simulated.requests()
    remembered = await caller.get(path)

    assert (unseen.status_code, unseen.json(), asked) == (200, {}, [])
    assert len(one) == 1
    assert await site.simulated.requests() == one
    windows = probed.json()
    assert remembered.json() == windows
    assert set(windows) <= {"daily", "hourly", "other"}
    shown = [window for name, window in windows.items() if name != "other"]
    shown += windows.get("other", {}).values()
    assert shown
    for window in shown:
        assert 0 <= window["remaining"] <= window["limit"]


async def test_a_window_that_is_over_is_not_shown(caller: httpx2.AsyncClient, site: World):
    """A caller would wait for a limit that has long been lifted."""
    path = f"{CUSTOMERS}/{CUSTOMER}/connections/{site.provider.name}/_rate_limit_info"
    windows = (await caller.get(path, params={"probe": "true"})).json()
    await site.clock.advance(7_200)

    later = (await caller.get(path)).json()

    ending = {name for name, window in windows.items() if "reset_time" in window}
    assert set(later) == set(windows) - ending
