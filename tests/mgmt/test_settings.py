"""Providers with their OAuth clients, magic links, and return URLs."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

import httpx2
import pytest

from segue.kit.clock import parse_iso
from segue.service.provider_settings import provider_id
from segue.service.return_urls import allowed
from segue.store import provider_apps
from segue.testing.world import CUSTOMER, World

from .conftest import CUSTOMERS, ROOT

PROVIDERS = f"{ROOT}/providers"
LINKS = f"{ROOT}/magic_links"
RETURN_URLS = "/segue/v1/return_urls"
SECRET = "a-planted-client-secret-0123456789"
LINK = {
    "customer_id": CUSTOMER,
    "provider_name": "outreach",
    "return_url": "http://localhost:3000/done?a=1&b=2",
    "expiration_secs": 3600,
}
LINK_KEYS = {
    "id",
    "status",
    "application_id",
    "customer_id",
    "provider_id",
    "provider_name",
    "url",
    "return_url",
    "expires_at",
}


def client(secret: str = SECRET, **changes: Any) -> dict[str, Any]:
    """What sets an OAuth client at Outreach."""
    credentials = {"oauth_client_id": "our-client", "oauth_client_secret": secret}
    oauth = {"oauth_scopes": ["sequences.all", "users.read"], "credentials": credentials}
    whole = {"category": "engagement", "auth_type": "oauth2", "name": "outreach"}
    return {**whole, "config": {"use_managed_oauth": False, "oauth": oauth}, **changes}


def _id(site: World) -> str:
    return provider_id(site.session.application_id, "outreach")


async def _secret(site: World) -> str:
    services, owner = site.services, site.session.application_id
    app = await provider_apps.get(services.database, owner, "outreach")
    assert app is not None
    return services.vault.open(app.secret, bound_to=app.id).decode()


async def test_a_provider_has_the_old_wires_keys_and_no_secret(
    caller: httpx2.AsyncClient,
):
    """Migration scripts would not find the client's id, or anybody with a key read its secret."""
    listed = (await caller.get(PROVIDERS)).json()
    (found,) = listed
    assert found == (await caller.get(f"{PROVIDERS}/{found['id']}")).json()
    assert set(found) == {
        "id",
        "application_id",
        "category",
        "auth_type",
        "name",
        "config",
        "objects",
        "entity_mappings",
    }
    assert (found["category"], found["auth_type"], found["name"]) == (
        "engagement",
        "oauth2",
        "outreach",
    )
    assert set(found["config"]) == {"provider_app_id", "use_managed_oauth", "oauth"}
    credentials = found["config"]["oauth"]["credentials"]
    assert credentials["oauth_client_secret"] == ""
    assert credentials["developer_token"] is None
    assert {"name": "contact"} in found["objects"]["common"]
    assert (await caller.get(f"{PROVIDERS}/none")).status_code == 404


async def test_a_client_is_set_changed_and_forgotten(caller: httpx2.AsyncClient, site: World):
    """An operator could not move to another client, or the sealed secret be another's."""
    path = f"{PROVIDERS}/{_id(site)}"
    assert (await caller.delete(path)).json() == {}
    assert (await caller.delete(path)).status_code == 404

    made = await caller.post(PROVIDERS, json=client())
    again = await caller.post(PROVIDERS, json=client())
    kept = await caller.put(path, json=client(""))

    assert [each.status_code for each in (made, again, kept)] == [201, 409, 200]
    assert SECRET not in made.text + kept.text
    assert made.json()["id"] == _id(site)
    assert made.json()["config"]["oauth"]["oauth_scopes"] == ["sequences.all", "users.read"]
    assert await _secret(site) == SECRET
    await caller.put(path, json=client("another-planted-secret-0123"))
    assert await _secret(site) == "another-planted-secret-0123"
    connections = await caller.get(f"{CUSTOMERS}/{CUSTOMER}/connections/outreach")
    assert connections.json()["provider_id"] == made.json()["id"]


@pytest.mark.parametrize(
    ("change", "pointer"),
    [
        ({"auth_type": "api_key"}, "/body/auth_type"),
        ({"config": None}, "/body/config"),
        ({"name": "hubspot"}, "/body/name"),
        ({"category": "crm"}, "/body/category"),
        (client(config={"use_managed_oauth": True, "oauth": client()["config"]["oauth"]}), ""),
    ],
)
async def test_what_is_no_client_of_the_provider_is_400(
    caller: httpx2.AsyncClient, site: World, change: Mapping[str, Any], pointer: str
):
    """Settings would be kept that nothing can be connected with."""
    await caller.delete(f"{PROVIDERS}/{_id(site)}")

    response = await caller.post(PROVIDERS, json={**client(), **change})

    assert response.status_code == 400
    assert SECRET not in response.text
    if pointer:
        assert response.json()["errors"][0]["source"] == {"pointer": pointer}


async def test_a_link_is_made_listed_and_deleted(caller: httpx2.AsyncClient, site: World):
    """A developer could not send a customer anything to connect by."""
    made = await caller.post(LINKS, json=LINK)

    assert made.status_code == 201, made.text
    link = made.json()
    assert set(link) == LINK_KEYS
    assert link["status"] == "new"
    assert link["url"] == f"{site.services.settings.public_url}/links/{link['id']}"
    assert link["return_url"] == LINK["return_url"]
    assert link["provider_id"] == _id(site)
    ends = parse_iso(link["expires_at"])
    assert ends is not None
    assert abs(ends - site.clock.now() - timedelta(hours=1)) < timedelta(minutes=1)
    assert (await caller.get(LINKS)).json() == [link]
    gone = await caller.delete(f"{LINKS}/{link['id']}")
    assert (gone.status_code, gone.content) == (204, b"")
    assert (await caller.delete(f"{LINKS}/{link['id']}")).status_code == 404
    assert (await caller.get(LINKS)).json() == []


@pytest.mark.parametrize(
    ("change", "status"),
    [
        ({"customer_id": "nobody"}, 404),
        ({"provider_name": "hubspot"}, 404),
        ({"expiration_secs": 0}, 400),
        ({"expiration_secs": "60"}, 400),
        ({"return_url": "https://elsewhere.example/"}, 400),
        ({"return_url": "javascript:alert(1)"}, 400),
    ],
)
async def test_a_link_that_leads_nowhere_is_refused(
    caller: httpx2.AsyncClient, change: dict[str, Any], status: int
):
    """A customer would be sent a link that cannot work, or be sent to somebody else's page."""
    assert (await caller.post(LINKS, json={**LINK, **change})).status_code == status


async def test_return_urls_are_set_by_the_application(caller: httpx2.AsyncClient):
    """Browsers could be sent anywhere, or nowhere."""
    elsewhere = {**LINK, "return_url": "https://app.example/settings?tab=1"}
    assert (await caller.get(RETURN_URLS)).json() == {"return_urls": []}
    assert (await caller.post(LINKS, json=elsewhere)).status_code == 400

    wanted = {"return_urls": ["https://app.example/settings"]}
    put = await caller.put(RETURN_URLS, json=wanted)

    assert (put.status_code, put.json()) == (200, wanted)
    assert (await caller.get(RETURN_URLS)).json() == wanted
    assert (await caller.post(LINKS, json=elsewhere)).status_code == 201
    assert (await caller.post(LINKS, json=LINK)).status_code == 400
    wrong = await caller.put(RETURN_URLS, json={"return_urls": ["https://ok.example", "ftp://x"]})
    assert wrong.status_code == 400
    assert wrong.json()["errors"][0]["source"] == {"pointer": "/body/return_urls/1"}


HERE = ("https://app.example/settings", "https://app.example/in/")


@pytest.mark.parametrize(
    ("url", "may"),
    [
        ("https://app.example/settings", True),
        ("https://app.example/settings?x=1", True),
        ("https://app.example:443/settings", True),
        ("https://APP.example/settings", True),
        ("https://app.example/in/", True),
        ("https://app.example/in/deeper?x=/../y", True),
        ("https://app.example/settings/more", False),
        ("https://app.example/in", False),
        ("https://app.example/", False),
        ("http://app.example/settings", False),
        ("https://app.example:8443/settings", False),
        ("https://app.example.evil.example/settings", False),
        ("https://app.example@evil.example/settings", False),
        ("https://evil.example/https://app.example/settings", False),
        ("//app.example/settings", False),
        ("https:app.example/settings", False),
        ("https://app.example\\@evil.example/settings", False),
        ("https://app.example/in/../settings/x", False),
        ("https://app.example/in/%2e%2e/other", False),
        ("https://app.example/in/..%2fother", False),
        ("https://app.example/in/%5c..%5cother", False),
        ("https://app.example/settings#x", False),
        ("https://app.example/set\r\nLocation: x", False),
        ("https://app.example/settings ", False),
        ("https://äpp.example/settings", False),
        ("javascript://app.example/settings", False),
        ("", False),
    ],
)
def test_a_return_url_is_what_an_entry_says(url: str, *, may: bool):
    """A customer's browser could be sent to somebody else's page."""
    assert allowed(HERE, url) is may


def test_without_entries_only_this_machine_is_allowed():
    """Trying Segue out would need settings, or an unset list allow everything."""
    assert allowed((), "http://localhost:3000/x")
    assert allowed((), "http://127.0.0.1/x")
    assert not allowed((), "https://app.example/settings")
    assert not allowed((), "http://localhost.evil.example/")
