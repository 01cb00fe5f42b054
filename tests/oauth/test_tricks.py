"""What an attacker tries: states, other browsers, and return URLs that lead elsewhere."""

from urllib.parse import parse_qs, urlsplit

import pytest

from segue.service.attempts import digest_of
from segue.store import applications, connect_states

from .conftest import RETURN_URL, callback, told

JSON = {"accept": "application/json"}


def state_in(location: str) -> str:
    """Read the state of a redirect."""
    return parse_qs(urlsplit(location).query)["state"][0]


def reason(response) -> str:
    """Read why a request for JSON was refused."""
    return str(response.json()["errors"][0]["meta"].get("reason"))


@pytest.mark.parametrize(
    "state", ["", "x", "a" * 43, '{"returnUrl":"https://evil.example"}', "\x00"]
)
async def test_a_forged_state_is_refused(salesloft, state):
    """Anybody could finish an attempt that nobody began."""
    browser = salesloft.browser()
    await browser.connect()
    forged = callback(code="c", state=state)
    response = await browser.ask("GET", forged, headers=JSON)
    assert response.status_code == 400
    assert reason(response) == ("state_unknown" if state else "state_missing")
    page = await browser.ask("GET", forged)
    assert (page.status_code, page.headers.get("location")) == (400, None)
    assert await salesloft.connection() is None


async def test_a_replayed_redirect_is_refused(salesloft):
    """Whoever finds an old address in a history could connect again with it."""
    browser = salesloft.browser()
    begun = await browser.connect()
    location = await browser.consent(begun.headers["location"])
    await browser.back(location)
    response = await browser.ask("GET", location, headers=JSON)
    assert (response.status_code, reason(response)) == (400, "state_used")
    assert (await browser.ask("GET", location)).headers.get("location") is None


async def test_an_expired_state_is_refused(salesloft):
    """An attempt could be finished days later by whoever sits at the machine then."""
    browser = salesloft.browser()
    begun = await browser.connect()
    location = await browser.consent(begun.headers["location"])
    await salesloft.world.clock.advance(600)
    response = await browser.ask("GET", location, headers=JSON)
    assert (response.status_code, reason(response)) == (400, "state_expired")
    await salesloft.world.clock.advance(3600)
    await browser.connect()
    response = await browser.ask("GET", location, headers=JSON)
    assert reason(response) == "state_unknown"


@pytest.mark.parametrize("has_own", [True, False])
async def test_another_browser_cannot_finish_an_attempt(salesloft, has_own):
    """An attacker's account could be put behind a victim's connection by sending a link."""
    attacker, victim = salesloft.browser(), salesloft.browser()
    begun = await attacker.connect()
    location = await attacker.consent(begun.headers["location"])
    if has_own:
        await victim.connect()
    response = await victim.ask("GET", location, headers=JSON)
    assert (response.status_code, reason(response)) == (400, "state_of_another")
    assert await salesloft.connection() is None
    finished = await attacker.back(location)
    assert finished.headers["location"] == RETURN_URL


async def test_a_state_is_stored_as_a_digest(salesloft):
    """Whoever reads the database could finish the attempts of others."""
    browser = salesloft.browser()
    state = state_in((await browser.connect()).headers["location"])
    found = await connect_states.get(salesloft.services.database, digest_of(state))
    assert found is not None
    assert state not in repr(found)
    assert browser.client.cookies["__Host-segue"] not in repr(found)


async def test_a_planted_cookie_is_not_taken(salesloft):
    """A short cookie that another host planted would stand for a browser."""
    browser = salesloft.browser()
    response = await browser.ask(
        "GET", "/oauth/connect", params=salesloft.query(), headers={"cookie": "__Host-segue=known"}
    )
    assert "__Host-segue=known;" not in response.headers["set-cookie"]


@pytest.mark.parametrize("twice", ["code", "state", "error"])
async def test_a_redirect_with_a_parameter_twice_is_refused(salesloft, twice):
    """Two readers of one redirect could see two codes."""
    browser = salesloft.browser()
    begun = await browser.connect()
    location = await browser.consent(begun.headers["location"])
    doubled = f"{location}&{twice}=x&{twice}=y"
    assert (await browser.ask("GET", doubled)).status_code == 400
    assert await salesloft.connection() is None
    assert (await browser.back(location)).headers["location"] == RETURN_URL


async def test_a_redirect_without_code_or_error_connects_nobody(salesloft):
    """A broken redirect would end in an exception."""
    browser = salesloft.browser()
    state = state_in((await browser.connect()).headers["location"])
    response = await browser.ask("GET", callback(state=state))
    assert told(response)["error"] == "invalid_request"


async def test_a_vendors_words_are_passed_on_as_words(salesloft):
    """What stands in a redirect could break out of the header or out of the return URL."""
    browser = salesloft.browser()
    state = state_in((await browser.connect()).headers["location"])
    said = f"no\r\nSet-Cookie: a=b&error=none {state}" + "x" * 1000
    response = await browser.ask(
        "GET", callback(state=state, error="<script>", error_description=said)
    )
    assert told(response)["error"] == "provider_error"
    words = told(response)["error_description"]
    assert words.startswith("noSet-Cookie: a=b&error=none [redacted]")
    assert len(words) == 300
    assert "set-cookie" not in response.headers


@pytest.mark.parametrize(
    "url",
    [
        "https://evil.example/connected",
        "https://app.example.evil.example/connected?tab=1",
        "https://app.example@evil.example/connected",
        "https://app.example:443@evil.example/",
        "https://user:password@app.example/connected",
        "https://app.example:8443/connected",
        "http://app.example/connected",
        "//evil.example/connected",
        "/connected",
        "javascript:alert(1)//app.example/connected",
        "data:text/html,x",
        "https:/app.example/connected",
        "https:\\\\evil.example",
        "https://app.example\\@evil.example/connected",
        "https://app.example/connected\\..\\x",
        "https://app.example/connected/",
        "https://app.example/connectedly",
        "https://app.example/in/../out",
        "https://app.example/in/%2e%2e/out",
        "https://app.example/in/..%2fout",
        "https://app.example/in%2fside",
        "https://app.example/in/a%2Fb",
        "https://app.example/in/a%5cb",
        "https://app.example%2fevil.example/in/",
        "https://app.example/connected?tab=1\r\nLocation: https://evil.example",
        "https://app.example/connected?tab=1\nx",
        "https://app.example/connected\t",
        " https://app.example/connected",
        "https://app.example/connected#part",
        "https://\u0430pp.example/connected",
        "https://app.example/connected\x00",
        "http://localhost/connected",
        "http://127.0.0.1/connected",
    ],
)
async def test_a_browser_is_sent_nowhere_else(salesloft, url):
    """A link to this server could send a customer to an attacker's page."""
    response = await salesloft.browser().connect(returnUrl=url)
    assert (response.status_code, response.headers.get("location")) == (400, None)
    assert "set-cookie" not in response.headers


@pytest.mark.parametrize(
    "url",
    [
        "https://app.example/connected",
        "https://app.example/connected?next=%2Fhome&x=https://other.example",
        "https://APP.example:443/connected",
        "https://app.example/in/",
        "https://app.example/in/side?a=1",
    ],
)
async def test_an_allowed_return_url_is_kept_to_the_letter(salesloft, url):
    """An application that compares addresses would not know its own again."""
    response = await salesloft.browser().whole(returnUrl=url)
    assert response.headers["location"] == url


@pytest.mark.parametrize(
    ("url", "status"),
    [
        ("http://localhost:3000/done", 302),
        ("http://127.0.0.1/done", 302),
        ("http://[::1]:3000/done", 302),
        ("https://app.example/connected", 400),
        ("http://localhost.evil.example/done", 400),
        ("http://127.0.0.1.evil.example/done", 400),
    ],
)
async def test_without_a_list_only_this_machine_is_allowed(salesloft, url, status):
    """Forgetting the list would open every redirect, or trying Segue out would need one."""
    await applications.set_return_urls(salesloft.services.database, salesloft.application, [])
    response = await salesloft.browser().connect(returnUrl=url)
    assert response.status_code == status
