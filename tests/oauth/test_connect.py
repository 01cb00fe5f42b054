"""Connecting from an application's own page: on to the vendor, back, and what is kept."""

import sys
from collections.abc import AsyncIterator
from datetime import timedelta
from importlib import import_module
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest

from segue.store import customers, provider_apps
from segue.testing.world import CLIENT_ID, CLIENT_SECRET

from .conftest import CUSTOMER, PUBLIC_URL, RETURN_URL, Stage, staged, told

CADENZA = Path(__file__).parent.parent / "fourth" / "cadenza"
BOTH = ["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)]


async def test_a_browser_is_sent_on_as_the_old_service_did(stage):
    """A customer's page with the old address would not lead to the vendor."""
    response = await stage.browser().connect(loginUrl="https://evil.example", scope="everything")
    assert response.status_code == 302
    url = urlsplit(response.headers["location"])
    assert url.path == "/oauth/authorize"
    assert f"{url.scheme}://{url.netloc}" == stage.world.simulated.url
    query = parse_qs(url.query, keep_blank_values=True)
    assert list(query) == ["response_type", "client_id", "redirect_uri", "scope", "state"]
    assert query["redirect_uri"] == [f"{PUBLIC_URL}/oauth/callback"]
    assert query["scope"] == [" ".join(stage.provider.oauth.scopes)]
    assert len(query["state"][0]) == 43
    cookie = response.headers["set-cookie"]
    assert cookie.startswith("__Host-segue=")
    assert {"HttpOnly", "Path=/", "SameSite=lax", "Secure"} == set(cookie.split("; ")[1:])


@pytest.mark.parametrize("engine", BOTH)
async def test_a_customer_is_connected(stage):
    """Nobody could connect an account in a browser."""
    before = stage.services.clock.now()
    response = await stage.browser().whole()
    assert (response.status_code, response.headers["location"]) == (302, RETURN_URL)
    connection, credential = await stage.connection(), await stage.credential()
    assert connection.state == "active"
    assert timedelta(hours=1, minutes=59) < connection.expires_at - before <= timedelta(hours=2.1)
    assert connection.minted_at >= before.replace(microsecond=0)
    assert connection.scopes
    assert connection.acting_user
    assert sorted(credential) == ["access_token", "refresh_token"]
    assert await stage.audited() == ["connection.created"]


async def test_connecting_again_is_a_re_authentication(stage):
    """A customer whose token has died could not come back, or would have two connections."""
    browser = stage.browser()
    await browser.whole()
    first, old = await stage.connection(), await stage.credential()
    await stage.world.clock.advance(61)
    await stage.world.simulated.ask("POST", "faults", {"kind": "revoked_token", "path": "^/v2"})
    response = await browser.whole()
    assert response.headers["location"] == RETURN_URL
    again, new = await stage.connection(), await stage.credential()
    assert (again.id, again.state) == (first.id, "active")
    assert new["access_token"] != old["access_token"]
    assert await stage.audited() == ["connection.reauthorized", "connection.created"]


async def test_a_customers_no_comes_back(stage):
    """Whoever refuses would be left on a page of JSON, and the application would hear nothing."""
    response = await stage.browser().whole("deny")
    assert response.headers["location"].startswith(f"{RETURN_URL}&error=access_denied&")
    assert told(response) == {
        "tab": "1",
        "error": "access_denied",
        "error_description": "The resource owner or authorization server denied the request.",
        "customer_id": CUSTOMER,
        "provider_name": stage.provider.name,
    }
    assert await stage.connection() is None
    assert await stage.audited() == ["connection.refused"]


@pytest.mark.parametrize(
    ("fault", "code"),
    [
        ({"kind": "answer", "status": 503, "body": "down"}, "temporarily_unavailable"),
        ({"kind": "answer", "status": 429, "body": "Retry later"}, "temporarily_unavailable"),
        ({"kind": "dropped"}, "temporarily_unavailable"),
        ({"kind": "malformed"}, "temporarily_unavailable"),
        ({"kind": "answer", "status": 401, "body": {"error": "x"}}, "unauthorized_client"),
        (
            {"kind": "answer", "status": 400, "body": {"error": "invalid_grant"}},
            "invalid_grant",
        ),
    ],
)
async def test_a_failed_exchange_comes_back(salesloft, fault, code):
    """The application would not learn that the vendor gave no token."""
    await salesloft.world.simulated.fault(**fault, path="^/oauth/token$")
    response = await salesloft.browser().whole()
    assert response.headers["location"].startswith(RETURN_URL)
    assert told(response)["error"] == code
    assert await salesloft.connection() is None
    again = await salesloft.browser().whole()
    assert again.headers["location"] == RETURN_URL


async def test_the_vendors_one_token_a_minute_is_told(outreach):
    """A second attempt within a minute would end in an error that says nothing."""
    browser = outreach.browser()
    await browser.whole()
    response = await browser.whole()
    assert told(response)["error"] == "temporarily_unavailable"
    assert "try again in 60 s" in told(response)["error_description"]
    await outreach.world.clock.advance(61)
    assert (await browser.whole()).headers["location"] == RETURN_URL


async def test_a_token_whose_user_cannot_be_told_is_kept(salesloft):
    """An outage between two calls would throw a customer's consent away."""
    await salesloft.world.simulated.fault("server_error", path="/v2/me", times=None)
    response = await salesloft.browser().whole()
    assert response.headers["location"] == RETURN_URL
    connection = await salesloft.connection()
    assert (connection.state, connection.acting_user) == ("active", None)


async def test_a_customer_that_is_deleted_meanwhile_is_not_connected(salesloft):
    """A token of somebody who was deleted would be kept."""
    browser = salesloft.browser()
    begun = await browser.connect()
    location = await browser.consent(begun.headers["location"])
    await customers.remove(salesloft.services.database, salesloft.application, CUSTOMER)
    response = await browser.back(location)
    assert told(response)["error"] == "invalid_request"


@pytest.mark.parametrize(
    ("changed", "status", "words"),
    [
        ({"applicationId": None}, 400, "Missing applicationId"),
        ({"customerId": ""}, 400, "Missing customerId"),
        ({"applicationId": "app_unknown"}, 404, "no such application"),
        ({"applicationId": "app\x00"}, 400, "cannot be printed"),
        ({"customerId": "c\x00"}, 400, "cannot be printed"),
        ({"customerId": "nobody"}, 404, "nobody"),
        ({"providerName": "hubspot"}, 400, "Can't find provider with name: hubspot."),
        ({"providerName": "Salesloft"}, 400, "Can't find provider with name: Salesloft."),
    ],
)
@pytest.mark.parametrize("engine", BOTH)
async def test_what_is_not_known_is_said_to_people_and_programs(salesloft, changed, status, words):
    """A mistake in an application's address would end in an error that names nothing."""
    browser = salesloft.browser()
    page = await browser.connect(**changed)
    assert (page.status_code, page.headers.get("location")) == (status, None)
    assert "<h1>" in page.text
    told_people = page.text.replace("&#39;", "'")
    assert words in told_people
    query = salesloft.query(**changed)
    json = await browser.ask(
        "GET", "/oauth/connect", params=query, headers={"accept": "application/json"}
    )
    assert json.status_code == status
    assert words in json.json()["errors"][0]["detail"]


async def test_a_provider_by_key_has_no_oauth(apollo):
    """The old service's answer would be another one."""
    response = await apollo.browser().connect()
    assert response.status_code == 400
    assert "Oauth is not supported for apollo" in response.text


async def test_without_a_client_at_the_vendor_nobody_is_sent_there(salesloft):
    """A browser would be sent to the vendor without anybody's name."""
    database, owner = salesloft.services.database, salesloft.application
    app = await provider_apps.get(database, owner, "salesloft")
    await provider_apps.remove(database, owner, app.id)
    response = await salesloft.browser().connect()
    assert response.status_code == 400
    assert "no OAuth client" in response.text


async def test_a_parameter_that_stands_twice_is_refused(salesloft):
    """Two readers of one address could see two customers."""
    query = [*salesloft.query().items(), ("customerId", "customer-1")]
    response = await salesloft.browser().ask("GET", "/oauth/connect", params=query)
    assert response.status_code == 400
    assert "more than once" in response.text


async def test_one_machine_has_one_name(salesloft):
    """A cookie of localhost would not come back to 127.0.0.1, and no attempt would ever end."""
    salesloft.public_url = "http://127.0.0.1:8080"
    browser = salesloft.browser()
    other = {"host": "localhost:8080"}
    query = salesloft.query()
    moved = await browser.ask("GET", "/oauth/connect", params=query, headers=other)
    assert moved.status_code == 307
    assert moved.headers["location"].startswith(
        "http://127.0.0.1:8080/oauth/connect?applicationId="
    )
    assert "set-cookie" not in moved.headers
    query["hopped"] = "1"
    again = await browser.ask("GET", "/oauth/connect", params=query, headers=other)
    assert again.status_code == 302
    assert again.headers["set-cookie"].startswith("segue=")
    assert "Secure" not in again.headers["set-cookie"]


@pytest.fixture
async def cadenza(database_url, log, monkeypatch) -> AsyncIterator[Stage]:
    """A stage at the example provider, which demands PKCE."""
    monkeypatch.setattr(sys, "path", [*sys.path, str(CADENZA)])
    async for made in staged(import_module("segue_cadenza").PROVIDER, database_url, log):
        yield made


async def test_pkce_is_spoken_where_a_provider_asks_for_it(cadenza):
    """A provider that demands RFC 7636 could not be added as data."""
    browser = cadenza.browser()
    begun = await browser.connect()
    query = parse_qs(urlsplit(begun.headers["location"]).query)
    assert query["code_challenge_method"] == ["S256"]
    response = await browser.back(await browser.consent(begun.headers["location"]))
    assert response.headers["location"] == RETURN_URL
    assert list(await cadenza.credential()) == ["access_token"]


async def test_another_attempts_proof_is_refused(cadenza):
    """The challenge would be sent and never checked: a stolen code would do."""
    thief, victim = cadenza.browser(), cadenza.browser()
    own = await thief.connect()
    begun = await victim.connect()
    stolen = parse_qs(urlsplit(await victim.consent(begun.headers["location"])).query)
    state = parse_qs(urlsplit(own.headers["location"]).query)["state"][0]
    response = await thief.ask(
        "GET", "/oauth/callback", params={"code": stolen["code"][0], "state": state}
    )
    assert told(response)["error"] == "invalid_grant"
    assert await cadenza.connection() is None


async def test_no_secret_is_seen(stage):
    """Whoever reads a page, a redirect or a log could act as the customer or as the application."""
    browser, codes = stage.browser(), []
    for fails in (False, True):
        begun = await browser.connect()
        location = await browser.consent(begun.headers["location"])
        codes.append(parse_qs(urlsplit(location).query)["code"][0])
        said = {"error": "invalid_grant", "error_description": f"{CLIENT_SECRET} {codes[-1]}"}
        if fails:
            echo = {"path": "^/oauth/token$", "status": 400, "body": said}
            await stage.world.simulated.fault("answer", **echo)
        response = await browser.back(location)
        assert ("error" in told(response)) is fails
    credential = await stage.credential()
    everything = "\n".join([*stage.seen, stage.log.getvalue()])
    assert CLIENT_ID in everything
    for secret in (*credential.values(), CLIENT_SECRET, *codes):
        assert secret not in everything
    assert browser.client.cookies["__Host-segue"] not in stage.log.getvalue()
